from django.urls import URLPattern, path

from assessments.views import starting

urlpatterns: list[URLPattern] = [
    path("episodes/<str:reference>/assessment/", starting.of_episode, name="of_episode"),
    path("episodes/<str:reference>/assess/", starting.decide, name="decide"),
    path("episodes/<str:reference>/assessment-declined/", starting.decline, name="decline"),
    path("declined-assessments/<str:reference>/offered/", starting.offer_again, name="offer_again"),
    path("assessments/<str:reference>/new-version/", starting.new_version, name="new_version"),
    path("assessments/<str:reference>/put-right/", starting.put_right, name="put_right"),
    path("assessments/<str:reference>/give-up/", starting.withdraw, name="withdraw"),
]

from django.urls import URLPattern, path

from assessments.views import starting

urlpatterns: list[URLPattern] = [
    path("episodes/<str:reference>/assessment/", starting.of_episode, name="of_episode"),
]

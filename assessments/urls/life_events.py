from django.urls import URLPattern, path

from assessments.views import life_events

urlpatterns: list[URLPattern] = [
    path("families/<str:reference>/life-events/", life_events.life_events, name="life_events"),
    path("life-events/<str:reference>/", life_events.change, name="change_life_event"),
]

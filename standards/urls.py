from django.urls import path

from standards.views import clocks, feed, my_work, team, variations

app_name = "standards"
urlpatterns = [
    path("", my_work.my_work, name="my_work"),
    path("calendar/<str:token>.ics", feed.feed, name="feed"),
    path("clocks/<str:reference>/", clocks.show_clock, name="clock"),
    path("clocks/<str:reference>/variation/", variations.ask_for_variation, name="ask_for_variation"),
    path("variations/<str:reference>/", variations.variation, name="variation"),
    path("team/", team.team, name="team"),
    path("team/<str:reference>/", team.worker, name="worker"),
]

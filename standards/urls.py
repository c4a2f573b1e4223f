from django.urls import path

from standards.views import clocks, my_work

app_name = "standards"
urlpatterns = [
    path("", my_work.my_work, name="my_work"),
    path("clocks/<str:reference>/", clocks.show_clock, name="clock"),
]

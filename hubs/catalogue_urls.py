from django.urls import path

from hubs.views import catalogue

app_name = "catalogue"
urlpatterns = [
    path("", catalogue.services, name="services"),
    path("add/", catalogue.add_service, name="add_service"),
    path("usual/", catalogue.add_usual, name="add_usual"),
    path("<str:reference>/", catalogue.change_service, name="change_service"),
    path("<str:reference>/end/", catalogue.end_service, name="end_service"),
]

from django.urls import path

from hubs.views import services

app_name = "services"
urlpatterns = [
    path("", services.find, name="services"),
    path("<str:reference>/", services.service, name="service"),
]

from django.urls import path

from standards.views import rulebook

app_name = "rulebook"
urlpatterns = [
    path("", rulebook.standards, name="standards"),
    path("<slug:standard>/", rulebook.standard, name="standard"),
]

from django.urls import path

from ehm.views import platform

app_name = "platform"
urlpatterns = [
    path("", platform.partnerships, name="partnerships"),
    path("add/", platform.add_partnership, name="add_partnership"),
    path("<slug:slug>/administrator/", platform.add_administrator, name="add_administrator"),
]

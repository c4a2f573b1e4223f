from django.urls import URLPattern, path

from cases.views import oversight

urlpatterns: list[URLPattern] = [
    path("oversight/", oversight.waiting, name="oversight"),
    path("episodes/<str:reference>/oversight/new/", oversight.record_oversight, name="record_oversight"),
]

from django.urls import URLPattern, path

from assessments.views import copies

urlpatterns: list[URLPattern] = [
    path("assessments/<str:reference>/read/", copies.read_whole, name="read"),
    path("assessments/<str:reference>/pdf/", copies.pdf, name="pdf"),
]

from django.urls import URLPattern, path

from cases.views import links

urlpatterns: list[URLPattern] = [path("link/<str:token>/", links.follow, name="link")]

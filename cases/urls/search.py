from django.urls import path

from cases.views import search

urlpatterns = [
    path("search/", search.search, name="search"),
    path("search/<uuid:look_id>/", search.search_results, name="search_results"),
]

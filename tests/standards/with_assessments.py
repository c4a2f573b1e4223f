"""Addresses in which an episode's assessment has a page of its own."""

from django.http import HttpResponse
from django.urls import include, path

from ehm.urls import urlpatterns as ours


def page(request, reference):
    return HttpResponse(reference)


of_episode = path("episodes/<str:reference>/assessment/", page, name="of_episode")
urlpatterns = [path("", include(([of_episode], "assessments"))), *ours]

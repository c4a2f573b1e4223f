from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.floor.models import Thing


def page(request: HttpRequest) -> HttpResponse:
    things = Thing.objects.order_by("-id")[:20]
    return render(request, "page.html", {"things": things, "reader": request.user})


urlpatterns = [path("", page)]

"""Two people who wait for each other: PostgreSQL sends one away, and that one begins again unseen."""

import threading

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path

from tests.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True)

MEET = threading.Barrier(2)
TRIED = {"a": 0, "b": 0}


def lock(request, first, second):
    """What it does is kept only where the whole of it went through."""
    name = "a" if first < second else "b"
    TRIED[name] += 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [first])
        if TRIED[name] == 1:
            MEET.wait(20)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [second])
    return HttpResponse(b"done")


urlpatterns = [path("lock/<int:first>/<int:second>/", lock, name="lock"), path("", include("ehm.urls"))]


def test_whoever_was_sent_away_begins_again(signed_in):
    cast = make_cast()
    answers = {}
    clients = {name: signed_in(getattr(cast, who)) for name, who in (("a", "hub"), ("b", "chair"))}

    def ask(name, address):
        answers[name] = clients[name].get(address).content
        connections.close_all()

    with override_settings(ROOT_URLCONF=__name__):
        both = [threading.Thread(target=ask, args=one) for one in (("a", "/lock/1/2/"), ("b", "/lock/2/1/"))]
        for one in both:
            one.start()
        for one in both:
            one.join(30)
    assert answers == {"a": b"done", "b": b"done"}
    assert sorted(TRIED.values()) == [1, 2]

"""What tests of cases share: acting as somebody, and asking as somebody."""

from contextlib import contextmanager
from types import SimpleNamespace

from ehm.rows.actor import actor_for
from ehm.rows.context import acting


def actor_of(membership):
    return actor_for(membership.user, membership.pk)


@contextmanager
def acting_as(membership):
    actor = actor_of(membership)
    with acting(actor):
        yield actor


def request_as(actor, path="/"):
    return SimpleNamespace(actor=actor, path=path, user=actor.user)

"""What tests of cases share: acting as somebody, and asking as somebody."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from ehm.actions import Refused
from ehm.rows.actor import actor_for
from ehm.rows.context import acting
from tests.databases import as_owner


def actor_of(membership):
    return actor_for(membership.user, membership.pk)


@contextmanager
def acting_as(membership):
    actor = actor_of(membership)
    with acting(actor):
        yield actor


def request_as(actor, path="/"):
    return SimpleNamespace(actor=actor, path=path, user=actor.user)


def done(by, action, **given):
    with acting_as(by) as actor:
        return action(**given, by=actor)


def rows_of(models):
    """All that is in their tables, to see that a refusal changed nothing."""
    with as_owner():
        return {
            model.__name__: sorted(model.objects.values_list(*[f.attname for f in model._meta.fields]), key=str)
            for model in models
        }


def refused(by, action, *, unchanged, because=None, error=Refused, **given):
    """The action is refused, in these words, and nothing changed in the tables of `unchanged`."""
    before = rows_of(unchanged)
    with pytest.raises(error) as caught, acting_as(by) as actor:
        action(**given, by=actor)
    assert rows_of(unchanged) == before
    if because:
        assert because in str(caught.value)

"""Something happened: one row on the timeline, in the transaction that caused it, and whoever listens is told.

An app declares its kinds in `timeline.py`, each with the sentence that a practitioner reads. Listeners (practice
standards are one) run at once, in the same transaction: if one fails, nothing has happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from ehm.rows.actor import Actor

Sentence = Callable[[Any], str]


@dataclass(frozen=True)
class EventKind:
    """`name` is stored; `sentence` makes the line on the timeline from the event; `is_significant` lets the
    chronology show the family's own events apart from the record's housekeeping."""

    name: str
    sentence: Sentence
    is_significant: bool = False

    def __str__(self) -> str:
        return self.name


class Subject(Protocol):
    """What an event can be about: it knows where on the timeline it belongs."""

    tenant_id: int

    def timeline_place(self) -> dict[str, int | None]:
        """`family_id`, and `episode_id` and `person_id` where there are such."""


kinds: dict[str, EventKind] = {}
_listeners: dict[str, list[Callable[[Any, Actor], None]]] = defaultdict(list)


def declare(name: str, sentence: Sentence, *, is_significant: bool = False) -> EventKind:
    if name in kinds:
        raise ValueError(f"two events are called {name}")
    kinds[name] = EventKind(name, sentence, is_significant)
    return kinds[name]


def listens_to(*names: EventKind | str) -> Callable[[Callable[[Any, Actor], None]], Callable[[Any, Actor], None]]:
    """`@listens_to(CONTACT_RECORDED)` above a function that takes the event and the actor."""

    def register(listener: Callable[[Any, Actor], None]) -> Callable[[Any, Actor], None]:
        for name in names:
            _listeners[str(name)].append(listener)
        return listener

    return register


def record(
    kind: EventKind,
    subject: Subject,
    *,
    by: Actor,
    occurred_at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> Any:
    """Write that `kind` happened to `subject`. `occurred_at` is when it happened, if that was earlier than now."""
    event_model: Any = apps.get_model(settings.EVENT_MODEL)
    event = event_model.objects.create(
        tenant_id=by.tenant_id,
        kind=kind.name,
        membership=by.membership,
        agency_id=by.agency_id,
        occurred_at=occurred_at or timezone.now(),
        data=data or {},
        **subject.timeline_place(),
    )
    for listener in _listeners[kind.name]:
        listener(event, by)
    return event

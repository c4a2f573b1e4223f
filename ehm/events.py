"""Something happened: one row on the timeline, in the transaction that caused it, and whoever listens is told.

An app declares its kinds in `timeline.py`, each with the sentence that a practitioner reads. Listeners (practice
standards are one) run at once, in the same transaction: if one fails, nothing has happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
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
Listener = Callable[[Sequence[Any], Actor], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)
_waiting: ContextVar[list[Any] | None] = ContextVar("events waiting to be heard", default=None)


def declare(name: str, sentence: Sentence, *, is_significant: bool = False) -> EventKind:
    if name in kinds:
        raise ValueError(f"two events are called {name}")
    kinds[name] = EventKind(name, sentence, is_significant)
    return kinds[name]


def listens_to(*names: EventKind | str) -> Callable[[Listener], Listener]:
    """`@listens_to(CONTACT_RECORDED)` above a function that takes events, oldest first, and the actor."""

    def register(listener: Listener) -> Listener:
        for name in names:
            _listeners[str(name)].append(listener)
        return listener

    return register


@contextmanager
def together(by: Actor) -> Iterator[None]:
    """What is recorded inside is written and heard at the end, all at once: a visit is one piece of news, not five."""
    if _waiting.get() is not None:
        yield
        return
    waiting: list[Any] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    _event_model().objects.bulk_create(waiting)
    _tell(waiting, by)


def _tell(news: Sequence[Any], by: Actor) -> None:
    heard: dict[Listener, list[Any]] = {}
    for event in news:
        for listener in _listeners[event.kind]:
            heard.setdefault(listener, []).append(event)
    for listener, of_interest in heard.items():
        listener(of_interest, by)


def record(
    kind: EventKind,
    subject: Subject,
    *,
    by: Actor,
    occurred_at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> Any:
    """Write that `kind` happened to `subject`. `occurred_at` is when it happened, if that was earlier than now."""
    event = _event_model()(
        tenant_id=by.tenant_id,
        kind=kind.name,
        membership=by.membership,
        agency_id=by.agency_id,
        occurred_at=occurred_at or timezone.now(),
        data=data or {},
        **subject.timeline_place(),
    )
    waiting = _waiting.get()
    if waiting is None:
        event.save(force_insert=True)
        _tell([event], by)
    else:
        waiting.append(event)
    return event


def _event_model() -> Any:
    return apps.get_model(settings.EVENT_MODEL)

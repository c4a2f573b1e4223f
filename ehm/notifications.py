"""What somebody should know: put into their inbox by whoever causes it, in words from the app that raised it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ehm.models import Membership, Notification
from ehm.rows.actor import Actor

Words = Callable[[Actor, Sequence[Notification]], Mapping[int, tuple[str, str]]]
GONE = "Something that you can no longer open"


@dataclass(frozen=True)
class Notice:
    """One notification as its reader sees it; without a `url` there is nothing left to open."""

    notification: Notification
    sentence: str
    url: str


_words: dict[str, Words] = {}


def declare(*kinds: str) -> Callable[[Words], Words]:
    """`@declare("standards.overdue")` above a function that gives, for each notification that is still about something
    its reader may see, the number of the notification → (sentence, address)."""

    def register(words: Words) -> Words:
        for kind in kinds:
            if kind in _words:
                raise ValueError(f"two notifications are called {kind}")
            _words[kind] = words
        return words

    return register


def in_words(notifications: Sequence[Notification], actor: Actor) -> list[Notice]:
    """In the same order. Each function that words are declared by is asked once. Whoever became an administrator keeps
    what they were told before, and reads no case in it any more."""
    of_function: dict[Words, list[Notification]] = {}
    for notification in notifications:
        if notification.kind in _words and actor.reads_cases:
            of_function.setdefault(_words[notification.kind], []).append(notification)
    said: dict[int, tuple[str, str]] = {}
    for words, asked in of_function.items():
        said |= words(actor, asked)
    return [Notice(one, *said.get(one.pk, (GONE, ""))) for one in notifications]


def of(actor: Actor) -> Any:
    """The reader's own, the newest first."""
    own = Notification.objects.filter(tenant_id=actor.tenant_id, membership=actor.membership)
    return own.order_by("-raised_at", "-pk")


def answered(kinds: Iterable[str], *, subjects: Iterable[str], by: Actor) -> None:
    """Whoever has done what they were asked is asked no more: their own are read."""
    of(by).filter(kind__in=list(kinds), subject__in=list(subjects), read_at=None).update(read_at=timezone.now())


def notify(
    people: Iterable[Membership],
    kind: str,
    *,
    subject: str,
    by: Actor,
    data: dict[str, Any] | None = None,
    by_link: bool = False,
) -> None:
    """Tell each of `people` once; whoever causes it knows already, unless somebody else did it `by_link` in their name.
    `data` holds no names."""
    knows = None if by_link else by.membership.pk
    told = {person.pk: person for person in people if person.pk != knows and person.ended_at is None}
    now = timezone.now()
    Notification.objects.bulk_create(
        [
            Notification(
                tenant_id=by.tenant_id, membership=person, kind=kind, subject=subject, data=data or {}, raised_at=now
            )
            for person in told.values()
        ],
        ignore_conflicts=True,  # there is nothing to conflict with: without it Django asks for rows that are not ours
    )

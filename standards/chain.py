"""The clocks of one standard for one subject, worked out from everything that happened. Pure: no Django, no clock.

What happened is the truth and clocks follow from it, so that a visit written down late, or put right, gives the same
clocks as one written down in time. `standards.keeping` adds to the end of a chain when something new happens, and works
the whole chain out again when something happened earlier than what is already there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from standards.rulebook import Circumstances, Repeat, Standard


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that a rulebook may name (standards/events.py). `event_id` orders what happened at one moment."""

    name: str
    at: datetime
    event_id: int
    circumstances: Circumstances = field(default_factory=Circumstances)
    agreed_days: int | None = None
    agreed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One clock from its start to its end, if it has ended."""

    started_by: str
    start_event_id: int
    started_at: datetime
    agreed_days: int | None = None
    agreed_on: date | None = None
    stopped_at: datetime | None = None
    stop_event_id: int | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.stopped_at is None and self.cancelled_at is None


def started_by(happening: Happening) -> Run:
    return Run(
        started_by=happening.name,
        start_event_id=happening.event_id,
        started_at=happening.at,
        agreed_days=happening.agreed_days,
        agreed_on=happening.agreed_on,
    )


def extend(standard: Standard, runs: tuple[Run, ...], happening: Happening) -> tuple[Run, ...]:
    """The chain after one more happening: it cancels, then stops, then starts."""
    last = runs[-1] if runs else None
    if last and last.is_open:
        reason = standard.cancels_on(happening.name)
        if reason is not None:
            ended = replace(last, cancelled_at=happening.at, cancel_reason=reason)
            return (*runs[:-1], ended)
        if standard.stops_on(happening.name):
            ended = replace(last, stopped_at=happening.at, stop_event_id=happening.event_id)
            again = (started_by(happening),) if standard.reopens_on(happening.name) else ()
            runs = (*runs[:-1], ended, *again)
            last = runs[-1]
    may_open = last is None or (not last.is_open and standard.repeat is not Repeat.ONCE)
    if may_open and standard.starts_on(happening.name, happening.circumstances):
        runs = (*runs, started_by(happening))
    return runs


def replay(standard: Standard, happenings: Iterable[Happening]) -> tuple[Run, ...]:
    """The whole chain, from the earliest happening to the latest."""
    runs: tuple[Run, ...] = ()
    for happening in sorted(happenings, key=lambda happening: (happening.at, happening.event_id)):
        runs = extend(standard, runs, happening)
    return runs

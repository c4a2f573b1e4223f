"""The clocks of one standard for one subject, worked out from everything that happened. Pure: no Django, no clock.

What happened is the truth and clocks follow from it, so that a visit written down late, or put right, gives the same
clocks as one written down in time. `standards.keeping` adds to the end of a chain when something new happens, and works
the whole chain out again when something happened earlier than what is already there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from standards.engine import Unit
from standards.rulebook import Circumstances, Repeat, Standard


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Earlier happenings that no longer hold: a clock that one of them started ends, whatever the rulebook."""

    event_ids: frozenset[int]
    names: frozenset[str]
    reason: str

    def ends(self, run: Run) -> bool:
        return run.is_open and run.start_event_id in self.event_ids


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that a rulebook may name (standards/events.py). `event_id` orders what happened at one moment."""

    name: str
    at: datetime
    event_id: int
    circumstances: Circumstances = field(default_factory=Circumstances)
    agreed_days: int | None = None
    agreed_on: date | None = None
    takes_back: TakenBack | None = None


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
    """The chain after one more happening: it cancels, then takes back or stops, then starts."""
    last = runs[-1] if runs else None
    if last and last.is_open:
        reason = standard.cancels_on(happening.name)
        if reason is not None:
            ended = replace(last, cancelled_at=happening.at, cancel_reason=reason)
            return (*runs[:-1], ended)
        if happening.takes_back and happening.takes_back.ends(last):
            last = replace(last, cancelled_at=happening.at, cancel_reason=happening.takes_back.reason)
            runs = (*runs[:-1], last)
        elif standard.stops_on(happening.name):
            ended = replace(last, stopped_at=happening.at, stop_event_id=happening.event_id)
            again = (
                (started_by(happening),)
                if standard.reopens_on(happening.name) and _has_day(standard, happening)
                else ()
            )
            runs = (*runs[:-1], ended, *again)
            last = runs[-1]
    may_open = last is None or (not last.is_open and standard.repeat is not Repeat.ONCE)
    if may_open and _opens(standard, happening):
        runs = (*runs, started_by(happening))
    return runs


def _opens(standard: Standard, happening: Happening) -> bool:
    return standard.starts_on(happening.name, happening.circumstances) and _has_day(standard, happening)


def _has_day(standard: Standard, happening: Happening) -> bool:
    """A standard whose day is the one that the record names has no clock where the record names none."""
    return happening.agreed_on is not None or standard.limit.unit is not Unit.AS_AGREED


def replay(standard: Standard, happenings: Iterable[Happening]) -> tuple[Run, ...]:
    """The whole chain, from the earliest happening to the latest."""
    runs: tuple[Run, ...] = ()
    story = sorted(happenings, key=_place)
    for happening in story:
        ended = runs[-1] if runs and happening.takes_back and happening.takes_back.ends(runs[-1]) else None
        runs = extend(standard, runs, happening)
        if ended and not runs[-1].is_open:
            runs = (*runs, *_kept_out_by(ended, standard, story, happening))
    return runs


def _kept_out_by(run: Run, standard: Standard, story: Iterable[Happening], end: Happening) -> tuple[Run, ...]:
    """The clock that something else would have started while `run` was open, had that not come to nothing."""
    since, until = (run.started_at, run.start_event_id), _place(end)
    meanwhile = (happening for happening in story if since < _place(happening) < until)
    starts = (item for item in meanwhile if _opens(standard, item))
    first = next(starts, None)
    return (started_by(first),) if first and standard.repeat is not Repeat.ONCE else ()


def _place(happening: Happening) -> tuple[datetime, int]:
    return happening.at, happening.event_id

"""Why a clock is due when it is due: for the page of one clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ehm import words
from standards.dating import deadline_of, run_of
from standards.engine import BadLimit, Deadline
from standards.engine.calendar import day_in_london
from standards.engine.limits import Skipped
from standards.events import EVENTS
from standards.models import Clock, ClockChange, ClockVariation, VariationStatus
from standards.partnership import calendar_for
from standards.rulebook import Standard
from standards.sources import source_in_words
from standards.wording import Wording

DATES = {"started_at": "start", "due_at": "due", "stopped_at": "done", "cancelled_at": "ended"}


@dataclass(frozen=True)
class Step:
    sentence: str
    is_skipped: bool = False


@dataclass(frozen=True)
class Explanation:
    """`steps` is empty where the rules or the calendar are others now than when the clock ended."""

    sentence: str
    source: str
    note: str
    stops: str
    ends: str
    steps: tuple[Step, ...]
    is_allowed_to_vary: bool


@dataclass(frozen=True)
class Change:
    why: str
    what: str
    record: ClockChange


def explain_clock(clock: Clock, wording: Wording, variations: Sequence[ClockVariation]) -> Explanation | None:
    """None where the partnership's rulebook no longer holds the standard. `variations`: those of the same subject."""
    standard = wording.standard(clock)
    if standard is None:
        return None
    found = _as_it_was_counted(clock, standard, variations)
    return Explanation(
        sentence=standard.title,
        source=source_in_words(standard.source),
        note=standard.note,
        stops=_any_of(standard.stop),
        ends=_any_of(standard.cancel),
        steps=_steps(standard, clock, found) if found else (),
        is_allowed_to_vary=standard.variation.allowed,
    )


def change_in_words(change: ClockChange) -> Change:
    """'due Fri 27 Nov became Mon 30 Nov'."""
    parts = []
    for name, word in DATES.items():
        before, after = change.before.get(name), change.after.get(name)
        if before != after:
            parts.append(f"{word} {_day(before)} became {_day(after)}")
    return Change(change.why, "; ".join(parts), change)


def _as_it_was_counted(clock: Clock, standard: Standard, variations: Sequence[ClockVariation]) -> Deadline | None:
    """The counting that gives the due moment on record."""
    calendar = calendar_for(clock.tenant_id, day_in_london(clock.started_at))
    decided = [one for one in variations if one.status in (VariationStatus.AGREED, VariationStatus.ENDED)]
    candidates = [*decided, None] if clock.is_varied else [None]
    for agreed in candidates:
        try:
            found = deadline_of(standard, run_of(clock), calendar, agreed)
        except BadLimit:
            continue
        if found.due_at == clock.due_at:
            return found
    return None


def _steps(standard: Standard, clock: Clock, found: Deadline) -> tuple[Step, ...]:
    """The sentences of the engine: the start, one for each step, and when it is due."""
    first, *between, last = standard.explain(found, event=clock.started_by)
    kinds = [isinstance(step, Skipped) for step in found.steps]
    middle = [Step(sentence, is_skipped) for sentence, is_skipped in zip(between, kinds, strict=True)]
    return Step(first), *middle, Step(last)


def _any_of(names: Iterable[str]) -> str:
    return ", or ".join(EVENTS[name] for name in names)


def _day(moment: str | None) -> str:
    return words.day(datetime.fromisoformat(moment)) if moment else "not set"

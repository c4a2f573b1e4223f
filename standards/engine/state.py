"""How a clock stands at a given moment, and when that can next change."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from standards.engine.calendar import WorkingCalendar, day_in_london, end_of_day, start_of_day
from standards.engine.limits import BadLimit, Limit, Step, Varied, reckon

ONE_SECOND = timedelta(seconds=1)  # clocks are exact to the second: something done in the due second is in time


class State(StrEnum):
    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    VARIED = "varied"
    CANCELLED = "cancelled"


OPEN = frozenset({State.RUNNING, State.DUE_SOON, State.OVERDUE, State.VARIED})


@dataclass(frozen=True, slots=True)
class DueSoon:
    """When a clock starts to ask for attention: exactly one of the two is given."""

    percent: int | None = None  # of the whole time, still left
    working_days: int | None = None  # whole working days still left before the due day

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.working_days is None):
            raise BadLimit("'Due soon' is either a percentage of the time or a number of working days.")
        if self.percent is not None and not 1 <= self.percent <= 99:
            raise BadLimit("'Due soon' must be from 1 to 99 per cent of the time.")
        if self.working_days is not None and not 0 <= self.working_days <= 100:
            raise BadLimit("'Due soon' must be from 0 to 100 working days.")

    def begins_at(self, started_at: datetime, due_at: datetime, calendar: WorkingCalendar) -> datetime:
        """The first moment that counts as due soon, never before the clock started."""
        if self.percent is not None:
            seconds_left = int((due_at - started_at).total_seconds()) * self.percent // 100
            return due_at - timedelta(seconds=seconds_left)
        assert self.working_days is not None
        begins = start_of_day(calendar.working_days_before(day_in_london(due_at), self.working_days))
        return max(begins, started_at)


@dataclass(frozen=True, slots=True)
class Variation:
    """An agreed departure from a standard (Standard 5): a longer interval, or nothing expected until a day."""

    interval_days: int | None = None
    paused_until: date | None = None

    def __post_init__(self) -> None:
        if (self.interval_days is None) == (self.paused_until is None):
            raise BadLimit("A variation gives either a new interval or a day until which it holds.")

    def due_at(self, started_at: datetime) -> datetime:
        if self.paused_until is not None:
            return end_of_day(self.paused_until)
        assert self.interval_days is not None
        return end_of_day(day_in_london(started_at) + timedelta(days=self.interval_days))


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moments (UTC) that a clock stores, and the steps that led to them."""

    started_at: datetime
    due_soon_at: datetime
    due_at: datetime  # the moment that counts: the varied one where a variation holds
    limit_due_at: datetime  # what the standard alone would ask
    is_varied: bool
    steps: tuple[Step, ...]

    @property
    def overdue_at(self) -> datetime:
        """The first moment at which it is too late."""
        return self.due_at + ONE_SECOND


@dataclass(frozen=True, slots=True)
class Standing:
    """How a clock stands, whether the standard was breached, and the next moment at which that can change."""

    state: State
    breached: bool
    next_evaluation_at: datetime | None


def deadline(
    limit: Limit,
    due_soon: DueSoon,
    started_at: datetime,
    calendar: WorkingCalendar,
    *,
    agreed_days: int | None = None,
    agreed_on: date | None = None,
    variation: Variation | None = None,
) -> Deadline:
    """The moments of a clock that started now; a variation replaces the due moment and is kept beside it."""
    reckoning = reckon(limit, started_at, calendar, agreed_days=agreed_days, agreed_on=agreed_on)
    due_at, steps = reckoning.due_at, reckoning.steps
    if variation is not None:
        due_at = variation.due_at(reckoning.started_at)
        if due_at <= reckoning.due_at:
            raise BadLimit("A variation must give more time than the standard does.")
        steps = (*steps, Varied(reckoning.due_at, variation.interval_days, variation.paused_until))
    return Deadline(
        started_at=reckoning.started_at,
        due_soon_at=due_soon.begins_at(reckoning.started_at, due_at, calendar),
        due_at=due_at,
        limit_due_at=reckoning.due_at,
        is_varied=variation is not None,
        steps=steps,
    )


def standing(
    deadline: Deadline,
    now: datetime,
    *,
    stopped_at: datetime | None = None,
    cancelled_at: datetime | None = None,
) -> Standing:
    """How the clock stands at this moment. Of a stop and a cancellation the earlier one decides."""
    if stopped_at is not None and (cancelled_at is None or stopped_at <= cancelled_at):
        if stopped_at < deadline.limit_due_at + ONE_SECOND:
            return Standing(State.MET, False, None)
        if stopped_at < deadline.overdue_at:
            return Standing(State.VARIED, False, None)
        return Standing(State.MET_LATE, True, None)
    if cancelled_at is not None:
        return Standing(State.CANCELLED, cancelled_at >= deadline.overdue_at, None)
    if now >= deadline.overdue_at:
        return Standing(State.OVERDUE, True, None)
    if now >= deadline.due_soon_at:
        return Standing(State.DUE_SOON, False, deadline.overdue_at)
    if deadline.is_varied:
        return Standing(State.VARIED, False, deadline.due_soon_at)
    return Standing(State.RUNNING, False, deadline.due_soon_at)

"""From a start and a limit to a due moment, with every step on the way kept for the explanation."""

import calendar as months_of
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from standards.engine.calendar import (
    LONDON,
    ONE_DAY,
    NonWorkingDay,
    WorkingCalendar,
    day_in_london,
    end_of_day,
    start_of_day,
)

LARGEST_LIMIT = 1000


class Unit(StrEnum):
    """How a limit is counted."""

    HOURS = "hours"  # elapsed, on any day at any time
    HOURS_SKIP_NON_WORKING = "hours_skip_non_working"  # elapsed, non-working days left out from midnight to midnight
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"  # to the same day of a later month, or to its last day where it is shorter
    CALENDAR_MONTHS = "calendar_months"  # to the end of a later month: 'once in every month'
    AS_AGREED = "as_agreed"  # no limit of its own: the record says by when


HOURLY = frozenset({Unit.HOURS, Unit.HOURS_SKIP_NON_WORKING})
ROLLABLE = frozenset({Unit.CALENDAR_DAYS, Unit.WEEKS, Unit.MONTHS, Unit.CALENDAR_MONTHS})


class Roll(StrEnum):
    """What becomes of a due day that is not a working day."""

    NONE = "none"
    NEXT_WORKING = "next_working"


class BadLimit(ValueError):
    """A limit that cannot be counted, in a sentence."""


@dataclass(frozen=True, slots=True)
class DayZero:
    """The day it started, which is not counted."""

    day: date


@dataclass(frozen=True, slots=True)
class Counted:
    """One working day counted."""

    day: date
    number: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """One day not counted, with the reason."""

    day: date
    why: NonWorkingDay


@dataclass(frozen=True, slots=True)
class HoursCounted:
    """The part of one working day that was counted in hours."""

    day: date
    seconds: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in which every day counts."""

    amount: int
    unit: Unit
    until: date


@dataclass(frozen=True, slots=True)
class ClocksChanged:
    """The wall clock was put forward or back on the way, by this many minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Rolled:
    """The due day was no working day and moved to the next one."""

    day: date
    why: NonWorkingDay
    to: date


@dataclass(frozen=True, slots=True)
class Shortened:
    """The family's plan asks for something sooner than the limit allows, and wins."""

    days: int
    limit_due: date
    to: date


@dataclass(frozen=True, slots=True)
class Agreed:
    """The day comes from the record itself."""

    day: date


@dataclass(frozen=True, slots=True)
class Varied:
    """A recorded variation moved the due day."""

    limit_due: datetime
    interval_days: int | None
    paused_until: date | None


Step = DayZero | Counted | Skipped | HoursCounted | Span | ClocksChanged | Rolled | Shortened | Agreed | Varied


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a standard gives, and how that is counted."""

    amount: int | None
    unit: Unit
    roll: Roll = Roll.NONE

    def __post_init__(self) -> None:
        if self.unit is Unit.AS_AGREED:
            if self.amount is not None:
                raise BadLimit("A limit taken from the record ('as_agreed') has no number of its own.")
        elif isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise BadLimit("The limit must be a whole number.")
        elif not 1 <= self.amount <= LARGEST_LIMIT:
            raise BadLimit(f"The limit must be from 1 to {LARGEST_LIMIT}, not {self.amount}.")
        if self.roll is not Roll.NONE and self.unit not in ROLLABLE:
            raise BadLimit(f"A limit in {self.unit} cannot roll to the next working day: only calendar days can.")

    def __str__(self) -> str:
        if self.unit is Unit.AS_AGREED:
            return "the agreed time"
        noun, ending = {
            Unit.HOURS: ("hour", ""),
            Unit.HOURS_SKIP_NON_WORKING: ("hour", " on working days"),
            Unit.WORKING_DAYS: ("working day", ""),
            Unit.CALENDAR_DAYS: ("calendar day", ""),
            Unit.WEEKS: ("week", ""),
            Unit.MONTHS: ("month", ""),
            Unit.CALENDAR_MONTHS: ("calendar month", ""),
        }[self.unit]
        return f"{self.amount} {noun}{'' if self.amount == 1 else 's'}{ending}"


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A due moment and how it was reached."""

    started_at: datetime
    due_at: datetime
    steps: tuple[Step, ...]


def reckon(
    limit: Limit,
    started_at: datetime,
    calendar: WorkingCalendar,
    *,
    agreed_days: int | None = None,
    agreed_on: date | None = None,
) -> Reckoning:
    """When something that started at this moment is due.

    agreed_days: calendar days that the family's plan asks for; wins when it is sooner than the limit (R082).
    agreed_on: the day written in the record, for a limit 'as_agreed', which cannot do without it.
    """
    if started_at.tzinfo is None:
        raise BadLimit("A start needs a time zone.")
    started_at = started_at.astimezone(UTC).replace(microsecond=0)
    if limit.unit is Unit.AS_AGREED:
        if agreed_on is None:
            raise BadLimit("This standard has no limit of its own: its due day is the one agreed in the record.")
        return Reckoning(started_at, end_of_day(agreed_on), (Agreed(agreed_on),))
    assert limit.amount is not None
    if limit.unit is Unit.HOURS:
        return _hours(limit.amount, started_at)
    if limit.unit is Unit.HOURS_SKIP_NON_WORKING:
        return _hours_on_working_days(limit.amount, started_at, calendar)

    day_zero = day_in_london(started_at)
    if limit.unit is Unit.WORKING_DAYS:
        due_on, steps = _working_days(limit.amount, day_zero, calendar)
    else:
        due_on, steps = _calendar_time(limit, limit.amount, day_zero, calendar)
    if agreed_days is not None:
        if agreed_days < 1:
            raise BadLimit("An agreed interval is at least one day.")
        sooner = day_zero + timedelta(days=agreed_days)
        if sooner < due_on:
            due_on, steps = sooner, [DayZero(day_zero), Shortened(agreed_days, due_on, sooner)]
    return Reckoning(started_at, end_of_day(due_on), tuple(steps))


def _working_days(amount: int, day_zero: date, calendar: WorkingCalendar) -> tuple[date, list[Step]]:
    steps: list[Step] = [DayZero(day_zero)]
    number = 0
    for day, reason in calendar.days_from(day_zero + ONE_DAY):
        if reason is not None:
            steps.append(Skipped(day, reason))
            continue
        number += 1
        steps.append(Counted(day, number))
        if number == amount:
            return day, steps
    raise AssertionError("a calendar never ends")


def _calendar_time(limit: Limit, amount: int, day_zero: date, calendar: WorkingCalendar) -> tuple[date, list[Step]]:
    if limit.unit is Unit.CALENDAR_DAYS:
        due_on = day_zero + timedelta(days=amount)
    elif limit.unit is Unit.WEEKS:
        due_on = day_zero + timedelta(weeks=amount)
    else:
        due_on = _months_later(day_zero, amount, to_its_end=limit.unit is Unit.CALENDAR_MONTHS)
    steps: list[Step] = [DayZero(day_zero), Span(amount, limit.unit, due_on)]
    reason = calendar.why_not(due_on)
    if limit.roll is Roll.NEXT_WORKING and reason is not None:
        rolled = calendar.working_day_from(due_on)
        steps.append(Rolled(due_on, reason, rolled))
        due_on = rolled
    return due_on, steps


def _months_later(day: date, amount: int, *, to_its_end: bool) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    last = months_of.monthrange(year, month + 1)[1]
    return date(year, month + 1, last if to_its_end else min(day.day, last))


def _hours(amount: int, started_at: datetime) -> Reckoning:
    due_at = started_at + timedelta(hours=amount)
    steps: list[Step] = [Span(amount, Unit.HOURS, day_in_london(due_at))]
    return Reckoning(started_at, due_at, tuple(steps + _clock_change(started_at, due_at)))


def _hours_on_working_days(amount: int, started_at: datetime, calendar: WorkingCalendar) -> Reckoning:
    left = timedelta(hours=amount)
    moment = started_at
    steps: list[Step] = []
    for day, reason in calendar.days_from(day_in_london(started_at)):
        midnight = start_of_day(day + ONE_DAY)
        if reason is not None:
            steps.append(Skipped(day, reason))
        else:
            counted = min(left, midnight - moment)
            steps.append(HoursCounted(day, int(counted.total_seconds())))
            left -= counted
            if not left:
                due_at = moment + counted
                return Reckoning(started_at, due_at, tuple(steps + _clock_change(started_at, due_at)))
        moment = midnight
    raise AssertionError("a calendar never ends")


def _clock_change(started_at: datetime, due_at: datetime) -> list[Step]:
    before, after = started_at.astimezone(LONDON).utcoffset(), due_at.astimezone(LONDON).utcoffset()
    if before is None or after is None or before == after:
        return []
    return [ClocksChanged(int((after - before).total_seconds() // 60))]

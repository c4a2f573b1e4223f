"""A deadline in plain English, one sentence for each step, and the same as data."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from standards.engine.calendar import LONDON, DayKind, NonWorkingDay
from standards.engine.limits import (
    HOURLY,
    Agreed,
    ClocksChanged,
    Counted,
    DayZero,
    HoursCounted,
    Limit,
    Rolled,
    Shortened,
    Skipped,
    Span,
    Step,
    Unit,
    Varied,
)
from standards.engine.state import Deadline


def explain(deadline: Deadline, limit: Limit, *, started_by: str) -> tuple[str, ...]:
    """Why this is due when it is due. started_by: what happened, as the end of 'Started when …'."""
    by_the_hour = limit.unit in HOURLY
    due = moment_in_words(deadline.due_at) if by_the_hour and not deadline.is_varied else day_due(deadline.due_at)
    return (
        f"Started when {started_by}, at {moment_in_words(deadline.started_at)}.",
        *(_sentence(step, by_the_hour) for step in deadline.steps),
        f"Due {'at' if by_the_hour and not deadline.is_varied else 'by the end of'} {due}.",
    )


def steps_as_data(steps: Iterable[Step]) -> list[dict[str, object]]:
    """The steps for storing or sending: plain values under the name of each step."""
    return [{"step": type(step).__name__, **_plain(asdict(step))} for step in steps]


def day_in_words(day: date) -> str:
    """Wednesday 1 April 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def time_in_words(moment: datetime) -> str:
    """10am, 4:30pm, midnight, midday; seconds only where there are any."""
    local = moment.astimezone(LONDON)
    if local.minute == local.second == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute or local.second else ""
    seconds = f":{local.second:02}" if local.second else ""
    return f"{local.hour % 12 or 12}{minutes}{seconds}{'am' if local.hour < 12 else 'pm'}"


def moment_in_words(moment: datetime) -> str:
    """4:30pm on Saturday 24 October 2026."""
    return f"{time_in_words(moment)} on {day_due(moment)}"


def day_due(moment: datetime) -> str:
    """The London day of a moment, in words."""
    return day_in_words(moment.astimezone(LONDON).date())


def _sentence(step: Step, by_the_hour: bool) -> str:
    match step:
        case DayZero(day):
            return f"{day_in_words(day)} is day 0: the day something starts is not counted."
        case Counted(day, number):
            return f"{day_in_words(day)} is day {number}."
        case Skipped(day, why):
            return f"{day_in_words(day)} is not counted: {_reason(why)}."
        case HoursCounted(day, seconds):
            return f"{day_in_words(day)} counts for {_length(seconds)}."
        case Span(amount, Unit.HOURS, _):
            return f"{amount} hour{'' if amount == 1 else 's'} are counted as they pass, on any day and at night."
        case Span(amount, Unit.CALENDAR_MONTHS, until):
            return f"The end of {until:%B %Y} ends {Limit(amount, Unit.CALENDAR_MONTHS)} after the one it started in."
        case Span(amount, unit, until):
            return (
                f"{Limit(amount, unit)} later is {day_in_words(until)}. "
                "Every day counts, weekends and bank holidays included."
            )
        case ClocksChanged(minutes):
            direction, hour = ("forward", "later") if minutes > 0 else ("back", "earlier")
            return f"The clocks go {direction} on the way, so the time of day is an hour {hour}."
        case Rolled(day, why, to):
            return f"{day_in_words(day)} is not a working day ({_reason(why)}), so it moves to {day_in_words(to)}."
        case Shortened(days, limit_due, to):
            return (
                f"The family's plan asks for it every {days} day{'' if days == 1 else 's'}: {day_in_words(to)}, "
                f"sooner than {day_in_words(limit_due)}, the latest day that the standard allows."
            )
        case Agreed(day):
            return f"{day_in_words(day)} is the day that was agreed in the record."
        case Varied(limit_due, interval_days, paused_until):
            was = moment_in_words(limit_due) if by_the_hour else day_due(limit_due)
            if paused_until is not None:
                return f"A variation was agreed: it may wait until {day_in_words(paused_until)}, so not by {was}."
            return f"A variation was agreed: {interval_days} days instead, so not by {was}."


def _reason(why: NonWorkingDay) -> str:
    match why.kind:
        case DayKind.WEEKEND:
            return "a weekend"
        case DayKind.BANK_HOLIDAY:
            return f"a bank holiday, {why.name}"
        case DayKind.CLOSURE:
            return f"closed, {why.name}"


def _length(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, odd = divmod(rest, 60)
    parts = [(hours, "hour"), (minutes, "minute"), (odd, "second")]
    return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n) or "no time"


def _plain(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return {key: _plain_value(item) for key, item in value.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value

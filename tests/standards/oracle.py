"""Due moments worked out a second way, sharing nothing with the engine but the question.

A day-by-day walk straight on the `holidays` library, British Summer Time from the rule in the Summer Time Order
instead of a time-zone database, and hours on working days by counting seconds and searching for the moment.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import holidays

ENGLAND = frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(2018, 2045)))
HOUR = timedelta(hours=1)


@cache
def last_sunday(year, month):
    day = date(year, month, 31)
    while day.isoweekday() != 7:
        day -= timedelta(days=1)
    return day


def summer_time(moment):
    """Whether this UTC moment is between 1am GMT on the last Sundays of March and October."""
    begins, ends = summer(moment.year)
    return begins <= moment < ends


@cache
def summer(year):
    sundays = last_sunday(year, 3), last_sunday(year, 10)
    return [datetime(day.year, day.month, day.day, 1, tzinfo=UTC) for day in sundays]


def local_date(moment):
    return (moment + HOUR).date() if summer_time(moment) else moment.date()


def utc_of_local(day, hour=0, minute=0, second=0):
    """The UTC moment of a wall-clock time; never asked about the hour that is skipped or repeated."""
    winter = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC)
    return winter - HOUR if summer_time(winter - HOUR) else winter


def works(day, closures):
    return day.isoweekday() <= 5 and day not in ENGLAND and day not in closures


def due(started_at, amount, unit, roll, closures):
    """The UTC due moment."""
    started_at = started_at.astimezone(UTC)
    if unit == "hours":
        return datetime.fromtimestamp(started_at.timestamp() + 3600 * amount, UTC)
    if unit == "hours_skip_non_working":
        return _hours_on_working_days(started_at, amount, closures)
    day = local_date(started_at)
    if unit == "working_days":
        while amount:
            day += timedelta(days=1)
            if works(day, closures):
                amount -= 1
    elif unit == "months":
        day = _same_day(day, amount)
    elif unit == "calendar_months":
        for _ in range(amount + 1):
            day = _first_of_next(day)
        day -= timedelta(days=1)
    else:
        for _ in range(amount * (7 if unit == "weeks" else 1)):
            day += timedelta(days=1)
    while roll == "next_working" and not works(day, closures):
        day += timedelta(days=1)
    return utc_of_local(day, 23, 59, 59)


def _first_of_next(day):
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _same_day(day, months):
    wanted = day.day
    first = day.replace(day=1)
    for _ in range(months):
        first = _first_of_next(first)
    last = (_first_of_next(first) - timedelta(days=1)).day
    return first.replace(day=min(wanted, last))


def _hours_on_working_days(started_at, amount, closures):
    """The first second by which that many seconds of working days have passed, found by halving."""
    begin = int(started_at.timestamp())
    first = local_date(started_at)
    windows, day, length = [], first, 0
    while length < (amount + 24) * 3600:
        if works(day, closures):
            windows.append([int(utc_of_local(d).timestamp()) for d in (day, day + timedelta(days=1))])
            length += windows[-1][1] - windows[-1][0]
        day += timedelta(days=1)

    def counted(moment):
        return sum(max(0, min(moment, stop) - max(begin, start)) for start, stop in windows)

    low, high = begin, windows[-1][1]
    assert counted(high) >= amount * 3600
    while low < high:
        middle = (low + high) // 2
        if counted(middle) >= amount * 3600:
            high = middle
        else:
            low = middle + 1
    return datetime.fromtimestamp(low, UTC)

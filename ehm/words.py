"""Dates and lengths of time in words, the same on pages, in letters and in e-mails."""

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

LONDON = ZoneInfo(settings.TIME_ZONE)  # Django's own way there asks which zone is active, a hundred times a page


def _local(at: datetime.date) -> datetime.date:
    return at.astimezone(LONDON) if isinstance(at, datetime.datetime) and at.tzinfo else at


def _today() -> datetime.date:
    return datetime.datetime.now(LONDON).date()


def day(on: datetime.date, today: datetime.date | None = None) -> str:
    """'Fri 27 Nov', with the year where it is not this one."""
    on, today = _local(on), today or _today()
    return _named(on.year, on.month, on.day, today.year)


@lru_cache(4000)
def _named(year: int, month: int, day: int, this_year: int) -> str:
    on = datetime.date(year, month, day)
    return f"{on:%a} {on.day} {on:%b}" + (f" {year}" if year != this_year else "")


def moment(at: datetime.date, today: datetime.date | None = None) -> str:
    """'Fri 27 Nov at 14:02'; of a plain date just the day."""
    local = _local(at)
    return f"{day(local, today)} at {local:%H:%M}" if isinstance(local, datetime.datetime) else day(local, today)


def how_long_left(count: int, unit: str = "working days") -> str:
    """`count` is negative when late; `unit` is 'working days', 'days' or 'hours'."""
    one = unit.removesuffix("s")
    if count < 0:
        return f"{-count} {one if count == -1 else unit} late"
    if count == 0:
        return "due within the hour" if unit == "hours" else "due today"
    if count == 1:
        return {"days": "due tomorrow", "working days": "due next working day"}.get(unit, f"1 {one} left")
    return f"{count} {unit} left"


def age(born_on: datetime.date, today: datetime.date | None = None) -> str:
    """'14', of under twos '5 months', of the newborn '3 weeks' or '4 days', of the unborn 'unborn'."""
    today = today or _today()
    if born_on > today:
        return "unborn"
    months = (today.year - born_on.year) * 12 + today.month - born_on.month - (today.day < born_on.day)
    if months >= 24:
        return str(months // 12)
    if months >= 2:
        return f"{months} months"
    days = (today - born_on).days
    if days >= 14:
        return f"{days // 7} weeks"
    return f"{days} day" if days == 1 else f"{days} days"

"""Calendar files that say nothing of anybody: what kind of thing it is, when, and where to sign in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from icalendar import Calendar, Event

PRODUCT = "-//EHM//Early help//EN"
NAME = "EHM"
AN_HOUR = timedelta(hours=1)  # how long a meeting takes nobody writes down


@dataclass(frozen=True)
class Entry:
    """`title` names nobody. On a day, or at a moment; `path` is the page that tells more to whoever signs in."""

    uid: str
    title: str
    at: date | datetime
    path: str
    changed_at: datetime
    version: int = 0
    is_cancelled: bool = False


def calendar_of(entries: Iterable[Entry], *, is_feed: bool = False) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if is_feed:
        calendar.add("x-wr-calname", NAME)
        calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def answer(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@ehm")
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.version)
    event.add("summary", f"{entry.title}, {NAME}")
    event.add("class", "PRIVATE")
    if isinstance(entry.at, datetime):
        began = entry.at.astimezone(UTC)
        event.add("dtstart", began)
        event.add("dtend", began + AN_HOUR)
    else:
        event.add("dtstart", entry.at)
        event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    link = f"{settings.SITE_URL}{entry.path}"
    event.add("url", link)
    event.add("description", f"Sign in to see more: {link}")
    return event

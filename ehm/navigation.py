"""The main menu: at most five entries, only what the person can use. Apps register theirs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from ehm.models import Role
from ehm.rows.actor import Actor


@dataclass(frozen=True)
class Entry:
    text: str
    url_name: str
    shown_to: Callable[[Actor], bool]
    place: int
    also: str  # where else it leads, as an address begins there


@dataclass(frozen=True)
class Link:
    text: str
    url: str
    current: bool


_entries: list[Entry] = []


def add(text: str, url_name: str, *, shown_to: Callable[[Actor], bool], place: int, also: str = "") -> None:
    _entries.append(Entry(text, url_name, shown_to, place, also))
    _entries.sort(key=lambda entry: entry.place)


def for_actor(actor: Actor, path: str) -> list[Link]:
    links = []
    for entry in _entries:
        if entry.shown_to(actor):
            url = reverse(entry.url_name)
            beneath = tuple(start for start in (url, entry.also) if start not in ("", "/"))
            links.append(Link(entry.text, url, path == url or path.startswith(beneath)))
    return links


def _administers(actor: Actor) -> bool:
    return actor.is_(Role.ADMINISTRATOR)


add("People", "organisation:people", shown_to=_administers, place=10)
add("Agencies", "organisation:agencies", shown_to=_administers, place=20)
add("Areas", "organisation:areas", shown_to=_administers, place=30)
add("Calendar", "organisation:calendar", shown_to=_administers, place=40)
add("Settings", "organisation:settings", shown_to=_administers, place=50)

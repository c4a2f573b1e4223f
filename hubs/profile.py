"""What a partnership calls its requests and its weekly meeting, and what it asks about a family."""

from __future__ import annotations

from calendar import day_name
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from ehm import profiles
from ehm.models import Partnership


@dataclass(frozen=True)
class Prompt:
    """Something that says that early help may be wanted (R034), and the level of need that it usually means alone."""

    key: str
    name: str
    level: int


@dataclass(frozen=True)
class Cadence:
    """When the meeting of a hub is held unless somebody arranges another day, the minutes that a family has in it, and
    who comes to every one (R097, R098)."""

    weekday: str
    time: str
    every_weeks: int
    minutes: int
    seats: tuple[str, ...]

    def next(self, now: datetime, last: date | None) -> datetime:
        """So many weeks after the week of the `last`, and not before tomorrow."""
        number, today = list(day_name).index(self.weekday), timezone.localdate(now)
        on = today + timedelta(days=(number - today.weekday()) % 7 or 7)
        if last is not None:
            on = max(on, last - timedelta(days=last.weekday()) + timedelta(days=number, weeks=self.every_weeks))
        return datetime.combine(on, time.fromisoformat(self.time), tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True)
class UsualService:
    """A service that partnerships like this one have (R068). The fields are those of `hubs.models.Service`."""

    key: str
    name: str
    what: str
    for_whom: list[str]
    needs: list[str]
    from_age: int | None = None
    to_age: int | None = None
    is_before_birth: bool = False
    is_asked_directly: bool = False


@dataclass(frozen=True)
class Profile:
    """`request` stands inside a sentence; `systems` are looked at before anybody decides (R056); `letter` is what a
    letter ends with."""

    request: str
    systems: tuple[str, ...]
    needs_agreement: bool
    letter: str
    prompts: tuple[Prompt, ...]
    meeting: Cadence
    services: tuple[UsualService, ...] = ()

    def prompt(self, key: str) -> Prompt | None:
        return next((one for one in self.prompts if one.key == key), None)


def profile_of(partnership: Partnership) -> Profile:
    return _profile(partnership.profile, tuple(partnership.overlays))


@cache
def _profile(name: str, overlays: tuple[str, ...]) -> Profile:
    facts: dict[str, Any] = {}
    prompts: list[Prompt] = []
    meeting: dict[str, Any] = {}
    services: list[UsualService] = []
    for part in (name, *overlays):
        given = profiles.load("hubs", part)
        facts |= given.get("words", {}) | given.get("asks", {})
        meeting |= given.get("meeting", {})
        prompts += [Prompt(**one) for one in given.get("prompts", ())]
        services += [UsualService(**one) for one in given.get("services", ())]
    return Profile(
        **facts | {"systems": tuple(facts["systems"])},
        prompts=tuple(prompts),
        services=tuple(services),
        meeting=Cadence(**meeting | {"seats": tuple(meeting["seats"])}),
    )

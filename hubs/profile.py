"""What a partnership calls its requests and its weekly meeting, and what it asks about a family."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ehm import profiles
from ehm.models import Partnership


@dataclass(frozen=True)
class Prompt:
    """Something that says that early help may be wanted (R034), and the level of need that it usually means alone."""

    key: str
    name: str
    level: int


@dataclass(frozen=True)
class Profile:
    """`request` stands inside a sentence; `systems` are looked at before anybody decides (R056); `letter` is what a
    letter ends with."""

    request: str
    systems: tuple[str, ...]
    needs_agreement: bool
    letter: str
    prompts: tuple[Prompt, ...]

    def prompt(self, key: str) -> Prompt | None:
        return next((one for one in self.prompts if one.key == key), None)


def profile_of(partnership: Partnership) -> Profile:
    return _profile(partnership.profile, tuple(partnership.overlays))


@cache
def _profile(name: str, overlays: tuple[str, ...]) -> Profile:
    facts: dict[str, Any] = {}
    prompts: list[Prompt] = []
    for part in (name, *overlays):
        given = profiles.load("hubs", part)
        facts |= given.get("words", {}) | given.get("asks", {})
        prompts += [Prompt(**one) for one in given.get("prompts", ())]
    return Profile(**facts | {"systems": tuple(facts["systems"])}, prompts=tuple(prompts))

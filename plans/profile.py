"""What a partnership calls its plans and meetings, and what it asks of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ehm import profiles
from ehm.models import Partnership


@dataclass(frozen=True)
class Profile:
    """`plan` stands inside a sentence; `planning` and `review` are what meetings are called. The rest says what a plan
    must have before it is agreed; a profile that does not name it does not ask for it."""

    plan: str
    planning: str
    review: str
    bottom_lines: bool = False
    contingency: bool = False
    how_measured: bool = False

    def called(self, kind: str) -> str:
        """The name of a kind of meeting."""
        name: str = getattr(self, kind)
        return name


def profile_of(partnership: Partnership) -> Profile:
    return _profile(partnership.profile, tuple(partnership.overlays))


@cache
def _profile(name: str, overlays: tuple[str, ...]) -> Profile:
    facts: dict[str, Any] = {}
    for part in (name, *overlays):
        given = profiles.load("plans", part)
        facts |= given.get("words", {}) | given.get("asks", {})
    return Profile(**facts)

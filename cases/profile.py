"""What a partnership calls things and expects before help begins: its profile, with its overlays on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ehm import profiles
from ehm.models import Partnership


@dataclass(frozen=True)
class Band:
    """A part of a level that the partnership sets apart (R032)."""

    key: str
    short: str
    meaning: str


@dataclass(frozen=True)
class Level:
    number: int
    short: str
    name: str
    meaning: str
    bands: tuple[Band, ...]

    def called(self, band: str = "") -> str:
        """As it is said: 'RHRT 3, intensive family support'."""
        short = next((part.short for part in self.bands if part.key == band), self.short)
        if self.name.lower().startswith(short.lower()):
            return self.name
        return f"{short}, {self.name[:1].lower()}{self.name[1:]}"

    def tag(self, band: str = "") -> str:
        """As it stands on a small label: 'RHRT 3'."""
        return next((part.short for part in self.bands if part.key == band), self.short)


@dataclass(frozen=True)
class Words:
    """The partnership's own words, as they stand in the middle of a sentence."""

    lead: str
    area: str
    front_door: str
    meeting: str
    panel: str
    the_panel: str  # as it is spoken of: with 'the', unless it is a name
    assessment: str


@dataclass(frozen=True)
class Ages:
    up_to: int
    up_to_with_disability: int | None = None
    includes_unborn: bool = False


@dataclass(frozen=True)
class AgreementRule:
    """What the partnership asks of the family's agreement (R126-R128). `needed_from_level`: from this level on, an
    episode opens only with it; None where the partnership has no such rule."""

    stance: str
    needed_from_level: int | None = None
    asks_children: bool = False

    def is_needed_at(self, level: int) -> bool:
        return self.needed_from_level is not None and level >= self.needed_from_level


@dataclass(frozen=True)
class OversightRule:
    """Where a manager's record is asked for: of each new allocation in the council (R077), before closing (R053)."""

    of_new_allocations: bool = False
    of_closing: bool = False


@dataclass(frozen=True)
class Profile:
    continuum: str
    levels: tuple[Level, ...]
    words: Words
    ages: Ages
    agreement: AgreementRule
    oversight: OversightRule

    def level(self, number: int) -> Level:
        return next(level for level in self.levels if level.number == number)

    def level_name(self, number: int, band: str = "") -> str:
        return self.level(number).called(band)

    def level_tag(self, number: int, band: str = "") -> str:
        return self.level(number).tag(band)

    @property
    def level_choices(self) -> list[tuple[str, str]]:
        """Value → name of every level and band; a value is '3' or '2-high'."""
        choices = []
        for level in self.levels:
            choices.append((str(level.number), level.called()))
            choices += [(f"{level.number}-{band.key}", level.called(band.key)) for band in level.bands]
        return choices

    @property
    def level_hints(self) -> dict[str, str]:
        hints = {}
        for level in self.levels:
            hints[str(level.number)] = level.meaning
            hints |= {f"{level.number}-{band.key}": band.meaning for band in level.bands}
        return hints


def profile_of(partnership: Partnership) -> Profile:
    return _profile(partnership.profile, tuple(partnership.overlays))


@cache
def _profile(name: str, overlays: tuple[str, ...]) -> Profile:
    """A later overlay wins over an earlier one; a rule that none of them names is absent."""
    facts: dict[str, Any] = {}
    for part in (name, *overlays):
        facts = _over(facts, profiles.load("cases", part))
    levels = []
    for level in facts["continuum"]["levels"]:
        bands = tuple(Band(**band) for band in level.get("bands", []))
        levels.append(Level(**{key: value for key, value in level.items() if key != "bands"}, bands=bands))
    return Profile(
        continuum=facts["continuum"]["name"],
        levels=tuple(levels),
        words=Words(**facts["words"]),
        ages=Ages(**facts["ages"]),
        agreement=AgreementRule(**facts["agreement"]),
        oversight=OversightRule(**facts.get("oversight", {})),
    )


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _over(merged[key], value) if isinstance(value, Mapping) and key in merged else value
    return merged

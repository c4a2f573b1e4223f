"""Which level of need a request speaks for, and why. Only a suggestion: a person decides (R036)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hubs.choices import Diversion
from hubs.profile import Profile

SEVERAL = 3  # things that one agency alone could see to, together


@dataclass(frozen=True)
class Suggestion:
    """`reasons`: sentences, the weightiest first."""

    level: int
    reasons: tuple[str, ...]


def suggest(*, prompts: Sequence[str], diversion: str, helpers: int, profile: Profile) -> Suggestion:
    """`prompts`: keys that were ticked; `helpers`: how many work with the family now."""
    ticked = [one for key in prompts if (one := profile.prompt(key)) is not None]
    heavy = [one.name for one in ticked if one.level >= 3]
    reasons = []
    if diversion == Diversion.STEP_DOWN:
        reasons.append("Help comes down from social care.")
    if heavy:
        reasons.append(f"{'; '.join(heavy)}: this usually needs several services.")
    if len(ticked) >= SEVERAL:
        reasons.append(f"{len(ticked)} things are worrying at once.")
    if helpers > 1:
        reasons.append(f"{helpers} services work with the family already.")
    if reasons:
        return Suggestion(3, tuple(reasons))
    if ticked:
        return Suggestion(2, (f"{'; '.join(one.name for one in ticked)}: one service can usually see to this.",))
    return Suggestion(1, ("Nothing of what usually needs early help was ticked.",))

"""By when something is due that a meeting started. Practice standards know it, which stand left of hubs: they say it
here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from ehm.models import Partnership

DISAGREEMENT = "disagreement"

Counts = Callable[[Partnership, str, Iterable[datetime]], Mapping[datetime, datetime]]
_counts: list[Counts] = []


def counts(function: Counts) -> Counts:
    """`@counts` above a function that gives, for each moment at which something began, when it is due by the standard
    that is named. Nothing, where the partnership has no such standard."""
    _counts.append(function)
    return function


def due(standard: str, begun: Iterable[datetime], partnership: Partnership) -> dict[datetime, datetime]:
    moments = set(begun)
    found: dict[datetime, datetime] = {}
    for function in _counts if moments else ():
        found |= function(partnership, standard, moments)
    return found

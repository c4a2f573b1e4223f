"""The longest time until the next review. Practice standards know it, which stand left of plans: they say it here."""

from __future__ import annotations

from collections.abc import Callable

from ehm.models import Partnership
from plans.models import Plan

Longest = Callable[[Partnership, bool], int | None]
_asked: list[Longest] = []


def ask(longest: Longest) -> Longest:
    """`@ask` above a function that gives the most days after a meeting; its second question: is the next review the
    first?"""
    _asked.append(longest)
    return longest


def most_days(partnership: Partnership, plan: Plan | None, *, is_first: bool) -> int | None:
    """The plan's own interval wins where it is shorter."""
    given = [days for longest in _asked if (days := longest(partnership, is_first)) is not None]
    if plan is not None and plan.review_every_days is not None:
        given.append(plan.review_every_days)
    return min(given, default=None)

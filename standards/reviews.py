"""How soon the next review must be held, by the rulebook as the partnership has it (plans/intervals.py)."""

from __future__ import annotations

from ehm.models import Partnership
from plans import intervals
from plans.timeline import PLAN_MEETING_HELD, REVIEW_HELD
from standards.engine import Unit
from standards.partnership import rulebook_for
from standards.rulebook import Repeat

DAYS = {Unit.CALENDAR_DAYS: 1, Unit.WEEKS: 7}


@intervals.ask
def longest(partnership: Partnership, is_first: bool) -> int | None:
    """Of the standards that a review stops; one that runs once is about the first review alone."""
    found = [
        standard.limit.amount * DAYS[standard.limit.unit]
        for standard in rulebook_for(partnership).standards
        if standard.enabled
        and standard.stops_on(REVIEW_HELD.name)
        and {PLAN_MEETING_HELD.name, REVIEW_HELD.name}.intersection(standard.start)
        and (is_first or standard.repeat is Repeat.ROLLING)
        and standard.limit.unit in DAYS
        and standard.limit.amount is not None
    ]
    return min(found, default=None)

"""A clock in a few words: what it asks, how it stands now, how long is left. For lists, tags and notifications."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import Truncator

from ehm import words
from standards.engine import State, Unit, WorkingCalendar
from standards.engine.calendar import day_in_london
from standards.engine.limits import HOURLY
from standards.engine.state import ONE_SECOND
from standards.partnership import calendar_for, rulebook_for
from standards.rulebook import NoSuchStandard, Rulebook, Standard

if TYPE_CHECKING:
    from ehm.models import Partnership
    from standards.models import Clock

ONE_HOUR = timedelta(hours=1)

LONGEST = 90  # letters of what was promised
# What each standard asks, as a line of a list says it. The standard's own sentence is in the rulebook.
ASKED = {
    "first_contact": "First contact",
    "request_wait": "The family's wait for help",
    "management_oversight": "Management oversight",
    "assessment": "Finish the assessment",
    "recording": "Write down the contact",
    "seen": "See the children",
    "plan_meeting": "Plan meeting",
    "review": "Review meeting",
    "first_review": "First review",
    "later_review": "Review",
    "level_2_plan_review": "Review of the plan",
    "plan_action": "An action of the plan",
    "case_supervision": "Supervision",
    "group_supervision": "Group supervision",
    "disagreement": "Settle the disagreement",
    "family_matters_meeting": "Weekly meeting",
    "family_matters_action": "An action of the meeting",
    "outcome_letter": "Letter to who asked",
    "coordinator_follow_up": "Contact the lead agency",
    "sharing_agreement_review": "Information-sharing agreement",
    "request_triage": "Decide about the request",
    "written_follow_up": "Send the concern in writing",
    "feedback_chase": "Ask for the outcome",
}


def asked(clock: Clock) -> str:
    """'First contact', 'See Aisha', what was promised."""
    if clock.standard == "seen" and clock.person is not None:
        return f"See {clock.person.short_name}"
    if clock.promise is not None:
        return Truncator(clock.promise.what).chars(LONGEST)
    return ASKED.get(clock.standard, clock.standard.replace("_", " ").capitalize())


def state_now(clock: Clock, now: datetime) -> State:
    """As it stands at this moment; the stored state follows with the next sweep."""
    if not clock.is_open:
        return State(clock.state)
    if now >= clock.due_at + ONE_SECOND:
        return State.OVERDUE
    if now >= clock.due_soon_at:
        return State.DUE_SOON
    return State.VARIED if clock.is_varied else State.RUNNING


class Wording:
    """How one partnership speaks of its clocks now. Reads its rulebook and its calendar once."""

    def __init__(self, partnership: Partnership, now: datetime | None = None) -> None:
        self.partnership = partnership
        self.now = now or timezone.now()

    @cached_property
    def rulebook(self) -> Rulebook:
        return rulebook_for(self.partnership)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return calendar_for(self.partnership.pk, self.today)

    @property
    def today(self) -> date:
        return day_in_london(self.now)

    def standard(self, clock: Clock) -> Standard | None:
        """None where the partnership has taken another rulebook since the clock was opened."""
        try:
            return self.rulebook.standard(clock.standard)
        except NoSuchStandard:
            return None

    def unit(self, clock: Clock) -> Unit | None:
        standard = self.standard(clock)
        return standard.limit.unit if standard else None

    def is_hourly(self, clock: Clock) -> bool:
        return self.unit(clock) in HOURLY and not clock.is_varied

    def due(self, clock: Clock) -> str:
        """'Fri 27 Nov'; with the time where hours are counted."""
        return words.moment(clock.due_at) if self.is_hourly(clock) else words.day(clock.due_at)

    def left(self, clock: Clock) -> str:
        """'due tomorrow', '3 working days left', '2 days late'; of a clock that has ended, how it ended."""
        if not clock.is_open:
            return self._ended(clock)
        left = clock.due_at + ONE_SECOND - self.now
        due_on = day_in_london(clock.due_at)
        days = (due_on - self.today).days
        if self.is_hourly(clock) and abs(left) < timedelta(hours=36):
            return words.how_long_left(left // ONE_HOUR, "hours")
        if left <= timedelta():
            return words.how_long_left(min(days, -1), "days")
        if days > 1 and self.unit(clock) is Unit.WORKING_DAYS and not clock.is_varied:
            return words.how_long_left(self._working_days_until(due_on), "working days")
        return words.how_long_left(days, "days")

    def _working_days_until(self, due_on: date) -> int:
        days = (due_on - self.today).days
        return sum(self.calendar.is_working(self.today + timedelta(days=day)) for day in range(1, days + 1))

    @staticmethod
    def _ended(clock: Clock) -> str:
        ended_at = clock.stopped_at or clock.cancelled_at
        when = f" {words.day(ended_at)}" if ended_at else ""
        match State(clock.state):
            case State.CANCELLED:
                return f"ended{when}"
            case State.MET_LATE:
                return f"done late,{when}"
            case _ if clock.is_done_as_agreed:
                return f"done{when}, in the agreed time"
            case _:
                return f"done{when}"

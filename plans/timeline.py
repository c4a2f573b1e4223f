"""Every kind of event in the life of a plan, and the sentence that a practitioner reads for it.

The whole team around the family reads the timeline, and some may not read all of a plan: `data` never holds what a
goal, an action or the minutes say. `plan`, `plan_action` and `meeting` in `data` are references; clocks know them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ehm import words
from ehm.events import declare

if TYPE_CHECKING:
    from cases.models import TimelineEvent


def _number(event: TimelineEvent) -> str:
    number = event.data.get("number", 1)
    return "Plan agreed with the family" if number == 1 else f"Plan agreed with the family again, version {number}"


def _when(event: TimelineEvent) -> str:
    return words.moment(datetime.fromisoformat(event.data["starts_at"]))


PLAN_BEGUN = declare("plan.begun", lambda event: "A plan with the family was begun")
# `data`: plan, number (how often it was agreed), agreed_on (the day for which the next review is set, or None).
PLAN_AGREED = declare("plan.agreed", _number, is_significant=True)
# With each review that is held. `data`: plan, agreed_on (the day set for the next, or None): R095 goes by it.
PLAN_REVIEWED = declare("plan.reviewed", lambda event: "The plan was reviewed")
PLAN_ENDED = declare("plan.ended", lambda event: "Plan ended", is_significant=True)

# `data`: plan_action, agreed_on (the day by which it is promised), owner_id (of a membership, or None).
ACTION_AGREED = declare("plan_action.agreed", lambda event: "Somebody took on something in the plan")
ACTION_FINISHED = declare(
    "plan_action.finished",
    lambda event: (
        "Something in the plan was done"
        if event.data.get("is_done")
        else "Something in the plan was recorded as not done"
    ),
)
# `data` as for ACTION_AGREED; the day is the new one, and the clock goes by it.
ACTION_MOVED = declare("plan_action.moved", lambda event: "Something in the plan got another day")
# `data`: plan_action, owner_id. Whoever has it now holds its clock.
ACTION_HANDED = declare("plan_action.handed", lambda event: "Somebody else took on something in the plan")

# `data`: meeting, called (the partnership's name for it), starts_at (ISO 8601 with its offset).
MEETING_PLANNED = declare("meeting.planned", lambda event: f"{event.data['called']} planned for {_when(event)}")
MEETING_MOVED = declare("meeting.moved", lambda event: f"{event.data['called']} moved to {_when(event)}")
MEETING_CANCELLED = declare(
    "meeting.cancelled", lambda event: f"{event.data['called']} of {_when(event)} will not take place"
)
# `occurred_at` is when the meeting began. `data`: meeting, called, agreed_days (how often the plan asks for a review),
# agreed_on (the day set for the next meeting, or None).
PLAN_MEETING_HELD = declare(
    "plan_meeting.held", lambda event: f"{event.data['called']} held with the family", is_significant=True
)
REVIEW_HELD = declare("review.held", lambda event: f"{event.data['called']} held with the family", is_significant=True)

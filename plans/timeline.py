"""Every kind of event in the life of a plan, and the sentence that a practitioner reads for it.

The whole team around the family reads the timeline, and some may not read all of a plan: `data` never holds what a
goal, an action or the minutes say. `plan`, `plan_action` and `meeting` in `data` are references; clocks know them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ehm import words
from ehm.events import declare
from plans.choices import FrontDoorDecision

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
# With each review that is held. `data`: plan, meeting, agreed_on (the day set for the next, or None): R095 goes by it.
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
# `occurred_at` is when the meeting began, by the minutes as they are now. `data`: meeting, called, reason, before and
# after (starts_at and agreed_on). The clocks go by `after` (standards/met.py).
MEETING_CORRECTED = declare(
    "meeting.corrected", lambda event: f"Minutes put right: {event.data['called']} of {_when(event)}"
)
# A meeting on record as held turned out not to have been. `data`: meeting, called, starts_at, reason.
MEETING_TAKEN_BACK = declare(
    "meeting.taken_back", lambda event: f"{event.data['called']} of {_when(event)} was not held after all"
)
# It touches no clock: somebody else leads from now on, or soon. `data` as for the two below.
HANDOVER_HELD = declare(
    "handover_meeting.held", lambda event: f"{event.data['called']} held with the family", is_significant=True
)
# `occurred_at` is when the meeting began. `data`: meeting, called, agreed_days (how often the plan asks for a review),
# agreed_on (the day set for the next meeting, or None).
PLAN_MEETING_HELD = declare(
    "plan_meeting.held", lambda event: f"{event.data['called']} held with the family", is_significant=True
)
REVIEW_HELD = declare("review.held", lambda event: f"{event.data['called']} held with the family", is_significant=True)

CLOSING_WRITTEN = declare("closing.written", lambda event: "How help ends was written down for a manager to look at")
FEEDBACK_ASKED = declare("feedback.asked", lambda event: "Somebody in the family was asked how the help was")
FEEDBACK_GIVEN = declare("feedback.given", lambda event: "Somebody in the family said how the help was")

STUCK = declare("help.stuck", lambda event: "Help does not move: advice was asked for", is_significant=True)
ADVISED = declare("help.advised", lambda event: "Advice was given on help that does not move")
UNSTUCK = declare("help.moves_again", lambda event: "Help moves again")

# What was handed over names nobody: the whole team reads it. `data`: plan, what, version.
PLAN_SHARED = declare(
    "plan.shared", lambda event: f"Plan shared: {event.data['what']}, version {event.data['version']}"
)
# `data`: meeting, called, what.
MINUTES_SHARED = declare(
    "meeting.shared", lambda event: f"{event.data['called']}, minutes shared: {event.data['what']}"
)

# Nothing of what was feared or said stands here. `data`: outcome_name (as the partnership calls where it led).
STEP_UP_TALKED = declare(
    "step_up.talked", lambda event: f"Talked about step up. {event.data['outcome_name']}", is_significant=True
)
STEP_UP_HANDED_OVER = declare(
    "step_up.handed_over", lambda event: "What was agreed about step up was written down", is_significant=True
)
# `occurred_at` is when the front door was told, sent to, or answered. `data`: safeguarding_contact (the contact, which
# has the clocks of R085 and R086), front_door (its name); of the first also harm (feared, or other).
FRONT_DOOR_TOLD = declare(
    "safeguarding_contact.made",
    lambda event: f"{event.data['front_door']} told of a worry about a child",
    is_significant=True,
)
FRONT_DOOR_WRITTEN = declare(
    "safeguarding_contact.followed_up", lambda event: f"What {event.data['front_door']} was told was sent in writing"
)
FRONT_DOOR_HEARD = declare(
    "safeguarding_contact.feedback_received",
    lambda event: f"{event.data['front_door']} decided. {FrontDoorDecision(event.data['decision']).label}",
    is_significant=True,
)
PACK_GIVEN = declare("step_up.pack_given", lambda event: "The pack for social care was handed over")
# `data`: panel (what the meeting of the locality is called).
LISTED = declare("meeting_list.added", lambda event: f"Listed for the next {event.data['panel']}", is_significant=True)
UNLISTED = declare("meeting_list.ended", lambda event: f"No longer listed for {event.data['panel']}")
STEPPED_DOWN = declare("episode.stepped_down", lambda event: "Help came down from social care", is_significant=True)
# `data`: what (their plan, or their assessment).
PAPER_ADDED = declare(
    "step_down.paper_added", lambda event: f"From social care: {event.data['what']} was added to the record"
)
PAPER_REMOVED = declare("step_down.paper_removed", lambda event: "A document of social care was taken off the record")
STEP_DOWN_USED = declare(
    "step_down.used",
    lambda event: (
        "What social care handed over was used at the first review"
        if event.data["was_used"]
        else "What social care handed over was not used at the first review"
    ),
)
# `data`: agency (its name). It starts the coordinator's clock (R090).
FOLLOW_UP_ASKED = declare(
    "follow_up.asked", lambda event: f"The coordinator is to ask {event.data['agency']} how it goes"
)
FOLLOWED_UP = declare("coordinator.followed_up", lambda event: "The coordinator asked whoever leads how it goes")

"""Each event of a plan is one plain sentence that says nothing of what the plan says."""

import pytest
from django.utils import timezone

from ehm.events import EventKind, kinds
from plans import timeline

DATA = {
    "plan": "7KD4-Q2MX-81RB",
    "plan_action": "7KD4-Q2MX-81RC",
    "meeting": "7KD4-Q2MX-81RD",
    "called": "Early Help Plan meeting",
    "starts_at": "2026-11-27T14:00:00+00:00",
}
SENTENCES = {
    "plan.begun": "A plan with the family was begun",
    "plan.agreed": "Plan agreed with the family again, version 2",
    "plan.reviewed": "The plan was reviewed",
    "plan.ended": "Plan ended",
    "plan_action.agreed": "Somebody took on something in the plan",
    "plan_action.finished": "Something in the plan was done",
    "plan_action.moved": "Something in the plan got another day",
    "plan_action.handed": "Somebody else took on something in the plan",
    "meeting.planned": "Early Help Plan meeting planned for Fri 27 Nov at 14:00",
    "meeting.moved": "Early Help Plan meeting moved to Fri 27 Nov at 14:00",
    "meeting.cancelled": "Early Help Plan meeting of Fri 27 Nov at 14:00 will not take place",
    "plan_meeting.held": "Early Help Plan meeting held with the family",
    "meeting.corrected": "Minutes put right: Early Help Plan meeting of Fri 27 Nov at 14:00",
    "meeting.taken_back": "Early Help Plan meeting of Fri 27 Nov at 14:00 was not held after all",
    "handover_meeting.held": "Early Help Plan meeting held with the family",
    "review.held": "Early Help Plan meeting held with the family",
    "closing.written": "How help ends was written down for a manager to look at",
    "feedback.asked": "Somebody in the family was asked how the help was",
    "feedback.given": "Somebody in the family said how the help was",
    "help.stuck": "Help does not move: advice was asked for",
    "help.advised": "Advice was given on help that does not move",
    "help.moves_again": "Help moves again",
    "step_up.talked": "Talked about step up. Advice: early help goes on",
    "step_up.handed_over": "What was agreed about step up was written down",
    "safeguarding_contact.made": "MASH told of a worry about a child",
    "safeguarding_contact.followed_up": "What MASH was told was sent in writing",
    "safeguarding_contact.feedback_received": "MASH decided. Early help goes on without them",
    "step_up.pack_given": "The pack for social care was handed over",
    "meeting_list.added": "Listed for the next Family Matters",
    "meeting_list.ended": "No longer listed for Family Matters",
    "episode.stepped_down": "Help came down from social care",
    "step_down.paper_added": "From social care: their plan was added to the record",
    "step_down.paper_removed": "A document of social care was taken off the record",
    "step_down.used": "What social care handed over was used at the first review",
    "follow_up.asked": "The coordinator is to ask Larkfield Primary how it goes",
    "coordinator.followed_up": "The coordinator asked whoever leads how it goes",
    "plan.shared": "Plan shared: copy given, version 1",
    "meeting.shared": "Early Help Plan meeting, minutes shared: copy given",
}


WAYS_OUT = {
    "outcome_name": "Advice: early help goes on",
    "front_door": "MASH",
    "decision": "early_help",
    "panel": "Family Matters",
    "was_used": True,
    "agency": "Larkfield Primary",
}


class Event:
    occurred_at = timezone.now()

    def __init__(self, **data):
        self.data = DATA | data


def test_all_of_them_are_here():
    assert set(SENTENCES) == {kind.name for kind in vars(timeline).values() if isinstance(kind, EventKind)}


@pytest.mark.parametrize("name", SENTENCES)
@pytest.mark.time_machine("2026-11-22")
def test_a_sentence(name):
    data = {"what": "their plan" if name == "step_down.paper_added" else "copy given"}
    assert kinds[name].sentence(Event(number=2, is_done=True, version=1, **WAYS_OUT, **data)) == SENTENCES[name]


def test_what_was_not_done_says_so():
    assert (
        kinds["plan_action.finished"].sentence(Event(is_done=False)) == "Something in the plan was recorded as not done"
    )
    assert kinds["plan.agreed"].sentence(Event(number=1)) == "Plan agreed with the family"

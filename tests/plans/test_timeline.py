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
    "review.held": "Early Help Plan meeting held with the family",
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
    assert kinds[name].sentence(Event(number=2, is_done=True)) == SENTENCES[name]


def test_what_was_not_done_says_so():
    assert (
        kinds["plan_action.finished"].sentence(Event(is_done=False)) == "Something in the plan was recorded as not done"
    )
    assert kinds["plan.agreed"].sentence(Event(number=1)) == "Plan agreed with the family"

"""Each event of an assessment reads as one plain sentence, and tells nothing that was answered."""

from types import SimpleNamespace

import pytest
import time_machine

from assessments import timeline
from ehm.events import EventKind

KINDS = {kind.name: kind for kind in vars(timeline).values() if isinstance(kind, EventKind)}
AT_NOON = {"decided_at": "2026-11-02T12:00:00+00:00", "completed_at": None, "authorised_at": None, "outcome": None}
SENTENCES = {
    "assessment.decided": ({}, "Decided with the family to make an assessment"),
    "assessment.submitted": ({}, "Assessment submitted"),
    "assessment.completed": (
        {"outcome": "plan", "outcome_name": "Early Help Plan"},
        "Assessment finished and shared with the family: Early Help Plan",
    ),
    "assessment.returned": ({}, "Assessment returned by a manager, with what still needs doing"),
    "assessment.authorised": ({}, "Assessment authorised by a manager"),
    "assessment.corrected": (
        {"before": AT_NOON, "after": AT_NOON | {"decided_at": "2026-11-03T12:00:00+00:00"}, "reason": "Wrong day"},
        "Assessment put right: decided Tue 3 Nov, not Mon 2 Nov (Wrong day)",
    ),
    "assessment.step_up_wanted": (
        {"outcome_name": "Step up to children's social care"},
        "A pack for the front door is to be prepared: Step up to children's social care",
    ),
    "assessment.withdrawn": ({}, "Assessment given up"),
    "assessment.declined": ({}, "The family was offered an assessment and said no"),
    "assessment.offered_again": ({}, "The family was offered an assessment again"),
    "assessment.version_started": ({}, "A new version of the assessment was started"),
    "assessment.shared": ({"what": "family copy given"}, "Assessment shared: family copy given"),
    "life_event.added": ({}, "Something that happened in the family's life written down"),
    "direct_work.added": ({"name": "Aisha"}, "Picture or worksheet of Aisha added"),
}


def sentence(kind, data):
    with time_machine.travel("2026-11-22T12:00:00+00:00", tick=False):
        return KINDS[kind].sentence(SimpleNamespace(data={"assessment": "7KD4Q2M9XWPA"} | data))


def test_every_kind_is_here():
    assert set(SENTENCES) == set(KINDS)


@pytest.mark.parametrize("kind", SENTENCES)
def test_its_sentence(kind):
    data, expected = SENTENCES[kind]
    assert sentence(kind, data) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"decided_at": "2026-11-02T09:30:00+00:00"}, "decided Mon 2 Nov at 09:30, not 12:00"),
        ({}, {"decided_at": None}, "not decided Mon 2 Nov"),
        ({"completed_at": "2026-07-01T23:30:00+00:00"}, {"completed_at": None}, "not finished Thu 2 Jul"),
        ({"outcome": "plan"}, {"outcome": "close"}, "outcome changed"),
        (
            {"outcome": "plan"},
            {"outcome": "close", "outcome_name": "No more help needed"},
            "outcome changed to No more help needed",
        ),
        (
            {"completed_at": "2026-11-05T12:00:00+00:00", "outcome": "plan"},
            {"completed_at": "2026-11-04T12:00:00+00:00", "outcome": "close"},
            "finished Wed 4 Nov, not Thu 5 Nov; outcome changed",
        ),
        ({}, {"authorised_at": "2026-11-05T12:00:00+00:00"}, "authorised Thu 5 Nov"),
    ],
)
def test_a_correction_says_what_was_put_right(before, after, expected):
    data = {"before": AT_NOON | before, "after": AT_NOON | before | after}
    assert sentence("assessment.corrected", data) == f"Assessment put right: {expected}"


def test_a_time_of_day_is_londons():
    before, after = "2026-07-01T12:00:00+00:00", "2026-07-01T08:00:00+00:00"
    data = {"before": AT_NOON | {"decided_at": before}, "after": AT_NOON | {"decided_at": after}}
    assert sentence("assessment.corrected", data).endswith("decided Wed 1 Jul at 09:00, not 13:00")


def test_what_matters_to_the_family_is_significant():
    significant = {name.removeprefix("assessment.") for name, kind in KINDS.items() if kind.is_significant}
    assert significant == {"decided", "completed", "authorised", "withdrawn", "declined"}

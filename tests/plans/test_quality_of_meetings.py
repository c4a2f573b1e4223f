"""Each check of a good meeting (A11 section 4) fires where it should, and is silent where all is well."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from ehm.models import Partnership
from plans.choices import MeetingKind, ReviewOutcome
from plans.guests import Guest
from plans.intervals import most_days
from plans.models import EarlierMinutes, Invitation, Meeting
from plans.quality_of_meetings import Checked, still_missing
from tests import databases
from tests.cast import share
from tests.plans.test_meetings import everybody, moment
from tests.plans.test_pages import day
from tests.plans.writing import begun, held, planned

TODAY = timezone.localdate()
GOOD = Checked(
    kind=MeetingKind.REVIEW,
    on=date(2026, 5, 4),
    suits_family="After six",
    childs_voice="I like it when Dad reads.",
    is_parent_there=True,
    new_needs="Leo starts school",
    outcome=ReviewOutcome.CONTINUE,
    decided="We go on",
    next_on=date(2026, 7, 27),
    most_days=84,
    is_scored=True,
    tried=["A bedtime chart"],
    is_feedback_asked=True,
)
FIRST = replace(GOOD, kind=MeetingKind.PLANNING, outcome="", new_needs="", is_scored=False, is_feedback_asked=False)
CHECKS = [
    ("4.1", GOOD, {"suits_family": " "}, "the time and place that suit"),
    ("4.2", GOOD, {"new_needs": "", "new_strengths": ""}, "what is new"),
    ("4.3 heard", GOOD, {"unheard_children": ["Aisha", "Ben"]}, "how the meeting heard Aisha and Ben"),
    ("4.3 voice", FIRST, {"childs_voice": ""}, "what the children say"),
    ("4.4", GOOD, {"is_parent_there": False}, "No parent was there"),
    ("4.5 outcome", GOOD, {"outcome": ""}, "what follows"),
    ("4.5 next", FIRST, {"next_on": None}, "No day is set"),
    ("4.5 decided", GOOD, {"decided": ""}, "Nothing was decided"),
    ("4.6", GOOD, {"unheard_agencies": ["Larkfield Primary"]}, "Larkfield Primary"),
    ("4.7", FIRST, {"next_on": date(2026, 6, 16), "most_days": 42}, "43 days on; it is due within 42"),
    ("4.8 end", replace(GOOD, outcome=ReviewOutcome.CLOSE), {"is_scored": False}, "what has changed"),
    ("4.8 step up", replace(GOOD, outcome=ReviewOutcome.STEP_UP), {"tried": ["", " "]}, "what was tried"),
    ("4.9", replace(GOOD, is_first_review=True), {"has_stepped_down": True}, "came down from social care"),
    ("4.10", replace(GOOD, outcome=ReviewOutcome.CLOSE), {"is_feedback_asked": False}, "how it was"),
]


@pytest.mark.parametrize(("minutes", "change", "words"), [one[1:] for one in CHECKS], ids=[one[0] for one in CHECKS])
def test_it_fires_alone_and_is_silent_where_all_is_well(minutes, change, words):
    assert list(still_missing(minutes)) == []
    (sentence,) = still_missing(replace(minutes, **change))
    assert words in sentence


@pytest.mark.parametrize(
    "change",
    [
        {"has_children": False, "childs_voice": ""},
        {"next_on": None, "outcome": ReviewOutcome.CLOSE},
        {"next_on": date(2026, 7, 27), "most_days": 84},  # on the last day
        {"next_on": date(2027, 5, 4), "most_days": None},  # nobody asks for a day
        {"has_stepped_down": True},  # not the first review
        {"new_needs": "", "new_strengths": "Gran is back"},
    ],
)
def test_it_is_silent(change):
    assert list(still_missing(replace(GOOD, **change))) == []


@pytest.fixture
def browser(cast, signed_in):
    return signed_in(cast.practitioner)


def test_how_soon_a_review_is_due(cast):
    def days(profile, overlays, plan=None, *, is_first=False):
        partnership = Partnership(name="Anywhere", profile=profile, overlays=overlays, pk=cast.north.pk)
        return most_days(partnership, plan, is_first=is_first)

    framework = ["quality_framework-1"]
    with databases.as_owner():
        assert days("coventry-2019", []) == days("coventry-2019", [], is_first=True) == 84
        assert days("coventry-2019", framework, is_first=True) == 42 and days("coventry-2019", framework) == 84
        assert days("hull-2018", []) is None and days("hull-2018", framework, is_first=True) == 42
    plan = begun(cast)
    plan.review_every_days = 28
    with databases.as_owner():
        assert days("coventry-2019", [], plan) == 28
        plan.review_every_days = 120
        assert days("coventry-2019", [], plan) == 84


def test_the_page_says_what_is_lacking_and_saves_all_the_same(cast, browser):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    began = timezone.now() - timedelta(hours=1)
    meeting = planned(cast.practitioner, cast.episode, starts_at=began, guests=[Guest(person=cast.dee)])
    (dee,) = everybody(Invitation)
    address = f"/meetings/{meeting.reference}/minutes/"
    said = moment("starts_at", began) | day("next_on", TODAY + timedelta(days=100)) | {"decided": "Go on"}
    said |= {f"was-{dee.reference}": "apologies", f"heard-{cast.ben.reference}": "He drew"}
    lacks = ("how the meeting heard Aisha and Leo", "No parent was there", "Larkfield Primary", "it is due within 84")
    page = browser.post(address, said | {"check": "yes"}).content.decode()
    assert all(words in page for words in lacks) and "Not saved yet" in page and "Ben and" not in page
    assert everybody(Meeting)[0].status == "planned"
    browser.post(address, said)
    page = browser.get(f"/meetings/{meeting.reference}/").content.decode()
    assert everybody(Meeting)[0].status == "held" and all(words in page for words in lacks)


def test_the_page_has_nothing_to_say_of_a_good_meeting(cast, browser):
    everyone = [Guest(person=one) for one in (cast.aisha, cast.ben, cast.leo, cast.dee)]
    about = {"family_asked_for": "After six", "starts_at": timezone.now() - timedelta(hours=1)}
    meeting = planned(cast.practitioner, cast.episode, guests=everyone, **about)
    attended = {one.pk: "attended" for one in everybody(Invitation)}
    held(cast.practitioner, meeting, attended=attended, next_on=TODAY + timedelta(days=80), why_no_next="")
    page = browser.get(f"/meetings/{meeting.reference}/").content.decode()
    assert "still lack" not in page and not everybody(EarlierMinutes)

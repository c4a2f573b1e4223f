"""Plans and minutes as PDFs: everything that the reader may see, last time beside this time, tagged."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone

from assessments.choices import Respondent
from plans.actions.minutes import Reviewed
from plans.choices import MeetingKind, PromiseKind
from plans.documents.meeting import up_to
from plans.guests import Guest
from plans.models import PlanVersion
from plans.scores import OverTime, Point, Scale
from tests import databases
from tests.assessments.test_reading_pages import pdf_text
from tests.assessments.writing import decided, limit, save
from tests.assessments.writing import line as line_of
from tests.cast import share
from tests.plans.writing import agreed, begun, goal, held, planned, promise

TODAY = timezone.localdate()


@pytest.fixture
def browser(cast, signed_in):
    return signed_in(cast.practitioner)


@pytest.fixture
def in_team(cast, signed_in):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    return signed_in(cast.teacher)


def filled(cast):
    """A goal that is kept from the school, and one that is not, each with something to do."""
    by, assessment = cast.practitioner, decided(cast)
    worry = line_of("worry", "worries", {"statement": "QworryX", "goal": "Enough"})
    save(by, assessment, "analysis", worry)
    save(by, assessment, "sharing", limit(cast.school, f"analysis/worries#{worry.place.key}"))
    plan = begun(cast)
    rent, sleeps = goal(by, plan, "QrentX", worries=[worry.place.key]), goal(by, plan, "QsleepX", how="QhowX")
    promise(by, plan, "QringX", goal=rent)
    promise(by, plan, "QbedX", goal=sleeps, person=cast.dee, by_when=TODAY)
    promise(by, plan, "QmustX", PromiseKind.BOTTOM_LINE, consequence="QmeetX")
    return plan, rent, sleeps


def held_before(cast, days, *found, **said):
    starts_at = timezone.now() - timedelta(days=days)
    meeting = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW, starts_at, guests=[Guest(name="QauntX")])
    return held(cast.practitioner, meeting, found=found, outcome="continue", **said)


ALL = {"QrentX", "QringX", "QsleepX", "QhowX", "QbedX", "QmustX", "QmeetX"}
KEPT = {"QrentX", "QringX"}


@pytest.mark.parametrize("large", ["", "?large=1"])
def test_the_plan_holds_all_that_its_reader_may_see(cast, browser, in_team, large):
    plan, *_ = filled(cast)
    agreed(cast.practitioner, plan)
    with databases.as_owner():
        version = PlanVersion.objects.get()
    for address in (f"/plans/{plan.reference}/pdf/", f"/plan-versions/{version.reference}/pdf/"):
        text = pdf_text(browser.get(address + large))
        assert {word for word in ALL if word in text} == ALL
        answer = in_team.get(address + large)
        text = pdf_text(answer)
        assert {word for word in ALL if word in text} == ALL - KEPT
        assert answer["Content-Disposition"].startswith("attachment") and "Reed" not in answer["Content-Disposition"]


def test_a_later_version_says_what_changed(cast, browser):
    plan, _, sleeps = filled(cast)
    agreed(cast.practitioner, plan)
    promise(cast.practitioner, plan, "QnewX", goal=sleeps)
    agreed(cast.practitioner, plan)
    with databases.as_owner():
        version = PlanVersion.objects.get(number=2)
    text = pdf_text(browser.get(f"/plan-versions/{version.reference}/pdf/"))
    assert "Changed since version 1" in text and "New thing to do: 'QnewX'" in text
    draft = pdf_text(browser.get(f"/plans/{plan.reference}/pdf/"))
    assert "has not been agreed like this" in draft and "Changed since" not in draft


def test_a_review_has_last_time_beside_this_time_and_its_scores_drawn(cast, browser, in_team):
    _, rent, sleeps = filled(cast)
    with databases.as_owner():
        cast.episode.requested_at = timezone.now() - timedelta(days=90)
        cast.episode.save(update_fields=["requested_at"])
    first = [Reviewed(rent, "QowedX", score=2), Reviewed(sleeps, "QnoiseX", score=3)]
    held_before(cast, 30, *first, decided="QearlyX")
    second = [Reviewed(rent, "QpaidX", score=6), Reviewed(sleeps, "QnightsX", score=8)]
    meeting = held_before(cast, 1, *second, decided="QlateX", new_needs="QsecondX", new_strengths="QgranX")
    data = browser.get(f"/meetings/{meeting.reference}/pdf/")
    text = pdf_text(data)
    for word in (
        "QowedX",
        "QnoiseX",
        "QearlyX",
        "QpaidX",
        "QnightsX",
        "QlateX",
        "QauntX",
        "Last time",
        "QsecondX",
        "QgranX",
    ):
        assert word in text, word
    assert alternatives(data.content) >= {
        f"This goal: 2 on {before(30)}, 6 on {before(1)}",
        f"This goal: 3 on {before(30)}, 8 on {before(1)}",
    }
    text = pdf_text(in_team.get(f"/meetings/{meeting.reference}/pdf/?large=1"))
    assert "QnightsX" in text and "QlateX" in text
    assert not any(word in text for word in ("QrentX", "QowedX", "QpaidX"))


def before(days):
    on = timezone.localdate(timezone.now() - timedelta(days=days))
    return f"{on.day} {on:%B %Y}"


def alternatives(data):
    """What stands for each picture; and the document is tagged and says that it is PDF/UA."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert opened.Root.MarkInfo.Marked and "pdfuaid" in opened.Root.Metadata.read_bytes().decode()
        return {str(one.Alt) for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one}


def test_minutes_that_are_not_written_are_no_document(cast, browser):
    meeting = planned(cast.practitioner, cast.episode)
    assert browser.get(f"/meetings/{meeting.reference}/pdf/").status_code == 404


def test_a_review_draws_scales_as_they_stood_on_its_day():
    points = [Point(TODAY - timedelta(days=9), 3, "Assessment"), Point(TODAY, 7, "Review")]
    scale = OverTime(Scale("worry", "worry", ""), "Worry", "", "Bad", "Good", {Respondent.PARENT: points})
    (then,) = up_to([scale], TODAY - timedelta(days=1))
    assert then.views == {Respondent.PARENT: points[:1]} and not then.has_moved
    assert next(up_to([scale], TODAY)).has_moved

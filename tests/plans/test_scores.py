"""How things are later, beside how they were in the assessment."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from assessments.choices import About, Kind, Respondent
from assessments.lifecycle import Status
from assessments.models import Assessment
from assessments.reading import form_of
from ehm.actions import Refused
from plans.actions.scores import Scored, write_scores
from plans.choices import ScoredAt
from plans.models import LaterScore
from plans.scores import Scale, over_time
from tests import databases
from tests.assessments.writing import decided, fill, limit, save
from tests.cases.acting import acting_as
from tests.cast import share

TODAY = timezone.localdate()


def questions(about):
    form = form_of("coventry-2019", ())
    return [one for one in form.questions() if one.kind is Kind.SCALE and one.about is about]


@pytest.fixture
def scored(cast):
    """A finished assessment in which everybody says 4, a school in the team, and no limit yet."""
    assessment = decided(cast)
    fill(cast.practitioner, assessment)
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        Assessment.objects.filter(pk=assessment.pk).update(
            status=Status.SUBMITTED, submitted_at=timezone.now(), submitted_by=cast.practitioner
        )
    return assessment


def seen_by(by, episode):
    with acting_as(by) as actor:
        return over_time(episode, actor)


def say(by, episode, scale, value, on=TODAY, respondent=Respondent.PARENT):
    with acting_as(by) as actor, transaction.atomic():
        given = [Scored(scale, respondent, value, "She sleeps now")]
        return write_scores(episode=episode, at=ScoredAt.CLOSING, on=on, scored=given, by=actor)


def test_what_is_said_later_goes_on_from_the_assessment(cast, scored):
    first = seen_by(cast.practitioner, cast.episode)
    assert first and all(point.value == 4 for one in first for points in one.views.values() for point in points)
    about_child = next(one for one in first if one.about == cast.aisha.short_name)
    say(cast.practitioner, cast.episode, about_child.scale, 7)
    now = next(one for one in seen_by(cast.practitioner, cast.episode) if one.scale == about_child.scale)
    assert [point.value for point in now.views[Respondent.PARENT]] == [4, 7]
    assert [point.value for point in now.views[Respondent.PRACTITIONER]] == [4]
    assert now.has_moved and "7" in now.in_words() and "She sleeps now" in str(now.views[Respondent.PARENT])


def test_a_score_given_for_an_earlier_day_stands_before_a_later_one(cast, scored):
    scale = seen_by(cast.practitioner, cast.episode)[0].scale
    say(cast.practitioner, cast.episode, scale, 9, on=TODAY + timedelta(days=20))
    say(cast.practitioner, cast.episode, scale, 6, on=TODAY + timedelta(days=10))
    now = next(one for one in seen_by(cast.practitioner, cast.episode) if one.scale == scale)
    assert [point.value for point in now.views[Respondent.PARENT]] == [4, 6, 9]


def test_only_what_was_scored_is_scored_again(cast, scored):
    with pytest.raises(Refused):
        say(cast.practitioner, cast.episode, Scale("no_such", "scale", ""), 5)


def test_nothing_to_score_again_before_an_assessment_is_finished(cast):
    fill(cast.practitioner, decided(cast))
    assert seen_by(cast.practitioner, cast.episode) == []


def test_later_scores_are_kept_from_whom_the_first_are_kept(cast):
    """From the very statement that writes them, and from a limit that is made afterwards."""
    assessment = decided(cast)
    fill(cast.practitioner, assessment)
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    question = questions(About.EACH_CHILD)[0]
    form = form_of("coventry-2019", ())
    section = next(one for one in form.sections if question in one.questions)
    limits = next(one for one in form.sections if any(asked.key == "limits" for asked in one.questions))
    scale_set = form.scale_sets[question.scale_set]
    held_back = Scale(scale_set.key, scale_set.scales[0].key, cast.aisha.reference)
    with databases.as_owner():
        before = LaterScore.objects.create(
            tenant=cast.north, episode=cast.episode, at=ScoredAt.CLOSING, scale_set=held_back.scale_set,
            scale=held_back.key, about=held_back.about, respondent=Respondent.PARENT, value=6,
            given_on=date(2026, 11, 20), agency=cast.council, recorded_by=cast.practitioner,
        )  # fmt: skip
    place = f"{section.key}/{question.key}/{cast.aisha.reference}"
    save(cast.practitioner, assessment, limits.key, limit(cast.school, place))
    with databases.as_owner():
        before.refresh_from_db()
        Assessment.objects.filter(pk=assessment.pk).update(
            status=Status.SUBMITTED, submitted_at=timezone.now(), submitted_by=cast.practitioner
        )
    assert before.excluded == [f"agency:{cast.school.pk}"]
    [after] = say(cast.practitioner, cast.episode, held_back, 8)
    with acting_as(cast.teacher) as actor:
        assert not LaterScore.objects.visible_to(actor).exists()
        assert not LaterScore.objects.filter(pk__in=[before.pk, after.pk]).exists()
    assert held_back not in [one.scale for one in seen_by(cast.teacher, cast.episode)]
    assert held_back in [one.scale for one in seen_by(cast.practitioner, cast.episode)]

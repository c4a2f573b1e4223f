"""A new version begins from an authorised assessment, which itself is never changed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone

from assessments.actions.deciding import authorise_assessment
from assessments.actions.versions import start_from_earlier, start_next_version
from assessments.choices import Record
from assessments.copying import held_back_now
from assessments.models import (
    Answer,
    Assessment,
    HouseholdMember,
    LifeEvent,
    Limit,
    Need,
    Score,
    Seen,
    TakingPart,
    Worry,
)
from assessments.pieces import ANSWER, Piece, Place
from cases.models import Episode, TimelineEvent
from ehm.actions import Refused
from standards.models import Clock
from tests.assessments.test_writing import limit
from tests.assessments.writing import agree, answer, decided, fill, line, save, submit, what_is_written
from tests.cases.acting import acting_as
from tests.cast import make_episode, share
from tests.databases import as_owner

TEXTS = (Answer, Need, Worry, Score, HouseholdMember, Seen, TakingPart, LifeEvent, Limit)


def authorised(cast):
    """A whole assessment with a need that leads to a worry, authorised by the manager."""
    agree(cast)
    assessment = decided(cast, decided_at=timezone.now() - timedelta(days=9))
    fill(cast.practitioner, assessment)
    fill(cast.practitioner, assessment)
    worry = what_is_written(cast.practitioner, assessment).of(Record.WORRY)[0].place.key
    need = {"answer": "yes", "comment": "Rent", "why_not_now": "", "worries": (worry,)}
    place = Place(Record.NEED, "needs", "", "debt")
    stored = what_is_written(cast.practitioner, assessment).pieces[place]
    save(cast.practitioner, assessment, "context", Piece(place, need, stored.version))
    return authorise(cast, submit(cast.practitioner, assessment, shared_on=timezone.localdate()))


def authorise(cast, assessment):
    with acting_as(cast.manager) as actor:
        return authorise_assessment(assessment=assessment, review="Clear and kind.", by=actor)


def next_version(cast, assessment, by=None, **change):
    with acting_as(by or cast.practitioner) as actor:
        return start_next_version(assessment=assessment, by=actor, **{"decided_at": timezone.now()} | change)


def rows(model, assessment):
    with as_owner():
        return list(model.objects.filter(assessment=assessment).order_by("pk"))


def everything(assessment):
    return {model.__name__: [vars(row) | {"_state": None} for row in rows(model, assessment)] for model in TEXTS}


def test_it_begins_from_what_was_found_and_says_where_it_comes_from(cast):
    first = authorised(cast)
    before = everything(first)
    second = next_version(cast, first)
    assert (second.number, second.follows_id, second.status) == (2, first.pk, "in_progress")
    on = timezone.localdate()
    source = f"Version 1, {on.day} {on:%B %Y}"
    for model in (Answer, Need, Worry, HouseholdMember, LifeEvent):
        copies = rows(model, second)
        assert copies, model
        assert {copy.source for copy in copies} == {source}
        assert {copy.recorded_by_id for copy in copies} == {cast.practitioner.pk}
    assert everything(first) == before
    seen = what_is_written(cast.practitioner, second)
    assert seen.pieces[Place(ANSWER, "working_well", "")].content["values"] == (
        "What there is to say about working_well and everybody here",
    )


def test_what_refers_to_something_refers_to_its_copy(cast):
    first = authorised(cast)
    second = next_version(cast, first)
    worries = {row.reference for row in rows(Worry, second)}
    assert not worries & {row.reference for row in rows(Worry, first)}
    debt = next(row for row in rows(Need, second) if row.item == "debt")
    assert debt.worries and set(debt.worries) <= worries
    assert all(row.address.endswith(f"#{row.reference}") for row in rows(Worry, second))
    told = rows(LifeEvent, second)
    assert {row.told_before_id for row in told} == {row.pk for row in rows(LifeEvent, first)}
    with acting_as(cast.practitioner) as actor:
        assert LifeEvent.objects.of_family(cast.family, actor).count() == len(told)  # each event once


def test_nobody_counts_as_heard_by_what_they_said_last_time(cast):
    first = authorised(cast)
    second = next_version(cast, first)
    for model in (Score, Seen, TakingPart):
        assert rows(model, first), model
        assert not rows(model, second), model
    questions = {row.question for row in rows(Answer, second)}
    assert not [question for question in questions if question.startswith("voice_")]
    assert not questions & {"outcome", "outcome_reason", "privacy_notice", "started_on", "written_by"}
    assert not questions & {"manager_review", "tool_summary"}


def test_the_children_of_now_are_those_who_are_written_about(cast):
    first = authorised(cast)
    with as_owner():
        cast.family.members.filter(person=cast.leo).update(left_on=timezone.localdate())
    schools = {row.about for row in rows(Answer, next_version(cast, first)) if row.question == "school"}
    assert schools == {cast.aisha.reference, cast.ben.reference}


def test_deciding_again_starts_the_days_again_and_both_are_on_the_timeline(cast):
    first = authorised(cast)
    second = next_version(cast, first, decided_at=timezone.now() - timedelta(minutes=1))  # told by its day only
    with as_owner():
        kinds = ("assessment.decided", "assessment.version_started")
        told = list(TimelineEvent.objects.filter(kind__in=kinds, data__assessment=second.reference).order_by("kind"))
        clocks = list(Clock.objects.filter(standard="assessment").order_by("started_at"))
    assert [(event.kind, event.data.get("follows")) for event in told] == [
        ("assessment.decided", None),
        ("assessment.version_started", first.reference),
    ]
    assert told[0].occurred_at == second.decided_at == clocks[-1].started_at == first.authorised_at
    assert [clock.state for clock in clocks] == ["met", "running"]


def test_what_is_kept_from_an_agency_is_kept_from_it_in_the_next_version_too(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    agree(cast)
    assessment = decided(cast)
    fill(cast.practitioner, assessment)
    fill(cast.practitioner, assessment)
    worry = what_is_written(cast.practitioner, assessment).of(Record.WORRY)[0].place.key
    save(cast.practitioner, assessment, "sharing", limit(cast.school, where="strengths"))
    save(cast.practitioner, assessment, "sharing", limit(cast.school, where=f"analysis/worries#{worry}"))
    second = next_version(cast, authorise(cast, submit(cast.practitioner, assessment)))
    assert {row.holds_back.split("#")[0] for row in rows(Limit, second)} == {"strengths", "analysis/worries"}
    for_school = what_is_written(cast.teacher, second)
    assert "working_well" not in {question.key for question in for_school.form.questions()}
    assert for_school.of(Record.WORRY) == ()
    with acting_as(cast.teacher):  # the database, without Django's wall
        assert not Answer.objects.filter(assessment_id=second.pk, question="working_well").exists()
        assert not Worry.objects.filter(assessment_id=second.pk).exists()
    assert len(what_is_written(cast.practitioner, second).of(Record.WORRY)) == 1


def test_a_limit_on_what_is_not_copied_holds_back_nothing(cast):
    new, people = {"OLD1": "NEW1"}, {"CHILD"}
    assert held_back_now("all", new, people) == "all"
    assert held_back_now("strengths", new, people) == "strengths"
    assert held_back_now("analysis/worries#OLD1", new, people) == "analysis/worries#NEW1"
    assert held_back_now("analysis/worry_scale/OLD1", new, people) == "analysis/worry_scale/NEW1"
    assert held_back_now("voice/voice_worries/CHILD", new, people) == "voice/voice_worries/CHILD"
    assert held_back_now("voice/voice_worries/GONE", new, people) is None
    assert held_back_now("voice/seen_on#GONE", new, people) is None


@pytest.mark.parametrize("status", ["in_progress", "submitted"])
def test_no_version_begins_from_one_that_is_not_done(cast, status):
    agree(cast)
    assessment = decided(cast)
    if status == "submitted":
        fill(cast.practitioner, assessment)
        fill(cast.practitioner, assessment)
        assessment = submit(cast.practitioner, assessment)
    with pytest.raises(Refused):
        next_version(cast, assessment)
    with as_owner():
        assert Assessment.objects.count() == 1


def test_one_version_follows_and_not_before_the_first_was_finished(cast):
    first = authorised(cast)
    with pytest.raises(Refused, match="before the earlier version was finished"):
        next_version(cast, first, decided_at=timezone.now() - timedelta(days=2))
    next_version(cast, first)
    with pytest.raises(Refused, match="a later version already"):
        next_version(cast, first)
    with as_owner():
        assert Assessment.objects.count() == 2


def test_whoever_does_not_run_the_episode_or_may_not_read_all_begins_none(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    agree(cast)
    assessment = decided(cast)
    fill(cast.practitioner, assessment)
    fill(cast.practitioner, assessment)
    save(cast.practitioner, assessment, "sharing", limit(cast.hub, where="strengths", who="worker"))
    first = authorise(cast, submit(cast.practitioner, assessment))
    with pytest.raises(PermissionDenied):
        next_version(cast, first, by=cast.teacher)
    with pytest.raises(Refused, match="kept from you"):
        next_version(cast, first, by=cast.hub)
    with as_owner():
        assert Assessment.objects.count() == 1


def test_new_help_begins_from_what_was_found_in_earlier_help(cast, signed_in):
    first = authorised(cast)
    with as_owner():
        Episode.objects.filter(pk=cast.episode.pk).update(
            status="closed", closed_at=timezone.now(), closed_by=cast.practitioner
        )
        later = make_episode(cast.practitioner, cast.family, cast.east)
    client = signed_in(cast.practitioner)
    page = client.get(f"/episodes/{later.reference}/assess/").content.decode()
    assert "The family has had help before" in page
    sent = {"when": "today", "begin_from": first.reference}
    client.post(f"/episodes/{later.reference}/assess/", sent)
    with as_owner():
        new = Assessment.objects.get(episode=later)
    assert (new.number, new.follows_id) == (1, first.pk)
    assert all(row.source.startswith("Earlier assessment, ") for row in rows(Answer, new))
    assert rows(Worry, new) and not rows(Score, new)


def test_nobody_begins_from_the_assessment_of_another_family(cast, signed_in):
    first = authorised(cast)
    client = signed_in(cast.teacher)
    sent = {"when": "today", "begin_from": first.reference}
    client.post(f"/episodes/{cast.school_episode.reference}/assess/", sent)
    with acting_as(cast.west_hub) as actor, pytest.raises(Refused, match="this family's earlier help"):
        start_from_earlier(
            earlier=Assessment.objects.select_related("episode__family").get(pk=first.pk),
            episode=cast.school_episode,
            decided_at=timezone.now(),
            by=actor,
        )
    with as_owner():
        assert not Answer.objects.filter(episode=cast.school_episode).exists()


def test_the_page_begins_it_and_leads_there(cast, signed_in):
    first = authorised(cast)
    client = signed_in(cast.practitioner)
    page = f"/assessments/{first.reference}/new-version/"
    assert "Version 1 stays as it is." in client.get(page).content.decode()
    answered = client.post(page, {"when": "today"})
    with as_owner():
        second = Assessment.objects.get(number=2)
    assert answered.url == f"/assessments/{second.reference}/"
    again = client.post(page, {"when": "today"})
    assert again.status_code == 422 and "a later version already" in again.content.decode()
    assert client.get(f"/episodes/{cast.episode.reference}/assessment/").url == answered.url


def test_an_authorised_assessment_is_changed_neither_by_django_nor_by_sql(cast):
    first = authorised(cast)
    with pytest.raises(Refused, match="never changed"):
        save(cast.practitioner, first, "strengths", answer("working_well", "Changed."))
    with pytest.raises(Refused):
        save(cast.practitioner, first, "analysis", line(Record.WORRY, "worries", {"statement": "x", "goal": "x"}))
    before = everything(first)
    for sql in (
        "UPDATE assessments_answer SET values = '{x}'",
        "UPDATE assessments_need SET comment = 'x'",
        "UPDATE assessments_worry SET statement = 'x'",
        "UPDATE assessments_score SET value = 9",
        "UPDATE assessments_lifeevent SET what = 'x'",
        "UPDATE assessments_householdmember SET removed_at = now()",
        "UPDATE assessments_answer SET about = 'x'",
        "UPDATE assessments_answer SET assessment_id = assessment_id",
        "DELETE FROM assessments_answer",
        "UPDATE assessments_assessment SET status = 'returned'",
        "UPDATE assessments_assessment SET outcome = 'close'",
        "UPDATE assessments_assessment SET authorised_at = now()",
        'INSERT INTO assessments_answer SELECT (jsonb_populate_record(a, \'{"id": 999999, "question": "x"}\')).*'
        " FROM assessments_answer a LIMIT 1",
    ):
        with pytest.raises(DatabaseError), acting_as(cast.practitioner):
            with connection.cursor() as cursor:
                cursor.execute(sql)
    assert everything(first) == before


def section_page(client, assessment, section, about=""):
    name, args = ("section_about", [section, about]) if about else ("section", [section])
    return client.get(reverse(f"assessments:{name}", args=[assessment.reference, *args])).content.decode()


def test_what_a_child_said_last_time_stands_beside_the_question_and_is_taken_over_by_nobody(cast, signed_in):
    first = authorised(cast)
    second = next_version(cast, first)
    client, aisha = signed_in(cast.practitioner), cast.aisha.reference
    body = section_page(client, second, "voice", aisha)
    on = timezone.localdate()
    assert f"Last time ({on.day} {on:%B %Y})" in body
    assert f"about voice_worries and {aisha} here" in body
    assert f"about voice_worries and {cast.ben.reference} here" not in body  # on his own page
    assert what_is_written(cast.practitioner, second).answers.words("voice_worries", aisha) == ()
    assert "Last time" not in section_page(client, second, "strengths")  # copied, with its source


def test_scores_of_last_time_stand_beside_the_scale_also_of_a_worry_that_stays(cast, signed_in):
    first = authorised(cast)
    second = next_version(cast, first)
    client = signed_in(cast.practitioner)
    body = section_page(client, second, "analysis")
    here = body.split('id="q-worry_scale')[1].split('class="ehm-block"')[0]
    assert "Last time (" in here and "<strong>4</strong>, It is getting better" in here
    with as_owner():
        Worry.objects.filter(assessment=second).update(statement="Another worry", goal="Another goal")
    body = section_page(client, second, "analysis")
    assert "Last time (" not in body.split('id="q-worry_scale')[1].split('class="ehm-block"')[0]


def test_there_is_no_last_time_in_a_first_version_nor_for_whom_it_is_kept_from(cast, signed_in):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    agree(cast)
    first = decided(cast)
    fill(cast.practitioner, first)
    fill(cast.practitioner, first)
    aisha = cast.aisha.reference
    assert "Last time" not in section_page(signed_in(cast.teacher), first, "voice", aisha)
    save(cast.practitioner, first, "sharing", limit(cast.school, where="voice/voice_worries"))
    first = authorise(cast, submit(cast.practitioner, first, shared_on=timezone.localdate()))
    second = next_version(cast, first)
    with as_owner():
        Limit.objects.filter(assessment=second).update(removed_at=timezone.now())
    body = section_page(signed_in(cast.teacher), second, "voice", aisha)
    assert "about voice_best and" in body and "about voice_worries and" not in body
    assert "about voice_worries and" in section_page(signed_in(cast.practitioner), second, "voice", aisha)

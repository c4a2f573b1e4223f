"""Deciding to assess, and saving sections: nothing lost, nothing overwritten, nothing read that is kept from one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.utils import DatabaseError
from django.utils import timezone

from assessments.actions.writing import Overtaken, decide_to_assess, withdraw_assessment
from assessments.checking import longest_line
from assessments.choices import ColumnKind, Kind, Record
from assessments.models import Answer, Assessment, Limit, Worry
from assessments.pieces import ANSWER, Piece, Place, digest
from assessments.submission import what_is_missing
from cases.models import TimelineEvent
from ehm.actions import Refused
from tests.assessments.writing import agree, answer, decided, fill, limit, line, save, submit, what_is_written
from tests.cases.acting import acting_as
from tests.cast import share
from tests.databases import as_owner


def words_at(cast, assessment, question, about="", by=None):
    found = what_is_written(by or cast.practitioner, assessment).pieces.get(Place(ANSWER, question, about))
    return found.content["values"] if found else None


def test_deciding_starts_an_assessment_on_the_day_it_was_decided(cast):
    on = timezone.now() - timedelta(days=3)
    assessment = decided(cast, decided_at=on)
    with as_owner():
        event = TimelineEvent.objects.get(kind="assessment.decided")
    assert (assessment.form, assessment.status, event.occurred_at) == ("coventry-2019", "in_progress", on)
    assert event.data == {"assessment": assessment.reference}


@pytest.mark.parametrize(("days", "because"), [(1, "later than today"), (-60, "before early help was asked for")])
def test_it_is_not_decided_in_the_future_or_before_help_was_asked_for(cast, days, because):
    with pytest.raises(Refused, match=because):
        decided(cast, decided_at=timezone.now() + timedelta(days=days))
    with as_owner():
        assert not Assessment.objects.exists()


def test_only_who_runs_the_episode_decides(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    with pytest.raises(PermissionDenied), acting_as(cast.teacher) as actor:
        decide_to_assess(episode=cast.episode, decided_at=timezone.now(), by=actor)


def test_there_is_one_assessment_at_a_time(cast):
    decided(cast)
    with pytest.raises(Refused, match="There is an assessment already"):
        decided(cast)


def test_two_agencies_write_different_answers_and_both_are_kept(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = decided(cast)
    save(cast.practitioner, assessment, "strengths", answer("working_well", "They eat together."))
    save(cast.teacher, assessment, "strengths", answer("worried_about", "Ben comes late."))
    assert words_at(cast, assessment, "working_well") == ("They eat together.",)
    assert words_at(cast, assessment, "worried_about") == ("Ben comes late.",)


def test_what_both_changed_is_a_conflict_and_loses_neither(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = decided(cast)
    save(cast.practitioner, assessment, "strengths", answer("working_well", "They eat together."))
    mine = answer("working_well", "They laugh a lot.")  # written on a page that was opened before
    with pytest.raises(Overtaken) as caught:
        save(cast.teacher, assessment, "strengths", mine, answer("worried_about", "Ben comes late."))
    conflict = caught.value.conflicts[0]
    assert (conflict.theirs["values"], conflict.yours["values"]) == (("They eat together.",), ("They laugh a lot.",))
    assert conflict.saved_by == cast.practitioner.display_name
    assert words_at(cast, assessment, "working_well") == ("They eat together.",)
    assert words_at(cast, assessment, "worried_about") is None
    both = answer("working_well", "They eat together and laugh a lot.", version=conflict.version)
    assert save(cast.teacher, assessment, "strengths", both) == 1
    assert words_at(cast, assessment, "working_well") == ("They eat together and laugh a lot.",)


def test_what_one_left_alone_never_takes_back_what_another_wrote(cast):
    assessment = decided(cast)
    save(cast.practitioner, assessment, "strengths", answer("working_well", "They eat together."))
    stale = answer("working_well", before=())  # shown empty, sent empty
    assert save(cast.hub, assessment, "strengths", stale, answer("dangers", "None that we know.")) == 1
    assert words_at(cast, assessment, "working_well") == ("They eat together.",)


def test_a_line_that_is_sent_twice_is_kept_once(cast):
    assessment = decided(cast)
    worry = line(Record.WORRY, "worries", {"statement": "Leo does not speak.", "goal": "Leo says words."})
    save(cast.practitioner, assessment, "analysis", worry)
    assert save(cast.practitioner, assessment, "analysis", worry) == 0
    with as_owner():
        assert Worry.objects.count() == 1


def test_a_line_that_is_emptied_is_taken_off_the_list_and_its_row_stays(cast):
    assessment = decided(cast)
    cells = {"statement": "Leo does not speak.", "goal": "Leo says words."}
    worry = line(Record.WORRY, "worries", cells)
    save(cast.practitioner, assessment, "analysis", worry)
    save(cast.practitioner, assessment, "analysis", Piece(worry.place, {}, 1, digest(cells)))
    assert what_is_written(cast.practitioner, assessment).of(Record.WORRY) == ()
    with as_owner():
        assert Worry.objects.get().removed_at is not None


@pytest.mark.parametrize(
    ("section", "piece", "because"),
    [
        ("strengths", answer("led_to_help", "x"), "not there any more"),
        ("strengths", answer("working_well", "x" * 20_001), "no more than 20,000"),
        ("strengths", answer("working_well", "x\x00"), "cannot be kept"),
        ("details", answer("started_on", "2026-02-30"), "a day that there is"),
        ("details", answer("assessment_type", "made_up"), "Choose from the list"),
        ("details", answer("by_childrens_services", "perhaps"), "Say yes or no"),
        ("voice", answer("voice_best", "x", about="7KD4-Q2MX"), "no longer here"),
        ("outcome", answer("outcome", "made_up"), "Choose from the list"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(cast, section, piece, because):
    assessment = decided(cast)
    with pytest.raises(Refused, match=because):
        save(cast.practitioner, assessment, section, piece)
    with as_owner():
        assert not Answer.objects.exists()


def lists_of(written):
    """Section, question and the columns for words in a line, of all lists but the limits."""
    for section in written.form.sections:
        for question in section.questions:
            if question.kind is Kind.ROWS and question.record is not Record.LIMIT:
                yield section, question, [one for one in question.columns if one.kind is ColumnKind.TEXT]


def test_a_line_holds_what_it_has_room_for_and_refuses_more_in_a_sentence(cast):
    assessment = decided(cast)
    rooms = set()
    for section, question, columns in lists_of(what_is_written(cast.practitioner, assessment)):
        room = {column.key: longest_line(question, column) for column in columns}
        rooms |= set(room.values())
        full = {key: "x" * most for key, most in room.items()}
        save(cast.practitioner, assessment, section.key, line(question.record, question.key, full))
        for key in room:
            with pytest.raises(Refused, match=f"no more than {room[key]} characters"):
                more = line(question.record, question.key, full | {key: full[key] + "x"})
                save(cast.practitioner, assessment, section.key, more)
    assert {30, 120, 200} <= rooms, "a telephone number, when it was, a name"


def test_what_is_kept_from_an_agency_it_can_neither_read_nor_ask_for(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = decided(cast)
    aisha = cast.aisha.reference
    save(
        cast.practitioner,
        assessment,
        "voice",
        answer("voice_worries", "The bell makes me cry.", about=aisha),
        answer("voice_best", "My rabbit.", about=aisha),
    )
    assert words_at(cast, assessment, "voice_worries", aisha, by=cast.teacher)
    save(cast.practitioner, assessment, "sharing", limit(cast.school))
    seen = what_is_written(cast.teacher, assessment)
    assert [piece.content["values"] for piece in seen.of(ANSWER)] == [("My rabbit.",)]
    assert "voice_worries" not in {question.key for question in seen.form.questions()}
    assert seen.of(Record.LIMIT) == ()
    with acting_as(cast.teacher):
        assert not Answer.objects.filter(question="voice_worries").exists()  # the database, without Django's wall
        assert not Limit.objects.exists()
    with pytest.raises(Refused, match="not there any more"):
        save(cast.teacher, assessment, "voice", answer("voice_worries", "Nothing.", about=aisha))
    assert words_at(cast, assessment, "voice_worries", aisha) == ("The bell makes me cry.",)
    later = answer("voice_worries", "And the hall.", about=cast.ben.reference)
    save(cast.practitioner, assessment, "voice", later)  # what is written after the limit is kept back as well
    assert words_at(cast, assessment, "voice_worries", cast.ben.reference, by=cast.teacher) is None


def test_a_limit_that_is_taken_back_gives_everything_back(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = decided(cast)
    save(cast.practitioner, assessment, "strengths", answer("working_well", "They eat together."))
    piece = limit(cast.school, where="strengths")
    save(cast.practitioner, assessment, "sharing", piece)
    assert words_at(cast, assessment, "working_well", by=cast.teacher) is None
    now = what_is_written(cast.practitioner, assessment).pieces[piece.place]
    save(cast.practitioner, assessment, "sharing", Piece(piece.place, {}, now.version, digest(now.content)))
    assert words_at(cast, assessment, "working_well", by=cast.teacher) == ("They eat together.",)


def test_the_lead_agency_is_not_kept_out_of_a_part(cast):
    assessment = decided(cast)
    with pytest.raises(Refused, match="Hand over the lead first"):
        save(cast.practitioner, assessment, "sharing", limit(cast.council))


def test_another_partnership_reads_and_writes_nothing(cast):
    assessment = decided(cast)
    save(cast.practitioner, assessment, "strengths", answer("working_well", "They eat together."))
    with acting_as(cast.stranger) as actor:
        assert not Assessment.objects.exists()
        assert not Answer.objects.exists()
        assert not Assessment.objects.visible_to(actor).exists()


def test_everything_filled_in_can_be_submitted_and_then_no_more_changed(cast):
    agree(cast)
    assessment = decided(cast)
    fill(cast.practitioner, assessment)
    fill(cast.practitioner, assessment)  # questions that others ask for, such as scores of worries
    written = what_is_written(cast.practitioner, assessment)
    assert [gap.sentence for gap in what_is_missing(written.form, written.answers) if gap.strength == "must"] == []
    assessment = submit(cast.practitioner, assessment)
    assert (assessment.status, assessment.outcome) == ("submitted", "plan")
    with pytest.raises(Refused, match="can no longer be changed"):
        save(cast.practitioner, assessment, "strengths", answer("dangers", "Changed."))
    with pytest.raises(DatabaseError, match="not being written"), acting_as(cast.practitioner) as actor:
        Answer.objects.visible_to(actor).update(values=["Changed."], version=9)


def test_an_assessment_that_is_given_up_says_why(cast):
    assessment = decided(cast)
    with acting_as(cast.practitioner) as actor, pytest.raises(Refused, match="Say why"):
        withdraw_assessment(assessment=assessment, reason=" ", by=actor)
    with acting_as(cast.practitioner) as actor:
        withdraw_assessment(assessment=assessment, reason="The family moved.", by=actor)
    with as_owner():
        assert Assessment.objects.get().status == "withdrawn"

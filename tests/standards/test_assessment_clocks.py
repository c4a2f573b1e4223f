"""The thirty days of an assessment and the fourteen to the plan meeting (R078, R081; docs/adr/0005)."""

import random
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from assessments import timeline
from assessments.actions.writing import withdraw_assessment
from assessments.reading import form_ids, form_of
from cases.timeline import EPISODE_CLOSED
from ehm import events
from standards.chain import replay
from standards.dating import run_of
from standards.happenings import everything
from standards.models import Clock, ClockChange, RulebookOverride
from standards.partnership import rulebook_for
from standards.reading import load_rulebook
from standards.rulebook import NoSuchStandard
from tests import databases
from tests.assessments.writing import agree, decided, fill, submit
from tests.cases.acting import acting_as

DAY_0 = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
DUE = datetime(2026, 4, 13, 22, 59, 59, tzinfo=UTC)  # 30 working days; the cast has no bank holidays
ENDS = {"close": "No more help", "plan": "Early Help Plan"}


def on(day):
    return DAY_0 + timedelta(days=day)


class OfEpisode:
    """What stands for an assessment: an event asks it only where on the timeline it belongs."""

    def __init__(self, episode):
        self.episode, self.tenant_id = episode, episode.tenant_id

    def timeline_place(self):
        return {"family_id": self.episode.family_id, "episode_id": self.episode.pk, "person_id": None}


class Story:
    """What happens to one assessment, by days after the second of March."""

    def __init__(self, by, episode, reference="AAAA1111BBBB"):
        self.by, self.episode, self.reference = by, episode, reference
        self.now = {"decided_at": None, "completed_at": None, "authorised_at": None, "outcome": None}

    def tell(self, kind, day, *, happened=None, **data):
        happened = day if happened is None else happened
        with time_machine.travel(on(day), tick=False), acting_as(self.by) as actor:
            data = {"assessment": self.reference} | data
            events.record(kind, OfEpisode(self.episode), by=actor, occurred_at=on(happened), data=data)

    def decided(self, day, **given):
        self.now["decided_at"] = on(given.get("happened", day)).isoformat()
        self.tell(timeline.ASSESSMENT_DECIDED, day, **given)

    def completed(self, day, outcome="plan", **given):
        self.now["completed_at"] = self.now["completed_at"] or on(day).isoformat()
        self.now["outcome"] = outcome
        name = ENDS[outcome]
        self.tell(timeline.ASSESSMENT_COMPLETED, day, outcome=outcome, outcome_name=name, **given)

    def returned(self, day):
        self.tell(timeline.ASSESSMENT_RETURNED, day)

    def authorised(self, day):
        self.now["authorised_at"] = on(day).isoformat()
        self.tell(timeline.ASSESSMENT_AUTHORISED, day)

    def withdrawn(self, day, **given):
        self.tell(timeline.ASSESSMENT_WITHDRAWN, day, **given)

    def put_right(self, day, **changes):
        before = self.now
        self.now = before | {key: on(to).isoformat() if isinstance(to, int) else to for key, to in changes.items()}
        self.tell(timeline.ASSESSMENT_CORRECTED, day, before=before, after=self.now, reason="A slip")


def clocks(episode, standard):
    """From the earliest; those whose start was put right at the end."""
    with databases.as_owner():
        return list(Clock.objects.filter(episode=episode, standard=standard).order_by("started_at", "id"))


def only(episode, standard):
    (clock,) = clocks(episode, standard)
    return clock


def changes(standard):
    with databases.as_owner():
        return [change.why for change in ClockChange.objects.filter(clock__standard=standard).order_by("id")]


@pytest.fixture
def story(cast):
    return Story(cast.practitioner, cast.episode)


class TestInTimeAndLate:
    def test_decided_starts_thirty_working_days(self, story):
        story.decided(0)
        clock = only(story.episode, "assessment")
        assert (clock.state, clock.started_at, clock.due_at) == ("running", on(0), DUE)
        assert clocks(story.episode, "plan_meeting") == []

    def test_decided_before_it_was_written_down(self, story):
        story.decided(3, happened=0)
        assert only(story.episode, "assessment").due_at == DUE

    @pytest.mark.parametrize(("day", "state", "is_breached"), [(42, "met", False), (43, "met_late", True)])
    def test_completed(self, story, day, state, is_breached):
        story.decided(0)
        story.completed(day)
        clock = only(story.episode, "assessment")
        assert (clock.state, clock.is_breached, clock.stopped_at) == (state, is_breached, on(day))

    @pytest.mark.parametrize(("outcome", "count"), [("plan", 1), ("close", 0)])
    def test_only_a_plan_asks_for_a_meeting(self, story, outcome, count):
        story.decided(0)
        story.completed(10, outcome)
        assert only(story.episode, "assessment").state == "met"
        found = clocks(story.episode, "plan_meeting")
        assert [(one.state, one.started_at) for one in found] == [("running", on(10))] * count

    def test_the_meeting_is_due_in_fourteen_days(self, story):
        story.decided(0)
        story.completed(10)
        assert only(story.episode, "plan_meeting").due_at == datetime(2026, 3, 26, 23, 59, 59, tzinfo=UTC)

    def test_where_the_partnership_waits_for_the_manager(self, story, cast):
        with databases.as_owner():
            RulebookOverride.objects.create(
                tenant=cast.north,
                standard="assessment",
                values={"eha_complete_event": "authorised"},
                made_by=cast.admin,
            )
        story.decided(0)
        story.completed(10)
        assert only(story.episode, "assessment").state == "running"
        story.authorised(12)
        assert only(story.episode, "assessment").stopped_at == on(12)
        story.put_right(13, authorised_at=11)
        assert only(story.episode, "assessment").stopped_at == on(11)

    def test_partnerships_whose_documents_give_no_time_have_no_clock(self, cast):
        story = Story(cast.stranger, cast.salt_episode)
        story.decided(0)
        story.completed(10)
        story.put_right(11, completed_at=9)
        story.withdrawn(12)
        with databases.as_owner():
            assert not Clock.objects.filter(episode=cast.salt_episode).exists()
        for rulebook in ("hull-2018", "herefordshire-2020"):
            for standard in ("assessment", "plan_meeting"):
                with pytest.raises(NoSuchStandard):
                    load_rulebook(rulebook).standard(standard)


class TestReturnedAndSubmittedAgain:
    def test_the_first_completion_counts(self, story):
        story.decided(0)
        story.completed(10)
        story.returned(12)
        story.completed(20)
        assert only(story.episode, "assessment").stopped_at == on(10)
        assert only(story.episode, "plan_meeting").started_at == on(10)
        assert changes("plan_meeting") == []

    def test_after_the_meeting_too(self, story):
        story.decided(0)
        story.completed(10)
        with databases.as_owner():
            Clock.objects.filter(standard="plan_meeting").update(
                state="met", stopped_at=on(11), next_evaluation_at=None
            )
        story.completed(20)
        assert only(story.episode, "plan_meeting").started_at == on(10)

    def test_another_outcome_ends_what_the_first_began(self, story):
        story.decided(0)
        story.completed(10, "plan")
        story.returned(12)
        story.completed(20, "close")
        meeting = only(story.episode, "plan_meeting")
        assert (meeting.state, meeting.cancelled_at) == ("cancelled", on(20))
        assert meeting.cancel_reason == "The assessment has another outcome now."
        assert only(story.episode, "assessment").stopped_at == on(10)

    def test_a_plan_only_the_second_time(self, story):
        story.decided(0)
        story.completed(10, "close")
        story.completed(20, "plan")
        assert only(story.episode, "plan_meeting").started_at == on(20)
        assert only(story.episode, "assessment").stopped_at == on(10)

    def test_another_assessment_of_the_same_family_counts_for_itself(self, story):
        story.decided(0)
        story.completed(10, "close")
        later = Story(story.by, story.episode, "CCCC2222DDDD")
        later.decided(100)
        later.completed(110, "close")
        assert [clock.stopped_at for clock in clocks(story.episode, "assessment")] == [on(10), on(110)]


class TestPutRight:
    def test_a_wrong_decision_date(self, story):
        story.decided(0)
        story.put_right(5, decided_at=1)
        clock = only(story.episode, "assessment")
        assert (clock.started_at, clock.due_at) == (on(1), DUE + timedelta(days=1))
        assert changes("assessment") == ["The assessment was put right."]

    def test_a_late_assessment_turns_out_to_have_been_in_time(self, story):
        story.decided(0)
        story.completed(45)
        assert only(story.episode, "assessment").is_breached
        story.put_right(46, completed_at=41)
        clock, meeting = only(story.episode, "assessment"), only(story.episode, "plan_meeting")
        assert (clock.state, clock.is_breached, clock.stopped_at) == ("met", False, on(41))
        assert meeting.started_at == on(41)
        assert meeting.due_at == datetime(2026, 4, 26, 22, 59, 59, tzinfo=UTC)
        assert changes("assessment") == changes("plan_meeting") == ["The assessment was put right."]

    def test_no_plan_after_all(self, story):
        story.decided(0)
        story.completed(10, "plan")
        story.put_right(11, outcome="close")
        meeting = only(story.episode, "plan_meeting")
        assert (meeting.state, meeting.cancel_reason) == ("cancelled", "What started this clock was put right.")
        assert not meeting.is_breached
        assert changes("plan_meeting") == ["The assessment was put right."]
        assert only(story.episode, "assessment").stopped_at == on(10)
        assert changes("assessment") == []

    def test_a_plan_after_all(self, story):
        story.decided(0)
        story.completed(10, "close")
        story.put_right(12, outcome="plan")
        assert only(story.episode, "plan_meeting").started_at == on(10)

    def test_not_completed_after_all(self, story):
        story.decided(0)
        story.completed(10)
        story.put_right(11, completed_at=None)
        assert only(story.episode, "assessment").state == "running"
        assert only(story.episode, "plan_meeting").state == "cancelled"
        story.completed(20)
        assert only(story.episode, "assessment").stopped_at == on(20)
        assert [clock.started_at for clock in clocks(story.episode, "plan_meeting") if clock.is_open] == [on(20)]

    def test_twice(self, story):
        story.decided(0)
        story.completed(45)
        story.put_right(46, completed_at=40, decided_at=1)
        story.put_right(47, completed_at=41)
        clock = only(story.episode, "assessment")
        assert (clock.started_at, clock.stopped_at) == (on(1), on(41))

    def test_what_was_said_twice_is_one_completion_once_it_is_put_right(self, story):
        story.decided(0)
        story.completed(10, "plan")
        story.completed(20, "close")
        story.put_right(21, outcome="plan")
        assert [clock.started_at for clock in clocks(story.episode, "plan_meeting") if clock.is_open] == [on(10)]
        story.completed(30, "plan")
        assert [clock.started_at for clock in clocks(story.episode, "plan_meeting") if clock.is_open] == [on(10)]

    def test_a_moment_put_right_keeps_the_outcome_that_holds(self, story):
        story.decided(0)
        story.completed(10, "plan")
        story.completed(20, "close")
        story.put_right(21, completed_at=12)
        assert only(story.episode, "assessment").stopped_at == on(12)
        assert [clock.state for clock in clocks(story.episode, "plan_meeting")] == ["cancelled"]

    def test_what_was_not_put_right_stays(self, story):
        story.decided(0)
        story.completed(10, "close")
        story.completed(20, "plan")
        story.put_right(21, decided_at=1)
        assert only(story.episode, "assessment").stopped_at == on(10)
        assert only(story.episode, "plan_meeting").started_at == on(20)

    def test_the_other_assessment_stays_as_it_was(self, story):
        story.decided(0)
        story.completed(10, "close")
        later = Story(story.by, story.episode, "CCCC2222DDDD")
        later.decided(20)
        story.put_right(21, completed_at=9)
        assert [clock.started_at for clock in clocks(story.episode, "assessment")] == [on(0), on(20)]
        assert [clock.stopped_at for clock in clocks(story.episode, "assessment")] == [on(9), None]


class TestGivenUp:
    def test_the_clock_ends_with_the_reason(self, story):
        story.decided(0)
        story.withdrawn(5)
        clock = only(story.episode, "assessment")
        assert (clock.state, clock.cancelled_at, clock.is_breached) == ("cancelled", on(5), False)
        assert clock.cancel_reason == "The assessment was given up."

    def test_giving_up_does_not_hide_that_it_was_late(self, story):
        story.decided(0)
        story.withdrawn(60)
        clock = only(story.episode, "assessment")
        assert (clock.state, clock.is_breached) == ("cancelled", True)

    def test_the_meeting_it_asked_for_is_not_due_either(self, story):
        story.decided(0)
        story.completed(10)
        story.returned(11)
        story.withdrawn(12)
        assert only(story.episode, "assessment").state == "met"
        assert only(story.episode, "plan_meeting").cancel_reason == "The assessment was given up."

    def test_the_next_one_has_its_own_days(self, story):
        story.decided(0)
        story.withdrawn(5)
        Story(story.by, story.episode, "CCCC2222DDDD").decided(6)
        assert [(one.state, one.started_at) for one in clocks(story.episode, "assessment")] == [
            ("cancelled", on(0)),
            ("running", on(6)),
        ]

    def test_a_next_one_decided_before_the_first_was_given_up(self, story):
        later = Story(story.by, story.episode, "CCCC2222DDDD")
        story.decided(0)
        later.decided(4)
        assert len(clocks(story.episode, "assessment")) == 1, "one clock at a time"
        story.withdrawn(5)
        assert [clock.started_at for clock in clocks(story.episode, "assessment") if clock.is_open] == [on(4)]

    def test_another_assessments_clock_runs_on(self, story):
        story.decided(0)
        Story(story.by, story.episode, "CCCC2222DDDD").withdrawn(5)
        assert only(story.episode, "assessment").state == "running"


def test_finished_and_ended_in_one_step(story):
    """'No more help' closes the episode in the transaction that finishes the assessment: it is met, not ended."""
    story.decided(0)
    with time_machine.travel(on(10), tick=False), acting_as(story.by) as actor, events.together(actor):
        data = {"assessment": story.reference, "outcome": "close"}
        events.record(timeline.ASSESSMENT_COMPLETED, OfEpisode(story.episode), by=actor, data=data)
        events.record(EPISODE_CLOSED, story.episode, by=actor, data={"reason": "needs_met"})
    assert only(story.episode, "assessment").state == "met"


@pytest.mark.parametrize("seed", range(12))
def test_clocks_kept_step_by_step_are_those_of_the_whole_story(story, seed):
    """Two assessments told in any order that can happen: what is stored is what the whole story gives."""
    chance, day = random.Random(seed), 0
    both = [story, Story(story.by, story.episode, "CCCC2222DDDD")]
    done = {one.reference: set() for one in both}
    for _ in range(14):
        day += chance.randint(1, 12)
        one = chance.choice(both)
        said = done[one.reference]
        if "withdrawn" in said:
            continue
        if "decided" not in said:
            said.add("decided")
            one.decided(day, happened=max(0, day - chance.choice([0, 0, 2])))
        elif "completed" in said and chance.random() < 0.4:
            key = chance.choice(["decided_at", "completed_at", "outcome"])
            one.put_right(day, **{key: chance.choice(list(ENDS)) if key == "outcome" else chance.randint(0, day)})
        elif chance.random() < 0.15:
            said.add("withdrawn")
            one.withdrawn(day)
        else:
            said.add("completed")
            one.completed(day, chance.choice(list(ENDS)))
    with databases.as_owner():
        episode = type(story.episode).objects.select_related("lead_agency").get(pk=story.episode.pk)
        rulebook, whole = rulebook_for(episode.tenant), everything(episode)
    for name in ("assessment", "plan_meeting"):
        standard = rulebook.standard(name)
        runs = replay(standard, [item.happening for item in whole if item.concerns(standard)])
        kept = [run_of(one) for one in clocks(episode, name) if not one.cancel_reason.startswith("What started")]
        assert [moments(run) for run in kept] == [moments(run) for run in runs]


def moments(run):
    return run.started_at, run.stopped_at, run.cancelled_at


def test_the_form_and_the_rulebook_agree_on_what_finishes_an_assessment():
    """The form says it to whoever fills it in; the rulebook's published choice is what the clock goes by."""
    timed = set()
    for form_id in form_ids():
        clock = form_of(form_id).clock
        held = {standard.id: standard for standard in load_rulebook(form_id).standards}
        assert (clock is not None) == ("assessment" in held), form_id
        if clock:
            timed.add(form_id)
            standard = held[clock.standard]
            (setting,) = [one for one in standard.settings if one.id == "eha_complete_event"]
            assert setting.choices[setting.chosen].texts("stop") == (clock.stops_on.value,) == standard.stop
    assert timed == {"coventry-2019"}


class TestWhatPeopleDo:
    """The same by the actions themselves: what they record is what the clocks wait for."""

    def test_decided_filled_in_and_finished_with_a_plan(self, cast):
        assessment = decided(cast)
        assert only(cast.episode, "assessment").started_at == assessment.decided_at
        agree(cast)
        fill(cast.practitioner, assessment)
        fill(cast.practitioner, assessment)  # what other answers ask for, such as scores of worries
        assessment = submit(cast.practitioner, assessment, timezone.localdate())
        assert assessment.outcome == "plan"
        clock, meeting = only(cast.episode, "assessment"), only(cast.episode, "plan_meeting")
        assert (clock.state, clock.stopped_at) == ("met", assessment.completed_at)
        assert (meeting.state, meeting.started_at) == ("running", assessment.completed_at)

    def test_decided_and_given_up(self, cast):
        assessment = decided(cast)
        with acting_as(cast.practitioner) as actor:
            withdraw_assessment(assessment=assessment, reason="They are moving away", by=actor)
        assert only(cast.episode, "assessment").cancel_reason == "The assessment was given up."

"""The clocks of meetings and promises: R081, R082, R083, R093."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from cases.models import Episode, TimelineEvent
from ehm.actions import Refused
from ehm.models import Partnership
from plans.actions.meetings import cancel_meeting, move_meeting
from plans.actions.parts import change_promise, finish_promise, move_promise, remove_part
from plans.actions.plans import end_plan, set_trajectory
from plans.choices import MeetingKind
from plans.models import Goal, Move, Promise
from standards.models import Clock, ClockChange
from tests import databases
from tests.api.asking import Program
from tests.cases.acting import acting_as, refused
from tests.cast import share
from tests.plans.writing import NOTHING_PROMISE, agreed, begun, goal, held, planned, promise, stored
from tests.standards.test_keeping import allocate

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def cast(cast):
    with time_machine.travel(MONDAY, tick=False):
        with databases.as_owner():
            Episode.objects.update(requested_at=MONDAY - timedelta(days=40), opened_at=MONDAY - timedelta(days=40))
        allocate(cast)
        yield cast


def clocks(standard):
    with databases.as_owner():
        return list(Clock.objects.filter(standard=standard).order_by("started_at", "id"))


def set_interval(cast, plan, days):
    values = dict.fromkeys(("what_it_takes", "coordinated_by", "how_measured", "contingency"), "")
    values |= {"review_every_days": days, "expected_end_on": None}
    version = stored(plan).version
    with acting_as(cast.practitioner) as actor:
        return set_trajectory(plan=plan, values=values, version=version, by=actor)


def test_a_meeting_that_was_held_starts_the_twelve_weeks(cast):
    held(cast.practitioner, planned(cast.practitioner, cast.episode, starts_at=MONDAY - WEEK))
    (review,) = clocks("review")
    assert review.started_at == MONDAY - WEEK
    assert review.due_at.date() == date(2026, 5, 18)  # 84 calendar days


def test_the_plans_own_interval_wins_where_it_is_shorter(cast):
    plan = begun(cast)
    set_interval(cast, plan, 42)
    held(cast.practitioner, planned(cast.practitioner, cast.episode))
    (review,) = clocks("review")
    assert review.due_at.date() == date(2026, 4, 13)


def test_a_longer_interval_does_not(cast):
    plan = begun(cast)
    set_interval(cast, plan, 120)
    held(cast.practitioner, planned(cast.practitioner, cast.episode))
    assert clocks("review")[0].due_at.date() == date(2026, 5, 25)


def test_each_review_that_was_held_starts_the_next(cast):
    begun(cast)
    held(cast.practitioner, planned(cast.practitioner, cast.episode, starts_at=MONDAY - 5 * WEEK))
    review = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW, MONDAY - WEEK)
    held(cast.practitioner, review, outcome="continue")
    first, second = clocks("review")
    assert (first.state, first.stopped_at) == ("met", MONDAY - WEEK)
    assert second.state == "running" and second.started_at == MONDAY - WEEK


def test_planned_moved_and_cancelled_meetings_touch_no_clock(cast):
    held(cast.practitioner, planned(cast.practitioner, cast.episode, starts_at=MONDAY - WEEK))
    before = [(clock.pk, clock.due_at, clock.state) for clock in clocks("review")]
    begun(cast)
    later = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW, MONDAY + 2 * WEEK)
    with acting_as(cast.practitioner) as actor:
        move_meeting(meeting=later, starts_at=MONDAY + 3 * WEEK, place="School", by=actor)
    with acting_as(cast.practitioner) as actor:
        cancel_meeting(meeting=later, reason="The family is away.", by=actor)
    assert [(clock.pk, clock.due_at, clock.state) for clock in clocks("review")] == before


def test_an_earlier_meeting_written_down_later_is_where_the_clocks_begin(cast):
    """Back-dated: whatever the order of writing, the clocks are those of what happened."""
    begun(cast)
    review = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW, MONDAY - WEEK)
    held(cast.practitioner, review, outcome="continue")
    assert clocks("review") == []
    held(cast.practitioner, planned(cast.practitioner, cast.episode, starts_at=MONDAY - 5 * WEEK))
    first, second = clocks("review")
    assert (first.started_at, first.stopped_at) == (MONDAY - 5 * WEEK, MONDAY - WEEK)
    assert second.started_at == MONDAY - WEEK


def test_two_meetings_of_a_day_are_one_start(cast):
    held(cast.practitioner, planned(cast.practitioner, cast.episode, starts_at=MONDAY - WEEK))
    held(cast.practitioner, planned(cast.practitioner, cast.episode, starts_at=MONDAY - WEEK + timedelta(hours=2)))
    (review,) = clocks("review")
    assert review.started_at == MONDAY - WEEK


def test_the_end_of_the_plan_ends_them(cast):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    promise(cast.practitioner, plan, by_when=date(2026, 3, 20))
    plan = agreed(cast.practitioner, plan)
    held(cast.practitioner, planned(cast.practitioner, cast.episode))
    with acting_as(cast.practitioner) as actor:
        end_plan(plan=plan, reason="They manage by themselves.", by=actor)
    assert [clock.state for clock in (*clocks("review"), *clocks("plan_action"))] == ["cancelled", "cancelled"]


def test_a_promise_has_a_clock_once_the_plan_is_agreed(cast):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    one = promise(cast.practitioner, plan, by_when=date(2026, 3, 20), worker=cast.teacher)
    promise(cast.practitioner, plan, "Nobody knows when")
    assert clocks("plan_action") == []
    plan = agreed(cast.practitioner, plan)
    (clock,) = clocks("plan_action")
    assert (clock.subject, clock.due_at.date(), clock.holder) == (one.reference, date(2026, 3, 20), cast.teacher)
    late = promise(cast.practitioner, plan, "Ring the school", by_when=date(2026, 3, 9))
    agreed(cast.practitioner, plan)
    assert {clock.subject for clock in clocks("plan_action")} == {one.reference, late.reference}
    with databases.as_owner():
        told = TimelineEvent.objects.filter(kind="plan_action.agreed").values_list("data__plan_action", flat=True)
        assert sorted(told) == sorted([one.reference, late.reference])  # agreed again, nobody takes it on again


def test_what_the_family_takes_on_is_held_by_whoever_leads(cast):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    promise(cast.practitioner, plan, by_when=date(2026, 3, 20), person=cast.dee)
    agreed(cast.manager, plan)
    assert clocks("plan_action")[0].holder == cast.practitioner


def test_a_moved_day_moves_the_clock_and_keeps_what_it_was(cast):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    one = promise(cast.practitioner, plan, by_when=date(2026, 3, 20))
    agreed(cast.practitioner, plan)
    with acting_as(cast.practitioner) as actor:
        move_promise(promise=one, to=date(2026, 4, 1), reason="The bed comes later.", by=actor)
    (clock,) = clocks("plan_action")
    assert clock.due_at.date() == date(2026, 4, 1) and clock.agreed_on == date(2026, 4, 1)
    with databases.as_owner():
        assert ClockChange.objects.get(clock=clock).why == "It got another day."
    with acting_as(cast.practitioner) as actor:
        finish_promise(promise=one, is_done=True, on=MONDAY.date(), note="", by=actor)
    assert clocks("plan_action")[0].state == "met"


def test_an_agreed_day_moves_with_a_reason_and_not_into_the_past(cast):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    one = promise(cast.practitioner, plan, by_when=date(2026, 3, 20))
    agreed(cast.practitioner, plan)
    unchanged = (Promise, Move, TimelineEvent)
    values = NOTHING_PROMISE | {"what": one.what, "by_when": date(2026, 4, 1)}
    said = {"unchanged": unchanged, "because": "Move it, and say why"}
    refused(cast.practitioner, change_promise, **said, promise=one, values=values, version=1)
    for to, reason, because in (
        (date(2026, 4, 1), " ", "why the day moves"),
        (date(2026, 3, 20), "x", "has already"),
        (date(2026, 3, 1), "x", "in the past"),
    ):
        said = {"unchanged": unchanged, "because": because}
        refused(cast.practitioner, move_promise, **said, promise=one, to=to, reason=reason)


def test_who_takes_it_over_holds_the_clock(cast):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    one = promise(cast.practitioner, plan, by_when=date(2026, 3, 20), worker=cast.practitioner)
    agreed(cast.practitioner, plan)
    values = NOTHING_PROMISE | {"what": one.what, "by_when": one.by_when, "worker": cast.manager}
    with acting_as(cast.practitioner) as actor:
        change_promise(promise=one, values=values, version=1, by=actor)
    assert clocks("plan_action")[0].holder == cast.manager


def test_what_is_taken_off_the_plan_waits_for_nobody(cast):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    one = promise(cast.practitioner, plan, by_when=date(2026, 3, 20))
    agreed(cast.practitioner, plan)
    with acting_as(cast.practitioner) as actor:
        remove_part(part=one, by=actor)
    assert clocks("plan_action")[0].stopped_at is not None


@pytest.fixture
def level_2(cast):
    """Herefordshire: no practice clock but the day that a plan of actions at level 2 names."""
    with databases.as_owner():
        Partnership.objects.filter(pk=cast.north.pk).update(profile="herefordshire-2020")
        Episode.objects.update(level=2)
    cast.practitioner.tenant.refresh_from_db()
    return cast


def test_a_plan_at_level_2_is_reviewed_by_the_day_that_it_names(level_2):
    cast = level_2
    plan = begun(cast)
    goal(cast.practitioner, plan)
    with pytest.raises(Refused, match="names the day of its review"):
        agreed(cast.practitioner, plan)
    set_interval(cast, plan, 30)
    agreed(cast.practitioner, stored(plan))
    (clock,) = clocks("level_2_plan_review")
    assert (clock.subject, clock.due_at.date()) == (plan.reference, date(2026, 4, 1))
    review = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW)
    held(cast.practitioner, review, outcome="continue", next_on=date(2026, 5, 4), why_no_next="")
    first, second = clocks("level_2_plan_review")
    assert first.state == "met" and (second.due_at.date(), second.state) == (date(2026, 5, 4), "running")
    assert clocks("review") == clocks("plan_meeting") == clocks("plan_action") == []


def test_the_clock_of_what_is_kept_from_somebody_is_kept_from_them_too(cast, signed_in):
    """It would say that there is something, whose it is and by when."""
    plan = begun(cast)
    kept = goal(cast.practitioner, plan, "Drink less")
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        Goal.objects.filter(pk=kept.pk).update(excluded=[f"agency:{cast.school.pk}"])
    hidden = promise(cast.practitioner, plan, goal=kept, worker=cast.practitioner, by_when=date(2026, 3, 20))
    promise(cast.practitioner, plan, worker=cast.practitioner, by_when=date(2026, 3, 27))
    agreed(cast.practitioner, plan)
    subjects = {one.subject: one for one in clocks("plan_action")}
    page, address = f"/episodes/{cast.episode.reference}/", f"/clocks/{subjects[hidden.reference].reference}/"
    for reader, is_shown in ((cast.practitioner, True), (cast.teacher, False)):
        client = signed_in(reader)
        assert ("Fri 20 Mar" in client.get(page).content.decode()) is is_shown
        assert "Fri 27 Mar" in client.get(page).content.decode()
        assert client.get(address).status_code == (200 if is_shown else 404)
        seen = {one["subject"] for one in Program(reader).rows("clocks/", standard="plan_action")}
        assert (hidden.reference in seen) is is_shown and len(seen) == 1 + is_shown
        with acting_as(reader) as actor, databases.as_owner():  # Django's wall alone
            assert Clock.objects.visible_to(actor).filter(subject=hidden.reference).exists() is is_shown


def test_what_is_due_says_what_was_promised_and_leads_to_it(cast, signed_in):
    made = begun(cast)
    goal(cast.practitioner, made)
    one = promise(cast.practitioner, made, "Read to Ben " * 12, worker=cast.practitioner, by_when=date(2026, 3, 20))
    agreed(cast.practitioner, made)
    page = signed_in(cast.practitioner).get(f"/episodes/{cast.episode.reference}/").content.decode()
    due = page[page.index('id="clocks"') :]
    assert "Read to Ben Read to Ben" in due and "Read to Ben " * 10 not in due
    assert f"/plan-actions/{one.reference}/finish/" in due and "Done, or not done" in due
    assert "An action of the plan" not in due

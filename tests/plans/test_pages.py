"""The plan and its meetings as people use them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plans.actions.minutes import Reviewed
from plans.actions.parts import change_goal, move_promise
from plans.choices import MeetingKind, PromiseKind
from plans.guests import Guest
from plans.models import Goal, Meeting, Move, Plan, Progress, Promise
from tests import databases
from tests.assessments.writing import decided, limit, save
from tests.assessments.writing import line as line_of
from tests.cases.acting import acting_as
from tests.cast import share
from tests.plans.writing import agreed, begun, goal, held, planned, promise

TODAY = timezone.localdate()


def day(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


@pytest.fixture
def browser(cast, signed_in):
    return signed_in(cast.practitioner)


@pytest.fixture
def in_team(cast, signed_in):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    return signed_in(cast.teacher)


def last(model):
    with databases.as_owner():
        return model.objects.latest("pk")


def test_a_plan_is_begun_filled_and_agreed(cast, browser):
    page = browser.post(f"/episodes/{cast.episode.reference}/plan/", follow=True)
    plan = last(Plan)
    assert page.redirect_chain[-1][0] == f"/plans/{plan.reference}/"
    browser.post(f"/plans/{plan.reference}/goals/new/", {"what": "Ben sleeps"})
    of = last(Goal)
    given = {"what": "Bed at eight", "goal": of.reference, "who": f"person:{cast.dee.reference}"}
    browser.post(f"/plans/{plan.reference}/actions/new/", given | day("by_when", TODAY + timedelta(days=9)))
    one = last(Promise)
    assert (one.goal_id, one.person_id, one.by_when) == (of.pk, cast.dee.pk, TODAY + timedelta(days=9))
    page = browser.get(f"/plans/{plan.reference}/").content.decode()
    assert "Still to say: how you will see it is done" in page and "Being made" in page
    browser.post(f"/plans/{plan.reference}/agree/", {"who": [f"person:{cast.dee.reference}"]})
    assert "Agreed" in browser.get(f"/plans/{plan.reference}/").content.decode()


def test_there_is_one_plan_at_a_time(cast, browser):
    plan = begun(cast)
    page = browser.post(f"/episodes/{cast.episode.reference}/plan/", follow=True)
    assert page.redirect_chain[-1][0] == f"/plans/{plan.reference}/"
    assert "There is a plan already" in page.content.decode()


def test_a_plan_without_a_goal_is_not_agreed(cast, browser):
    plan = begun(cast)
    page = browser.post(f"/plans/{plan.reference}/agree/", {"others": "Everybody"})
    assert "at least one goal" in page.content.decode() and last(Plan).status == "being_made"


def test_the_team_adds_but_does_not_agree(cast, in_team):
    plan = begun(cast)
    in_team.post(f"/plans/{plan.reference}/goals/new/", {"what": "Ben has a friend at school"})
    assert last(Goal).recorded_by == cast.teacher
    assert in_team.post(f"/plans/{plan.reference}/agree/").status_code == 403
    assert in_team.get(f"/plans/{plan.reference}/end/").status_code == 403
    assert in_team.get(f"/episodes/{cast.episode.reference}/meetings/new/").status_code == 403


def test_what_two_people_change_at_once_is_shown_to_the_second(cast, browser):
    plan = begun(cast)
    of = goal(cast.practitioner, plan, "Ben sleeps")
    with acting_as(cast.manager) as actor:
        seen = Goal.objects.visible_to(actor).select_related("plan__episode").get(pk=of.pk)
        fields = ("what", "how", "good_progress", "is_cause", "needs", "worries", "person")
        values = {name: getattr(seen, name) for name in fields}
        change_goal(goal=seen, values=values | {"what": "Everybody sleeps"}, version=1, by=actor)
    mine = {"what": "Ben and Leo sleep", "version": 1}
    page = browser.post(f"/plan-goals/{of.reference}/", mine)
    text = page.content.decode()
    assert page.status_code == 422 and "Everybody sleeps" in text
    assert page.context["form"]["what"].value() == "Ben and Leo sleep"
    assert last(Goal).what == "Everybody sleeps"
    assert 'name="version" value="2"' in text
    browser.post(f"/plan-goals/{of.reference}/", mine | {"version": 2})
    assert last(Goal).what == "Ben and Leo sleep"


def test_an_agreed_day_is_moved_with_a_reason(cast, browser):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    one = promise(cast.practitioner, plan, by_when=TODAY + timedelta(days=3))
    agreed(cast.practitioner, plan)
    assert "by_when_day" not in browser.get(f"/plan-actions/{one.reference}/").content.decode()
    to = TODAY + timedelta(days=30)
    page = browser.post(f"/plan-actions/{one.reference}/move/", day("to", to))
    assert page.status_code == 422
    browser.post(f"/plan-actions/{one.reference}/move/", day("to", to) | {"reason": "The bed comes later"})
    move = last(Move)
    assert (move.before, move.after) == (TODAY + timedelta(days=3), to)
    assert "The bed comes later" in browser.get(f"/plans/{plan.reference}/").content.decode()


def test_a_missed_bottom_line_brings_up_what_follows(cast, browser):
    plan = begun(cast)
    one = promise(
        cast.practitioner, plan, "An adult at home", PromiseKind.BOTTOM_LINE, by_when=TODAY, consequence="We all meet"
    )
    address = f"/plan-actions/{one.reference}/finish/"
    assert browser.post(address, {"is_done": "no"} | day("on", TODAY)).status_code == 422  # not without why
    browser.post(address, {"is_done": "no", "note": "Nobody was there"} | day("on", TODAY))
    page = browser.get(f"/plans/{plan.reference}/").content.decode()
    assert "What you all agreed follows" in page and "We all meet" in page and "Nobody was there" in page
    assert browser.get(f"/plan-actions/{one.reference}/").status_code == 403  # over: not changed any more


def test_a_review_shows_last_time_and_keeps_what_it_found(cast, browser):
    plan = begun(cast)
    of = goal(cast.practitioner, plan, "Ben sleeps")
    now = timezone.now()
    first = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW, now - timedelta(days=20))
    address = f"/meetings/{first.reference}/minutes/"
    began = timezone.localtime(first.starts_at)
    when = day("starts_at", began) | {"starts_at_time": began.strftime("%H:%M")}
    key = of.reference
    said = when | {"decided": "Goes on", "outcome": "continue", "why_no_next": "We ring", f"made-{key}": "Two nights"}
    browser.post(address, said | {f"score-{key}": "4", f"way-{key}": "Noise"})
    progress = last(Progress)
    assert (progress.goal_id, progress.score, progress.made) == (of.pk, 4, "Two nights")
    second = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW, now - timedelta(days=1))
    page = browser.get(f"/meetings/{second.reference}/minutes/").content.decode()
    assert "Last time" in page and "4 of 10" in page and "Two nights" in page
    page = browser.get(f"/meetings/{first.reference}/").content.decode()
    assert "Now 4 of 10" in page and "Goes on" in page
    assert "There is a problem" in browser.post(address, said).content.decode()  # minutes stay


def test_minutes_say_when_you_meet_again_or_why_not(cast, browser):
    meeting = planned(cast.practitioner, cast.episode, starts_at=timezone.now() - timedelta(hours=2))
    began = timezone.localtime(meeting.starts_at)
    when = day("starts_at", began) | {"starts_at_time": began.strftime("%H:%M")}
    page = browser.post(f"/meetings/{meeting.reference}/minutes/", when | {"decided": "What we typed"})
    assert "There is a problem" in page.content.decode() and "Set the day of the next meeting" in page.content.decode()
    assert "What we typed" in page.content.decode()
    with databases.as_owner():
        assert Meeting.objects.get().status == "planned"


def test_who_was_there_is_never_assumed(cast, browser):
    starts_at = timezone.now() - timedelta(hours=2)
    meeting = planned(cast.practitioner, cast.episode, starts_at=starts_at, guests=[Guest(person=cast.dee)])
    began = timezone.localtime(meeting.starts_at)
    said = day("starts_at", began) | {"starts_at_time": began.strftime("%H:%M"), "why_no_next": "x"}
    page = browser.post(f"/meetings/{meeting.reference}/minutes/", said)
    assert "There is a problem" in page.content.decode()


def test_a_goal_is_kept_from_whom_its_worry_is_kept(cast, in_team):
    """And with it what hangs on it, from the very statement that makes the limit or the link."""
    assessment = decided(cast)
    worry = line_of("worry", "worries", {"statement": "Money runs out", "goal": "Enough"})
    save(cast.practitioner, assessment, "analysis", worry)
    plan = begun(cast)
    with databases.as_owner():
        Plan.objects.update(assessment=assessment)
    of = goal(cast.practitioner, plan, "Rent is paid", worries=[worry.place.key])
    one = promise(cast.practitioner, plan, "Ring the bank", goal=of, by_when=TODAY + timedelta(days=5))
    page = f"/plans/{plan.reference}/"
    assert "Rent is paid" in in_team.get(page).content.decode()
    save(cast.practitioner, assessment, "sharing", limit(cast.school, f"analysis/worries#{worry.place.key}"))
    with acting_as(cast.practitioner) as actor:
        move_promise(promise=one, to=TODAY + timedelta(days=8), reason="The bank is shut", by=actor)
    meeting = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW, timezone.now() - timedelta(hours=1))
    held(cast.practitioner, meeting, found=[Reviewed(of, "Half is paid", score=6)], outcome="continue")
    for address in (page, f"/meetings/{meeting.reference}/"):
        text = in_team.get(address).content.decode()
        assert not any(word in text for word in ("Rent is paid", "Ring the bank", "Half is paid", "Money runs out"))
    for address in (f"/plan-goals/{of.reference}/", f"/plan-actions/{one.reference}/finish/"):
        assert in_team.get(address).status_code == 404
    with acting_as(cast.teacher):
        for model in (Goal, Promise, Move, Progress):
            assert not model.objects.filter(episode=cast.episode).exists(), model
    with acting_as(cast.practitioner):
        assert Goal.objects.filter(episode=cast.episode).exists()


@pytest.mark.parametrize("what", ["\x00", "x" * 2001, "   "])
def test_what_cannot_be_kept_is_refused_and_nothing_lost(cast, browser, what):
    plan = begun(cast)
    page = browser.post(f"/plans/{plan.reference}/goals/new/", {"what": what, "how": "Keep this text"})
    assert "There is a problem" in page.content.decode() and "Keep this text" in page.content.decode()
    with databases.as_owner():
        assert not Goal.objects.exists()


def test_what_was_sent_with_a_mistake_is_there_in_the_next_window(cast, browser):
    plan = begun(cast)
    address = f"/plans/{plan.reference}/goals/new/"
    page = browser.post(address, {"what": "", "how": "Keep this text"})
    assert "There is a problem" in page.content.decode()
    again = browser.get(address)
    assert again.context["form"]["how"].value() == "Keep this text"
    assert again.context["draft"].revision == page.context["draft"].revision
    browser.post(address, {"what": "Ben sleeps", "how": "Keep this text"})
    assert not browser.get(address).context["draft"].is_there


def test_a_goal_of_another_familys_plan_is_not_found(cast, browser):
    plan = begun(cast)
    elsewhere = begun(cast, by=cast.teacher, episode=cast.school_episode)
    theirs = goal(cast.teacher, elsewhere)
    browser.post(f"/plans/{plan.reference}/actions/new/", {"what": "x", "goal": theirs.reference})
    with databases.as_owner():
        assert not Promise.objects.exists()
    assert browser.get(f"/plan-goals/{theirs.reference}/").status_code == 404

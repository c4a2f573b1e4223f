"""Meetings from the invitation to minutes that were put right, as people use them."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from assessments.choices import Respondent
from cases.actions.sharing import exclude_from_sharing
from ehm.actions import Refused
from ehm.models import Draft, Notification, Partnership
from ehm.words import day as in_words
from plans.actions.meetings import move_meeting
from plans.actions.minutes import Decision, Next, Reviewed, take_meeting_back, write_minutes
from plans.actions.replies import write_replies
from plans.actions.scores import Scored
from plans.choices import Attended, MeetingKind
from plans.guests import Guest
from plans.models import EarlierMinutes, Invitation, LaterScore, Meeting, Plan, Progress, Promise, Reply
from plans.people import around
from standards.models import Clock, ClockChange
from tests import databases
from tests.cases.acting import acting_as
from tests.cast import share
from tests.plans.test_pages import day, last
from tests.plans.test_scores import seen_by
from tests.plans.writing import agreed, begun, goal, held, planned, put_right, said, stored

TODAY = timezone.localdate()
HOUR = timedelta(hours=1)


@pytest.fixture
def browser(cast, signed_in):
    return signed_in(cast.practitioner)


@pytest.fixture
def team(cast):
    """The school helps with a named worker, the charity without."""
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        share(cast.episode, cast.charity, cast.practitioner)
        cast.episode.team.filter(agency=cast.school).update(worker=cast.teacher)
    return cast


def moment(name, at):
    at = timezone.localtime(at)
    return day(name, at) | {f"{name}_time": at.strftime("%H:%M")}


def everybody(model, **where):
    with databases.as_owner():
        return list(model.objects.filter(**where).order_by("pk"))


def kinds_offered(cast, browser, profile):
    with databases.as_owner():
        Partnership.objects.filter(pk=cast.north.pk).update(profile=profile)
    return browser.get(f"/episodes/{cast.episode.reference}/meetings/new/").content.decode()


def test_a_partnership_has_the_meetings_of_its_profile(cast, browser):
    begun(cast)
    page = kinds_offered(cast, browser, "coventry-2019")
    assert "Early Help Plan meeting" in page and "Handover meeting" in page and "young person" not in page
    page = kinds_offered(cast, browser, "hull-2018")
    assert "Team around the young person meeting" in page and "Step-down review" in page
    page = kinds_offered(cast, browser, "herefordshire-2020")
    assert "Review of the support plan" in page and "andover" not in page and "young person" not in page


def test_a_kind_of_another_partnership_is_refused(cast):
    with pytest.raises(Refused):
        planned(cast.practitioner, cast.episode, MeetingKind.CHILD_CENTRED)
    assert not everybody(Meeting)


def test_each_agency_of_the_team_is_asked_unless_the_family_does_not_want_it(team, browser):
    cast, address = team, f"/episodes/{team.episode.reference}/meetings/new/"
    page = browser.get(address).content.decode()
    ticked = [line for line in page.split("<input") if "checkbox" in line and "checked" in line]
    assert any(cast.teacher.reference in line for line in ticked)
    assert any(cast.charity.reference in line for line in ticked)
    assert "Bridge House: whoever they send" in page
    with acting_as(cast.practitioner) as actor:
        exclude_from_sharing(episode=cast.episode, agency=cast.charity, worker=None, reason="Dee asked", by=actor)
    page = browser.get(address).content.decode()
    assert cast.charity.reference not in page and cast.teacher.reference in page


def test_a_name_that_is_kept_out_is_noticed_and_never_blocked(team, browser):
    cast = team
    with acting_as(cast.practitioner) as actor:
        exclude_from_sharing(episode=cast.episode, agency=cast.charity, worker=None, reason="Dee asked", by=actor)
    said = moment("starts_at", timezone.now() + HOUR) | {"kind": "planning", "others": "Jo from BRIDGE  house, adviser"}
    address = f"/episodes/{cast.episode.reference}/meetings/new/"
    page = browser.post(address, said)
    assert "does not want everything shared with Bridge House" in page.content.decode() and not everybody(Meeting)
    browser.post(address, said | {"despite": "on"})
    (one,) = everybody(Invitation)
    assert one.name == "Jo from BRIDGE  house"
    browser.post(address, said | {"others": "Jo from Bridgewater, adviser"})
    assert len(everybody(Meeting)) == 2


def test_whoever_is_asked_is_told_in_their_inbox_and_sees_when_it_moves(team, signed_in):
    cast = team
    guests = [Guest(worker=cast.teacher), Guest(worker=cast.practitioner), Guest(person=cast.dee)]
    meeting = planned(cast.practitioner, cast.episode, starts_at=timezone.now() + 48 * HOUR, guests=guests)
    (told,) = everybody(Notification, kind="plans.invited")
    assert told.membership_id == cast.teacher.pk and told.data == {}
    with acting_as(cast.practitioner) as actor:
        move_meeting(meeting=meeting, starts_at=timezone.now() + 72 * HOUR, place="School", by=actor)
    assert [one.membership_id for one in everybody(Notification, kind="plans.meeting_moved")] == [cast.teacher.pk]
    page = signed_in(cast.teacher).get("/notifications/").content.decode()
    assert "You are asked to a meeting: Early Help Plan meeting, Reed family" in page
    assert "A meeting moved to" in page


def test_a_meeting_of_the_past_asks_nobody_to_come(team):
    planned(team.practitioner, team.episode, starts_at=timezone.now() - HOUR, guests=[Guest(worker=team.teacher)])
    assert not everybody(Notification)


def test_what_suits_the_family_stands_on_the_meeting(cast, browser):
    said = moment("starts_at", timezone.now() + HOUR) | {
        "kind": "planning",
        "family_asked_for": "After six, at the library",
        "language": "Dari",
        "interpreter": "booked",
        "access_needs": "Somebody to watch Leo",
    }
    browser.post(f"/episodes/{cast.episode.reference}/meetings/new/", said)
    page = browser.get(f"/meetings/{last(Meeting).reference}/").content.decode()
    for words in ("After six", "Dari", "Interpreter: booked", "Somebody to watch Leo"):
        assert words in page


def test_replies_are_of_oneself_and_read_by_the_team(team, signed_in, browser):
    cast = team
    guests = [Guest(worker=cast.teacher), Guest(person=cast.ben)]
    meeting = planned(cast.practitioner, cast.episode, starts_at=timezone.now() + HOUR, guests=guests)
    teacher, ben = everybody(Invitation)
    at_school = signed_in(cast.teacher)
    address = f"/meetings/{meeting.reference}/replies/"
    page = at_school.get(address).content.decode()
    assert teacher.reference in page and ben.reference not in page
    at_school.post(
        address, {f"answer-{teacher.reference}": "apologies", f"report-{teacher.reference}": "Ben reads now"}
    )
    with pytest.raises(Refused), acting_as(cast.teacher) as actor:
        write_replies(meeting=meeting, replies=[(ben, "coming", "")], by=actor)
    browser.post(address, {f"report-{ben.reference}": "I want Gran to come"})
    assert [(one.invitation_id, one.answer) for one in everybody(Reply)] == [(teacher.pk, "apologies"), (ben.pk, "")]
    for page in (f"/meetings/{meeting.reference}/", f"/meetings/{meeting.reference}/minutes/"):
        text = browser.get(page).content.decode()
        assert "Ben reads now" in text and "I want Gran to come" in text and "annot come" in text


def test_whoever_was_not_asked_answers_for_nobody(team, signed_in):
    cast = team
    guests = [Guest(worker=cast.teacher)]
    meeting = planned(cast.practitioner, cast.episode, starts_at=timezone.now() + HOUR, guests=guests)
    assert signed_in(cast.helper).get(f"/meetings/{meeting.reference}/replies/").status_code == 403
    assert signed_in(cast.partner).get(f"/meetings/{meeting.reference}/replies/").status_code == 404
    assert signed_in(cast.teacher).get(f"/meetings/{meeting.reference}/replies/").status_code == 200


def test_a_decision_becomes_an_action_and_the_next_meeting_is_planned_in_the_same_save(cast, browser):
    began = timezone.now() - HOUR
    meeting = planned(
        cast.practitioner, cast.episode, starts_at=began, guests=[Guest(person=cast.dee), Guest(name="Mo")]
    )
    dee, mo = everybody(Invitation)
    again = TODAY + timedelta(days=40)
    said = moment("starts_at", began) | day("next_on", again) | day("decision1-day", TODAY + timedelta(days=9))
    said |= {"next_time": "4:30pm", "decided": "We go on", f"was-{dee.reference}": "attended"}
    said |= {f"was-{mo.reference}": "apologies", f"was-{cast.ben.reference}": "report"}
    said |= {f"heard-{cast.ben.reference}": "He drew his room"}
    said |= {"decision1-what": "Ring the landlord", "decision1-who": f"worker:{cast.practitioner.reference}"}
    said |= {"decision2-what": "Read at bedtime", "decision2-who": "other", "decision2-name": "Gran"}
    address = f"/meetings/{meeting.reference}/minutes/"
    page = browser.post(address, said | {"next_time": "soonish"})
    assert "Give a time of day" in page.content.decode() and not everybody(Promise)
    browser.post(address, said)
    first, second = everybody(Promise)
    assert (first.what, first.worker_id) == ("Ring the landlord", cast.practitioner.pk)
    assert first.by_when == TODAY + timedelta(days=9)
    assert (second.somebody, second.meeting_id, second.plan_id) == ("Gran", meeting.pk, everybody(Plan)[0].pk)
    following = everybody(Meeting)[-1]
    assert (following.follows_id, following.kind, following.place) == (meeting.pk, "review", "At home")
    assert timezone.localtime(following.starts_at).strftime("%Y-%m-%d %H:%M") == f"{again} 16:30"
    asked = everybody(Invitation, meeting=following)
    assert {(one.person_id, one.name) for one in asked} == {(cast.dee.pk, ""), (cast.ben.pk, ""), (None, "Mo")}
    assert all(one.attended == Attended.INVITED for one in asked)
    page = browser.get(f"/meetings/{meeting.reference}/").content.decode()
    assert "He drew his room" in page and "Ring the landlord" in page and following.reference in page


def test_the_next_meeting_is_not_planned_twice(cast):
    on = timezone.now() + timedelta(days=30)
    planned(cast.practitioner, cast.episode, starts_at=on)
    meeting = planned(cast.practitioner, cast.episode, starts_at=timezone.now() - HOUR)
    held(cast.practitioner, meeting, next_on=timezone.localdate(on), why_no_next="", next_meeting=Next())
    assert len(everybody(Meeting)) == 2


def test_who_has_left_is_asked_to_no_next_meeting(team):
    on = timezone.now() + timedelta(days=30)
    guests = [Guest(worker=team.teacher), Guest(worker=team.manager)]
    meeting = planned(team.practitioner, team.episode, starts_at=timezone.now() - HOUR, guests=guests)
    with databases.as_owner():
        type(team.teacher).objects.filter(pk=team.teacher.pk).update(ended_at=timezone.now())
    held(team.practitioner, meeting, next_on=timezone.localdate(on), why_no_next="", next_meeting=Next())
    following = everybody(Meeting)[-1]
    assert [one.worker_id for one in everybody(Invitation, meeting=following)] == [team.manager.pk]
    with acting_as(team.practitioner) as actor:
        assert team.teacher.pk not in {one.pk for one in around(team.episode, actor).workers}


def test_another_agencys_meeting_serves_once_its_outcome_is_written_down(cast, browser):
    began = timezone.now() - HOUR
    theirs = {"another_agencys": "Core group", "whose": "Children's social care"}
    meeting = planned(cast.practitioner, cast.episode, starts_at=began, **theirs)
    with pytest.raises(Refused, match="what was decided"):
        held(cast.practitioner, meeting, decided="")
    held(cast.practitioner, meeting, decided="Speech therapy from May")
    (clock,) = everybody(Clock, standard="review")
    assert clock.started_at == began
    page = browser.get(f"/meetings/{meeting.reference}/").content.decode()
    assert "Core group" in page and "Children&#x27;s social care" in page and "Speech therapy" in page


@pytest.fixture
def reviewed(cast):
    plan = begun(cast)
    of = goal(cast.practitioner, plan)
    plan = agreed(cast.practitioner, plan)
    held(cast.practitioner, planned(cast.practitioner, cast.episode, starts_at=timezone.now() - 30 * 24 * HOUR))
    at = timezone.now() - 5 * 24 * HOUR
    meeting = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW, at, guests=[Guest(person=cast.dee)])
    (dee,) = everybody(Invitation)
    found = [Reviewed(of, "Two nights", "Noise", 3)]
    held(cast.practitioner, meeting, attended={dee.pk: "attended"}, found=found, outcome="continue")
    cast.goal, cast.review, cast.dees = of, stored(meeting), dee
    return cast


def reloaded(meeting):
    with databases.as_owner():
        rows = Meeting.objects.select_related("episode__lead_agency", "episode__area", "episode__lead", "plan")
        return rows.get(pk=meeting.pk)


def test_minutes_are_put_right_and_what_they_said_stays_readable(reviewed, browser):
    cast, was = reviewed, reviewed.review.starts_at
    address = f"/meetings/{cast.review.reference}/minutes/put-right/"
    page = browser.get(address).content.decode()
    assert "They eat together." in page and "Two nights" in page
    right = was - 24 * HOUR
    said = moment("starts_at", right) | {"outcome": "change", "why_no_next": "We ring", "working_well": "They sing."}
    said |= {f"was-{cast.dees.reference}": "apologies", "version": cast.review.version}
    key = cast.goal.reference
    said |= {f"made-{key}": "Three nights", f"way-{key}": "Noise", f"score-{key}": "4"}
    assert "Enter why" in browser.post(address, said).content.decode() or not everybody(EarlierMinutes)
    browser.post(address, said | {"reason": "Dee rang: it was on Tuesday"})
    (before,) = everybody(EarlierMinutes)
    assert (before.starts_at, before.said["working_well"]) == (was, "They eat together.")
    assert before.attended == {cast.dees.reference: {"attended": "attended", "heard_how": ""}}
    now = stored(cast.review)
    assert now.working_well == "They sing." and timezone.localtime(now.starts_at).date() == right.date()
    assert [(one.made, one.removed_at is None) for one in everybody(Progress)] == [
        ("Two nights", False),
        ("Three nights", True),
    ]
    first, second = everybody(Clock, standard="review")
    assert first.stopped_at == second.started_at == now.starts_at
    assert {one.why for one in everybody(ClockChange)} == {"The minutes of a meeting were put right."}
    page = browser.get(f"/meetings/{cast.review.reference}/").content.decode()
    assert "Three nights" in page and "Two nights" not in page and "Dee rang" in page
    page = browser.get(f"/meetings/{cast.review.reference}/minutes/earlier/").content.decode()
    assert "They eat together." in page and "was there" in page and "Dee rang" in page


def test_who_puts_right_what_somebody_else_has_meanwhile_is_shown_both(reviewed, browser):
    cast = reviewed
    put_right(cast.manager, reloaded(cast.review), working_well="They dance.")
    said = moment("starts_at", cast.review.starts_at) | {"outcome": "change", "why_no_next": "x", "reason": "A slip"}
    said |= {f"was-{cast.dees.reference}": "attended", "version": cast.review.version, "working_well": "They sing."}
    page = browser.post(f"/meetings/{cast.review.reference}/minutes/put-right/", said).content.decode()
    assert "They dance." in page and "They sing." in page
    assert stored(cast.review).working_well == "They dance."


def test_the_team_does_not_put_minutes_right(reviewed, signed_in):
    cast = reviewed
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    at_school = signed_in(cast.teacher)
    for page in ("minutes/put-right/", "not-held/"):
        assert at_school.get(f"/meetings/{cast.review.reference}/{page}").status_code == 403
    assert at_school.get(f"/meetings/{cast.review.reference}/minutes/earlier/").status_code == 200


def test_a_meeting_that_was_not_held_is_taken_back(reviewed, browser):
    cast = reviewed
    address = f"/meetings/{cast.review.reference}/not-held/"
    browser.post(address, {})
    assert stored(cast.review).status == "held"
    browser.post(address, {"reason": "It was put off: I wrote the wrong family's"})
    assert stored(cast.review).status == "not_held"
    (clock,) = [one for one in everybody(Clock, standard="review") if one.state != "cancelled"]
    assert clock.state == "running" and clock.stopped_at is None
    assert all(one.removed_at for one in everybody(Progress))
    page = browser.get(f"/meetings/{cast.review.reference}/").content.decode()
    assert "was not held after all" in page and "the wrong family" in page and "They eat together." in page
    again = reloaded(cast.review)
    with pytest.raises(Refused), acting_as(cast.practitioner) as actor:
        take_meeting_back(meeting=again, reason="Twice", by=actor)
    with pytest.raises(Refused):
        held(cast.practitioner, reloaded(cast.review))


@pytest.mark.parametrize("status", ["held", "planned", "not_held"])
def test_the_database_keeps_minutes_whoever_writes(reviewed, status):
    cast = reviewed
    change = "UPDATE plans_meeting SET decided = 'Nothing', status = %s, version = version + 1 WHERE id = %s"
    with pytest.raises(DatabaseError, match="not changed"), acting_as(cast.practitioner):
        with connection.cursor() as cursor:
            cursor.execute(change, [status, cast.review.pk])
    assert stored(cast.review).decided == "We keep bedtime at eight."


def test_how_things_are_is_asked_again_beside_the_assessment(cast, browser, scored):
    begun(cast)
    began = timezone.now() - HOUR
    meeting = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW, began)
    page = browser.get(f"/meetings/{meeting.reference}/minutes/").content.decode()
    assert "How are things now?" in page and "last 4" in page.lower()
    about = next(one for one in seen_by(cast.practitioner, cast.episode) if one.about == cast.aisha.short_name)
    given = [Scored(about.scale, Respondent.PARENT, 7, "She sleeps")]
    with acting_as(cast.practitioner) as actor:
        write_minutes(meeting=meeting, said=said(meeting, outcome="continue"), scored=given, by=actor)
    assert everybody(LaterScore)[0].meeting_id == meeting.pk
    page = browser.get(f"/meetings/{meeting.reference}/").content.decode()
    assert "how they are now" in page and "<svg" in page
    was = reloaded(meeting)
    with acting_as(cast.practitioner) as actor:
        take_meeting_back(meeting=was, reason="Nobody came", by=actor)
    now = next(one for one in seen_by(cast.practitioner, cast.episode) if one.scale == about.scale)
    assert not now.has_moved


def test_a_score_of_a_review_is_put_right(cast, browser, scored):
    begun(cast)
    meeting = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW, timezone.now() - HOUR)
    about = next(one for one in seen_by(cast.practitioner, cast.episode) if one.about == cast.aisha.short_name)
    given = [Scored(about.scale, Respondent.PARENT, 7, "She sleeps"), Scored(about.scale, Respondent.CHILD, 9)]
    with acting_as(cast.practitioner) as actor:
        write_minutes(meeting=meeting, said=said(meeting, outcome="continue"), scored=given, by=actor)
    address = f"/meetings/{meeting.reference}/minutes/put-right/"
    page = browser.get(address).content.decode()
    assert "last 4" in page and '<option value="7" selected>' in page and "She sleeps" in page
    name = f"scale-{'.'.join(about.scale)}"
    right = {f"{name}-parent": "2", f"{name}-child": "", f"{name}-why": "She slept once"}
    right |= {"outcome": "continue", "why_no_next": "None yet.", "reason": "Misheard", "version": "2"}
    right["version"] = str(reloaded(meeting).version)
    assert browser.post(address, moment("starts_at", meeting.starts_at) | right).status_code == 302
    now = next(one for one in seen_by(cast.practitioner, cast.episode) if one.scale == about.scale)
    assert [one.value for one in now.views[Respondent.PARENT]] == [4, 2]
    assert not [one for one in now.views.get(Respondent.CHILD, ()) if one.meeting]
    assert sorted(one.value for one in everybody(LaterScore) if one.removed_at) == [7, 9]  # what was said stays


def test_last_times_words_are_taken_over_with_the_day_they_come_from(reviewed, browser):
    cast = reviewed
    meeting = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW, timezone.now() - HOUR / 2)
    address = f"/meetings/{meeting.reference}/minutes/"
    [found] = [one for one in everybody(Progress) if one.made]
    with databases.as_owner():
        goal_of = found.goal.reference
    assert "Take these words" in browser.get(address).content.decode()
    sent = {"take": goal_of, f"made-{goal_of}": "Typed before.", "decided": "Not lost."}
    assert browser.post(address, sent).status_code == 302
    page = browser.get(address).content.decode()
    assert f"Typed before.\nLast time ({in_words(cast.review.starts_at)}): {found.made}" in page
    assert "Not lost." in page and not meeting.decided and "govuk-error" not in page
    with databases.as_owner():
        Draft.objects.update(window="another")
    answer = browser.post(address, sent | {"decided": "Other."}).content.decode()
    assert ">\nTyped before.</textarea>" in answer  # it lost nothing, and took nothing over


def test_a_calendar_file_names_nobody(team, browser, signed_in):
    cast = team
    guests = [Guest(worker=cast.teacher), Guest(person=cast.dee)]
    meeting = planned(
        cast.practitioner, cast.episode, starts_at=timezone.now() + HOUR, place="12 Mill Lane", guests=guests
    )
    for client in (browser, signed_in(cast.teacher)):
        answer = client.get(f"/meetings/{meeting.reference}/calendar.ics")
        text = answer.content.decode().replace("\r\n ", "")
        assert answer["Content-Type"].startswith("text/calendar") and "SUMMARY:Meeting\\, EHM" in text
        assert f"/meetings/{meeting.reference}/" in text
        for word in ("Reed", "Dee", "Teacher", "Mill", "Larkfield", "Early Help Plan"):
            assert word not in text
    assert signed_in(cast.partner).get(f"/meetings/{meeting.reference}/calendar.ics").status_code == 404


def test_decisions_of_the_agreed_plan_have_their_clock_at_once(reviewed):
    cast = reviewed
    meeting = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW, timezone.now() - HOUR)
    decision = Decision("Ring the school", cast.practitioner, by_when=TODAY + timedelta(days=7))
    held(cast.practitioner, reloaded(meeting), decisions=[decision], outcome="continue")
    (clock,) = everybody(Clock, standard="plan_action")
    assert clock.agreed_on == TODAY + timedelta(days=7)


def test_whom_the_family_keeps_out_by_now_is_not_asked_to_the_next_meeting(team):
    cast = team
    guests = [Guest(agency=cast.charity), Guest(worker=cast.teacher)]
    meeting = planned(cast.practitioner, cast.episode, starts_at=timezone.now() - HOUR, guests=guests)
    with acting_as(cast.practitioner) as actor:
        exclude_from_sharing(episode=cast.episode, agency=cast.charity, worker=None, reason="Dee asked", by=actor)
    next_on = timezone.localdate() + timedelta(days=20)
    held(cast.practitioner, meeting, next_meeting=Next(), next_on=next_on, why_no_next="")
    (following,) = everybody(Meeting, follows=meeting)
    assert [one.worker_id for one in everybody(Invitation, meeting=following)] == [cast.teacher.pk]

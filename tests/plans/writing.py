"""What tests of plans share: a plan, what is in it, and meetings as they are held."""

from django.utils import timezone

from assessments.lifecycle import Status
from assessments.models import Assessment, Need
from plans.actions.meetings import ABOUT, plan_meeting
from plans.actions.minutes import Said, put_minutes_right, write_minutes
from plans.actions.parts import GOAL, PROMISE, add_goal, add_promise
from plans.actions.plans import agree_plan, begin_plan
from plans.choices import MeetingKind, PromiseKind
from tests import databases
from tests.cases.acting import acting_as

NOTHING_GOAL = dict.fromkeys(GOAL, "") | {"is_cause": False, "needs": [], "worries": [], "person": None}
NOTHING_PROMISE = dict.fromkeys(PROMISE, "") | {"goal": None, "worker": None, "person": None, "by_when": None}
MINUTES = {
    "working_well": "They eat together.",
    "worried_about": "Ben is tired at school.",
    "childs_voice": "I like it when Dad reads.",
    "decided": "We keep bedtime at eight.",
    "celebrated": "",
    "new_needs": "",
    "new_strengths": "",
    "outcome": "",
    "next_on": None,
    "why_no_next": "The family rings when they are back.",
}


def begun(cast, by=None, episode=None):
    with acting_as(by or cast.practitioner) as actor:
        return begin_plan(episode=episode or cast.episode, by=actor)


def goal(by, plan, what="Ben sleeps through the night", **values):
    with acting_as(by) as actor:
        return add_goal(plan=plan, values=NOTHING_GOAL | {"what": what} | values, by=actor)


def promise(by, plan, what="Put Ben to bed at eight", kind=PromiseKind.ACTION, **values):
    with acting_as(by) as actor:
        return add_promise(plan=plan, kind=kind, values=NOTHING_PROMISE | {"what": what} | values, by=actor)


def agreed(by, plan):
    with acting_as(by) as actor:
        return agree_plan(plan=plan, by=actor)


def planned(by, episode, kind=MeetingKind.PLANNING, starts_at=None, guests=(), **given):
    about = {name: "" for name in ABOUT} | {"place": "At home"} | given
    with acting_as(by) as actor:
        return plan_meeting(
            episode=episode, kind=kind, starts_at=starts_at or timezone.now(), about=about, guests=guests, by=actor
        )


def said(meeting, starts_at=None, attended=None, guests=(), found=(), heard_how=None, **minutes):
    return Said(
        starts_at=starts_at or meeting.starts_at,
        minutes=MINUTES | minutes,
        attended=attended or {},
        heard_how=heard_how or {},
        guests=guests,
        found=found,
    )


def held(by, meeting, starts_at=None, decisions=(), next_meeting=None, **given):
    with acting_as(by) as actor:
        return write_minutes(
            meeting=meeting,
            said=said(meeting, starts_at, **given),
            decisions=decisions,
            next_meeting=next_meeting,
            by=actor,
        )


def put_right(by, meeting, starts_at=None, reason="It began later.", **given):
    version = stored(meeting).version
    with acting_as(by) as actor:
        return put_minutes_right(
            meeting=meeting, said=said(meeting, starts_at, **given), version=version, reason=reason, by=actor
        )


def stored(row):
    with databases.as_owner():
        return type(row).objects.get(pk=row.pk)


def finished(cast, assessment):
    """Submitted as it stands; the debt that `fill` finds is one that the family wants help with."""
    with databases.as_owner():
        Need.objects.filter(assessment=assessment, item="debt").update(why_not_now="")
        Assessment.objects.filter(pk=assessment.pk).update(
            status=Status.SUBMITTED, submitted_at=timezone.now(), submitted_by=cast.practitioner
        )
    return assessment

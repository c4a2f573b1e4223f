"""What tests of plans share: a plan, what is in it, and meetings as they are held."""

from django.utils import timezone

from plans.actions.meetings import plan_meeting, write_minutes
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
    given = {"place": "At home", "family_asked_for": "", "another_agencys": ""} | given
    with acting_as(by) as actor:
        return plan_meeting(
            episode=episode, kind=kind, starts_at=starts_at or timezone.now(), guests=guests, by=actor, **given
        )


def held(by, meeting, starts_at=None, attended=None, guests=(), found=(), **minutes):
    with acting_as(by) as actor:
        return write_minutes(
            meeting=meeting,
            starts_at=starts_at or meeting.starts_at,
            minutes=MINUTES | minutes,
            attended=attended or {},
            guests=guests,
            found=found,
            by=actor,
        )


def stored(row):
    with databases.as_owner():
        return type(row).objects.get(pk=row.pk)

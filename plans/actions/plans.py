"""Begin a plan, say how it runs, agree it with the family, end it (R044, R070)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments.lifecycle import FINISHED
from assessments.models import Assessment
from cases import lifecycle as of_episodes
from cases.actions.locking import lock_episode
from cases.models import Episode, FamilyMember
from ehm import events
from ehm.actions import Refused, Stale
from ehm.rows.actor import Actor
from ehm.words import day
from plans import lifecycle, timeline
from plans.actions.locking import lock_plan
from plans.handing import kept_from_anybody
from plans.lifecycle import Done, PlanStatus
from plans.models import Goal, Plan, PlanVersion, Promise
from plans.permissions import can_begin_plan, can_lead_plan, can_write_plan
from plans.profile import profile_of
from plans.promises import begin_clocks

TRAJECTORY = (
    *("what_it_takes", "review_every_days", "coordinated_by", "expected_end_on", "how_measured", "contingency"),
)
CHANGED_MEANWHILE = "Somebody else changed this while you were writing. Both are shown below."


@transaction.atomic
def begin_plan(*, episode: Episode, by: Actor) -> Plan:
    """A plan to write together. It answers the latest finished assessment, if there is one."""
    episode = lock_episode(episode, can_begin_plan, by)
    of_episodes.check_running(episode.status)
    if Plan.objects.filter(tenant_id=by.tenant_id, episode=episode).running().exists():
        raise Refused("There is a plan already. Open it to change it.")
    finished = Assessment.objects.within([episode]).filter(status__in=FINISHED)
    plan = Plan.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        assessment=finished.order_by("-number", "-recorded_at").first(),
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    events.record(timeline.PLAN_BEGUN, plan, by=by, data={"plan": plan.reference})
    return plan


@transaction.atomic
def copy_forward(*, plan: Plan, earlier: Plan, by: Actor) -> int:
    """The goals of an earlier plan of the same family, and what was still to be done for each, without days. Not what
    somebody was kept out of then: whom to keep out now is asked anew. Gives how many goals there are now."""
    plan = lock_plan(plan, can_write_plan, by)
    lifecycle.check_running(plan.status)
    if earlier.episode.family_id != plan.episode.family_id or earlier.pk == plan.pk:
        raise Refused("Choose an earlier plan of this family.")
    if Goal.objects.kept().filter(tenant_id=by.tenant_id, plan=plan).exists():
        raise Refused("This plan has goals already.")
    kept, under = kept_from_anybody(earlier.episode, by)
    goals = list(Goal.objects.within([earlier], by).kept().exclude(pk__in=kept).order_by("position", "pk"))
    of_goals = Q(goal__in=goals) | Q(goal=None)
    promises = Promise.objects.within([earlier], by).kept().filter(of_goals, status=Done.OPEN).exclude(pk__in=under)
    left = list(promises.order_by("position", "pk"))
    members = FamilyMember.objects.within([plan.episode.family]).current()
    here = set(members.values_list("person_id", flat=True))
    made = {"tenant_id": by.tenant_id, "plan": plan, "episode": plan.episode, "agency_id": by.agency_id}
    new = {}
    for goal in goals:
        said = {name: getattr(goal, name) for name in ("what", "how", "good_progress", "is_cause", "needs", "person")}
        said["person"] = goal.person if goal.person_id in here else None
        new[goal.pk] = Goal.objects.create(**made, **said, position=goal.position, recorded_by=by.membership)
    for promise in left:
        said = {
            name: getattr(promise, name) for name in ("kind", "what", "person", "somebody", "measure", "consequence")
        }
        said["person"] = promise.person if promise.person_id in here else None
        of = new[promise.goal_id] if promise.goal_id else None
        Promise.objects.create(**made, **said, goal=of, position=promise.position, recorded_by=by.membership)
    return len(new)


@transaction.atomic
def set_trajectory(*, plan: Plan, values: Mapping[str, Any], version: int, by: Actor) -> Plan:
    """How the plan runs: what it takes, how often it is looked at, who keeps it together, when it should be done."""
    plan = lock_plan(plan, can_lead_plan, by)
    if plan.version != version:
        raise Stale(CHANGED_MEANWHILE, {name: getattr(plan, name) for name in (*TRAJECTORY, "version")})
    began_on, ends_on = timezone.localdate(plan.recorded_at), values["expected_end_on"]
    if ends_on is not None and ends_on != plan.expected_end_on and ends_on < began_on:
        raise Refused(f"The plan began on {day(began_on)}: the day you hope to be done comes after that.")
    for name in TRAJECTORY:
        setattr(plan, name, values[name])
    plan.version += 1
    plan.save(update_fields=[*TRAJECTORY, "version"])
    return plan


@transaction.atomic
def agree_plan(*, plan: Plan, by: Actor, agreed_with: str = "") -> Plan:
    """The family and those who help agree the plan as it stands: what it promises has days from now on. All of it is
    kept as it is (`PlanVersion`). `agreed_with`: who agreed, in words."""
    plan = lock_plan(plan, can_lead_plan, by)
    lifecycle.check_running(plan.status)
    _check_whole(plan, by)
    plan.status, plan.agreed_at = PlanStatus.AGREED, timezone.now()
    plan.number += 1
    plan.version += 1
    plan.save(update_fields=["status", "agreed_at", "number", "version"])
    _keep_version(plan, agreed_with.strip(), by)
    with events.together(by):
        every = plan.review_every_days
        by_day = (timezone.localdate() + timedelta(days=every)).isoformat() if every else None
        data = {"plan": plan.reference, "number": plan.number, "agreed_on": by_day}
        events.record(timeline.PLAN_AGREED, plan, by=by, data=data)
        begin_clocks(Promise.objects.kept().filter(tenant_id=by.tenant_id, plan=plan).select_related("episode"), by)
    return plan


@transaction.atomic
def end_plan(*, plan: Plan, reason: str, by: Actor) -> Plan:
    """The plan is over, whatever became of it: the clocks of its reviews and promises end."""
    plan = lock_plan(plan, can_lead_plan, by)
    lifecycle.check_running(plan.status)
    if not reason.strip():
        raise Refused("Say why the plan ends.")
    plan.status, plan.ended_at, plan.ended_by = PlanStatus.ENDED, timezone.now(), by.membership
    plan.ended_reason = reason.strip()
    plan.version += 1
    plan.save(update_fields=["status", "ended_at", "ended_by", "ended_reason", "version"])
    events.record(timeline.PLAN_ENDED, plan, by=by, data={"plan": plan.reference})
    return plan


def _check_whole(plan: Plan, by: Actor) -> None:
    """What a plan must have before anybody agrees to it."""
    has_goals = Goal.objects.kept().filter(tenant_id=by.tenant_id, plan=plan).exists()
    if not profile_of(by.partnership).is_actions_only(plan.episode.level):
        if not has_goals:
            raise Refused("A plan has at least one goal. Add what the family wants first.")
        return
    if not has_goals and not Promise.objects.kept().filter(tenant_id=by.tenant_id, plan=plan).exists():
        raise Refused("Add at least one thing that somebody will do.")
    if plan.review_every_days is None:
        raise Refused("Say how the plan runs first: at this level it names the day of its review.")


def _keep_version(plan: Plan, agreed_with: str, by: Actor) -> None:
    """The database keeps with it what the plan holds."""
    PlanVersion.objects.create(
        tenant_id=by.tenant_id,
        episode_id=plan.episode_id,
        plan=plan,
        number=plan.number,
        agreed_at=plan.agreed_at or timezone.now(),
        agreed_with=agreed_with,
        assessment_id=plan.assessment_id,
        level=plan.episode.level,
        level_band=plan.episode.level_band,
        agency_id=by.agency_id,
        recorded_by=by.membership,
        **{name: getattr(plan, name) for name in TRAJECTORY},
    )

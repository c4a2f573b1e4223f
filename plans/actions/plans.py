"""Begin a plan, say how it runs, agree it with the family, end it (R044, R070)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.lifecycle import Status
from assessments.models import Assessment
from cases import lifecycle as of_episodes
from cases.actions.locking import lock_episode
from cases.models import Episode
from ehm import events
from ehm.actions import Refused, Stale
from ehm.rows.actor import Actor
from plans import lifecycle, timeline
from plans.actions.locking import lock_plan
from plans.lifecycle import PlanStatus
from plans.models import Goal, Plan, Promise
from plans.permissions import can_begin_plan, can_lead_plan
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
    finished = Assessment.objects.within([episode]).filter(status__in=(Status.SUBMITTED, Status.AUTHORISED))
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
def set_trajectory(*, plan: Plan, values: Mapping[str, Any], version: int, by: Actor) -> Plan:
    """How the plan runs: what it takes, how often it is looked at, who keeps it together, when it should be done."""
    plan = lock_plan(plan, can_lead_plan, by)
    if plan.version != version:
        raise Stale(CHANGED_MEANWHILE, {name: getattr(plan, name) for name in (*TRAJECTORY, "version")})
    for name in TRAJECTORY:
        setattr(plan, name, values[name])
    plan.version += 1
    plan.save(update_fields=[*TRAJECTORY, "version"])
    return plan


@transaction.atomic
def agree_plan(*, plan: Plan, by: Actor) -> Plan:
    """The family and those who help agree the plan as it stands: what it promises has days from now on."""
    plan = lock_plan(plan, can_lead_plan, by)
    lifecycle.check_running(plan.status)
    if not Goal.objects.kept().filter(tenant_id=by.tenant_id, plan=plan).exists():
        raise Refused("A plan has at least one goal. Add what the family wants first.")
    plan.status, plan.agreed_at = PlanStatus.AGREED, timezone.now()
    plan.number += 1
    plan.version += 1
    plan.save(update_fields=["status", "agreed_at", "number", "version"])
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

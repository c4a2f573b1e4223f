"""What follows for a plan when help ends, whichever way it was ended."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from cases.models import TimelineEvent
from cases.timeline import EPISODE_CLOSED, EPISODE_NOT_TAKEN_UP
from ehm.events import listens_to
from ehm.rows.actor import Actor
from plans.lifecycle import PlanStatus
from plans.models import Plan


@listens_to(EPISODE_CLOSED, EPISODE_NOT_TAKEN_UP)
def plan_ends_with_help(events: Sequence[TimelineEvent], by: Actor) -> None:
    """Its clocks have ended with the help; the plan itself must not stay open for ever."""
    ended = [event.episode_id for event in events if event.episode_id is not None]
    running = Plan.objects.filter(tenant_id=by.tenant_id, episode_id__in=ended).running()
    running.update(
        status=PlanStatus.ENDED, ended_at=timezone.now(), ended_by=by.membership, ended_reason="Early help ended"
    )

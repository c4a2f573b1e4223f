"""What follows for a plan when help ends, whichever way it was ended."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from cases.choices import Origin
from cases.models import Episode, TimelineEvent
from cases.timeline import ALLOCATION_MADE, EPISODE_CLOSED, EPISODE_NOT_TAKEN_UP
from ehm.events import listens_to
from ehm.models import Agency
from ehm.rows.actor import Actor
from plans.actions.step_down import ask_coordinator
from plans.choices import FollowUpBecause
from plans.lifecycle import PlanStatus
from plans.models import Plan, StepDown

SENT_ON = {Origin.STEP_DOWN: FollowUpBecause.STEP_DOWN, Origin.FRONT_DOOR: FollowUpBecause.FRONT_DOOR}


@listens_to(EPISODE_CLOSED, EPISODE_NOT_TAKEN_UP)
def plan_ends_with_help(events: Sequence[TimelineEvent], by: Actor) -> None:
    """Its clocks have ended with the help; the plan itself must not stay open for ever."""
    ended = [event.episode_id for event in events if event.episode_id is not None]
    running = Plan.objects.filter(tenant_id=by.tenant_id, episode_id__in=ended).running()
    running.update(
        status=PlanStatus.ENDED, ended_at=timezone.now(), ended_by=by.membership, ended_reason="Early help ended"
    )


@listens_to(ALLOCATION_MADE)
def coordinator_follows_up(events: Sequence[TimelineEvent], by: Actor) -> None:
    """A partner is asked to lead a family that social care or the front door sent on (R090)."""
    for event in events:
        if event.data["is_local_authority"] or event.episode_id is None:
            continue
        episode = Episode.objects.select_related("family").get(tenant_id=by.tenant_id, pk=event.episode_id)
        because = SENT_ON.get(Origin(episode.origin))
        if because is None and StepDown.objects.filter(tenant_id=by.tenant_id, episode=episode).exists():
            because = FollowUpBecause.STEP_DOWN
        if because is not None:
            agency = Agency.objects.get(tenant_id=by.tenant_id, pk=event.data["lead_agency_id"])
            ask_coordinator(episode=episode, because=because, agency=agency, by=by)

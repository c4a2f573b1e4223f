"""A manager's look at the work."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from cases import timeline
from cases.actions.locking import lock_episode
from cases.choices import OversightOccasion
from cases.models import Episode, LeadAllocation, ManagementOversight
from cases.permissions.oversight import can_record_oversight
from ehm import events
from ehm.actions import Refused
from ehm.rows.actor import Actor


@transaction.atomic
def record_oversight(
    *,
    episode: Episode,
    occasion: OversightOccasion,
    what_is_happening: str,
    what_is_working: str,
    what_should_be_done: str,
    by_when: date,
    why: str,
    by: Actor,
) -> ManagementOversight:
    """A manager's record of what is happening, what works, and what should be done by when and why (R047, R077)."""
    episode = lock_episode(episode, can_record_oversight, by)
    if by_when < timezone.localdate():
        raise Refused("The day by which it should be done must be today or later")
    allocation = None
    if occasion == OversightOccasion.ALLOCATION:
        allocation = LeadAllocation.objects.filter(tenant_id=by.tenant_id, episode=episode, ended_at=None).first()
        if allocation is None:
            raise Refused("Nobody leads at the moment, so there is no allocation to oversee")
    oversight = ManagementOversight.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        allocation=allocation,
        occasion=occasion,
        what_is_happening=what_is_happening,
        what_is_working=what_is_working,
        what_should_be_done=what_should_be_done,
        by_when=by_when,
        why=why,
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    events.record(
        timeline.OVERSIGHT_RECORDED,
        episode,
        by=by,
        data={
            "occasion": occasion,
            "allocation_id": allocation.pk if allocation else None,
            "oversight": oversight.reference,
        },
    )
    return oversight

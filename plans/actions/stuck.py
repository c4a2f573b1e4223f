"""Say that help does not move and why, advise, and say how it went on (R051)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cases import lifecycle as of_episodes
from cases.actions.locking import lock_episode
from cases.models import Episode
from ehm import events, notifications
from ehm.actions import Refused, still_there
from ehm.rows.actor import Actor
from plans import notices, timeline
from plans.actions.locking import lock_row
from plans.choices import StuckBecause
from plans.models import Stuck
from plans.permissions import can_advise, can_say_stuck
from plans.ways_out import front_door


@transaction.atomic
def say_stuck(
    *, episode: Episode, because: StuckBecause, tried: str, wants: str, is_harm_feared: bool, by: Actor
) -> Stuck:
    """The hub of the area, its coordinators and whoever oversees the lead are told. A worry about significant harm does
    not wait for them: it goes to the front door (R062)."""
    episode = lock_episode(episode, can_say_stuck, by)
    of_episodes.check_running(episode.status)
    if is_harm_feared:
        raise Refused(
            f"Do not wait for advice: tell {front_door(by)} now, and then write it down. Your words stay here."
        )
    if not tried.strip():
        raise Refused("Say what was tried, and why it did not work.")
    if Stuck.objects.filter(tenant_id=by.tenant_id, episode=episode, ended_at=None).exists():
        raise Refused("This is said already. Open it to go on from there.")
    stuck = Stuck.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        because=because,
        tried=tried.strip(),
        wants=wants.strip(),
        is_harm_ruled_out=True,
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    events.record(timeline.STUCK, stuck, by=by)
    notifications.notify(notices.who_advises(episode, by), notices.STUCK, subject=stuck.reference, by=by)
    return stuck


@transaction.atomic
def advise(*, stuck: Stuck, advice: str, by: Actor) -> Stuck:
    """By somebody else than whoever said that it is stuck."""
    stuck = lock_row(Stuck.objects.select_related("recorded_by"), stuck, can_advise, by)
    if stuck.ended_at is not None:
        raise Refused("It has gone on since: nobody waits for advice.")
    if stuck.advised_at is not None:
        raise Refused("Somebody has advised already. Talk to each other.")
    if not advice.strip():
        raise Refused("Say what you advise.")
    stuck.advice, stuck.advised_by, stuck.advised_at = advice.strip(), by.membership, timezone.now()
    stuck.save(update_fields=["advice", "advised_by", "advised_at"])
    events.record(timeline.ADVISED, stuck, by=by)
    notifications.notify([stuck.recorded_by], notices.ADVISED, subject=stuck.reference, by=by)
    return stuck


@transaction.atomic
def end_stuck(*, stuck: Stuck, went_on: str, by: Actor) -> Stuck:
    """Help moves again, or in another way: how is said, and nobody waits for advice any more."""
    lock_episode(stuck.episode, can_say_stuck, by)
    stuck = still_there(Stuck.objects, tenant_id=by.tenant_id, pk=stuck.pk)
    if stuck.ended_at is not None:
        raise Refused("How it went on is said already.")
    if not went_on.strip():
        raise Refused("Say how it went on.")
    stuck.went_on, stuck.ended_at = went_on.strip(), timezone.now()
    stuck.save(update_fields=["went_on", "ended_at"])
    events.record(timeline.UNSTUCK, stuck, by=by)
    return stuck

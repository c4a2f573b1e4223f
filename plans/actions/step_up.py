"""A conversation about whether more than early help is needed, and what it leads to (R057, R061)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import lifecycle as of_episodes
from cases.actions.locking import lock_episode
from cases.models import Episode
from ehm import events
from ehm.actions import Refused, still_there
from ehm.rows.actor import Actor
from plans import timeline
from plans.choices import FamilyView, ListedBecause, StepUpOutcome
from plans.models import Listing, StepDown, StepUp
from plans.permissions import can_step_up
from plans.profile import profile_of
from plans.ways_out import front_door, panel, the_panel

AGREED = ("family_view", "why_not_told", "new_lead", "new_lead_agrees", "handed_over_on", "handed_over_how")


@transaction.atomic
def talk_about_step_up(
    *,
    episode: Episode,
    held_at: datetime,
    with_whom: str,
    worries: str,
    tried: str,
    is_harm_feared: bool,
    outcome: StepUpOutcome,
    advice: str,
    by: Actor,
) -> StepUp:
    """A worry about significant harm leads to the front door and nowhere else: no meeting waits with it (R062)."""
    episode = lock_episode(episode, can_step_up, by)
    of_episodes.check_running(episode.status)
    asked = profile_of(by.partnership).step_up
    if not asked.may_lead_to(outcome):
        raise Refused("Choose where it led from what this partnership has.")
    if is_harm_feared and outcome != StepUpOutcome.CONTACT:
        raise Refused(
            f"Where a child may be at risk of significant harm, {front_door(by)} is told at once. Choose that."
        )
    if held_at > timezone.now():
        raise Refused("The conversation cannot be in the future.")
    if not (worries.strip() and tried.strip()):
        raise Refused("Say what has become harder, what was tried, and why it did not work.")
    talk = StepUp.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        held_at=held_at,
        with_whom=with_whom.strip(),
        worries=worries.strip(),
        tried=tried.strip(),
        is_harm_feared=is_harm_feared,
        outcome=outcome,
        advice=advice.strip(),
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    data = {"outcome_name": asked.called(outcome)}
    events.record(timeline.STEP_UP_TALKED, talk, by=by, occurred_at=held_at, data=data)
    if outcome == StepUpOutcome.MEETING:
        list_for_meeting(episode=episode, because=ListedBecause.COMPLEX, step_up=talk, by=by)
    return talk


@transaction.atomic
def write_handover(*, talk: StepUp, values: Mapping[str, Any], by: Actor) -> StepUp:
    """What the family and whoever leads next agreed to, and when it was handed over: `values` as in AGREED (R057)."""
    episode = lock_episode(talk.episode, can_step_up, by)
    of_episodes.check_running(episode.status)
    talk = still_there(StepUp.objects.select_related("episode"), tenant_id=by.tenant_id, pk=talk.pk)
    if values["family_view"] == FamilyView.NOT_TOLD and not values["why_not_told"].strip():
        raise Refused("Say why the family has not been told.")
    handed_over_on: date | None = values["handed_over_on"]
    if handed_over_on is not None and handed_over_on > timezone.localdate():
        raise Refused("Write down the talk once it has been held.")
    for name in AGREED:
        value = values[name]
        setattr(talk, name, value.strip() if isinstance(value, str) else value)
    talk.save(update_fields=AGREED)
    events.record(timeline.STEP_UP_HANDED_OVER, talk, by=by)
    return talk


def list_for_meeting(
    *,
    episode: Episode,
    because: ListedBecause,
    by: Actor,
    step_up: StepUp | None = None,
    step_down: StepDown | None = None,
) -> Listing:
    """The family waits for the meeting of its locality: asked for by what decides so, which has ruled out that a child
    is at risk of significant harm. The database asks again."""
    waiting = Listing.objects.filter(tenant_id=by.tenant_id, episode=episode, ended_at=None).first()
    if waiting is not None:
        raise Refused(f"The family is listed for {the_panel(by)} already.")
    listing = Listing.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        because=because,
        step_up=step_up,
        step_down=step_down,
        is_harm_ruled_out=True,
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    events.record(timeline.LISTED, listing, by=by, data={"panel": panel(by)})
    return listing


@transaction.atomic
def end_listing(*, listing: Listing, because: str, by: Actor) -> Listing:
    """It is settled otherwise, or was talked about."""
    lock_episode(listing.episode, can_step_up, by)
    listing = still_there(Listing.objects.select_related("episode"), tenant_id=by.tenant_id, pk=listing.pk)
    if listing.ended_at is not None:
        raise Refused("The family is no longer listed.")
    if not because.strip():
        raise Refused("Say why.")
    listing.ended_at, listing.ended_because = timezone.now(), because.strip()
    listing.save(update_fields=["ended_at", "ended_because"])
    events.record(timeline.UNLISTED, listing, by=by, data={"panel": the_panel(by)})
    return listing

"""Somebody is worried about a child and tells the front door; what goes in writing, and what becomes of it (R062-R065,
R085, R086)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from assessments.family import family_now
from cases.actions.locking import lock_episode
from cases.models import Episode
from ehm import events, notifications
from ehm.actions import Refused
from ehm.models import Agency
from ehm.permissions import require
from ehm.rows.actor import Actor
from plans import notices, timeline
from plans.actions.locking import lock_row
from plans.choices import AnonymousNext, ChildrenTold, FrontDoorDecision, ToldHow
from plans.models import Consultation, FrontDoorContact, Pack, StepUp
from plans.permissions import can_consult, can_go_on_with_contact, can_make_pack, can_tell_front_door
from plans.profile import profile_of
from plans.ways_out import front_door, working_days_after

HARM, OTHER = "feared", "other"  # for the clocks: only a feared harm has to follow in writing (R085)


@dataclass(frozen=True)
class Told:
    """What somebody told the front door. `children`: references of those whom it is about."""

    made_at: datetime
    how: ToldHow
    spoke_with: str
    children: Collection[str]
    worry: str
    is_harm_feared: bool
    parents_told: bool
    why_parents_not_told: str
    children_told: ChildrenTold
    why_children_not_told: str


@transaction.atomic
def tell_front_door(*, episode: Episode, told: Told, by: Actor, step_up: StepUp | None = None) -> FrontDoorContact:
    """By whoever is worried, for themselves, at once: no meeting and nobody's leave comes before it (R062). Whoever
    leads and oversees the help is told."""
    episode = lock_episode(episode, can_tell_front_door, by)
    if told.made_at > timezone.now():
        raise Refused("Write it down once you have told them: it cannot be in the future.")
    if not told.worry.strip():
        raise Refused("Say what you told them.")
    if not told.parents_told and not told.why_parents_not_told.strip():
        raise Refused("Say why the parents have not been told.")
    if told.children_told == ChildrenTold.NO and not told.why_children_not_told.strip():
        raise Refused("Say why the children have not been told.")
    known = {one.reference for one in family_now(episode).children}
    if not known.issuperset(told.children):
        raise Refused("Choose children of this family.")
    if step_up is not None and step_up.episode_id != episode.pk:
        raise Refused("Choose a conversation about this family.")
    days = profile_of(by.partnership).step_up.ask_after_days
    is_written = told.how == ToldHow.FORM
    contact = FrontDoorContact.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        step_up=step_up,
        made_at=told.made_at,
        how=told.how,
        spoke_with=told.spoke_with.strip(),
        children=[one for one in known if one in told.children],
        worry=told.worry.strip(),
        is_harm_feared=told.is_harm_feared,
        parents_told=told.parents_told,
        why_parents_not_told="" if told.parents_told else told.why_parents_not_told.strip(),
        children_told=told.children_told,
        why_children_not_told=told.why_children_not_told.strip() if told.children_told == ChildrenTold.NO else "",
        ask_on=working_days_after(timezone.localdate(told.made_at), days, by.tenant_id) if days else None,
        sent_at=told.made_at if is_written else None,
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    with events.together(by):
        data = _about(contact, by)
        harm = {"harm": HARM if contact.is_harm_feared else OTHER}
        events.record(timeline.FRONT_DOOR_TOLD, contact, by=by, occurred_at=contact.made_at, data=data | harm)
        if is_written:
            events.record(timeline.FRONT_DOOR_WRITTEN, contact, by=by, occurred_at=contact.made_at, data=data)
    people = notices.who_hears_of_worries(episode, by)
    notifications.notify(people, notices.FRONT_DOOR_TOLD, subject=contact.reference, by=by)
    return contact


@transaction.atomic
def follow_up_in_writing(*, contact: FrontDoorContact, sent_at: datetime, by: Actor) -> FrontDoorContact:
    """What they were told went to them in writing too, at `sent_at` (R085)."""
    contact = _lock(contact, by)
    if contact.sent_at is not None:
        raise Refused("It is on record already when it was sent in writing.")
    if not contact.made_at <= sent_at <= timezone.now():
        raise Refused("It was sent after you told them, and not in the future.")
    contact.sent_at = sent_at
    contact.save(update_fields=["sent_at"])
    events.record(timeline.FRONT_DOOR_WRITTEN, contact, by=by, occurred_at=sent_at, data=_about(contact, by))
    return contact


@transaction.atomic
def hear_back(
    *, contact: FrontDoorContact, heard_at: datetime, decision: FrontDoorDecision, heard: str, by: Actor
) -> FrontDoorContact:
    """What they decided. Whether early help ends is done on its own page: the family is told, and a manager looks."""
    contact = _lock(contact, by)
    if contact.heard_at is not None:
        raise Refused("What they decided is on record already.")
    if not contact.made_at <= heard_at <= timezone.now():
        raise Refused("They answered after you told them, and not in the future.")
    contact.heard_at, contact.decision, contact.heard, contact.ask_on = heard_at, decision, heard.strip(), None
    contact.save(update_fields=["heard_at", "decision", "heard", "ask_on"])
    data = _about(contact, by) | {"decision": decision}
    events.record(timeline.FRONT_DOOR_HEARD, contact, by=by, occurred_at=heard_at, data=data)
    people = notices.who_hears_of_worries(contact.episode, by)
    notifications.notify(people, notices.FRONT_DOOR_HEARD, subject=contact.reference, by=by)
    return contact


@transaction.atomic
def ask_later(*, contact: FrontDoorContact, on: date, by: Actor) -> FrontDoorContact:
    """They were asked and have not decided: when to ask again."""
    contact = _lock(contact, by)
    if contact.heard_at is not None:
        raise Refused("What they decided is on record already.")
    if on < timezone.localdate():
        raise Refused("Choose a day to come.")
    contact.ask_on = on
    contact.save(update_fields=["ask_on"])
    return contact


@transaction.atomic
def give_pack(
    *,
    episode: Episode,
    recipient: str,
    agency: Agency | None,
    held: Collection[str],
    given_on: date,
    given_how: str,
    by: Actor,
    contact: FrontDoorContact | None = None,
) -> Pack:
    """Who got the pack, and what was in it."""
    episode = lock_episode(episode, can_make_pack, by)
    if given_on > timezone.localdate():
        raise Refused("The day cannot be in the future.")
    pack = Pack.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        contact=contact,
        recipient=recipient,
        for_agency=agency,
        held=list(held),
        given_on=given_on,
        given_how=given_how.strip(),
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    events.record(timeline.PACK_GIVEN, pack, by=by)
    return pack


@transaction.atomic
def write_consultation(
    *, on: date, with_whom: str, asked: str, advice: str, then: AnonymousNext, by: Actor
) -> Consultation:
    """The front door was asked without names. It hangs on nobody's record, so no timeline tells of it (R065)."""
    require(can_consult, by, None)
    if on > timezone.localdate():
        raise Refused("The day cannot be in the future.")
    return Consultation.objects.create(
        tenant_id=by.tenant_id,
        membership=by.membership,
        on=on,
        with_whom=with_whom.strip(),
        asked=asked.strip(),
        advice=advice.strip(),
        then=then,
    )


def _lock(contact: FrontDoorContact, by: Actor) -> FrontDoorContact:
    return lock_row(FrontDoorContact.objects.select_related("recorded_by"), contact, can_go_on_with_contact, by)


def _about(contact: FrontDoorContact, by: Actor) -> dict[str, str]:
    return {"safeguarding_contact": contact.reference, "front_door": capfirst(front_door(by))}

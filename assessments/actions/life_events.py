"""What happened in a family's life, told outside an assessment: the next one begins from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments import timeline, when
from assessments.models import LifeEvent
from assessments.permissions import can_add_life_event
from cases.actions.locking import lock_episode
from cases.lifecycle import RUNNING, check_running
from cases.models import Episode, FamilyMember
from ehm import events
from ehm.actions import Refused, Stale
from ehm.permissions import require
from ehm.rows.actor import Actor

SHOWN = ("said_when", "what", "impact", "version")
CHANGED_MEANWHILE = "Somebody else changed this while you were writing."


@transaction.atomic
def add_life_event(*, episode: Episode, said_when: str, what: str, impact: str, by: Actor) -> LifeEvent:
    """Write down what happened, with when as the family says it."""
    episode = lock_episode(episode, can_add_life_event, by)
    check_running(episode.status)
    said_when, what = said_when.strip(), _what(what)
    event = LifeEvent(
        tenant_id=by.tenant_id,
        family_id=episode.family_id,
        episode=episode,
        said_when=said_when,
        sorts_on=_sorts_on(episode, said_when),
        what=what,
        impact=impact.strip(),
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    event.save(force_insert=True)
    events.record(timeline.LIFE_EVENT_ADDED, event, by=by)
    return event


@transaction.atomic
def change_life_event(*, event: LifeEvent, version: int, said_when: str, what: str, impact: str, by: Actor) -> None:
    """Put right what was told outside an assessment. What it said before stays in its history."""
    event = _lock(event, can_add_life_event, by)
    if event.version != version:
        theirs: dict[str, object] = {name: getattr(event, name) for name in SHOWN}
        raise Stale(CHANGED_MEANWHILE, theirs)
    event.said_when, event.what, event.impact = said_when.strip(), _what(what), impact.strip()
    event.sorts_on = _sorts_on(event.episode, event.said_when)
    _save(event, by, "said_when", "sorts_on", "what", "impact")


@transaction.atomic
def remove_life_event(*, event: LifeEvent, by: Actor) -> None:
    """It no longer stands among what happened; its row stays."""
    event = _lock(event, can_add_life_event, by)
    event.removed_at = timezone.now()
    _save(event, by, "removed_at")


def _lock(event: LifeEvent, may: Callable[[Actor, Episode], bool], by: Actor) -> LifeEvent:
    require(may, by, event.episode)
    rows = LifeEvent.objects.visible_to(by).kept().select_for_update(of=("self",))
    fresh = rows.filter(pk=event.pk).select_related("episode").first()
    if fresh is None:
        raise Refused("Somebody else has removed this already.")
    if fresh.assessment_id is not None:
        raise Refused("This was told in an assessment. It is changed there.")
    if not Episode.objects.visible_to(by).filter(family_id=fresh.family_id, status__in=RUNNING).exists():
        raise Refused("Help for this family has ended: what happened stays as it was told.")
    return fresh


def _save(event: LifeEvent, by: Actor, *changed: str) -> None:
    event.version += 1
    event.saved_at, event.recorded_by, event.agency_id = timezone.now(), by.membership, by.membership.agency_id
    event.save(update_fields=[*changed, "saved_at", "recorded_by", "agency", "version"])


def _what(words: str) -> str:
    if not words.strip():
        raise Refused("Say what happened.")
    return words.strip()


def _sorts_on(episode: Episode, said_when: str) -> date | None:
    """'When Leo was 3' is read with the days on which the people of the family were born."""
    members = FamilyMember.objects.within([episode.family]).current().select_related("person")
    born = {row.person.short_name: row.person.date_of_birth for row in members if row.person.date_of_birth}
    return when.read(said_when, today=timezone.localdate(), born=born).sorts_on

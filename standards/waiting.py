"""What waits for one person's word: a lead to agree to, more time to decide about, news not yet read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cases.lifecycle import RUNNING
from cases.models import LeadAllocation
from ehm import notifications
from ehm.models import Role
from ehm.notifications import Notice
from ehm.rows.actor import Actor
from ehm.rows.roles import HUB
from standards.engine.calendar import start_of_day
from standards.models import ClockVariation, VariationStatus
from standards.wording import asked

MOST_NEWS = 5


@dataclass(frozen=True)
class Ask:
    """Something that somebody asks of me, and the page where I answer."""

    text: str
    action: str
    url: str
    asked_at: datetime


def asks_of(actor: Actor) -> list[Ask]:
    """Two queries at most, the oldest first."""
    found = [*_leads_to_agree_to(actor)]
    if actor.is_(Role.MANAGER):
        found += [_to_decide(one) for one in variations_for_decision(actor)]
    return sorted(found, key=lambda ask: ask.asked_at)


def variations_for_decision(actor: Actor) -> QuerySet[ClockVariation]:
    """Those that `can_decide_variation` lets this manager decide, or look at again today."""
    near = Q(episode__lead_agency_id__in=actor.agencies)
    if actor.scope == HUB:
        near |= Q(episode__area_id__in=actor.areas)
    is_due = Q(status=VariationStatus.ASKED) | Q(status=VariationStatus.AGREED, review_on__lte=timezone.localdate())
    waiting = ClockVariation.objects.visible_to(actor).filter(near, is_due, episode__status__in=RUNNING)
    of_others = waiting.exclude(asked_by__user_id=actor.user.pk).exclude(episode__lead__user_id=actor.user.pk)
    return of_others.select_related("asked_by", "clock__family", "clock__person").order_by("asked_at", "pk")


def _to_decide(variation: ClockVariation) -> Ask:
    about = f"{asked(variation.clock)}, {variation.clock.family.name}"
    url = reverse("standards:variation", args=(variation.reference,))
    if variation.review_on is not None:
        return Ask(
            f"Time to look again at more time for: {about}", "Look again", url, start_of_day(variation.review_on)
        )
    return Ask(f"{variation.asked_by.display_name} asks for more time: {about}", "Decide", url, variation.asked_at)


def news_for(actor: Actor, besides: Iterable[str]) -> list[Notice]:
    """The latest notifications that are not read yet, `besides` those about records that are on the page anyway."""
    unread = notifications.of(actor).filter(read_at=None).exclude(subject__in=list(besides))
    return notifications.in_words(list(unread[:MOST_NEWS]), actor)


def _leads_to_agree_to(actor: Actor) -> Iterable[Ask]:
    asked_of_me = LeadAllocation.objects.visible_to(actor).filter(
        lead=actor.membership, agreed_at=None, ended_at=None, episode__status__in=RUNNING
    )
    for one in asked_of_me.select_related("episode__family", "allocated_by"):
        family = one.episode.family.name
        is_own = one.allocated_by_id == actor.membership.pk
        who = "You have not yet agreed" if is_own else f"{one.allocated_by.display_name} asks you"
        text = f"{who} to lead: {family}"
        url = reverse("cases:agree_to_lead", args=(one.episode.reference,))
        yield Ask(text, "I agree to lead", url, one.allocated_at)

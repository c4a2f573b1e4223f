"""What waits for one person's word: a lead to agree to, more time to decide about, news not yet read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from assessments.waiting import decides, waiting_for_decision
from cases.lifecycle import RUNNING
from cases.models import Episode, Handover, LeadAllocation
from ehm import notifications
from ehm.addresses import address_of
from ehm.models import Membership, Role
from ehm.notifications import Notice
from ehm.rows.actor import Actor
from ehm.rows.roles import HUB
from ehm.words import day, moment
from standards.engine.calendar import start_of_day
from standards.lines import MOST, with_records
from standards.models import Clock, ClockVariation, VariationStatus
from standards.wording import LONGEST, Wording, asked, state_now

MOST_NEWS = 5
TOLD_OF_ASSESSMENTS = (
    "reference",
    "submitted_at",
    "decided_at",
    "submitted_by__display_name",
    "episode__tenant_id",
    "episode__family__name",
)


@dataclass(frozen=True)
class Running:
    """A clock, as far as a line beside it says."""

    state: str
    left: str
    url: str


@dataclass(frozen=True)
class Ask:
    """Something that somebody asks of me, and the page where I answer; with a clock, where one runs for it."""

    text: str
    action: str
    url: str
    asked_at: datetime
    clock: Running | None = None
    subject: str = ""

    @property
    def texts(self) -> dict[str, object]:
        """For standards/_ask.html."""
        texts: dict[str, object] = {
            "text": self.text,
            "since": moment(self.asked_at),
            "action": self.action,
            "action_url": self.url,
        }
        if self.clock is None:
            return texts
        return texts | {"state": self.clock.state, "left": self.clock.left, "clock_url": self.clock.url}


def asks_of(actor: Actor) -> list[Ask]:
    """The oldest first. A handful of queries, however much waits."""
    found = [*_leads_to_agree_to(actor), *_first_things(actor)]
    if actor.is_(Role.MANAGER):
        found += _variations_to_decide(actor)
        found += _assessments_to_decide(actor)
    return sorted(found, key=lambda ask: ask.asked_at)


def variations_for_decision(actor: Actor) -> QuerySet[ClockVariation]:
    """Those that `can_decide_variation` lets this manager decide, or look at again today."""
    near = Q(episode__lead_agency_id__in=actor.agencies)
    if actor.scope == HUB:
        near |= Q(episode__area_id__in=actor.areas)
    is_due = Q(status=VariationStatus.ASKED) | Q(status=VariationStatus.AGREED, review_on__lte=timezone.localdate())
    waiting = ClockVariation.objects.visible_to(actor).filter(near, is_due, episode__status__in=RUNNING)
    of_others = waiting.exclude(asked_by__user_id=actor.user.pk).exclude(episode__lead__user_id=actor.user.pk)
    return of_others.select_related("asked_by").order_by("asked_at", "pk")


def _variations_to_decide(actor: Actor) -> Iterable[Ask]:
    found = list(variations_for_decision(actor))
    if found:
        of_these = Clock.objects.visible_to(actor).filter(pk__in=[one.clock_id for one in found])
        clocks = {clock.pk: clock for clock in with_records(of_these, actor)}
        yield from (_to_decide(one, clocks[one.clock_id]) for one in found if one.clock_id in clocks)


def _to_decide(variation: ClockVariation, clock: Clock) -> Ask:
    about = f"{asked(clock)}, {clock.family.name}"
    url = address_of("standards:variation", variation.reference)
    if variation.review_on is not None:
        return Ask(
            f"Time to look again at more time for: {about}", "Look again", url, start_of_day(variation.review_on)
        )
    return Ask(f"{variation.asked_by.display_name} asks for more time: {about}", "Decide", url, variation.asked_at)


def _assessments_to_decide(actor: Actor) -> Iterable[Ask]:
    """Submitted, each with the clock of its episode that still runs."""
    found = list(waiting_for_decision(actor).only(*TOLD_OF_ASSESSMENTS)[:MOST]) if decides(actor) else []
    if not found:
        return
    clocks = Clock.objects.within([one.episode for one in found]).open().filter(standard="assessment")
    wording = Wording(actor.partnership)
    running = {
        clock.episode_id: Running(
            state_now(clock, wording.now), wording.left(clock), address_of("standards:clock", clock.reference)
        )
        for clock in clocks
    }
    for one in found:
        who = one.submitted_by.display_name if one.submitted_by else "Somebody"
        url = address_of("assessments:decision", one.reference)
        text = f"{who} submitted an assessment: {one.episode.family.name}"
        submitted_at = one.submitted_at or one.decided_at
        yield Ask(text, "Read and decide", url, submitted_at, running.get(one.episode_id), one.reference)


def news_for(actor: Actor, besides: Iterable[str]) -> list[Notice]:
    """The latest notifications that are not read yet, `besides` those about records that are on the page anyway."""
    unread = notifications.of(actor).filter(read_at=None).exclude(subject__in=list(besides))
    return notifications.in_words(list(unread[:MOST_NEWS]), actor)


def _leads_to_agree_to(actor: Actor) -> Iterable[Ask]:
    """Joined by hand: on most days there is nothing, and three tables take longer to plan than to read."""
    asked_of_me = LeadAllocation.objects.visible_to(actor)
    found = list(asked_of_me.filter(lead=actor.membership, agreed_at=None, ended_at=None))
    running = _running({one.episode_id for one in found}, actor)
    names = Membership.objects.visible_to(actor).in_bulk({one.allocated_by_id for one in found}) if found else {}
    for one in found:
        episode = running.get(one.episode_id)
        if episode is None:
            continue
        is_own = one.allocated_by_id == actor.membership.pk
        who = "You have not yet agreed" if is_own else f"{names[one.allocated_by_id].display_name} asks you"
        url = address_of("cases:agree_to_lead", episode.reference)
        yield Ask(
            f"{who} to lead: {episode.family.name}", "I agree to lead", url, one.allocated_at, subject=episode.reference
        )


def _first_things(actor: Actor) -> Iterable[Ask]:
    """Of families that I lead, what the handover asks for first, until I have said that it is done."""
    handed = Handover.objects.visible_to(actor).filter(lead=actor.membership, first_done_at=None).exclude(first="")
    found = list(handed.filter(allocation__ended_at=None))
    running = _running({one.episode_id for one in found}, actor)
    for one in found:
        episode = running.get(one.episode_id)
        if episode is not None:
            by = f", by {day(one.first_by)}" if one.first_by else ""
            text = f"First for the {episode.family.name}{by}: {Truncator(one.first).chars(LONGEST)}"
            yield Ask(text, "Read the handover", address_of("cases:episode", episode.reference), one.recorded_at)


def _running(ids: set[int], actor: Actor) -> dict[int, Episode]:
    """Episodes with their families; no query where none is asked for."""
    if not ids:
        return {}
    found = Episode.objects.visible_to(actor).filter(pk__in=ids, status__in=RUNNING).select_related("family")
    return {episode.pk: episode for episode in found}

"""Lists of episodes: mine, my agency's or area's, those I am in the team of; and how much each worker leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.choices import EpisodeStatus, FamilyRole, PersonKind
from cases.lifecycle import RUNNING
from cases.models import Access, AccessSource, Episode, FamilyMember, Person
from ehm.models import Agency, Membership, Role
from ehm.rows.actor import Actor
from ehm.rows.roles import HUB, TENANT
from ehm.words import age, day, how_long_left

if TYPE_CHECKING:
    from cases.models.episodes import EpisodeQuerySet

PAGE = 25
WHO_CAN_LEAD = frozenset(
    {Role.PRACTITIONER, Role.MANAGER, Role.HUB_WORKER, Role.HUB_CHAIR, Role.COORDINATOR, Role.PARTNER}
)


@dataclass(frozen=True)
class Part:
    """One way to look at the list: its key in the address and what it is called."""

    key: str
    text: str


def parts_for(actor: Actor) -> list[Part]:
    if actor.scope == TENANT:
        return [Part("all", "The whole partnership")]
    ours = actor.membership.area.name if actor.scope == HUB and actor.membership.area else actor.membership.agency.name
    parts = [Part("mine", "I lead"), Part("ours", ours), Part("team", "In the team")]
    if actor.is_(Role.PARTNER):
        return [parts[2], parts[0], parts[1]]
    works_for_many = actor.scope == HUB or actor.is_(Role.MANAGER)
    return [parts[1], parts[0], parts[2]] if works_for_many else parts


def episodes_in(part: str, actor: Actor) -> EpisodeQuerySet:
    """Running episodes only."""
    running = Episode.objects.visible_to(actor).filter(status__in=RUNNING)
    match part:
        case "mine":
            return running.filter(lead=actor.membership)
        case "ours" if actor.scope == HUB:
            return running.filter(area_id__in=actor.areas)
        case "ours":
            return running.filter(lead_agency_id__in=actor.agencies)
        case "team":
            shared = Access.objects.held_by(actor).filter(source=AccessSource.GRANT, is_open=True)
            return running.filter(pk__in=shared.values("episode_id"))
        case _:
            return running


@dataclass(frozen=True)
class Page:
    episodes: list[Episode]
    next_after: str
    is_first: bool


def page_of(episodes: EpisodeQuerySet, after: Episode | None) -> Page:
    """By next due, soonest first, those without a clock last; the next page starts `after` an episode."""
    if after is not None:
        later = Q(next_due_at=None, pk__gt=after.pk)
        if after.next_due_at is not None:
            later = Q(next_due_at__gt=after.next_due_at) | Q(next_due_at=after.next_due_at, pk__gt=after.pk)
            later |= Q(next_due_at=None)
        episodes = episodes.filter(later)
    ordered = episodes.select_related("family", "lead", "lead_agency").order_by(
        F("next_due_at").asc(nulls_last=True), "pk"
    )
    found = list(ordered[: PAGE + 1])
    more = len(found) > PAGE
    return Page(found[:PAGE], found[PAGE - 1].reference if more else "", after is None)


def children_of(episodes: Iterable[Episode]) -> dict[int, list[Person]]:
    """Children in the household by family, the oldest first, in one query. `episodes` come with their families and
    have been read through `visible_to`."""
    members = (
        FamilyMember.objects.within(episode.family for episode in episodes)
        .current()
        .filter(role=FamilyRole.HOUSEHOLD, person__kind__in=[PersonKind.CHILD, PersonKind.UNBORN])
    )
    by_family: dict[int, list[Person]] = {}
    born = Coalesce("person__date_of_birth", "person__expected_on")
    for member in members.select_related("person").order_by(born.asc(nulls_last=True), "pk"):
        by_family.setdefault(member.family_id, []).append(member.person)
    return by_family


def names_and_ages(children: Iterable[Person]) -> str:
    """'Aisha 7, Ben 5 months, Leo'; '' where there are none."""
    return ", ".join(
        f"{child.short_name} {age(child.date_of_birth)}" if child.date_of_birth else child.short_name
        for child in children
    )


@dataclass(frozen=True)
class Due:
    """When the next clock runs out, as the list shows it."""

    state: str
    text: str
    day: str

    @staticmethod
    def at(moment: datetime | None) -> Due | None:
        if moment is None:
            return None
        days = (timezone.localdate(moment) - timezone.localdate()).days
        if moment >= timezone.now():
            return Due("due_soon" if days <= 2 else "running", how_long_left(days, "days"), day(moment))
        late = how_long_left(days, "days") if days else f"late since {timezone.localtime(moment):%H:%M}"
        return Due("overdue", late, day(moment))


def who_can_lead(agency: Agency, episode: Episode | None = None) -> QuerySet[Membership]:
    """Everybody who works there now and whom the family does not keep out."""
    people = Membership.objects.filter(
        tenant_id=agency.tenant_id, agency=agency, ended_at=None, role__in=WHO_CAN_LEAD
    ).order_by("display_name", "pk")
    if episode is not None:
        kept_out = [int(key.removeprefix("user:")) for key in episode.excluded if key.startswith("user:")]
        people = people.exclude(user_id__in=kept_out)
    return people


def families_led(agency: Agency, actor: Actor) -> dict[int, int] | None:
    """How many families each worker of one's own agency leads now. Of other agencies one cannot know it."""
    if agency.pk not in actor.agencies:
        return None
    led = Episode.objects.visible_to(actor).filter(lead_agency=agency, status__in=RUNNING, lead__isnull=False)
    return dict(led.values_list("lead_id").annotate(families=Count("pk")))


def is_waiting(episode: Episode) -> bool:
    return episode.status == EpisodeStatus.REQUESTED

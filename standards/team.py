"""A manager's team: whose work it is, where help is late, and who carries how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from cases.caseload import WHO_CAN_LEAD
from cases.lifecycle import RUNNING
from cases.models import Episode
from cases.models.episodes import EpisodeQuerySet
from ehm.addresses import address_of
from ehm.models import Membership
from ehm.rows.actor import Actor
from ehm.rows.roles import HUB
from standards.engine.state import ONE_SECOND
from standards.lines import end_of_seven_days
from standards.models import Clock, ClockQuerySet

MOST_WORKERS = 200


@dataclass(frozen=True)
class Worker:
    """One line of the page; `person` is None for what nobody holds or leads."""

    person: Membership | None
    late: int = 0
    in_seven_days: int = 0
    children_not_seen: int = 0
    families: int = 0

    @property
    def texts(self) -> dict[str, object]:
        """For standards/_worker.html."""
        person = self.person
        of_person = (
            {
                "name": person.display_name,
                "url": address_of("standards:worker", person.reference),
                "role": str(person.get_role_display()),
                "agency": person.agency.name,
                "has_left": person.ended_at is not None,
            }
            if person
            else {}
        )
        return of_person | {
            "is_late": bool(self.late),
            "late": str(self.late),
            "in_seven_days": str(self.in_seven_days),
            "is_not_seen": bool(self.children_not_seen),
            "children_not_seen": str(self.children_not_seen),
            "families": str(self.families),
        }


def clocks_of_team(actor: Actor) -> ClockQuerySet:
    """Open clocks of families of one's area; without an area, those that one's agency holds."""
    seen = Clock.objects.of_families(actor).open()
    if actor.scope == HUB:
        return seen.filter(area_id__in=actor.areas)
    return seen.filter(holder_agency_id__in=actor.agencies)


def episodes_of_team(actor: Actor) -> EpisodeQuerySet:
    running = Episode.objects.visible_to(actor).filter(status__in=RUNNING)
    if actor.scope == HUB:
        return running.filter(area_id__in=actor.areas)
    return running.filter(lead_agency_id__in=actor.agencies)


def without_a_lead(actor: Actor) -> EpisodeQuerySet:
    """Running help that nobody leads now: nobody was asked yet, or they or their agency have left. Those of an agency
    that has left are the area's to see to."""
    left = Q(lead=None) | Q(lead__ended_at__isnull=False) | Q(lead_agency__ended_at__isnull=False)
    found = episodes_of_team(actor).filter(left).select_related("family", "lead", "lead_agency")
    return found.order_by("requested_at", "pk")


def why_nobody_leads(episode: Episode) -> str:
    if episode.lead_agency.ended_at is not None:
        return f"{episode.lead_agency.name} has left the partnership"
    if episode.lead is None:
        return f"Nobody at {episode.lead_agency.name} leads yet"
    return f"{episode.lead.display_name} has left"


def works_there(actor: Actor) -> Q:
    """Memberships of whoever can lead a family there now."""
    there = Q(area_id__in=actor.areas) if actor.scope == HUB else Q(agency_id__in=actor.agencies)
    return there & Q(ended_at=None, role__in=WHO_CAN_LEAD)


def workers_of(actor: Actor, now: datetime) -> list[Worker]:
    """Whoever has most that is late first. Three queries, however large the team."""
    is_late, is_soon = (
        Q(due_at__lte=now - ONE_SECOND),
        Q(due_at__gt=now - ONE_SECOND, due_at__lte=end_of_seven_days(now)),
    )
    counted = clocks_of_team(actor).values("holder_id").order_by()
    counts = counted.annotate(
        late=Count("pk", filter=is_late),
        in_seven_days=Count("pk", filter=is_soon),
        children_not_seen=Count("pk", filter=is_late & Q(standard="seen")),
    ).values_list("holder_id", "late", "in_seven_days", "children_not_seen")
    clocks: dict[int | None, tuple[int, int, int]] = {holder: (late, week, kids) for holder, late, week, kids in counts}
    loads = dict(episodes_of_team(actor).order_by().values_list("lead_id").annotate(families=Count("pk")))
    known = [pk for pk in {*clocks, *loads} if pk is not None]
    people: dict[int | None, Membership | None] = {None: None} if None in clocks or None in loads else {}
    found = Membership.objects.visible_to(actor).filter(Q(pk__in=known) | works_there(actor)).select_related("agency")
    people |= {person.pk: person for person in found.order_by("display_name", "pk")[:MOST_WORKERS]}
    workers = [Worker(person, *clocks.get(pk, (0, 0, 0)), families=loads.get(pk, 0)) for pk, person in people.items()]
    return sorted(workers, key=lambda worker: (-worker.late, -worker.in_seven_days, -worker.families))

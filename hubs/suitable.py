"""Who could take a family on: agencies that are asked, come to every meeting or are here, and how many families each of
their workers leads now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from cases.caseload import WHO_CAN_LEAD
from ehm.models import Agency, AgencyKind, Membership
from ehm.rows.actor import Actor
from hubs.models import AgendaItem, HubMeeting, ItemAsk, Present, Seat

MOST_WORKERS, MOST_OF_THE_HUB = 12, 40


@dataclass(frozen=True)
class Worker:
    membership: Membership
    families: int

    @property
    def in_words(self) -> str:
        """'Ada Moss, family worker, leads 6 families'."""
        works_as = self.membership.job_title or self.membership.get_role_display().lower()
        many = (
            f"leads {self.families} {'family' if self.families == 1 else 'families'}"
            if self.families
            else "leads no family"
        )
        return f"{self.membership.display_name}, {works_as}, {many}"


@dataclass(frozen=True)
class Suitable:
    """`workers`: those who lead fewest families first."""

    agency: Agency
    is_here: bool
    is_asked: bool
    workers: Sequence[Worker]

    @property
    def in_words(self) -> str:
        return self.agency.name if self.is_here else f"{self.agency.name} (not here)"


def suitable(item: AgendaItem, meeting: HubMeeting, actor: Actor) -> list[Suitable]:
    """For the family of `item`, without whom it does not want to know: those who are asked first, in six queries."""
    asks = ItemAsk.objects.visible_to(actor).filter(item=item, ended_at=None).exclude(asked_agency=None)
    asked = set(asks.values_list("asked_agency_id", flat=True))
    here = set(
        Present.objects.visible_to(actor).filter(meeting=meeting, left_at=None).values_list("agency_id", flat=True)
    )
    seats = Seat.objects.visible_to(actor).filter(area_id=meeting.area_id, ended_at=None)
    wanted = asked | here | set(seats.values_list("agency_id", flat=True)) | set(actor.agencies)
    kept = set(item.excluded)
    agencies = Agency.objects.of(actor.tenant_id).current().filter(pk__in=wanted).order_by("name")
    allowed = [one for one in agencies if f"agency:{one.pk}" not in kept]
    loads = _loads(allowed)
    by_agency: dict[int, list[Worker]] = defaultdict(list)
    near = Q(area_id=meeting.area_id) | Q(area_id=None) | ~Q(agency__kind=AgencyKind.LOCAL_AUTHORITY)
    people = Membership.objects.filter(
        near, tenant_id=actor.tenant_id, agency__in=allowed, ended_at=None, role__in=WHO_CAN_LEAD
    )
    for one in people.order_by("display_name", "pk"):
        if f"user:{one.user_id}" not in kept:
            by_agency[one.agency_id].append(Worker(one, loads.get(one.pk, 0)))
    found = [
        Suitable(
            one,
            one.pk in here or one.pk in actor.agencies,
            one.pk in asked,
            sorted(by_agency[one.pk], key=lambda worker: (worker.membership.area_id is None, worker.families))[
                : MOST_OF_THE_HUB if one.pk in actor.agencies else MOST_WORKERS
            ],
        )
        for one in allowed
    ]
    return sorted(found, key=lambda one: (not one.is_asked, not one.is_here, one.agency.name))


def _loads(agencies: Sequence[Agency]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT membership_id, families FROM hubs_caseloads(%s)", [[one.pk for one in agencies]])
        return dict(cursor.fetchall())

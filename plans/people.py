"""Who can take something on, or be asked to a meeting: those who help the family, and the family itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.models import Episode, FamilyMember, Person, TeamAgency
from ehm.models import Membership
from ehm.rows.actor import Actor

OTHER = "other"


@dataclass(frozen=True)
class Around:
    """The family, the children first, and those who help; a choice is 'person:' or 'worker:' and a reference."""

    people: Sequence[Person]
    workers: Sequence[Membership]

    def choices(self) -> list[tuple[str, str]]:
        family = [(f"person:{one.reference}", one.name) for one in self.people]
        return [*family, *((f"worker:{one.reference}", _worker(one)) for one in self.workers)]

    def person(self, value: str) -> Person | None:
        return next((one for one in self.people if value == f"person:{one.reference}"), None)

    def worker(self, value: str) -> Membership | None:
        return next((one for one in self.workers if value == f"worker:{one.reference}"), None)

    @property
    def children(self) -> list[Person]:
        return [one for one in self.people if one.is_child]


def around(episode: Episode, actor: Actor) -> Around:
    """In two queries: whoever leads, who helps in the team around the family, and whoever asks."""
    members = FamilyMember.objects.within([episode.family]).current().select_related("person").order_by("id")
    people = sorted((member.person for member in members), key=lambda one: (not one.is_child, one.pk))
    team = TeamAgency.objects.visible_to(actor).filter(episode=episode, ended_at=None).exclude(worker=None)
    workers = [member.worker for member in team.select_related("worker__agency") if member.worker is not None]
    first = [episode.lead] if episode.lead is not None else []
    found = {one.pk: one for one in (*first, *workers)}
    if actor.writes_cases:
        found.setdefault(actor.membership.pk, actor.membership)
    return Around(people, [one for one in found.values() if one.ended_at is None])


def _worker(worker: Membership) -> str:
    return f"{worker.display_name}, {worker.agency.name}"

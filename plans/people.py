"""Who can take something on, or be asked to a meeting: those who help the family, and the family itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assessments.family import family_now
from cases.models import Episode, FamilyMember, Person, TeamAgency
from ehm.models import Agency, Membership
from ehm.rows.actor import Actor
from plans.guests import Guest
from plans.kept_out import KeptOut

OTHER = "other"
IN_PART = " (is kept out of part of the record)"


@dataclass(frozen=True)
class Around:
    """The family, the children first, and those who help; a choice is 'person:', 'worker:' or 'agency:' and a
    reference. `agencies` help without saying who."""

    people: Sequence[Person]
    workers: Sequence[Membership]
    agencies: Sequence[Agency] = field(default=())

    def choices(self) -> list[tuple[str, str]]:
        family = [(f"person:{one.reference}", one.name) for one in self.people]
        return [*family, *((f"worker:{one.reference}", _worker(one)) for one in self.workers)]

    def guests(self, kept_out: KeptOut) -> list[tuple[str, str]]:
        """Who can be asked to a meeting: without those who are kept out of it all."""
        partly = kept_out.partly
        found = [
            (f"person:{one.reference}", _noted(one.name, ("person", one.pk) in partly))
            for one in self.people
            if not kept_out.keeps_out(one, None)
        ]
        for worker in self.workers:
            if not kept_out.keeps_out(None, worker):
                is_partly = ("worker", worker.pk) in partly or ("agency", worker.agency_id) in partly
                found.append((f"worker:{worker.reference}", _noted(_worker(worker), is_partly)))
        for agency in self.agencies:
            if not kept_out.keeps_out(None, None, agency):
                words = f"{agency.name}: whoever they send"
                found.append((f"agency:{agency.reference}", _noted(words, ("agency", agency.pk) in partly)))
        return found

    def must_be_asked(self) -> list[str]:
        """Each agency of the team attends or sends a report (R102)."""
        return [
            *(f"worker:{one.reference}" for one in self.workers),
            *(f"agency:{one.reference}" for one in self.agencies),
        ]

    def guest(self, value: str) -> Guest | None:
        person, worker = self.person(value), self.worker(value)
        agency = next((one for one in self.agencies if value == f"agency:{one.reference}"), None)
        return Guest(worker=worker, person=person, agency=agency) if person or worker or agency else None

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
    team = TeamAgency.objects.visible_to(actor).filter(episode=episode, ended_at=None)
    rows = list(team.select_related("worker__agency", "agency"))
    first = [episode.lead] if episode.lead is not None else []
    found = {one.pk: one for one in (*first, *(row.worker for row in rows if row.worker is not None))}
    if actor.writes_cases:
        found.setdefault(actor.membership.pk, actor.membership)
    workers = [one for one in found.values() if one.ended_at is None]
    heard = {one.agency_id for one in workers}
    return Around(people, workers, [row.agency for row in rows if row.agency_id not in heard])


def _worker(worker: Membership) -> str:
    return f"{worker.display_name}, {worker.agency.name}"


def children_of(episode: Episode) -> str:
    """Whom a document is about: the children of the family by name, with their ages."""
    family = family_now(episode)
    return "; ".join(child.with_age for child in family.as_children())


def _noted(words: str, is_partly: bool) -> str:
    return words + IN_PART if is_partly else words

"""Who can read an episode, and why (R117, R118). Said on the sharing page and beside every form that adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.models import Episode, SharingExclusion, TeamAgency
from cases.profile import profile_of
from ehm.rows.actor import Actor


@dataclass(frozen=True)
class Reader:
    name: str
    why: str
    how_long: str = ""
    since: datetime | None = None
    member: TeamAgency | None = None


@dataclass(frozen=True)
class Readers:
    reading: tuple[Reader, ...]
    kept_out: tuple[SharingExclusion, ...]

    @property
    def names(self) -> list[str]:
        return [reader.name for reader in self.reading]


def readers_of(episode: Episode, actor: Actor) -> Readers:
    """In two queries, the lead agency first. `episode` comes with its lead agency and area."""
    team = TeamAgency.objects.visible_to(actor).filter(episode=episode, ended_at=None)
    exclusions = SharingExclusion.objects.visible_to(actor).filter(episode=episode, lifted_at=None)
    kept_out = tuple(exclusions.select_related("agency", "worker", "worker__agency").order_by("recorded_at"))
    agencies_out = {exclusion.agency_id for exclusion in kept_out}
    area_name = profile_of(actor.partnership).words.area
    reading = [
        Reader(episode.lead_agency.name, "the lead agency", "while it leads, and after help ended"),
        Reader(
            episode.area.name, f"the {area_name} of the family's area, with its managers and coordinators", "always"
        ),
    ]
    if episode.lead_agency_id in agencies_out:
        del reading[0]
    for member in team.select_related("agency", "worker").order_by("started_at", "pk"):
        why = (
            f"in the team around the family: {member.helps_with}"
            if member.helps_with
            else "in the team around the family"
        )
        reading.append(Reader(member.agency.name, why, since=member.started_at, member=member))
    reading.append(Reader("Auditors", "to check the quality of the partnership's work", "always"))
    return Readers(tuple(reading), kept_out)

"""What a limit on sharing can name: a place on the form, and somebody to keep it from."""

from __future__ import annotations

from assessments.address import Address
from assessments.choices import Record
from assessments.models.assessments import WHOLE
from assessments.pieces import ANSWER
from assessments.written import Written
from cases.models import TeamAgency
from ehm.rows.actor import Actor

SHORTEST = 60  # characters of a line that tell it from the others


def places_in(written: Written) -> list[tuple[str, str]]:
    """Address and words: the whole, each section, each answer about a child, each line of a list."""
    form, names = written.form, {child.reference: child.short_name for child in written.family.children}
    found = [(WHOLE, "The whole assessment")]
    for section in form.asked(with_own_tool=written.assessment.uses_own_tool):
        found.append((str(Address(section.key)), section.title))
        for question in section.questions:
            if question.record is Record.LIMIT:
                continue
            for piece in written.pieces.values():
                if piece.place.question != question.key:
                    continue
                address = str(piece.place.address(form))
                if piece.place.record == ANSWER:
                    of = f"{names.get(piece.place.about, '')}: " if piece.place.about else ""
                    found.append((address, f"{of}{question.text}"))
                elif piece.place.record not in (Record.NEED, Record.SCORE):
                    first = next((str(cell) for cell in piece.content.values() if cell), question.text)
                    found.append((address, f"'{_short(first)}'"))
    return list(dict(found).items())


def readers_in(written: Written, actor: Actor) -> list[tuple[str, str]]:
    """The agencies of the team and who works there for this family, people of the family, somebody else."""
    episode = written.assessment.episode
    found: list[tuple[str, str]] = []
    team = TeamAgency.objects.within([episode]).filter(ended_at=None).select_related("agency", "worker")
    for member in team.order_by("started_at", "pk"):
        if member.agency_id != episode.lead_agency_id:
            found.append((f"agency:{member.agency.reference}", f"{member.agency.name}, and everybody there"))
            if member.worker:
                found.append((f"worker:{member.worker.reference}", member.worker.display_name))
    found += [(f"person:{person.reference}", f"{person.short_name}, in copies") for person in written.family.people]
    return [*found, ("other", "Somebody else, in copies")]


def _short(words: str) -> str:
    return words if len(words) <= SHORTEST else f"{words[:SHORTEST].rstrip()}…"

"""What a limit on sharing can name: a place on the form, and somebody to keep it from. What one names already stays
among them, whatever has become of it: a list that does not have it would lift the limit unseen."""

from __future__ import annotations

from collections.abc import Iterable

from assessments.address import Address
from assessments.choices import Record
from assessments.models import Limit
from assessments.models.assessments import WHOLE
from assessments.pieces import ANSWER, Content
from assessments.written import Written, address_of_limit
from cases.models import TeamAgency
from ehm.rows.actor import Actor

EVERYBODY_THERE = ", and everybody there"
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
                    found.append((address, f"{question.text}: {_short(_said(written, piece.content))}"))
    for limit in written.of(Record.LIMIT):
        place = str(limit.content["where"])
        if place and place not in dict(found):
            found.append((place, place_in_words(written, place)))
    return list(dict(found).items())


def place_in_words(written: Written, place: str) -> str:
    """What the form calls a place that nothing stands at."""
    address = address_of_limit(place)
    section = next((one for one in written.form.sections if one.key == address.section), None)
    question = next((one for one in written.form.questions() if one.key == address.question), None)
    if section is None:
        return "A part that is not on the form any more"
    child = written.family.by_reference.get(address.about)
    of = f"{child.short_name}: " if child else ""
    return f"{of}{question.text}" if question else section.title


def readers_in(written: Written, actor: Actor) -> list[tuple[str, str]]:
    """The agencies of the team and who works there for this family, people of the family, somebody else."""
    episode = written.assessment.episode
    found: list[tuple[str, str]] = []
    team = TeamAgency.objects.within([episode]).filter(ended_at=None).select_related("agency", "worker")
    for member in team.order_by("started_at", "pk"):
        if member.agency_id != episode.lead_agency_id:
            found.append((f"agency:{member.agency.reference}", f"{member.agency.name}{EVERYBODY_THERE}"))
            if member.worker:
                found.append((f"worker:{member.worker.reference}", member.worker.display_name))
    found += [(f"person:{person.reference}", f"{person.short_name}, in copies") for person in written.family.people]
    found.append(("other", "Somebody else, in copies"))
    named = {str(limit.content["who"]) for limit in written.of(Record.LIMIT)} - {"", *dict(found)}
    return [*found, *(_gone(written, named, actor) if named else ())]


def listed_as(written: Written, readers: Iterable[tuple[str, str]], words: str) -> str:
    """What the list of readers calls somebody who is named in words; '' where nobody on it has that name."""
    said = " ".join(words.split()).casefold()
    names = {f"{one.short_name}, in copies": {one.name, one.short_name} for one in written.family.people}
    for _, called in readers:
        known = names.get(called, {called, called.removesuffix(EVERYBODY_THERE)})
        if said and said in {name.casefold() for name in known}:
            return called
    return ""


def on_the_list(called: str) -> str:
    return f"Choose '{called}' from the list: then it is known whose copies leave it out"


def on_no_list(words: str) -> str:
    return f"Nobody on the list is called '{words}'. What they should not see stands in no copy at all."


def _gone(written: Written, named: set[str], actor: Actor) -> list[tuple[str, str]]:
    """Who is not in the team or the family now, and is still kept out."""
    limits = Limit.objects.within([written.assessment], actor).kept().filter(who__in=named).order_by("position", "id")
    found = {}
    for limit in limits.select_related("kept_from_agency", "kept_from_worker", "person"):
        words = "Somebody who is not on the record"
        if limit.kept_from_agency:
            words = f"{limit.kept_from_agency.name}{EVERYBODY_THERE}"
        elif limit.kept_from_worker:
            words = limit.kept_from_worker.display_name
        elif limit.person:
            words = f"{limit.person.short_name}, in copies"
        found[limit.who] = words
    return list(found.items())


def _said(written: Written, content: Content) -> str:
    """What a line of a list says, in its own cells: names for people, and what tells it from the others."""
    people = written.family.by_reference
    cells = [str(cell) for cell in content.values() if cell]
    return ", ".join(people[cell].short_name if cell in people else cell for cell in cells) or "an empty line"


def _short(words: str) -> str:
    return words if len(words) <= SHORTEST else f"{words[:SHORTEST].rstrip()}…"

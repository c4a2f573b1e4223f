"""What is known already, offered beside the question with its source named: nothing is typed twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from assessments.address import Address
from assessments.answers import YES
from assessments.choices import Record, Source, VoicePart
from assessments.form import Question
from assessments.lines import KEPT
from assessments.models import Answer, Assessment, LifeEvent, Limit
from assessments.pages import Page
from assessments.pieces import Content, digest
from assessments.written import Written, address_of_limit, rows_of
from cases.choices import FACE_TO_FACE, AgreementKind, FamilyRole, Relation, Sex
from cases.models import (
    Agreement,
    Contact,
    ContactPerson,
    GpRegistration,
    KeyAgencyNote,
    Relationship,
    SchoolPlace,
    TeamAgency,
)
from ehm.rows.actor import Actor
from ehm.words import day

MOST = 12  # of one kind, the latest first
TELLS_APART: Mapping[Record | None, tuple[str, ...]] = MappingProxyType(
    {Record.SEEN: ("person", "seen_on"), Record.LIFE_EVENT: ("when", "what")}
)  # the cells of a list's line; of others, the first


@dataclass(frozen=True)
class Offer:
    """`words` to put into an answer, or `cells` of a line. `source` is what stays beside it once it is taken."""

    key: str
    source: str
    words: str = ""
    cells: Content = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """As it reads beside the question."""
        return self.words or ", ".join(str(cell) for cell in self.cells.values() if cell and not _is_reference(cell))


@dataclass
class Known:
    """What is read once for a page, however many children and questions it has."""

    written: Written
    actor: Actor
    told: dict[str, list[Contact]] = field(default_factory=dict)

    @cached_property
    def relations(self) -> Mapping[int, str]:
        """What each adult is to the children, such as 'Mother'."""
        rows = Relationship.objects.within([self.written.assessment.episode.family]).filter(ended_on=None)
        return {person: Relation(of).label for person, of in rows.order_by("-id").values_list("person_id", "relation")}

    @cached_property
    def schools(self) -> Mapping[str, str]:
        """Reference of the child → the latest school that all who read the assessment may know. A protected one is
        for the lead agency and the hub, and the whole team reads what is taken over here."""
        places = SchoolPlace.objects.visible_to(self.actor).filter(
            family=self.written.assessment.episode.family, ended_on=None, is_protected=False
        )
        return {
            place.person.reference: place.school.name if place.school else place.school_name
            for place in places.select_related("school", "person").order_by("pk")
        }

    def contacts(self, column: str) -> list[Contact]:
        """The latest that say something there."""
        if column not in self.told:
            rows = Contact.objects.within([self.written.assessment.episode]).exclude(**{column: ""})
            self.told[column] = list(rows.select_related("recorded_by").order_by("-happened_at")[:MOST])
        return self.told[column]

    @cached_property
    def earlier(self) -> Assessment | None:
        """The family's latest submitted assessment before this one that the one who asks may read."""
        assessment = self.written.assessment
        before = Assessment.objects.visible_to(self.actor).filter(
            episode__family=assessment.episode.family, submitted_at__lt=assessment.recorded_at
        )
        return before.exclude(pk=assessment.pk).order_by("-submitted_at").first()

    @cached_property
    def answered_earlier(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        if self.earlier is None:
            return {}
        rows = Answer.objects.within([self.earlier], self.actor)
        return {(row.question, row.about): tuple(row.values) for row in rows if not self.is_limited(row)}

    @cached_property
    def limits(self) -> Mapping[int, tuple[Address, ...]]:
        """What the limits of the family's other assessments name, by assessment."""
        family = self.written.assessment.episode.family_id
        rows = Limit.objects.visible_to(self.actor).kept().filter(episode__family_id=family).exclude(holds_back="")
        found: dict[int, tuple[Address, ...]] = {}
        for assessment, place in rows.values_list("assessment_id", "holds_back"):
            found[assessment] = (*found.get(assessment, ()), address_of_limit(place))
        return found

    def is_limited(self, row: Any) -> bool:
        """Whether it was kept from anybody when it was told: taken over here, it would be kept from nobody. Whom the
        family keeps out of its whole record now reads none of this anyway."""
        held = self.limits.get(row.assessment_id, ())
        if any(place.covers(Address.parse(row.address)) for place in held):
            return True
        return not set(row.excluded) <= set(self.written.assessment.episode.excluded)


@dataclass(frozen=True)
class Asked:
    """What the finders look at."""

    known: Known
    question: Question
    about: str

    @property
    def written(self) -> Written:
        return self.known.written

    @property
    def actor(self) -> Actor:
        return self.known.actor


def offers_for(written: Written, page: Page, actor: Actor) -> Mapping[tuple[str, str], tuple[Offer, ...]]:
    """By question and whom it is about. Only what `actor` may read, and what is not in the answer already."""
    found: dict[tuple[str, str], tuple[Offer, ...]] = {}
    answers, known = written.answers, Known(written, actor)
    for question in page.questions:
        if not question.offered_from:
            continue
        for subject in answers.subjects(question.about, written.form):
            if page.about and subject.key != page.about and subject.key:
                continue
            asked = Asked(known, question, subject.key)
            offers = _each_once(question, (one for source in question.offered_from for one in FINDERS[source](asked)))
            found[question.key, subject.key] = tuple(one for one in offers if not _is_there(asked, one))[:MOST]
    return {place: offers for place, offers in found.items() if offers}


def is_same_line(question: Question, one: Content, other: Content) -> bool:
    """Whether two lines of a list are about the same: one person, one visit, one event."""
    cells = TELLS_APART.get(question.kept_as, tuple(column.key for column in question.columns[:1]))
    said = [tuple(_folded(line.get(cell, "")) for cell in cells) for line in (one, other)]
    return any(said[0]) and said[0] == said[1]


def _each_once(question: Question, offers: Iterable[Offer]) -> list[Offer]:
    """The first of those that say the same. The key of an offer is made of what it says: whatever else is taken or
    told meanwhile, a button gives what it showed."""
    found: list[Offer] = []
    for offer in offers:
        same = (is_same_line(question, one.cells, offer.cells) if offer.cells else one == offer for one in found)
        if not any(same):
            found.append(offer)
    return [replace(one, key=digest({"source": one.source, "words": one.words, **one.cells})) for one in found]


def _is_there(asked: Asked, offer: Offer) -> bool:
    """Taken before: the words stand in the answer, or the list has the line."""
    here = [piece for piece in asked.written.pieces.values() if piece.place.question == asked.question.key]
    if offer.cells:
        return any(is_same_line(asked.question, piece.content, offer.cells) for piece in here)
    said = [str(word) for piece in here if piece.place.about == asked.about for word in piece.content.get("values", ())]
    return any(offer.words in word for word in said)


def _folded(cell: object) -> str:
    return " ".join(str(cell).split()).casefold()


def _is_reference(cell: object) -> bool:
    text = str(cell)
    return len(text) == 9 and text[4] == "-"


def household(asked: Asked) -> Iterator[Offer]:
    """Who lives in the home, or takes part, as the record has it."""
    written, record = asked.written, asked.question.record
    roles = {member.person_id: member for member in written.family.members}
    relations = asked.known.relations
    for person in written.family.people:
        member = roles[person.pk]
        called = member.description or relations.get(person.pk, "")
        if record is Record.TAKING_PART:
            if not person.is_child:
                yield Offer("", "The family's record", cells={"person": person.reference})
        elif record is Record.HOUSEHOLD_MEMBER:
            if member.role == FamilyRole.HOUSEHOLD:
                born = person.date_of_birth or person.expected_on
                sex = Sex(person.sex).label if person.sex in (Sex.FEMALE, Sex.MALE) else ""
                cells = {"name": person.name, "sex": sex, "born": born.isoformat() if born else "", "status": called}
                yield Offer("", "The family's record", cells=cells)
        elif not person.is_child:
            yield Offer("", "The family's record", f"{person.name}, {called.lower()}" if called else person.name)


def professionals(asked: Asked) -> Iterator[Offer]:
    """The lead, the team around the family, and whoever left a key agency note about a child."""
    episode = asked.written.assessment.episode
    if episode.lead:
        yield _professional(episode.lead.display_name, episode.lead_agency.name, "Leads early help",
                            phone=episode.lead.work_phone)  # fmt: skip
    team = TeamAgency.objects.within([episode]).filter(ended_at=None).select_related("agency", "worker")
    for member in team.order_by("started_at", "pk")[:MOST]:
        worker = member.worker
        yield _professional(
            worker.display_name if worker else member.agency.name,
            member.agency.name,
            member.helps_with,
            started=member.started_at.date().isoformat(),
            phone=worker.work_phone if worker else member.agency.phone,
        )
    children = [child.pk for child in asked.written.family.children]
    notes = KeyAgencyNote.objects.visible_to(asked.actor).filter(
        person_id__in=children, ended_on=None, is_protected=False
    )
    for note in notes.select_related("agency").order_by("-started_on")[:MOST]:
        yield _professional(
            note.practitioner_name,
            note.agency.name,
            note.area_of_support,
            started=note.started_on.isoformat(),
            phone=note.work_phone,
            source="Key agency note",
        )


def _professional(
    name: str, agency: str, role: str, *, started: str = "", phone: str = "", source: str = "Team around the family"
) -> Offer:
    cells = {"name": name, "agency": agency, "role": role, "started_on": started, "phone": phone}
    return Offer("", source, cells=cells)


def school(asked: Asked) -> Iterator[Offer]:
    name = asked.known.schools.get(asked.about, "")
    if name:
        yield Offer("", "The child's record", name)


def gp(asked: Asked) -> Iterator[Offer]:
    places = GpRegistration.objects.visible_to(asked.actor).filter(
        family=asked.written.assessment.episode.family, ended_on=None, is_protected=False
    )
    names = {
        (place.practice.name if place.practice else place.practice_name)
        for place in places.select_related("practice").order_by("-pk")
    }
    if asked.question.key == "gp_name":
        yield from (Offer("", "The children's record", name) for name in sorted(filter(None, names)))


def contacts(asked: Asked) -> Iterator[Offer]:
    """Own words of a child, when somebody was seen, and what went well or worried, from the contacts recorded."""
    question, episode = asked.question, asked.written.assessment.episode
    if question.record is Record.SEEN:
        seen = ContactPerson.objects.within([episode]).filter(
            was_seen=True, contact__is_attempt=False, contact__kind__in=FACE_TO_FACE
        )
        for row in seen.select_related("contact", "person").order_by("-contact__happened_at")[:MOST]:
            on = row.contact.happened_at.date()
            cells = {
                "person": row.person.reference,
                "seen_on": on.isoformat(),
                "seen_alone": YES if row.was_seen_alone else "",
                "where": row.contact.get_kind_display(),
            }
            yield Offer("", f"Contact of {day(on)}", f"{row.person.short_name}, {day(on)}", cells)
    elif question.voice in (VoicePart.OWN_WORDS, VoicePart.OBSERVED):
        told = ContactPerson.objects.within([episode]).filter(person__reference=asked.about).exclude(own_words="")
        for row in told.select_related("contact__recorded_by").order_by("-contact__happened_at")[:MOST]:
            contact = row.contact
            yield Offer("", f"Told {contact.recorded_by.display_name}, {day(contact.happened_at)}", row.own_words)
    elif question.key in ("working_well", "worried_about", "keeping_safe"):
        column = "worried_about" if question.key == "worried_about" else "working_well"
        for contact in asked.known.contacts(column):
            source = f"Contact of {day(contact.happened_at)}, {contact.recorded_by.display_name}"
            yield Offer("", source, getattr(contact, column))


def request(asked: Asked) -> Iterator[Offer]:
    reason = asked.written.assessment.episode.reason
    if reason:
        yield Offer("", "The request for help", reason)


def agreements(asked: Asked) -> Iterator[Offer]:
    """The privacy notice was explained where somebody was told who shares what and why."""
    told = Agreement.objects.within([asked.written.assessment.episode]).filter(
        kind=AgreementKind.SHARING, is_given=True, withdrawn_on=None
    )
    for agreement in told.select_related("person").order_by("-agreed_on")[:1]:
        yield Offer("", f"{agreement.person.short_name}, {day(agreement.agreed_on)}", YES)


def earlier_assessment(asked: Asked) -> Iterator[Offer]:
    """What the family's last assessment says at the same place; of lists, each line."""
    earlier = asked.known.earlier
    if earlier is None:
        return
    source = f"Assessment of {day(earlier.submitted_at or earlier.recorded_at)}"
    if asked.question.record in (None, Record.VOICE):
        words = asked.known.answered_earlier.get((asked.question.key, asked.about), ())
        yield from (Offer("", source, word) for word in words if word)
    elif asked.question.record in COPIED:
        kept = KEPT[asked.question.record]
        for line in rows_of(kept, earlier, asked.actor):
            if not asked.known.is_limited(line):
                yield Offer("", source, cells=kept.content(line))


COPIED = frozenset({Record.HOUSEHOLD_MEMBER, Record.PROFESSIONAL, Record.WORRY})


def life_events(asked: Asked) -> Iterator[Offer]:
    """What was told of the family's life before, in this assessment or an earlier one."""
    kept = KEPT[Record.LIFE_EVENT]
    for event in LifeEvent.objects.of_family(asked.written.assessment.episode.family, asked.actor)[:50]:
        if event.assessment_id != asked.written.assessment.pk and not asked.known.is_limited(event):
            yield Offer("", f"Told on {day(event.saved_at)}", cells=kept.content(event))


def team_member(asked: Asked) -> Iterator[Offer]:
    """Whoever fills in the form."""
    member = asked.actor.membership
    words = {
        "written_by": ", ".join(filter(None, (member.display_name, member.job_title))),
        "written_by_agency": member.agency.name,
        "written_by_contact": ", ".join(filter(None, (member.work_phone, asked.actor.user.email))),
    }.get(asked.question.key, member.display_name)
    if words:
        yield Offer("", "You", words)


def nothing(asked: Asked) -> Iterable[Offer]:
    return ()


FINDERS: Mapping[Source, Callable[[Asked], Iterable[Offer]]] = MappingProxyType(
    {
        Source.HOUSEHOLD: household,
        Source.PROFESSIONALS: professionals,
        Source.SCHOOL: school,
        Source.GP: gp,
        Source.CONTACTS: contacts,
        Source.REQUEST: request,
        Source.AGREEMENTS: agreements,
        Source.SHARING_LIMITS: nothing,  # whom the family keeps out of its whole record reads none of this anyway
        Source.EARLIER_ASSESSMENT: earlier_assessment,
        Source.LIFE_EVENTS: life_events,
        Source.TEAM_MEMBER: team_member,
    }
)

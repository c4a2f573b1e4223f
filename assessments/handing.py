"""What a copy for somebody leaves out, and who gets none: everything that is handed over is cut here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assessments.address import Address
from assessments.choices import About, Record
from assessments.documents.childs import childs_version, goals_in
from assessments.documents.copies import family_copy, shared_copy
from assessments.documents.printing import childs_pdf, pdf_of
from assessments.documents.record import document_for
from assessments.documents.tree import Words
from assessments.form import Form
from assessments.lifecycle import FINISHED, NOW, Status
from assessments.models import Assessment, CopyKind, Limit
from assessments.models.assessments import WHOLE, WITHHELD
from assessments.partnership import form_of_assessment
from assessments.places import places_in
from assessments.reading import form_of
from assessments.written import Written, address_of_limit, withheld_from
from cases.choices import FamilyRole
from cases.models import Episode, FamilyMember, Person, SharingExclusion
from ehm.actions import Refused
from ehm.models import Agency, Membership
from ehm.rows.actor import Actor

AT_HOME = "Somebody who lives there is not to see any of it: read it together, somewhere else. A copy may be found."
OWN_COPY_FROM = 12  # years (PROPOSED for R128): a family copy says what parents told about themselves


@dataclass(frozen=True)
class Recipient:
    """Somebody of the family, an agency of the team, or somebody else, whom we know in words only."""

    kind: CopyKind
    words: str
    person: Person | None = None
    agency: Agency | None = None


def check_ready(assessment: Assessment) -> None:
    """While it is being written there is nothing to hand over."""
    if assessment.status not in FINISHED:
        raise Refused(NOW[Status(assessment.status)])


class Limits:
    """Whom the limits of one assessment bind; asks the database once, however many copies there are.

    A limit for somebody whom we do not know binds every copy. Of somebody else in words nobody can tell whether they
    are one of those named, and a child reads what others look at over their shoulder: every limit binds them. A copy
    at home is read by whoever lives there.
    """

    def __init__(self, assessment: Assessment, by: Actor) -> None:
        self._ask(assessment.episode, [assessment], by, is_withheld=_is_list_withheld(assessment, by))

    def _ask(self, episode: Episode, assessments: Sequence[Assessment], by: Actor, *, is_withheld: bool) -> None:
        self.is_withheld = is_withheld
        self.excluded = episode.excluded
        kept_out = SharingExclusion.objects.visible_to(by).filter(episode=episode, lifted_at=None)
        self.exclusions = list(kept_out.select_related("agency", "worker__agency"))
        rows = Limit.objects.within(assessments, by).kept().exclude(holds_back="").order_by("position", "id")
        self.held = list(rows.select_related("kept_from_agency", "kept_from_worker__agency", "person"))
        members = FamilyMember.objects.within([episode.family]).current().filter(role=FamilyRole.HOUSEHOLD)
        self.household = frozenset(members.values_list("person_id", flat=True))

    def of(self, recipient: Recipient) -> list[Limit]:
        """Raises Refused for whom all of it is kept from, and for a family copy for a small child."""
        if recipient.kind == CopyKind.FAMILY and recipient.person and not gets_family_copy(recipient.person):
            raise Refused(f"{recipient.words} is too young for the family's copy. Make a child's version instead.")
        if self.is_withheld:
            raise Refused("The list of who must not see what is kept from you. Somebody who may read it makes copies.")
        if any(_is(recipient, exclusion.agency, exclusion.worker) for exclusion in self.exclusions):
            raise Refused(_no_copy(recipient))
        if recipient.agency and f"agency:{recipient.agency.pk}" in self.excluded:
            raise Refused(_no_copy(recipient))
        if any(limit.holds_back == WHOLE and _keeps_out(limit, recipient) for limit in self.held):
            raise Refused(_no_copy(recipient))
        if recipient.person and recipient.person.pk in self.household and self._somebody_at_home_reads_none():
            raise Refused(AT_HOME)
        return [limit for limit in self.held if limit.holds_back != WHOLE and self._binds(limit, recipient)]

    def kept_from(self, recipient: Recipient) -> tuple[Address, ...]:
        """The places on the form that their copy leaves out. Raises Refused as `of` does."""
        return tuple(dict.fromkeys(address_of_limit(limit.holds_back) for limit in self.of(recipient)))

    def does_bind(self, limit: str, recipient: Recipient) -> bool:
        """Whether this limit, by its reference, leaves something out of their copy, or all of it."""
        return any(one.reference == limit and self._binds(one, recipient) for one in self.held)

    def naming(self, place: Address) -> Iterator[str]:
        """Whom limits keep this place from."""
        for limit in self.held:
            if address_of_limit(limit.holds_back).covers(place):
                if limit.person:
                    yield limit.person.short_name
                elif limit.kept_from_agency:
                    yield limit.kept_from_agency.name
                elif limit.kept_from_worker:
                    yield limit.kept_from_worker.display_name
                else:
                    yield limit.with_whom or "everybody"

    def _somebody_at_home_reads_none(self) -> bool:
        return any(limit.holds_back == WHOLE and limit.person_id in self.household for limit in self.held)

    def _binds(self, limit: Limit, recipient: Recipient) -> bool:
        is_for_somebody_else = not (limit.person_id or limit.kept_from_agency_id or limit.kept_from_worker_id)
        if is_for_somebody_else or recipient.kind == CopyKind.CHILD:
            return True
        if recipient.person:
            own = recipient.person.pk
            return limit.person_id == own or (own in self.household and limit.person_id in self.household)
        if recipient.agency:
            return _is(recipient, limit.kept_from_agency, limit.kept_from_worker)
        return True


class LimitsOfEpisode(Limits):
    """Those of every assessment of one early help together, for what is made from it: what one version keeps from
    somebody, a later one does not open. `forms`: by which they are filled in."""

    def __init__(self, episode: Episode, by: Actor) -> None:
        rows = Assessment.objects.within([episode])
        assessments, places = list(rows), dict(rows.values_list("pk", WITHHELD))
        self.forms = {one.pk: form_of(one.form, tuple(one.overlays)) for one in assessments}
        withheld = any(_covers_list(self.forms[one.pk], map(address_of_limit, places[one.pk])) for one in assessments)
        self._ask(episode, assessments, by, is_withheld=withheld)


def gets_family_copy(person: Person) -> bool:
    """Adults, and young people according to age (R128); how much each understands is the worker's to judge."""
    return not person.is_child or (person.age or 0) >= OWN_COPY_FROM


def goals_for(recipient: Recipient, assessment: Assessment, by: Actor) -> dict[str, str]:
    """What this child may read of what is wanted: reference of the worry → the goal."""
    limits = Limits(assessment, by).kept_from(recipient)
    return goals_in(document_for(assessment, by, with_pictures=False), limits)


@dataclass(frozen=True)
class SaidByChild:
    """A child's own words as a copy has them. `kept_from`: whose copies leave them out, as their limits name them."""

    child: str
    question: str
    paragraphs: tuple[str, ...]
    kept_from: tuple[str, ...]


def childrens_words(assessment: Assessment, by: Actor) -> list[SaidByChild]:
    """To read before somebody is put on the list: what each child said, child by child."""
    document, limits = document_for(assessment, by, with_pictures=False), Limits(assessment, by)
    return [
        SaidByChild(
            entry.subject, entry.question, entry.content.paragraphs, tuple(dict.fromkeys(limits.naming(entry.address)))
        )
        for entry in document.entries()
        if entry.about is About.EACH_CHILD and isinstance(entry.content, Words) and entry.content.is_quotation
    ]


def told(limits: list[Limit], written: Written) -> list[str]:
    """What the limits leave out, as the form calls it."""
    places = dict(places_in(written))
    form, found = written.form, []
    for limit in limits:
        address = address_of_limit(limit.holds_back)
        question = next((one for one in form.questions() if one.key == address.question), None)
        section = next((one for one in form.sections if one.key == address.section), None)
        named = question.text if question else section.title if section else "something that you may not read"
        found.append(places.get(limit.holds_back, named))
    return list(dict.fromkeys(found))


def printed(
    recipient: Recipient,
    assessment: Assessment,
    by: Actor,
    *,
    goals: Collection[str] = (),
    next_steps: str = "",
    is_large: bool = False,
) -> bytes:
    """The PDF for `recipient`: without what limits keep from them, and without what whoever asks may not see. `goals`
    and `next_steps` are for a child's page: what was chosen and written for it. Whether it is finished, and its limits,
    are asked after its words were read: what is written while this runs has its limits before it has its words."""
    document = document_for(assessment, by)
    assessment.refresh_from_db(fields=["status"])
    check_ready(assessment)
    limits = Limits(assessment, by).kept_from(recipient)
    if recipient.kind == CopyKind.CHILD and recipient.person:
        page = childs_version(document, recipient.person.reference, limits, goals, next_steps)
        return childs_pdf(page, is_large=is_large)
    if recipient.kind == CopyKind.FAMILY:
        return pdf_of(family_copy(document, limits), recipient=recipient.words, is_large=is_large)
    return pdf_of(shared_copy(document, limits), recipient=recipient.words, is_large=is_large)


def _is_list_withheld(assessment: Assessment, by: Actor) -> bool:
    return _covers_list(form_of_assessment(assessment, by.partnership), withheld_from(assessment))


def _covers_list(form: Form, withheld: Iterable[Address]) -> bool:
    """Whether something of the list of limits, or all of it, is withheld."""
    question = form.kept_as(Record.LIMIT)
    if question is None:
        return False
    place = Address(form.section_of(question.key).key, question.key)
    return any(one.covers(place) or place.covers(one) for one in withheld)


def _keeps_out(limit: Limit, recipient: Recipient) -> bool:
    if recipient.kind == CopyKind.CHILD:
        return True
    if limit.person:
        return recipient.person == limit.person or _is_named(limit.person.name, limit.person.short_name, of=recipient)
    if limit.kept_from_agency or limit.kept_from_worker:
        return _is(recipient, limit.kept_from_agency, limit.kept_from_worker)
    return _is_named(limit.with_whom, of=recipient)


def _is(recipient: Recipient, agency: Agency | None, worker: Membership | None) -> bool:
    """Whether a copy for `recipient` comes to this agency, or to where this worker works."""
    if recipient.agency:
        return recipient.agency == agency or (worker is not None and worker.agency_id == recipient.agency.pk)
    if recipient.person:
        return False
    return _is_named(agency.name if agency else "", worker.display_name if worker else "", of=recipient)


def _is_named(*names: str, of: Recipient) -> bool:
    if of.person:
        return False
    said = of.words.casefold()
    return any(name.strip().casefold() in said for name in names if name.strip())


def _no_copy(recipient: Recipient) -> str:
    if recipient.kind == CopyKind.CHILD:
        return "Somebody is kept out of the whole assessment. Tell the child in person: a page may be found."
    return f"{recipient.words} gets no copy: the family does not want them, or somebody there, to see any of it."

"""The pack for social care: who asks and why, what was tried, the assessment, the plan and what happened, as one PDF
(R063). It is a copy like any other: cut to the limits that bind whoever gets it, and to what whoever makes it may read.

What happened is told in the sentences of the timeline, which never say what anybody said. Addresses, schools and GPs
are in no pack: whoever is told on the phone asks for them. Where a limit keeps somebody of the household, one who helps
or the outcome from whoever gets it, only the assessment tells of these: it leaves out that one alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import capfirst

from assessments.address import Address
from assessments.choices import Record
from assessments.documents.copies import shared_copy
from assessments.documents.record import document_for
from assessments.documents.tree import Document
from assessments.family import FamilyNow, family_now
from assessments.form import Form
from assessments.handing import Limits, Recipient, told
from assessments.lifecycle import FINISHED
from assessments.models import Assessment, CopyKind
from assessments.timeline import ASSESSMENT_COMPLETED
from assessments.written import read
from cases.choices import PersonKind
from cases.models import Episode, Person, TeamAgency, TimelineEvent
from cases.profile import profile_of as words_of
from cases.timeline import LEAD_AGREED
from ehm import events
from ehm.charts.axes import in_full
from ehm.models import Agency, AgencyKind
from ehm.rows.actor import Actor
from plans.choices import ChildrenTold, FamilyView
from plans.documents.pack import pack_pdf
from plans.documents.paper import Block, Head, Paper, Section
from plans.documents.plan import as_facts, as_sections
from plans.handing import PlanLimits, left_out
from plans.models import FrontDoorContact, Plan, PlanVersion, StepUp, Stuck
from plans.permissions import can_read_stuck
from plans.profile import profile_of
from plans.versions import Stand, as_agreed, as_it_stands
from plans.ways_out import contacts_of, front_door, talks_of

COLUMNS = (("When", 3), ("What", 6), ("Who wrote it down", 4))
OWN_LISTS = {
    Record.HOUSEHOLD_MEMBER: "The adults of the family, beside the assessment",
    Record.PROFESSIONAL: "Who helps besides whoever leads, and who wrote what down",
    Record.OUTCOME: "What the assessment led to, as the days tell it",
}


@dataclass(frozen=True)
class Contents:
    """A pack for one recipient. `held`: what is in it; `left_out`: what the family's limits keep from them, as the form
    and the plan call it, for whoever makes it; `untold`: of what the pack tells beside the assessment, what goes with
    it."""

    episode: Episode
    recipient: Recipient
    assessment: Document | None
    plan: Plan | None
    version: PlanVersion | None
    stand: Stand | None
    held: tuple[str, ...]
    left_out: tuple[str, ...]
    untold: frozenset[Record]


def recipients(by: Actor) -> list[Recipient]:
    """The front door, and the agencies of social care that the partnership knows."""
    agencies = Agency.objects.of(by.tenant_id).current().filter(kind=AgencyKind.SOCIAL_CARE).order_by("name")
    found = [Recipient(CopyKind.FULL, one.name, agency=one) for one in agencies]
    return [*found, Recipient(CopyKind.FULL, front_door(by))]


def contents_for(episode: Episode, recipient: Recipient, by: Actor) -> Contents:
    """Raises Refused for whom the family keeps out of all of it. What is written is read before its limits are."""
    latest = Assessment.objects.visible_to(by).not_withheld().filter(episode=episode, status__in=FINISHED)
    rows = latest.select_related("episode__family", "submitted_by", "recorded_by", "authorised_by")
    assessment = rows.order_by("-number", "-pk").first()
    written = read(assessment, by) if assessment is not None else None
    whole = document_for(assessment, by, written=written) if assessment is not None else None
    plans = Plan.objects.within([episode]).select_related("episode__family", "episode__lead", "assessment")
    plan = plans.order_by("-recorded_at", "-pk").first()
    versions = PlanVersion.objects.within([episode]).filter(plan=plan).select_related("episode__family")
    version = versions.order_by("-number").first() if plan is not None else None
    stand = as_agreed([version], by)[version.pk] if version else as_it_stands(plan, by) if plan else None

    limits = PlanLimits(episode, by)
    cut = limits.cut(recipient)
    hidden: list[str] = []
    document = None
    if assessment is not None and whole is not None and written is not None:
        own = Limits(assessment, by)
        kept = (*own.kept_from(recipient), *limits.limits.kept_from(recipient))
        document = shared_copy(whole, kept)
        hidden += told(own.of(recipient), written)
    if stand is not None:
        hidden += left_out(cut, stand)
        stand = cut.stand(stand)
    untold = frozenset(record for record in OWN_LISTS if any(_touches(form, record, kept) for form, kept in cut.places))
    hidden += [words for record, words in OWN_LISTS.items() if record in untold]
    return Contents(
        episode,
        recipient,
        document,
        plan,
        version,
        stand,
        tuple(_held(document, plan, version, by)),
        tuple(dict.fromkeys(hidden)),
        untold,
    )


def _touches(form: Form, record: Record, kept: Iterable[Address]) -> bool:
    """Whether the limits keep back some of what the form keeps as `record`."""
    question = form.kept_as(record)
    if question is None:
        return False
    place = Address(form.section_of(question.key).key, question.key)
    return any(one.covers(place) or place.covers(one) for one in kept)


def printed(contents: Contents, by: Actor, *, is_large: bool = False) -> bytes:
    """One tagged PDF."""
    episode, paper = contents.episode, Paper(is_large=is_large)
    writer = by.membership
    family, talk = family_now(episode), next(iter(talks_of(episode)), None)
    contact = next(iter(contacts_of(episode)), None)
    head = Head(
        title=f"For {contents.recipient.words}",
        name=f"Pack for social care {episode.reference}",
        partnership=by.partnership.name,
        written_by=", ".join(filter(None, (writer.display_name, writer.job_title, writer.agency.name))),
        contact=writer.work_phone,
        safeguarding_phone=by.partnership.safeguarding_phone,
        facts=list(_facts(episode, contact, by)),
        recipient=contents.recipient.words,
        is_large=is_large,
    )
    plan = None
    if contents.plan is not None and contents.stand is not None:
        called = profile_of(by.partnership).plan
        sections = list(as_sections(paper, contents.stand))
        plan = (capfirst(called), as_facts(contents.plan, contents.stand, contents.version), sections)
    return pack_pdf(
        head,
        list(_first(paper, contents, family, talk, contact, by)),
        contents.assessment,
        plan,
        [Section("From the first day on", _chronology(paper, contents, by))],
    )


def _held(document: Document | None, plan: Plan | None, version: PlanVersion | None, by: Actor) -> Iterator[str]:
    yield "Why we ask, who the family is, what was tried"
    if document is not None:
        number = f", version {document.version}" if document.version > 1 else ""
        yield f"{words_of(by.partnership).words.assessment} {document.reference}{number}"
    if plan is not None:
        called = profile_of(by.partnership).plan
        yield f"{capfirst(called)} {plan.reference}, {f'version {version.number}' if version else 'not agreed yet'}"
    yield "What happened, day by day"


def _facts(episode: Episode, contact: FrontDoorContact | None, by: Actor) -> Iterator[tuple[str, str]]:
    writer = by.membership
    yield "From", ", ".join(filter(None, (writer.display_name, writer.job_title, writer.agency.name)))
    yield "Telephone", writer.work_phone
    yield "Made on", in_full(timezone.localdate())
    yield "Reference", episode.reference
    yield "Level of need", words_of(by.partnership).level_name(episode.level, episode.level_band)
    if contact is not None:
        how = f"{in_full(timezone.localdate(contact.made_at))}, {contact.get_how_display().lower()}"
        yield "You were told on", f"{how}, {contact.spoke_with}" if contact.spoke_with else how
        yield "Is significant harm feared?", "Yes" if contact.is_harm_feared else "No"
        yield "The parents know", "Yes" if contact.parents_told else f"No. {contact.why_parents_not_told}"
        yield "The children know", _children_know(contact)


def _children_know(contact: FrontDoorContact) -> str:
    said = ChildrenTold(contact.children_told)
    return f"No. {contact.why_children_not_told}" if said == ChildrenTold.NO else said.label


def _first(
    paper: Paper,
    contents: Contents,
    family: FamilyNow,
    talk: StepUp | None,
    contact: FrontDoorContact | None,
    by: Actor,
) -> Iterator[Section]:
    episode, untold = contents.episode, contents.untold
    worries = [paper.words(contact.worry)] if contact is not None else []
    if talk is not None:
        worries.append(paper.words(talk.worries, "What has become harder" if worries else ""))
    yield Section("What we are worried about", worries)
    yield Section("What was tried, and why it did not work", list(_tried(paper, episode, talk, by)))
    yield Section("The children and the family", list(_people(paper, family, untold)))
    yield Section("Who helps now", [paper.facts(list(_team(episode, untold)))])
    if talk is not None and talk.family_view:
        rows = [
            ("What the family thinks", _view(talk)),
            ("Who leads in social care", talk.new_lead),
            ("Handed over", in_full(talk.handed_over_on) if talk.handed_over_on else ""),
            ("How", talk.handed_over_how),
        ]
        yield Section("What was agreed", [paper.facts(rows)])


def _view(talk: StepUp) -> str:
    view = FamilyView(talk.family_view)
    return {FamilyView.AGREES: "They agree", FamilyView.DISAGREES: "They know, and do not agree"}.get(
        view, f"They have not been told. {talk.why_not_told}"
    )


def _tried(paper: Paper, episode: Episode, talk: StepUp | None, by: Actor) -> Iterator[Block]:
    if talk is not None:
        yield paper.words(talk.tried)
        if talk.advice:
            yield paper.words(talk.advice, f"What was advised, {in_full(timezone.localdate(talk.held_at))}")
    stuck = Stuck.objects.within([episode]) if can_read_stuck(by, episode) else Stuck.objects.none()
    for one in stuck.order_by("recorded_at", "pk"):
        on = in_full(timezone.localdate(one.recorded_at))
        said = "\n\n".join(filter(None, (one.tried, one.advice and f"Advice: {one.advice}", one.went_on)))
        yield paper.words(said, f"{one.get_because_display()}, {on}")


def _people(paper: Paper, family: FamilyNow, untold: frozenset[Record]) -> Iterator[Block]:
    rows = [(child.name, _born(child)) for child in family.children]
    is_told = Record.HOUSEHOLD_MEMBER not in untold
    others = {one.person_id: one for one in family.members if is_told and not one.person.is_child}
    rows += [(member.person.name, member.get_role_display()) for member in others.values()]
    if rows:
        yield paper.facts(rows)


def _born(child: Person) -> str:
    if child.date_of_birth:
        return f"Born {in_full(child.date_of_birth)}"
    return f"Not born yet, expected {in_full(child.expected_on)}" if child.expected_on else "Date of birth not known"


def _team(episode: Episode, untold: frozenset[Record]) -> Iterator[tuple[str, str]]:
    lead = episode.lead
    if lead is not None:
        said = ", ".join(filter(None, (lead.display_name, lead.job_title, lead.work_phone)))
        yield f"{episode.lead_agency.name} (leads)", said
    else:
        yield f"{episode.lead_agency.name} (leads)", "Nobody leads by name yet"
    if Record.PROFESSIONAL in untold:
        return
    team = TeamAgency.objects.within([episode]).filter(ended_at=None).select_related("agency")
    for member in team.order_by("agency__name"):
        if member.agency_id != episode.lead_agency_id:
            yield member.agency.name, member.helps_with or "In the team around the family"


def _chronology(paper: Paper, contents: Contents, by: Actor) -> list[Block]:
    episode, untold = contents.episode, contents.untold
    weighty = [kind.name for kind in events.kinds.values() if kind.is_significant]
    happened = TimelineEvent.objects.visible_to(by).filter(family=episode.family, kind__in=weighty)
    if Record.HOUSEHOLD_MEMBER in untold:
        happened = happened.exclude(person__kind=PersonKind.ADULT)
    if Record.PROFESSIONAL in untold:
        happened = happened.exclude(kind=LEAD_AGREED.name)
    if Record.OUTCOME in untold:
        happened = happened.exclude(kind=ASSESSMENT_COMPLETED.name)
    own = happened.filter(episode=None) | happened.filter(episode=episode)
    rows = [
        (
            in_full(timezone.localdate(event.occurred_at)),
            event.sentence,
            "" if Record.PROFESSIONAL in untold else f"{event.membership.display_name}, {event.agency.name}",
        )
        for event in own.select_related("membership", "agency").order_by("occurred_at", "pk")
    ]
    return [paper.table(COLUMNS, rows)] if rows else []

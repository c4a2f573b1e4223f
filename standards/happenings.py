"""What the timeline and the contacts say, in the words of the rulebooks (standards/events.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from cases.choices import FACE_TO_FACE, AgreementKind, FamilyRole, PersonKind
from cases.models import Contact, Episode, FamilyMember, Person, TimelineEvent
from ehm.models import Agency, AgencyKind
from plans.timeline import ACTION_AGREED, ACTION_MOVED
from standards import assessed, met
from standards.chain import Happening
from standards.events import EVENTS
from standards.rulebook import Circumstances, Standard, Subject

# Said by the contacts themselves, which may be put right; the timeline keeps what was said first.
OF_CONTACTS = frozenset({"contact.happened", "contact.recorded", "child.seen", "family.seen", "first_contact.made"})


@dataclass(frozen=True, slots=True)
class Key:
    """What one clock is about: the reference of the record, and the child where it is one."""

    kind: Subject
    reference: str
    person_id: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class News:
    """A happening, and which records it is about. Without a `person`, it is about every child of the episode."""

    happening: Happening
    person: Person | None = None
    records: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.happening.name

    def concerns(self, standard: Standard) -> bool:
        back = self.happening.takes_back
        return concerns(standard, self.name) or (back is not None and not back.names.isdisjoint(standard.start))

    def keys(self, standard: Standard, episode: Episode, children: Iterable[Person]) -> Iterator[Key]:
        """The subjects of `standard` that this is about."""
        match standard.subject:
            case Subject.EPISODE:
                yield Key(Subject.EPISODE, episode.reference)
            case Subject.CHILD:
                for person in [self.person] if self.person else children:
                    if person.kind == PersonKind.CHILD:  # nobody can see the unborn; birth starts the clock
                        yield Key(Subject.CHILD, person.reference, person.pk)
            case kind if kind.value in self.records:
                yield Key(kind, self.records[kind.value])


def children_of(episode: Episode) -> list[Person]:
    """Every born child of the family now, wherever they live."""
    members = FamilyMember.objects.filter(
        tenant_id=episode.tenant_id, family_id=episode.family_id, left_on=None, person__kind=PersonKind.CHILD
    )
    members = members.exclude(role=FamilyRole.NETWORK).select_related("person")
    return [member.person for member in members.order_by("id")]


def circumstances(lead_agency: Agency, level: int, data: Mapping[str, Any]) -> Circumstances:
    is_council = data.get("is_local_authority", lead_agency.kind == AgencyKind.LOCAL_AUTHORITY)
    said = {key: value for key, value in data.items() if isinstance(value, str)}
    return Circumstances(lead_is_local_authority=bool(is_council), agency_kind=lead_agency.kind, level=level, data=said)


def said_by(event: TimelineEvent, episode: Episode, moved: Mapping[str, str] | None = None) -> Iterator[News]:
    """The news in one event. Events of an assessment are read together (`said_by_assessments`), and
    `contact.corrected` is none: it asks for a look at the contacts themselves. `moved`: the day that each action of a
    plan has now, where it is another than what was agreed first."""
    data = event.data
    if moved and event.kind == ACTION_AGREED.name and data["plan_action"] in moved:
        data = data | {"agreed_on": moved[data["plan_action"]]}
    around = circumstances(episode.lead_agency, episode.level, data)
    records = {kind.value: data[kind] for kind in Subject if isinstance(data.get(kind), str)}

    def news(name: str, at: datetime) -> News:
        agreed_on = data.get("agreed_on")
        return News(
            Happening(
                name,
                at,
                event.pk,
                around,
                agreed_days=data.get("agreed_days"),
                agreed_on=date.fromisoformat(agreed_on) if agreed_on else None,
            ),
            event.person,
            records,
        )

    if event.kind == "contact.recorded":
        yield news("contact.happened", event.occurred_at)
        yield news("contact.recorded", event.recorded_at)
        if data.get("seen") and not data.get("is_attempt") and data.get("kind") in FACE_TO_FACE:
            yield news("family.seen", event.occurred_at)
    elif event.kind == "agreement.withdrawn":
        if data.get("kind") == AgreementKind.EARLY_HELP:
            yield news("consent.withdrawn", event.occurred_at)
    elif event.kind == "allocation.ended":
        if data.get("is_local_authority") and not data.get("next_is_local_authority"):
            yield news("hub.stopped_leading", event.occurred_at)
    elif event.kind in EVENTS and event.kind not in assessed.KINDS:
        yield news(event.kind, event.occurred_at)


def said_by_assessments(episode: Episode) -> list[News]:
    """The news of the assessments of an episode, as they read now."""
    events = TimelineEvent.objects.filter(tenant_id=episode.tenant_id, episode=episode, kind__in=assessed.KINDS)
    of_each: dict[str, list[TimelineEvent]] = {}
    for event in events.order_by("id"):
        of_each.setdefault(event.data["assessment"], []).append(event)
    found: list[News] = []
    for reference, told in of_each.items():
        for fact in assessed.facts_of(told):
            around = circumstances(episode.lead_agency, episode.level, fact.data)
            happening = Happening(fact.name, fact.at, fact.event_id, around, takes_back=fact.takes_back)
            found.append(News(happening, None, {Subject.ASSESSMENT.value: reference}))
    return found


def said_by_meetings(events: Iterable[TimelineEvent], episode: Episode) -> Iterator[News]:
    """The news of the meetings of an episode, as their minutes read now."""
    of_each: dict[str, list[TimelineEvent]] = {}
    for event in events:
        if event.kind in met.KINDS:
            of_each.setdefault(event.data.get("meeting", str(event.pk)), []).append(event)
    for told in of_each.values():
        for fact in met.facts_of(told):
            agreed_on = fact.data.get("agreed_on")
            happening = Happening(
                fact.name,
                fact.at,
                fact.event_id,
                circumstances(episode.lead_agency, episode.level, fact.data),
                agreed_days=fact.data.get("agreed_days"),
                agreed_on=date.fromisoformat(agreed_on) if agreed_on else None,
            )
            records = {kind.value: fact.data[kind] for kind in Subject if isinstance(fact.data.get(kind), str)}
            yield News(happening, None, records)


def everything(episode: Episode) -> list[News]:
    """All that ever happened, for working a chain out again: contacts, assessments and meetings as they read now, the
    rest from the timeline."""
    of_family = Q(episode=None, family_id=episode.family_id, occurred_at__gte=episode.requested_at)
    events = (
        TimelineEvent.objects.filter(Q(episode=episode) | of_family, tenant_id=episode.tenant_id)
        .select_related("person")
        .order_by("id")
    )
    found: list[News] = []
    recorded: dict[str, int] = {}
    moved = {event.data["plan_action"]: event.data["agreed_on"] for event in events if event.kind == ACTION_MOVED.name}
    for event in events:
        if event.kind == "contact.recorded":
            recorded[event.data["contact"]] = event.pk
        said_elsewhere = OF_CONTACTS | met.HELD
        found += [news for news in said_by(event, episode, moved) if news.name not in said_elsewhere]
    found += _said_by_contacts(episode, recorded)
    found += said_by_meetings(events, episode)
    found += said_by_assessments(episode)
    return found


def _said_by_contacts(episode: Episode, recorded: Mapping[str, int]) -> Iterator[News]:
    around = circumstances(episode.lead_agency, episode.level, {})
    contacts = Contact.objects.filter(tenant_id=episode.tenant_id, episode=episode).prefetch_related("people__person")
    first_contact_made = False
    for contact in contacts.order_by("happened_at", "id"):
        event_id = recorded.get(contact.reference, 0)
        records = {Subject.CONTACT.value: contact.reference}
        happened = Happening("contact.happened", contact.happened_at, event_id, around)
        yield News(happened, None, records)
        yield News(replace(happened, name="contact.recorded", at=contact.recorded_at), None, records)
        if contact.is_attempt:
            continue
        seen = [row.person for row in contact.people.all() if row.was_seen]
        if seen and contact.kind in FACE_TO_FACE:
            yield News(replace(happened, name="family.seen"), None, records)
            for person in seen:
                if person.is_child:
                    yield News(replace(happened, name="child.seen"), person, records)
        if contact.completes_first_contact and not first_contact_made:
            first_contact_made = True
            yield News(replace(happened, name="first_contact.made"), None, records)


def concerns(standard: Standard, name: str) -> bool:
    return name in standard.start or name in standard.stop or name in standard.cancel

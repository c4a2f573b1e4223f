"""Who is like what was asked: people whose record one may open, and children of whom one may know only that they are
known and whom to ring. Two functions of the database find them (cases/migrations/0006_search.sql)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from cases.models import Address, Episode, Family, FamilyMember, KeyAgencyNote, Person
from cases.search_terms import SearchTerms
from ehm.rows.actor import Actor

MOST = 30  # people of one's own on one page
MOST_KNOWN = 20
_KNOWN = (
    "person_id, reference, given_name, family_name, age, is_unborn, is_protected,"
    " agency_name, agency_phone, worker_name, worker_phone"
)


@dataclass
class Found:
    """Somebody whose record one may open."""

    person: Person
    likeness: float
    families: list[Family] = field(default_factory=list)
    notes: list[KeyAgencyNote] = field(default_factory=list)


@dataclass
class Known:
    """A child whose record one may not open: what the whole partnership may know."""

    person_id: int
    reference: str
    given_name: str
    family_name: str
    age: int | None
    is_unborn: bool
    is_protected: bool
    agency_name: str
    agency_phone: str
    worker_name: str
    worker_phone: str
    likeness: float = 0
    notes: list[KeyAgencyNote] = field(default_factory=list)

    @property
    def name(self) -> str:
        given = self.given_name or ("Unborn" if self.is_unborn else "(first name not known)")
        return f"{given} {self.family_name or '(surname not known)'}"

    @property
    def age_in_words(self) -> str:
        if self.is_unborn:
            return "not born yet"
        return "age not known" if self.age is None else f"aged {self.age}" if self.age else "under one year old"


@dataclass
class Results:
    """`own` may be opened. `families` were asked for by their own reference or an episode's."""

    own: list[Found] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.own or self.families or self.known)

    @property
    def is_cut_short(self) -> bool:
        return len(self.own) >= MOST or len(self.known) >= MOST_KNOWN


def look(terms: SearchTerms, actor: Actor) -> Results:
    """Everything that `terms` finds for `actor`, best first, in the same number of queries whatever is found."""
    likeness = _own_by_likeness(terms)
    if terms.postcode:
        at_home = Address.objects.visible_to(actor).filter(postcode=terms.postcode)
        for person_id in at_home.order_by("-id").values_list("person_id", flat=True)[:MOST]:
            likeness[person_id] = likeness.get(person_id, 0.6) + 0.3
    families: list[Family] = []
    if terms.reference:
        for person_id in (
            Person.objects.visible_to(actor).filter(reference=terms.reference).values_list("pk", flat=True)
        ):
            likeness[person_id] = 2
        families = _families_by_reference(terms.reference, actor)
    known = _known_by_likeness(terms)
    if terms.reference:
        known += [child for child in known_children(terms.reference) if child.person_id not in likeness]
    results = Results(own=_people(likeness, actor), families=families, known=known)
    add_notes(results, actor)
    return results


def known_children(reference: str) -> list[Known]:
    """The child of this reference, whoever may open the record; nobody for an agency that the family keeps out."""
    return _known(f"SELECT {_KNOWN}, 2 FROM cases_known_child(%s)", [reference])


def noted_children(person_ids: Collection[int]) -> dict[int, Known]:
    """Children of whom one's own agency keeps a key agency note, for a list of these notes."""
    rows = _known(f"SELECT {_KNOWN}, 2 FROM cases_noted_children(%s)", [list(person_ids)])
    return {child.person_id: child for child in rows}


def add_notes(results: Results, actor: Actor) -> None:
    """Current key agency notes of everybody found, as far as one may see them."""
    shown: dict[int, Found | Known] = {found.person.pk: found for found in results.own if found.person.is_child}
    shown |= {child.person_id: child for child in results.known}
    for note in current_notes(shown, actor):
        shown[note.person_id].notes.append(note)


def current_notes(person_ids: Iterable[int], actor: Actor) -> list[KeyAgencyNote]:
    notes = KeyAgencyNote.objects.visible_to(actor).current().filter(person_id__in=list(person_ids))
    return list(notes.select_related("agency").order_by("-started_on", "-id"))


def _own_by_likeness(terms: SearchTerms) -> dict[int, float]:
    if not (terms.names or terms.born or terms.nhs_number):
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, likeness FROM cases_find_own(%s, %s, %s)", _asked(terms.names, terms))
        return dict(cursor.fetchall())


def _known_by_likeness(terms: SearchTerms) -> list[Known]:
    if not (terms.names or terms.nhs_number):
        return []
    names = (terms.given_name, terms.family_name)
    return _known(f"SELECT {_KNOWN}, likeness FROM cases_find_known(%s, %s, %s, %s)", [*names, *_asked((), terms)[1:]])


def _asked(names: Iterable[str], terms: SearchTerms) -> tuple[str, date | None, str]:
    return " ".join(names), terms.born, terms.nhs_number


def _known(sql: str, values: Sequence[Any]) -> list[Known]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Known(*row) for row in cursor.fetchall()]


def _families_by_reference(reference: str, actor: Actor) -> list[Family]:
    families = {family.pk: family for family in Family.objects.visible_to(actor).filter(reference=reference)}
    episodes = Episode.objects.visible_to(actor).filter(reference=reference).select_related("family")
    return list((families | {episode.family_id: episode.family for episode in episodes}).values())


def _people(likeness: dict[int, float], actor: Actor) -> list[Found]:
    """Read through the same wall as every page: what the index found is only a suggestion."""
    seen = Person.objects.visible_to(actor).filter(pk__in=list(likeness))
    found = [Found(person, likeness[person.pk]) for person in seen]
    found.sort(key=lambda one: (-one.likeness, not one.person.is_child, one.person.name, one.person.pk))
    found = found[:MOST]
    families: dict[int, list[Family]] = defaultdict(list)
    members = FamilyMember.objects.visible_to(actor).current().filter(person_id__in=[one.person.pk for one in found])
    for member in members.select_related("family").order_by("family_id"):
        families[member.person_id].append(member.family)
    for one in found:
        one.families = families[one.person.pk]
    return found

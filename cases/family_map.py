"""From who is what to whom, to the family map and to the same in words. Pure: draws whom it is given, nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cases.choices import COUPLE_RELATIONS, PARENT_RELATIONS, FamilyRole, PersonKind, Relation, Sex
from cases.models import FamilyMember, Person, Relationship
from cases.timeline import all_of
from ehm import words
from ehm.charts import family as chart

SHAPES = {Sex.FEMALE: chart.Shape.FEMALE, Sex.MALE: chart.Shape.MALE}
STEP_RELATIONS = frozenset({Relation.STEP_PARENT, Relation.PARENTS_PARTNER})
RAISES = frozenset(
    {Relation.FOSTER_CARER, Relation.KINSHIP_CARER, Relation.SPECIAL_GUARDIAN, Relation.PRIVATE_FOSTER_CARER}
)
BONDS = {
    Relation.PARTNER: chart.Bond.COHABITING,
    Relation.SPOUSE: chart.Bond.MARRIED,
    Relation.FORMER_PARTNER: chart.Bond.SEPARATED,
    Relation.DIVORCED: chart.Bond.DIVORCED,
}
BOTH_WAYS = COUPLE_RELATIONS | {
    Relation.SIBLING,
    Relation.HALF_SIBLING,
    Relation.STEP_SIBLING,
    Relation.FRIEND,
    Relation.NEIGHBOUR,
}


def age_in_words(person: Person) -> str:
    """'9', '5 months', 'due 3 Mar 2027', 'age not known'."""
    if person.kind == PersonKind.UNBORN:
        return f"due {day_and_year(person.expected_on)}" if person.expected_on else "unborn"
    return words.age(person.date_of_birth) if person.date_of_birth else "age not known"


def day_and_year(on: date) -> str:
    """'3 Mar 2027'."""
    return f"{on.day} {on:%b %Y}"


def family_map(
    members: Iterable[FamilyMember], relationships: Iterable[Relationship]
) -> tuple[list[chart.Person], list[chart.Couple]]:
    """What `ehm.charts.genogram` draws. A relationship with somebody who is not among `members` is left out."""
    here = list(members)
    people = {member.person_id: member.person for member in here}
    known = [row for row in relationships if row.person_id in people and row.relative_id in people]
    return [_drawn(member) for member in here], _couples(people, known)


def _drawn(member: FamilyMember) -> chart.Person:
    person = member.person
    is_unborn = person.kind == PersonKind.UNBORN
    name = f"{person.short_name} {person.family_name}" if person.given_name else person.name
    if is_unborn and person.expected_on:
        name = f"{person.given_name or 'Unborn'}, due {person.expected_on:%b}"
    return chart.Person(
        key=str(person.pk),
        name=name,
        shape=chart.Shape.UNBORN if is_unborn else SHAPES.get(Sex(person.sex or Sex.UNKNOWN), chart.Shape.OTHER),
        age="" if person.age is None else str(person.age),
        has_died=person.died_on is not None,
        in_focus=person.is_child and member.role == FamilyRole.HOUSEHOLD,
        in_household=member.role == FamilyRole.HOUSEHOLD,
    )


def _couples(people: dict[int, Person], known: Sequence[Relationship]) -> list[chart.Couple]:
    bonds = _bonds(known)
    children: dict[frozenset[int], list[chart.Child]] = {}
    for key in people:
        for partners, parentage in _origins(key, known):
            children.setdefault(partners, []).append(chart.Child(str(key), parentage))
    pairs = [*children, *(pair for pair in bonds if pair not in children)]
    return [
        chart.Couple(
            partners=tuple(str(key) for key in sorted(pair)),
            children=tuple(children.get(pair, ())),
            bond=bonds.get(pair, chart.Bond.NOT_KNOWN),
        )
        for pair in pairs
    ]


def _origins(key: int, known: Sequence[Relationship]) -> list[tuple[frozenset[int], chart.Parentage]]:
    """Who the lines above this person lead to: birth parents, adoptive parents, else whoever raises them."""
    above = [row for row in known if row.relative_id == key]
    birth = [row.person_id for row in above if row.relation in PARENT_RELATIONS - {Relation.ADOPTIVE_PARENT}]
    adoptive = [row.person_id for row in above if row.relation == Relation.ADOPTIVE_PARENT]
    lines = []
    if birth:
        lines.append((frozenset(birth[:2]), chart.Parentage.BIRTH))
    if adoptive:
        lines.append((frozenset(adoptive[:2]), chart.Parentage.ADOPTION))
    if lines:
        return lines
    now = [row for row in above if row.ended_on is None]
    step = [row.person_id for row in now if row.relation in STEP_RELATIONS]
    raising = [row.person_id for row in now if row.relation in RAISES]
    if raising:
        return [(frozenset(raising[:2]), chart.Parentage.FOSTER)]
    return [(frozenset(step[:2]), chart.Parentage.STEP)] if step else []


def _bonds(known: Sequence[Relationship]) -> dict[frozenset[int], chart.Bond]:
    """How two people are together, from what was said of them, or because one is a step-parent beside a parent."""
    bonds: dict[frozenset[int], chart.Bond] = {}
    for row in known:
        if row.relation in STEP_RELATIONS and row.ended_on is None:
            for parent in known:
                if parent.relative_id == row.relative_id and parent.relation in PARENT_RELATIONS:
                    if _is_partner_of(row, parent, known):
                        bonds.setdefault(frozenset({row.person_id, parent.person_id}), chart.Bond.NOT_KNOWN)
    for row in known:
        if row.relation in BONDS:
            together = BONDS[Relation(row.relation)]
            over = row.ended_on is not None and together in (chart.Bond.COHABITING, chart.Bond.MARRIED)
            bonds[frozenset({row.person_id, row.relative_id})] = chart.Bond.SEPARATED if over else together
    return bonds


def _is_partner_of(step: Relationship, parent: Relationship, known: Sequence[Relationship]) -> bool:
    """A step-parent stands beside the only parent on the map, or beside the one said to be their partner."""
    parents = {
        row.person_id for row in known if row.relative_id == step.relative_id and row.relation in PARENT_RELATIONS
    }
    if len(parents) == 1:
        return True
    said = {frozenset({row.person_id, row.relative_id}) for row in known if row.relation in COUPLE_RELATIONS}
    return frozenset({step.person_id, parent.person_id}) in said


@dataclass(frozen=True)
class InWords:
    """One line of the list that says what the map shows."""

    person: Person
    age: str
    place: str
    ties: tuple[str, ...]


def family_in_words(members: Iterable[FamilyMember], relationships: Iterable[Relationship]) -> list[InWords]:
    """The map for those who listen or read: everybody, with what they are to the others."""
    here = list(members)
    people = {member.person_id: member.person for member in here}
    known = [row for row in relationships if row.person_id in people and row.relative_id in people]
    lines = []
    for member in here:
        lines.append(
            InWords(
                person=member.person,
                age=age_in_words(member.person),
                place="" if member.role == FamilyRole.HOUSEHOLD else FamilyRole(member.role).label,
                ties=_ties(member.person_id, people, known),
            )
        )
    return lines


def _ties(key: int, people: dict[int, Person], known: Sequence[Relationship]) -> tuple[str, ...]:
    """'mother of Aisha, Ben and Leo', 'former partner of Sam (until 3 Mar 2026)'."""
    grouped: dict[str, list[str]] = {}
    for row in known:
        until = f" (until {day_and_year(row.ended_on)})" if row.ended_on else ""
        label = Relation(row.relation).label.lower()
        label = f"{label.removesuffix(' from')}{' from' if label.endswith(' from') else ' of'}"
        if row.person_id == key:
            grouped.setdefault(label, []).append(people[row.relative_id].short_name + until)
        elif row.relative_id == key and row.relation in BOTH_WAYS:
            grouped.setdefault(label, []).append(people[row.person_id].short_name + until)
    return tuple(f"{label} {all_of(names)}" for label, names in grouped.items())

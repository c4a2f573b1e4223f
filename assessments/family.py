"""The people whom an assessment is about, as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from assessments.answers import Child, Parent
from cases.choices import CARER_RELATIONS, AgreementKind, FamilyRole, PersonKind
from cases.models import Agreement, Episode, FamilyMember, Person, Relationship
from ehm import words


@dataclass(frozen=True)
class FamilyNow:
    """`parents_of`: child → parents and carers."""

    members: tuple[FamilyMember, ...]
    parents_of: Mapping[int, frozenset[int]]
    is_agreed: bool

    @cached_property
    def people(self) -> tuple[Person, ...]:
        return tuple(sorted((member.person for member in self.members), key=_children_first))

    @cached_property
    def children(self) -> tuple[Person, ...]:
        """Those of the family itself: not a friend's or cousin's child of the network."""
        network = {member.person_id for member in self.members if member.role == FamilyRole.NETWORK}
        return tuple(person for person in self.people if person.is_child and person.pk not in network)

    @cached_property
    def by_reference(self) -> Mapping[str, Person]:
        return {person.reference: person for person in self.people}

    def as_children(self) -> tuple[Child, ...]:
        return tuple(
            Child(
                child.reference,
                child.short_name,
                child.age,
                child.kind == PersonKind.UNBORN,
                words.age(child.date_of_birth) if child.date_of_birth else "",
            )
            for child in self.children
        )

    def as_parents(self) -> tuple[Parent, ...]:
        references = {child.pk: child.reference for child in self.children}
        found = []
        for person in self.people:
            of = {references[child] for child, carers in self.parents_of.items() if person.pk in carers}
            if of:
                found.append(Parent(person.reference, person.short_name, frozenset(of)))
        return tuple(found)


def family_now(episode: Episode) -> FamilyNow:
    """Three queries, of an episode that was read through `visible_to`."""
    families = [episode.family]
    members = FamilyMember.objects.within(families).current().select_related("person").order_by("id")
    relations = Relationship.objects.within(families).filter(ended_on=None, relation__in=CARER_RELATIONS)
    parents_of: dict[int, set[int]] = {}
    for child, carer in relations.values_list("relative_id", "person_id"):
        parents_of.setdefault(child, set()).add(carer)
    shown = tuple(members)
    here = {member.person_id for member in shown}
    agreed = Agreement.objects.within([episode]).filter(kind=AgreementKind.EARLY_HELP, is_given=True, withdrawn_on=None)
    return FamilyNow(
        shown,
        {child: frozenset(carers & here) for child, carers in parents_of.items() if child in here},
        agreed.exists(),
    )


def names_of(people: Iterable[Person]) -> dict[str, str]:
    """Reference → short name."""
    return {person.reference: person.short_name for person in people}


def _children_first(person: Person) -> tuple[bool, str]:
    return not person.is_child, str(person.date_of_birth or person.expected_on or "9999")

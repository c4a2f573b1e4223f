"""Writing a family down, and who belongs to it from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import ProgrammingError, transaction
from django.utils import timezone

from cases import timeline
from cases.actions.people import NewPerson, write_down
from cases.choices import PARENT_RELATIONS, FamilyRole, Relation
from cases.models import Family, FamilyMember, Person, Relationship
from cases.permissions.families import (
    can_bring_into_another_family,
    can_change_family,
    can_create_family,
    can_protect_whereabouts,
)
from ehm import events
from ehm.actions import Refused, Stale, still_there
from ehm.models import Area
from ehm.permissions import require
from ehm.rows.actor import Actor


@dataclass(frozen=True)
class RelationTo:
    """What a new person is to somebody who is in the family already, or comes into it at the same time."""

    relative: Person | None  # None: to every child that comes with them
    relation: Relation
    has_parental_responsibility: bool | None = None


@transaction.atomic
def create_family(
    *,
    name: str,
    people: Sequence[NewPerson],
    area: Area | None = None,
    note: str = "",
    by: Actor,
) -> Family:
    """Write down a family with its first people; at least one of them is a child. A person's relation to nobody in
    particular holds towards every child among them."""
    require(can_create_family, by, by.partnership)
    if not any(new.is_child for new in people):
        raise Refused("A family starts with a child, or with an unborn child.")
    family = Family.objects.create(
        tenant_id=by.tenant_id,
        name=name or _name_from(people),
        area=area,
        note=note,
        created_by_agency_id=by.agency_id,
        created_by=by.membership,
    )
    events.record(timeline.FAMILY_CREATED, family, by=by)
    children: list[Person] = []
    for new in sorted(people, key=lambda new: not new.is_child):
        member = _join(family, new, by)
        if new.is_child:
            children.append(member.person)
        elif new.relation:
            for child in children:
                _relate(family, member.person, child, new.relation, new.has_parental_responsibility)
    return family


@transaction.atomic
def add_person_to_family(
    *, family: Family, new: NewPerson, relations: Sequence[RelationTo] = (), by: Actor
) -> FamilyMember:
    """Somebody new in the family: born into it, moved in, or part of the wider network."""
    family = lock_family(family, by)
    member = _join(family, new, by)
    _relate_to(member, relations, by)
    return member


@transaction.atomic
def add_known_person(
    *,
    family: Family,
    person: Person,
    role: FamilyRole,
    description: str = "",
    support: str = "",
    joined_on: date | None = None,
    relations: Sequence[RelationTo] = (),
    by: Actor,
) -> FamilyMember:
    """Somebody whose record is written down already, such as under the other parent's family, belongs to this one too.

    It opens their record to whoever reads this family, for good. So only by those who lead a family of theirs; of
    somebody whose whereabouts are protected only by those who may know them; and never to a reader whom another family
    keeps out.
    """
    family = lock_family(family, by)
    seen = Person.objects.visible_to(by).filter(pk=person.pk).first()
    if seen is None:
        raise Refused("You can only add somebody whose record you can open. Ring whoever knows them first.")
    places = list(FamilyMember.objects.visible_to(by).filter(person=seen).select_related("family"))
    now = [place for place in places if place.left_on is None]
    if any(place.family_id == family.pk for place in now):
        raise Refused(f"{seen.short_name} is in this family already.")
    if seen.is_whereabouts_protected and not any(can_protect_whereabouts(by, place.family) for place in now):
        raise Refused(
            f"Where {seen.short_name} lives is protected. Only the lead agency and the hub of their family can add"
            " them to another one."
        )
    elsewhere = [place.family for place in places if place.family_id != family.pk]
    if len(elsewhere) == len(places) > 0 and not any(can_bring_into_another_family(by, one) for one in elsewhere):
        raise Refused(
            f"Only the lead agency and the hub of a family that {seen.short_name} is in can add them to another one."
            " Ask whoever leads there."
        )
    if joined_on and joined_on > timezone.localdate():
        raise Refused("The day they joined must be today or in the past.")
    try:
        with transaction.atomic():
            member = FamilyMember.objects.create(
                tenant_id=by.tenant_id,
                family=family,
                person=seen,
                role=role,
                description=description,
                support=support,
                joined_on=joined_on,
            )
    except ProgrammingError:  # the database knows of limits that this person may not see
        raise Refused(
            f"A family of {seen.short_name} does not want somebody to see their record who can read this one. Record"
            " the same limit for this family first."
        ) from None
    events.record(timeline.MEMBER_ADDED, member, by=by, data={"name": seen.short_name})
    _relate_to(member, relations, by)
    return member


@transaction.atomic
def correct_family(*, family: Family, name: str, area: Area | None, note: str, version: int, by: Actor) -> Family:
    """Change what the family is called, its area, or what visitors must know."""
    family = lock_family(family, by)
    if family.version != version:
        raise Stale(
            "Somebody else changed this family while you were writing. Compare and save again.",
            {"name": family.name, "area": family.area, "note": family.note},
        )
    if not name.strip():
        raise Refused("Enter what the family is called.")
    family.name, family.area, family.note, family.version = name.strip(), area, note, version + 1
    family.save(update_fields=["name", "area", "note", "version"])
    events.record(timeline.FAMILY_CORRECTED, family, by=by)
    return family


@transaction.atomic
def end_membership(
    *, member: FamilyMember, left_on: date, stays_as: FamilyRole | None = None, by: Actor
) -> FamilyMember | None:
    """Somebody left the household. `stays_as` keeps them in the family, living elsewhere or in the wider network;
    the time in the household stays on the record. Returns the new place in the family, if there is one."""
    member = _lock_member(member, by)
    if left_on > timezone.localdate():
        raise Refused("The day they left must be today or in the past.")
    if member.joined_on and left_on < member.joined_on:
        raise Refused("The day they left must be after the day they joined.")
    if stays_as == member.role:
        raise Refused("Choose how they belong to the family now.")
    member.left_on = left_on
    member.save(update_fields=["left_on"])
    events.record(timeline.MEMBER_LEFT, member, by=by, data={"name": member.person.short_name, "from": member.role})
    if stays_as is None:
        return None
    return FamilyMember.objects.create(
        tenant_id=by.tenant_id,
        family=member.family,
        person=member.person,
        role=stays_as,
        description=member.description,
        support=member.support,
        joined_on=left_on,
    )


@transaction.atomic
def set_relationship(
    *,
    family: Family,
    person: Person,
    relative: Person,
    relation: Relation,
    has_parental_responsibility: bool | None = None,
    evidence: str = "",
    contact_restrictions: str = "",
    started_on: date | None = None,
    by: Actor,
) -> Relationship:
    """`person` is the `relation` of `relative`, both in the family. Saying it again corrects what was said."""
    family = lock_family(family, by)
    if person.pk == relative.pk:
        raise Refused("Choose two different people.")
    here = set(
        FamilyMember.objects.visible_to(by)
        .filter(family=family, person_id__in=[person.pk, relative.pk])
        .values_list("person_id", flat=True)
    )
    if here != {person.pk, relative.pk}:
        raise Refused("Choose two people of this family.")
    if has_parental_responsibility is not None and not relative.is_child:
        raise Refused("Parental responsibility is for a child. Leave it empty between adults.")
    if relation in PARENT_RELATIONS and _is_parent(family, relative, person):
        raise Refused(f"{relative.short_name} is written down as a parent of {person.short_name}. Correct that first.")
    found, _ = Relationship.objects.update_or_create(
        tenant_id=by.tenant_id,
        family=family,
        person=person,
        relative=relative,
        relation=relation,
        defaults={
            "has_parental_responsibility": has_parental_responsibility,
            "evidence": evidence,
            "contact_restrictions": contact_restrictions,
            "started_on": started_on,
            "ended_on": None,
        },
    )
    _record_map(family, by)
    return found


@transaction.atomic
def end_relationship(*, relationship: Relationship, ended_on: date, by: Actor) -> Relationship:
    """A couple separated, a carer stopped caring. What it was stays on the record."""
    relationship = _lock_relationship(relationship, by)
    if ended_on > timezone.localdate():
        raise Refused("The day it ended must be today or in the past.")
    relationship.ended_on = ended_on
    relationship.save(update_fields=["ended_on"])
    _record_map(relationship.family, by)
    return relationship


@transaction.atomic
def remove_relationship(*, relationship: Relationship, by: Actor) -> None:
    """It was never so: written down by mistake."""
    relationship = _lock_relationship(relationship, by)
    family = relationship.family
    relationship.delete()
    _record_map(family, by)


def lock_family(family: Family, by: Actor) -> Family:
    """Asked before: who may never write has no right to lock either."""
    require(can_change_family, by, family)
    return still_there(Family.objects.visible_to(by).select_for_update(of=("self",)), pk=family.pk)


def _join(family: Family, new: NewPerson, by: Actor) -> FamilyMember:
    member = FamilyMember.objects.create(
        tenant_id=by.tenant_id,
        family=family,
        person=write_down(new, by),
        role=new.role,
        description=new.description,
        support=new.support,
        joined_on=new.joined_on,
    )
    events.record(timeline.MEMBER_ADDED, member, by=by, data={"name": member.person.short_name})
    return member


def _relate_to(member: FamilyMember, relations: Sequence[RelationTo], by: Actor) -> None:
    """What somebody who has just come is to those who are there."""
    others = list(
        Person.objects.filter(
            tenant_id=by.tenant_id,
            pk__in=FamilyMember.objects.visible_to(by).current().filter(family=member.family).values("person_id"),
        ).exclude(pk=member.person_id)
    )
    for wanted in relations:
        relatives = [wanted.relative] if wanted.relative else [other for other in others if other.is_child]
        for relative in relatives:
            if relative not in others:
                raise Refused("Choose somebody who is in this family.")
            _relate(member.family, member.person, relative, wanted.relation, wanted.has_parental_responsibility)


def _relate(
    family: Family, person: Person, relative: Person, relation: Relation, has_parental_responsibility: bool | None
) -> None:
    Relationship.objects.create(
        tenant_id=family.tenant_id,
        family=family,
        person=person,
        relative=relative,
        relation=relation,
        has_parental_responsibility=has_parental_responsibility if relative.is_child else None,
    )


def _is_parent(family: Family, person: Person, relative: Person) -> bool:
    return Relationship.objects.filter(
        tenant_id=family.tenant_id, family=family, person=person, relative=relative, relation__in=PARENT_RELATIONS
    ).exists()


def _record_map(family: Family, by: Actor) -> None:
    events.record(timeline.RELATIONSHIP_CHANGED, family, by=by)


def _lock_member(member: FamilyMember, by: Actor) -> FamilyMember:
    require(can_change_family, by, member.family)
    found = (
        FamilyMember.objects.visible_to(by)
        .current()
        .select_related("family", "person")
        .select_for_update(of=("self",))
        .filter(pk=member.pk)
        .first()
    )
    if found is None:
        raise Refused("They are no longer written down as part of this family.")
    return found


def _lock_relationship(relationship: Relationship, by: Actor) -> Relationship:
    require(can_change_family, by, relationship.family)
    rows = Relationship.objects.filter(tenant_id=by.tenant_id, family__in=Family.objects.visible_to(by))
    found = rows.select_related("family").select_for_update(of=("self",)).filter(pk=relationship.pk).first()
    if found is None:
        raise Refused("This relationship was removed by somebody else.")
    return found


def _name_from(people: Sequence[NewPerson]) -> str:
    child = next(new for new in people if new.is_child)
    named = child.family_name or next((new.family_name for new in people if new.family_name), "")
    return f"{named} family" if named else f"Family of {child.given_name or 'an unborn child'}"

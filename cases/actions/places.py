"""Where somebody can be found: home, school and GP, and keeping that from those who must not know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases import identifiers, timeline
from cases.choices import EducationStatus
from cases.models import Address, FamilyMember, GpRegistration, SchoolPlace
from cases.permissions.families import can_change_family, can_change_whereabouts, can_protect_whereabouts
from ehm import events
from ehm.actions import Refused
from ehm.models import Agency
from ehm.permissions import require
from ehm.rows.actor import Actor

Places = type[Address] | type[SchoolPlace] | type[GpRegistration]


@transaction.atomic
def change_address(
    *,
    members: Sequence[FamilyMember],
    lines: str = "",
    postcode: str = "",
    is_no_fixed_abode: bool = False,
    moved_on: date | None = None,
    is_protected: bool = False,
    by: Actor,
) -> list[Address]:
    """Some of a family live somewhere else now. Ends where they lived, on the day of the move. A protected address
    hides their school and GP too. `moved_on` is left out for an address that they have had for as long as is known."""
    members = _of_one_family(members, by)
    for member in members:
        require(can_change_whereabouts, by, member)
    if is_protected:
        require(can_protect_whereabouts, by, members[0].family)
    try:
        postcode = identifiers.clean_postcode(postcode)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    if is_no_fixed_abode:
        lines, postcode = "", identifiers.NO_FIXED_ABODE
    if not lines.strip() and not postcode:
        raise Refused("Enter the address or at least the postcode, or tick that there is no fixed home.")
    if moved_on and moved_on > timezone.localdate():
        raise Refused("The day they moved must be today or in the past.")
    moved = []
    for member in members:
        lived = list(_current(Address, member, by))
        if any(old.started_on and moved_on and moved_on < old.started_on for old in lived):
            raise Refused(f"{member.person.short_name} moved to the address before this one after that day.")
        moved.append(  # before the old one ends, so that who is protected stays protected in between
            Address.objects.create(
                **_signed(member, by),
                lines=lines.strip(),
                postcode=postcode,
                is_no_fixed_abode=is_no_fixed_abode,
                started_on=moved_on,
                is_protected=is_protected or member.person.is_whereabouts_protected,
            )
        )
        for old in lived:
            old.ended_on = moved_on or timezone.localdate()
            old.save(update_fields=["ended_on"])
    events.record(timeline.ADDRESS_CHANGED, members[0], by=by, data={"name": _names(members)})
    return moved


@transaction.atomic
def protect_whereabouts(*, members: Sequence[FamilyMember], by: Actor) -> None:
    """From now on only the lead agency and the hub know where they live, go to school and see a doctor."""
    members = _of_one_family(members, by)
    require(can_protect_whereabouts, by, members[0].family)
    for member in members:
        lived = list(_current(Address, member, by))
        for address in lived:
            address.is_protected = True
            address.save(update_fields=["is_protected"])
        if not lived:  # nothing is known yet, and what will be known is protected from the start
            Address.objects.create(**_signed(member, by), is_protected=True)
    events.record(timeline.WHEREABOUTS_PROTECTED, members[0], by=by, data={"name": _names(members)})


@transaction.atomic
def unprotect_whereabouts(*, members: Sequence[FamilyMember], by: Actor) -> None:
    """The danger is over: the team around the family may know home, school and GP again."""
    members = _of_one_family(members, by)
    require(can_protect_whereabouts, by, members[0].family)
    protected = [member for member in members if member.person.is_whereabouts_protected]
    if not protected:
        raise Refused(f"The whereabouts of {_names(members)} are not protected.")
    kinds: tuple[Places, ...] = (Address, SchoolPlace, GpRegistration)
    for member in protected:
        for kind in kinds:
            for place in _current(kind, member, by):
                place.is_protected = False
                place.save(update_fields=["is_protected"])
    events.record(timeline.WHEREABOUTS_SHARED, protected[0], by=by, data={"name": _names(protected)})


@transaction.atomic
def set_school(
    *,
    member: FamilyMember,
    school_name: str = "",
    school: Agency | None = None,
    status: EducationStatus = EducationStatus.ON_ROLL,
    attendance_percent: Decimal | None = None,
    attendance_on: date | None = None,
    started_on: date | None = None,
    by: Actor,
) -> SchoolPlace:
    """Where a child learns, and how often they are there. Another school or status ends the one before."""
    member = _of_one_family([member], by)[0]
    require(can_change_whereabouts, by, member)
    name = school.name if school else school_name.strip()
    if not name and status in AT_A_PLACE:
        raise Refused("Enter the name of the school, nursery or college.")
    if attendance_percent is not None and not 0 <= attendance_percent <= 100:
        raise Refused("Attendance must be between 0 and 100 percent.")
    if attendance_percent is not None and attendance_on is None:
        raise Refused("Enter the day that the attendance figure is of.")
    if any(day and day > timezone.localdate() for day in (attendance_on, started_on)):
        raise Refused("Dates of school and attendance must be today or in the past.")
    places: list[SchoolPlace] = list(_current(SchoolPlace, member, by))
    for place in places:
        if (place.school_name, place.status) == (name, status):
            place.attendance_percent, place.attendance_on = attendance_percent, attendance_on
            place.started_on = started_on or place.started_on
            place.save(update_fields=["attendance_percent", "attendance_on", "started_on"])
            break
    else:
        place = SchoolPlace.objects.create(
            **_signed(member, by),
            school_name=name,
            school=school,
            status=status,
            attendance_percent=attendance_percent,
            attendance_on=attendance_on,
            started_on=started_on,
            is_protected=member.person.is_whereabouts_protected,
        )
        _end(places, started_on)
    events.record(timeline.PLACE_CHANGED, member, by=by, data={"name": member.person.short_name})
    return place


AT_A_PLACE = frozenset({EducationStatus.ON_ROLL, EducationStatus.EARLY_YEARS, EducationStatus.ALTERNATIVE})


@transaction.atomic
def set_gp(
    *,
    member: FamilyMember,
    practice_name: str = "",
    practice: Agency | None = None,
    started_on: date | None = None,
    by: Actor,
) -> GpRegistration:
    """The doctors that somebody is registered with; ends the registration before."""
    member = _of_one_family([member], by)[0]
    require(can_change_whereabouts, by, member)
    name = practice.name if practice else practice_name.strip()
    if not name:
        raise Refused("Enter the name of the GP practice.")
    if started_on and started_on > timezone.localdate():
        raise Refused("The day they registered must be today or in the past.")
    before = list(_current(GpRegistration, member, by))
    registration = GpRegistration.objects.create(
        **_signed(member, by),
        practice_name=name,
        practice=practice,
        started_on=started_on,
        is_protected=member.person.is_whereabouts_protected,
    )
    _end(before, started_on)
    events.record(timeline.PLACE_CHANGED, member, by=by, data={"name": member.person.short_name})
    return registration


def _of_one_family(members: Sequence[FamilyMember], by: Actor) -> list[FamilyMember]:
    """The members as they are now, held. Asked before: who may never write has no right to lock either."""
    for member in members:
        require(can_change_family, by, member.family)
    found = list(
        FamilyMember.objects.visible_to(by)
        .current()
        .filter(pk__in=[member.pk for member in members])
        .select_related("family", "person")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if not found or len(found) != len(members) or len({member.family_id for member in found}) != 1:
        raise Refused("Choose people who are in this family.")
    return found


def _current(kind: Any, member: FamilyMember, by: Actor) -> Any:
    places = kind.objects.visible_to(by).current().filter(person_id=member.person_id)
    return places.select_for_update(of=("self",)).order_by("pk")


def _end(places: Sequence[Any], on: date | None) -> None:
    for place in places:
        place.ended_on = on or timezone.localdate()
        place.save(update_fields=["ended_on"])


def _signed(member: FamilyMember, by: Actor) -> dict[str, Any]:
    return {
        "tenant_id": by.tenant_id,
        "family": member.family,
        "person": member.person,
        "agency_id": by.agency_id,
        "recorded_by": by.membership,
    }


def _names(members: Sequence[FamilyMember]) -> str:
    return timeline.all_of([member.person.short_name for member in members])

"""Writing people down and correcting what is written about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases import identifiers, timeline
from cases.choices import FamilyRole, PersonKind, Relation, Sex, WhyNotKnown
from cases.identity import Identity
from cases.models import FamilyMember, Person
from cases.permissions.families import can_change_family
from ehm import events
from ehm.actions import Refused, Stale, still_there
from ehm.permissions import require
from ehm.rows.actor import Actor


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is not written down yet. What is not known is said to be so, never left empty by accident."""

    kind: PersonKind
    role: FamilyRole = FamilyRole.HOUSEHOLD
    given_name: str = ""
    family_name: str = ""
    known_as: str = ""
    is_family_name_unknown: bool = False
    date_of_birth: date | None = None
    is_date_of_birth_unknown: bool = False
    expected_on: date | None = None
    sex: str = ""
    nhs_number: str = ""
    relation: Relation | None = None
    has_parental_responsibility: bool | None = None
    description: str = ""
    support: str = ""
    joined_on: date | None = None

    @property
    def is_child(self) -> bool:
        return self.kind in (PersonKind.CHILD, PersonKind.UNBORN)

    @property
    def identity(self) -> Identity:
        return Identity(**{field.name: getattr(self, field.name) for field in fields(Identity)})


# What `correct_person` may change, and what each is called on the timeline.
DETAILS: Mapping[str, str] = {
    "given_name": "first name",
    "family_name": "surname",
    "known_as": "known as",
    "is_family_name_unknown": "whether the surname is known",
    "date_of_birth": "date of birth",
    "is_date_of_birth_unknown": "whether the date of birth is known",
    "expected_on": "expected date of birth",
    "sex": "sex",
    "gender_identity": "gender identity",
    "ethnicity": "ethnicity",
    "first_language": "first language",
    "needs_interpreter": "need of an interpreter",
    "interpreter_language": "interpreter's language",
    "sen_provision": "special educational needs",
    "sen_needs": "kinds of special educational need",
    "disabilities": "disabilities",
    "phone": "telephone number",
    "email": "e-mail address",
    "safe_to_contact": "how it is safe to get in touch",
}
NEED_A_REASON = frozenset({"given_name", "family_name", "date_of_birth", "expected_on"})


def write_down(new: NewPerson, by: Actor) -> Person:
    """The row of a new person; the action that calls this records the event."""
    is_unborn = new.kind == PersonKind.UNBORN
    _check_identity(new.identity)
    nhs_number = _cleaned(lambda: identifiers.clean_nhs_number(new.nhs_number, of=new.kind))
    return Person.objects.create(
        tenant_id=by.tenant_id,
        kind=new.kind,
        given_name=new.given_name.strip(),
        family_name=new.family_name.strip(),
        known_as=new.known_as.strip(),
        is_family_name_unknown=new.is_family_name_unknown,
        date_of_birth=new.date_of_birth,
        is_date_of_birth_unknown=new.is_date_of_birth_unknown,
        expected_on=new.expected_on,
        sex="" if is_unborn else new.sex,
        nhs_number=nhs_number,
        why_no_nhs_number="" if nhs_number else WhyNotKnown.UNBORN if is_unborn else WhyNotKnown.NOT_ASKED,
        why_no_upn=WhyNotKnown.UNBORN if is_unborn else WhyNotKnown.NOT_ASKED if new.is_child else "",
        created_by_agency_id=by.agency_id,
    )


@transaction.atomic
def correct_person(
    *, member: FamilyMember, changes: Mapping[str, Any], version: int, reason: str = "", by: Actor
) -> Person:
    """Change details of somebody. A name or date of birth that was written down before needs a reason: another
    person may be meant. `version` is the one that the writer saw."""
    person = _lock_person(member, version, DETAILS, by)
    unknown = set(changes) - set(DETAILS)
    if unknown:
        raise ValueError(f"not a detail of a person: {', '.join(sorted(unknown))}")
    different = {name: value for name, value in changes.items() if getattr(person, name) != value}
    if not different:
        return person
    why = reason_needed(person, different)
    if why and not reason.strip():
        raise Refused(f"{why}.")
    for name, value in different.items():
        setattr(person, name, value)
    if person.kind == PersonKind.UNBORN and person.date_of_birth:
        raise Refused("Record the birth instead: the child keeps this record and its history.")
    _check_identity(identity_of(person), is_new="expected_on" in different)
    _save(person, different)
    names = [DETAILS[name] for name in DETAILS if name in different and not name.startswith("is_")]
    _record_correction(member, person, names or [DETAILS[name] for name in different], reason.strip(), by)
    return person


@transaction.atomic
def set_identifiers(
    *,
    member: FamilyMember,
    nhs_number: str = "",
    why_no_nhs_number: str = "",
    upn: str = "",
    why_no_upn: str = "",
    ni_number: str = "",
    version: int,
    by: Actor,
) -> Person:
    """The numbers that others know somebody by. A child's missing number comes with the reason why (C1)."""
    person = _lock_person(member, version, IDENTIFIERS, by)
    nhs_number = _cleaned(lambda: identifiers.clean_nhs_number(nhs_number, of=person.kind))
    upn = _cleaned(lambda: identifiers.clean_upn(upn))
    ni_number = _cleaned(lambda: identifiers.clean_ni_number(ni_number, is_demo=by.partnership.is_demo))
    if person.is_child:
        if ni_number:
            raise Refused("A National Insurance number is for adults only.")
        if not nhs_number and not why_no_nhs_number:
            raise Refused("Enter the NHS number, or say why it is not known.")
        if not upn and not why_no_upn:
            raise Refused("Enter the unique pupil number, or say why it is not known.")
    elif upn:
        raise Refused("A unique pupil number is for children only.")
    values = {
        "nhs_number": nhs_number,
        "why_no_nhs_number": "" if nhs_number else why_no_nhs_number,
        "upn": upn,
        "why_no_upn": "" if upn or not person.is_child else why_no_upn,
        "ni_number": ni_number,
    }
    different = {name: value for name, value in values.items() if getattr(person, name) != value}
    if not different:
        return person
    for name, value in different.items():
        setattr(person, name, value)
    _save(person, different)
    named = [IDENTIFIERS[name] for name in different if not name.startswith("why_")]
    _record_correction(member, person, named or ["why a number is not known"], "", by)
    return person


IDENTIFIERS: Mapping[str, str] = {
    "nhs_number": "NHS number",
    "why_no_nhs_number": "why there is no NHS number",
    "upn": "unique pupil number",
    "why_no_upn": "why there is no unique pupil number",
    "ni_number": "National Insurance number",
}


@transaction.atomic
def record_birth(
    *,
    member: FamilyMember,
    born_on: date,
    given_name: str = "",
    family_name: str = "",
    sex: str = Sex.UNKNOWN,
    version: int,
    by: Actor,
) -> Person:
    """The unborn child is born and keeps the record: the same person with the same history (C7)."""
    person = _lock_person(member, version, {"date_of_birth": "", "given_name": "", "family_name": "", "sex": ""}, by)
    if person.kind != PersonKind.UNBORN:
        raise Refused(f"{person.short_name} is not written down as unborn.")
    _cleaned(lambda: identifiers.check_date_of_birth(born_on, of=PersonKind.CHILD))
    person.kind = PersonKind.CHILD
    person.date_of_birth, person.expected_on = born_on, None
    person.given_name = given_name.strip() or person.given_name
    person.family_name = family_name.strip() or person.family_name
    person.is_family_name_unknown = not person.family_name
    person.sex = sex
    changed = [
        "kind",
        "date_of_birth",
        "expected_on",
        "given_name",
        "family_name",
        "is_family_name_unknown",
        "sex",
    ]
    for why in ("why_no_nhs_number", "why_no_upn"):
        if getattr(person, why) == WhyNotKnown.UNBORN:
            setattr(person, why, WhyNotKnown.NOT_ASKED)
            changed.append(why)
    _save(person, changed)
    born_at = timezone.make_aware(datetime.combine(born_on, time.min))
    events.record(timeline.CHILD_BORN, member, by=by, occurred_at=born_at, data={"name": person.short_name})
    return person


def identity_of(person: Person) -> Identity:
    return Identity(**{field.name: getattr(person, field.name) for field in fields(Identity)})


def _check_identity(identity: Identity, *, is_new: bool = True) -> None:
    for sentence in identity.problems(is_new=is_new).values():
        raise Refused(f"{sentence}.")


def reason_needed(person: Person, changes: Mapping[str, Any]) -> str:
    """The sentence that asks why, where a name or date that was written down before would change; else empty."""
    rewritten = [
        DETAILS[name]
        for name in DETAILS
        if name in NEED_A_REASON and name in changes and getattr(person, name) not in (changes[name], "", None)
    ]
    if not rewritten:
        return ""
    return f"Say why the {timeline.all_of(rewritten)} {'changes' if len(rewritten) == 1 else 'change'}"


def _lock_person(member: FamilyMember, version: int, shown: Mapping[str, str], by: Actor) -> Person:
    """The person as they are now, held; Stale if they are not as the writer saw them."""
    require(can_change_family, by, member.family)
    person = still_there(Person.objects.visible_to(by).select_for_update(of=("self",)), pk=member.person_id)
    if person.version != version:
        raise Stale(
            f"Somebody else changed the record of {person.short_name} while you were writing."
            " Compare the two below, then save again.",
            {name: getattr(person, name) for name in shown} | {"version": person.version},
        )
    return person


def _save(person: Person, changed: Any) -> None:
    person.version += 1
    person.save(update_fields=[*changed, "version"])


def _record_correction(member: FamilyMember, person: Person, changed: list[str], reason: str, by: Actor) -> None:
    """Which details changed and why; never what they say, because the whole team reads the timeline."""
    data = {"name": person.short_name, "fields": changed, "reason": reason}
    events.record(timeline.PERSON_CORRECTED, member, by=by, data=data)


def _cleaned(clean: Callable[[], Any]) -> Any:
    try:
        return clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error

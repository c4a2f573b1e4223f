"""One person of a family, and the forms that put right what is written about people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases import identifiers
from cases.actions import families, people, places
from cases.choices import Disability, FamilyRole, PersonKind, Relation, SenNeed
from cases.family_map import age_in_words
from cases.forms.people import (
    AddressForm,
    BirthForm,
    DetailsForm,
    EndRelationshipForm,
    GpForm,
    LeaveForm,
    NewPersonForm,
    NumbersForm,
    RelationshipForm,
    SchoolForm,
    WhereaboutsForm,
)
from cases.models import Address, Family, FamilyMember, GpRegistration, KeyAgencyNote, Person, Relationship, SchoolPlace
from cases.permissions.families import can_change_family, can_change_whereabouts, can_protect_whereabouts
from cases.views.forms import answer_form
from cases.views.frame import family_frame, family_or_404
from ehm import panels
from ehm.permissions import require
from ehm.rows.actor import ActorRequest

FORM = require_http_methods(["GET", "HEAD", "POST"])


def member_or_404(request: ActorRequest, reference: str, person: str) -> tuple[Family, FamilyMember]:
    """A person of this very family. Somebody of another family is as good as nobody."""
    family = family_or_404(request, reference)
    places_in_it = FamilyMember.objects.visible_to(request.actor).filter(
        family=family, person__reference=person.upper()
    )
    found = list(places_in_it.select_related("family", "person").order_by("id"))
    if not found:
        raise Http404
    member = next((member for member in found if member.left_on is None), found[-1])
    return family, member


def changeable_or_404(request: ActorRequest, reference: str, person: str) -> tuple[Family, FamilyMember]:
    family, member = member_or_404(request, reference, person)
    require(can_change_family, request.actor, family)
    return family, member


def _url(family: Family, person: Person) -> str:
    return reverse("cases:person", args=(family.reference, person.reference))


@require_GET
def show(request: ActorRequest, reference: str, person: str) -> HttpResponse:
    """All that is known of one person, each part with the way to change it."""
    family, member = member_or_404(request, reference, person)
    somebody, actor = member.person, request.actor
    may_change = can_change_family(actor, family) and member.left_on is None
    may_know = can_change_whereabouts(actor, member)
    context = {
        "member": member,
        "person": somebody,
        "age": age_in_words(somebody),
        "role": FamilyRole(member.role).label,
        "details": _details(somebody),
        "numbers": _numbers(somebody),
        "warning": identifiers.nhs_number_warning(somebody.nhs_number) if not somebody.is_child else "",
        "homes": _places(request, Address, somebody),
        "schools": _places(request, SchoolPlace, somebody),
        "doctors": _places(request, GpRegistration, somebody),
        # an auditor reads what is protected
        "is_hidden": somebody.is_whereabouts_protected and actor.writes_cases and not may_know,
        "ties": _ties(request, family, somebody),
        "notes": _notes(request, somebody),
        "can_change": may_change,
        "can_move": may_change and may_know,
        "is_unborn": somebody.kind == PersonKind.UNBORN,
        "panels": panels.render("cases:person", request, somebody),
    }
    return TemplateResponse(
        request, "cases/person.html", family_frame(request, family, section="cases:people") | context
    )


def _row(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": value or "Not known", "missing": not value}


def _details(person: Person) -> list[dict[str, Any]]:
    if person.kind == PersonKind.UNBORN:
        return [_row("Name", person.name), _row("Expected", age_in_words(person).removeprefix("due "))]
    born = person.date_of_birth
    interpreter = person.interpreter_language or ("Yes" if person.needs_interpreter else "")
    rows = [
        _row("Name", person.name),
        _row("Known as", person.known_as),
        _row("Date of birth", f"{born.day} {born:%B %Y}" if born else ""),
        _row("Sex", person.get_sex_display() if person.sex else ""),
        _row("Ethnicity", person.get_ethnicity_display()),
        _row("First language", person.first_language),
        _row("Interpreter", f"{interpreter} interpreter needed" if person.needs_interpreter else "Not needed"),
    ]
    if person.gender_identity:
        rows.insert(4, _row("Gender identity", person.gender_identity))
    if person.is_child:
        needs = ", ".join(SenNeed(code).label for code in person.sen_needs if code in SenNeed.values)
        provision = person.get_sen_provision_display() if person.sen_provision else ""
        rows.append(_row("Special educational needs", f"{provision}: {needs}" if needs and provision else provision))
    disabilities = [Disability(code).label for code in person.disabilities if code in Disability.values]
    rows.append(_row("Disabilities", ", ".join(disabilities)))
    rows += [_row("Telephone", person.phone), _row("Email", person.email)]
    return [*rows, _row("Safe to contact", person.safe_to_contact)]


def _numbers(person: Person) -> list[dict[str, Any]]:
    def number(key: str, shown: str, why: str) -> dict[str, Any]:
        return _row(key, shown) if shown or not why else {"key": key, "value": f"Not known: {why}", "missing": True}

    rows = [
        number(
            "NHS number",
            identifiers.show_nhs_number(person.nhs_number),
            person.get_why_no_nhs_number_display().lower(),
        )
    ]
    if person.is_child:
        return [*rows, number("Unique pupil number", person.upn, person.get_why_no_upn_display().lower())]
    return [*rows, _row("National Insurance number", identifiers.mask_ni_number(person.ni_number))]


def _places(request: ActorRequest, kind: Any, person: Person) -> list[Any]:
    """Where they are now, then where they were, as far as the reader may know."""
    seen = list(kind.objects.visible_to(request.actor).filter(person=person).order_by("-id"))
    return sorted(seen, key=lambda place: place.ended_on is not None)


def _ties(request: ActorRequest, family: Family, person: Person) -> list[dict[str, Any]]:
    rows = Relationship.objects.visible_to(request.actor).filter(family=family)
    found = []
    for row in rows.select_related("person", "relative").order_by("id"):
        if person.pk in (row.person_id, row.relative_id):
            found.append({"row": row, "relation": Relation(row.relation).label})
    return found


def _notes(request: ActorRequest, person: Person) -> list[KeyAgencyNote]:
    seen = KeyAgencyNote.objects.visible_to(request.actor).current().filter(person=person)
    return list(seen.select_related("agency").order_by("agency__name"))


@FORM
def add(request: ActorRequest, reference: str) -> HttpResponse:
    family = family_or_404(request, reference)
    require(can_change_family, request.actor, family)
    form = NewPersonForm(request.POST or None)

    def save() -> None:
        families.add_person_to_family(family=family, new=form.new_person, relations=form.relations, by=request.actor)

    return answer_form(request, family, form, save, heading="Add somebody to this family")


@FORM
def correct(request: ActorRequest, reference: str, person: str) -> HttpResponse:
    family, member = changeable_or_404(request, reference, person)
    form = DetailsForm(request.POST or None, person=member.person)

    def save() -> None:
        people.correct_person(
            member=member,
            changes=form.changes,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            by=request.actor,
        )

    heading = f"Details of {member.person.short_name}"
    return answer_form(request, family, form, save, heading=heading, back_to=_url(family, member.person))


@FORM
def numbers(request: ActorRequest, reference: str, person: str) -> HttpResponse:
    family, member = changeable_or_404(request, reference, person)
    form = NumbersForm(request.POST or None, person=member.person, is_demo=request.actor.partnership.is_demo)

    def save() -> None:
        saved = people.set_identifiers(
            member=member, version=form.cleaned_data["version"], by=request.actor, **form.numbers
        )
        if not saved.is_child and identifiers.nhs_number_warning(saved.nhs_number):
            messages.warning(request, identifiers.nhs_number_warning(saved.nhs_number))

    heading = f"Numbers of {member.person.short_name}"
    return answer_form(request, family, form, save, heading=heading, back_to=_url(family, member.person))


@FORM
def born(request: ActorRequest, reference: str, person: str) -> HttpResponse:
    family, member = changeable_or_404(request, reference, person)
    form = BirthForm(request.POST or None, person=member.person)

    def save() -> None:
        cleaned = form.cleaned_data
        people.record_birth(
            member=member,
            born_on=cleaned["born_on"],
            given_name=cleaned["given_name"],
            family_name=cleaned["family_name"],
            sex=cleaned["sex"],
            version=cleaned["version"],
            by=request.actor,
        )

    return answer_form(
        request,
        family,
        form,
        save,
        heading="The child is born",
        intro="The record and its history stay with the child.",
        back_to=_url(family, member.person),
    )


@FORM
def leave(request: ActorRequest, reference: str, person: str) -> HttpResponse:
    family, member = changeable_or_404(request, reference, person)
    form = LeaveForm(request.POST or None, member=member)

    def save() -> None:
        stays_as = form.cleaned_data["stays_as"]
        families.end_membership(
            member=member,
            left_on=form.cleaned_data["left_on"],
            stays_as=None if stays_as == "gone" else FamilyRole(stays_as),
            by=request.actor,
        )

    name = member.person.short_name
    heading = f"{name} left the household" if member.role == FamilyRole.HOUSEHOLD else f"{name}’s place has changed"
    return answer_form(request, family, form, save, heading=heading)


@FORM
def school(request: ActorRequest, reference: str, person: str) -> HttpResponse:
    family, member = changeable_or_404(request, reference, person)
    require(can_change_whereabouts, request.actor, member)
    now = SchoolPlace.objects.visible_to(request.actor).current().filter(person=member.person).order_by("-id").first()
    form = SchoolForm(request.POST or None, now=now)

    def save() -> None:
        places.set_school(member=member, by=request.actor, **form.cleaned_data)

    heading = f"School and attendance of {member.person.short_name}"
    return answer_form(request, family, form, save, heading=heading, back_to=_url(family, member.person))


@FORM
def gp(request: ActorRequest, reference: str, person: str) -> HttpResponse:
    family, member = changeable_or_404(request, reference, person)
    require(can_change_whereabouts, request.actor, member)
    form = GpForm(request.POST or None)

    def save() -> None:
        places.set_gp(member=member, by=request.actor, **form.cleaned_data)

    heading = f"GP of {member.person.short_name}"
    return answer_form(request, family, form, save, heading=heading, back_to=_url(family, member.person))


def _members(request: ActorRequest, family: Family) -> list[FamilyMember]:
    seen = FamilyMember.objects.visible_to(request.actor).current().filter(family=family)
    return list(seen.select_related("family", "person").order_by("id"))


@FORM
def address(request: ActorRequest, reference: str) -> HttpResponse:
    """Somebody moved: one or several people of the family to one address."""
    family = family_or_404(request, reference)
    require(can_change_family, request.actor, family)
    may_protect = can_protect_whereabouts(request.actor, family)
    members = [
        member for member in _members(request, family) if may_protect or not member.person.is_whereabouts_protected
    ]
    who = request.GET.get("who", "")
    at_home = [member.person.reference for member in members if member.role == FamilyRole.HOUSEHOLD]
    form = AddressForm(
        request.POST or None,
        initial={"who": [who] if who else at_home},
        members=members,
        may_protect=may_protect,
    )

    def save() -> None:
        values = {name: value for name, value in form.cleaned_data.items() if name != "who"}
        places.change_address(members=form.chosen, by=request.actor, **values)

    return answer_form(
        request,
        family,
        form,
        save,
        heading="A new address",
        intro="The address before it ends on the day of the move and stays on the record.",
    )


@FORM
def protect(request: ActorRequest, reference: str) -> HttpResponse:
    """Nobody but the lead agency and the hub knows where they are, from the moment this is saved."""
    family = family_or_404(request, reference)
    require(can_protect_whereabouts, request.actor, family)
    members = [member for member in _members(request, family) if not member.person.is_whereabouts_protected]
    at_home = [member.person.reference for member in members if member.role == FamilyRole.HOUSEHOLD]
    form = WhereaboutsForm(request.POST or None, initial={"who": at_home}, members=members)
    return answer_form(
        request,
        family,
        form,
        lambda: places.protect_whereabouts(members=form.chosen, by=request.actor),
        heading="Protect where they are",
        intro="Home, school and GP will be seen by the lead agency and the hub only. Everybody else is warned"
        " that the address is protected, without being told it.",
        button="Protect",
    )


@FORM
def unprotect(request: ActorRequest, reference: str) -> HttpResponse:
    family = family_or_404(request, reference)
    require(can_protect_whereabouts, request.actor, family)
    members = [member for member in _members(request, family) if member.person.is_whereabouts_protected]
    form = WhereaboutsForm(request.POST or None, members=members)
    return answer_form(
        request,
        family,
        form,
        lambda: places.unprotect_whereabouts(members=form.chosen, by=request.actor),
        heading="Stop protecting where they are",
        intro="The whole team around the family will see home, school and GP. Ask the family first.",
        button="Stop protecting",
    )


@FORM
def relate(request: ActorRequest, reference: str) -> HttpResponse:
    """Who is what to whom. The same two people and the same words again correct what was said."""
    family = family_or_404(request, reference)
    require(can_change_family, request.actor, family)
    known = [member.person for member in _members(request, family)]
    form = RelationshipForm(request.POST or None, initial={"person": request.GET.get("who", "")}, people=known)
    return answer_form(
        request,
        family,
        form,
        lambda: families.set_relationship(family=family, by=request.actor, **form.values),
        heading="Who is what to whom",
    )


@FORM
def relationship(request: ActorRequest, reference: str, person: str, relative: str, relation: str) -> HttpResponse:
    """Correct one relationship, end it, or take back a mistake."""
    family = family_or_404(request, reference)
    require(can_change_family, request.actor, family)
    seen = Relationship.objects.visible_to(request.actor).filter(
        family=family, person__reference=person.upper(), relative__reference=relative.upper(), relation=relation
    )
    found = seen.select_related("family", "person", "relative").first()
    if found is None:
        raise Http404
    form = EndRelationshipForm(request.POST or None)

    def save() -> None:
        if form.cleaned_data["how"] == "mistake":
            families.remove_relationship(relationship=found, by=request.actor)
        else:
            families.end_relationship(relationship=found, ended_on=form.cleaned_data["ended_on"], by=request.actor)

    words = f"{found.person.short_name} is the {Relation(found.relation).label.lower()} of {found.relative.short_name}"
    return answer_form(request, family, form, save, heading="End or take back a relationship", intro=f"{words}.")

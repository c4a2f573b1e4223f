"""Somebody who is written down already, such as with the other parent, belongs to this family too."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions import families
from cases.actions.search import TooManyLooks, record_look
from cases.choices import FamilyRole
from cases.forms.people import PlaceInFamilyForm
from cases.forms.search import SearchForm
from cases.models import FamilyMember, Person
from cases.permissions.families import can_change_family
from cases.search import look
from cases.views.forms import answer_form
from cases.views.frame import family_frame, family_or_404
from cases.views.search import known_line, own_line, own_look_or_404, terms_of
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.visibility import get_visible_or_404

PEOPLE = "cases:people"


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: ActorRequest, reference: str) -> HttpResponse:
    family = family_or_404(request, reference)
    require(can_change_family, request.actor, family)
    form = SearchForm(request.POST if request.method == "POST" else None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            asked = record_look(terms=form.to_save(), why="join", by=request.actor)
            return HttpResponseRedirect(reverse("cases:found_people", args=(family.reference, asked.pk)))
        except TooManyLooks as refused:
            form.add_error(None, str(refused))
            status = 429
    context = family_frame(request, family, section=PEOPLE) | {"primary": {}, "form": form}
    return TemplateResponse(request, "cases/find_person.html", context, status=status)


@require_safe
def found(request: ActorRequest, reference: str, look_id: UUID) -> HttpResponse:
    """Those whose record I may open, each with a way into this family; then those who are known to others."""
    family = family_or_404(request, reference)
    require(can_change_family, request.actor, family)
    results = look(terms_of(own_look_or_404(request, look_id)), request.actor)
    here = set(
        FamilyMember.objects.visible_to(request.actor).current().filter(family=family).values_list("person", flat=True)
    )
    people = [
        own_line(one)
        | {
            "is_here": one.person.pk in here,
            "add_url": reverse("cases:add_known_person", args=(family.reference, one.person.reference)),
        }
        for one in results.own
    ]
    context = {
        "people": people,
        "known": [known_line(child) for child in results.known],
        "is_cut_short": results.is_cut_short,
        "primary": {},
    }
    return TemplateResponse(request, "cases/found_people.html", family_frame(request, family, section=PEOPLE) | context)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: ActorRequest, reference: str, person: str) -> HttpResponse:
    family = family_or_404(request, reference)
    require(can_change_family, request.actor, family)
    somebody = get_visible_or_404(Person.objects.all(), request.actor, person)
    form = PlaceInFamilyForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        given = form.cleaned_data
        families.add_known_person(
            family=family,
            person=somebody,
            role=FamilyRole(given["role"]),
            description=given["description"],
            support=given["support"],
            joined_on=given["joined_on"],
            relations=form.relations,
            by=request.actor,
        )

    return answer_form(
        request,
        family,
        form,
        save,
        heading=f"Add {somebody.name} to the {family.name}",
        intro="Whoever can read this family will be able to read their record too. They also stay where they are now.",
        button="Add them",
    )

"""Find a child or family. What was typed stays in the look; the address of the results tells nothing."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions.search import TooManyLooks, record_look
from cases.duplicates import Duplicates
from cases.family_map import age_in_words
from cases.forms.search import SearchForm
from cases.permissions.notes import can_add_note
from cases.permissions.search import can_search
from cases.search import Found, Known, look
from cases.search_terms import SearchTerms, from_saved
from cases.views.frame import url_or_nothing
from ehm.models import SearchLook
from ehm.permissions import require
from ehm.rows.actor import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: ActorRequest) -> HttpResponse:
    """The box in every page's header sends its question here too."""
    require(can_search, request.actor, request.actor.partnership)
    if request.method != "POST":
        return TemplateResponse(request, "cases/search.html", {"form": SearchForm()})
    form = SearchForm(request.POST)
    if form.is_valid():
        try:
            asked = record_look(terms=form.to_save(), by=request.actor)
        except TooManyLooks as refused:
            form.add_error(None, str(refused))
            return TemplateResponse(request, "cases/search.html", {"form": form}, status=429)
        return HttpResponseRedirect(reverse("cases:search_results", args=[asked.pk]))
    return TemplateResponse(request, "cases/search.html", {"form": form}, status=422)


@require_safe
def search_results(request: ActorRequest, look_id: UUID) -> HttpResponse:
    """Those I may open, then those who are known to others, then adding a new child."""
    asked = own_look_or_404(request, look_id)
    terms = terms_of(asked)
    results = look(terms, request.actor)
    context = {
        "form": SearchForm(initial=asked.terms | _date(asked.terms)),
        "terms": terms,
        "results": results,
        "own": [own_line(found) for found in results.own],
        "families": [
            {"name": f.name, "reference": f.reference, "url": family_url(f.reference)} for f in results.families
        ],
        "known": [known_line(child) for child in results.known],
        "new_family_url": with_look("cases:new_family", asked),
        "new_note_url": reverse("cases:new_note_child", args=[asked.pk]) if may_add_notes(request) else "",
    }
    return TemplateResponse(request, "cases/search_results.html", context)


def own_look_or_404(request: ActorRequest, look_id: UUID) -> SearchLook:
    """A search that this very membership made."""
    if not request.actor.reads_cases:
        raise PermissionDenied
    mine = SearchLook.objects.filter(tenant_id=request.actor.tenant_id, membership=request.actor.membership)
    asked = mine.filter(pk=look_id).first()
    if asked is None:
        raise Http404
    return asked


def terms_of(asked: SearchLook) -> SearchTerms:
    return from_saved(asked.terms, today=timezone.localdate(asked.looked_at))


def typed_in(request: ActorRequest) -> SearchTerms | None:
    """For the form of a new family, opened from results with `?look=`: what was typed there; None without a look that
    is one's own."""
    try:
        return terms_of(own_look_or_404(request, UUID(request.GET.get("look", ""))))
    except (ValueError, Http404):
        return None


def duplicate_lines(duplicates: Duplicates) -> dict[str, Any]:
    """Context for templates/cases/_likely_duplicates.html."""
    return {
        "own": [own_line(found) for found in duplicates.own],
        "known": [known_line(child) for child in duplicates.known],
    }


def own_line(found: Found) -> dict[str, Any]:
    person = found.person
    families = [{"name": f.name, "reference": f.reference, "url": family_url(f.reference)} for f in found.families]
    return {
        "name": person.name,
        "known_as": person.known_as,
        "url": (families[0]["url"] if families else "")
        or (url_or_nothing("cases:child", person.reference) if person.is_child else ""),
        "about": f"aged {age_in_words(person)}" if person.age is not None else age_in_words(person),
        "is_child": person.is_child,
        "born_on": person.date_of_birth,
        "reference": person.reference,
        "child_url": url_or_nothing("cases:child", person.reference) if person.is_child else "",
        "involved_url": url_or_nothing("hubs:involved", person.reference) if person.is_child else "",
        "families": families,
        "notes": found.notes,
    }


def known_line(child: Known) -> dict[str, Any]:
    """Name, age, whom to ring, and nothing else."""
    return {
        "name": child.name,
        "about": child.age_in_words,
        "reference": child.reference,
        "url": url_or_nothing("cases:child", child.reference),
        "involved_url": url_or_nothing("hubs:involved", child.reference),
        **whom_to_ask(child),
        "notes": child.notes,
    }


def whom_to_ask(child: Known) -> dict[str, str]:
    """The partnership's own number where the agency's name would tell where a child lives."""
    return {
        "known_to": "" if child.is_protected else child.agency_name,
        "ask": child.worker_name or child.agency_name,
        "phone": child.worker_phone or child.agency_phone,
    }


def may_add_notes(request: ActorRequest) -> bool:
    return can_add_note(request.actor, request.actor.partnership)


def family_url(reference: str) -> str:
    return url_or_nothing("cases:family", reference)


def with_look(url_name: str, asked: SearchLook) -> str:
    url = url_or_nothing(url_name)
    return f"{url}?look={asked.pk}" if url else ""


def _date(saved: dict[str, str]) -> dict[str, date]:
    born = saved.get("date_of_birth")
    return {"date_of_birth": date.fromisoformat(born)} if born else {}

"""The administrators' pages of the service catalogue."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ehm.forms import GovukForm
from ehm.models import Agency, Area
from ehm.rows.actor import ActorRequest
from ehm.views.organisation.pages import attempt, back_to, confirm_page, for_administrators, form_page, shown_by
from ehm.visibility import get_visible_or_404
from hubs.actions import services as actions
from hubs.forms.services import ServiceForm
from hubs.models import Service
from hubs.profile import profile_of

FIELDS = [name for name in ServiceForm.base_fields if name != "shown"]
USED = "It stays on record where it was named."


@require_GET
@for_administrators
def services(request: ActorRequest) -> HttpResponse:
    """Those that run or will, then those that ended."""
    rows = Service.objects.visible_to(request.actor).select_related("agency").order_by("name", "pk")
    now = set(rows.current().values_list("pk", flat=True))
    context = {"services": [(one, one.pk in now) for one in rows], "missing": actions.missing(request.actor)}
    return TemplateResponse(request, "hubs/catalogue.html", context)


@for_administrators
def add_service(request: ActorRequest) -> HttpResponse:
    form = _form(request, {})
    if form.is_valid() and attempt(form, lambda: actions.add_service(values=form.values, by=request.actor)):
        messages.success(request, f"{form.cleaned_data['name']} is in the catalogue.")
        return back_to(reverse("catalogue:services"))
    return form_page(request, form, "Add a service", reverse("catalogue:services"), button="Add service")


@require_POST
@for_administrators
def add_usual(request: ActorRequest) -> HttpResponse:
    """What partnerships like this one usually have."""
    added = actions.add_usual_services(by=request.actor)
    if added:
        messages.success(request, f"{len(added)} are added. Say for each who runs it and how to reach them.")
    return back_to(reverse("catalogue:services"))


@for_administrators
def change_service(request: ActorRequest, reference: str) -> HttpResponse:
    found = _service(request, reference)
    form = _form(request, shown_by(found, FIELDS))

    def change() -> None:
        shown = form.cleaned_data["shown"]
        actions.change_service(service=found, values=form.values, shown=shown, by=request.actor)

    if form.is_valid() and attempt(form, change):
        messages.success(request, f"{form.cleaned_data['name']} is saved.")
        return back_to(reverse("catalogue:services"))
    links = [{"text": "End this service", "url": reverse("catalogue:end_service", args=[found.reference])}]
    return form_page(request, form, f"Change {found.name}", reverse("catalogue:services"), links=links)


@for_administrators
def end_service(request: ActorRequest, reference: str) -> HttpResponse:
    found = _service(request, reference)
    form = GovukForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: actions.end_service(service=found, by=request.actor)):
        messages.success(request, f"{found.name} has ended.")
        return back_to(reverse("catalogue:services"))
    lines = ["From today nobody finds it or can be sent there.", USED]
    back = reverse("catalogue:change_service", args=[found.reference])
    return confirm_page(request, f"End {found.name}?", back, form=form, lines=lines, button="End this service")


def _service(request: ActorRequest, reference: str) -> Service:
    return get_visible_or_404(Service.objects.select_related("agency"), request.actor, reference)


def _form(request: ActorRequest, initial: dict[str, Any]) -> ServiceForm:
    actor = request.actor
    return ServiceForm(
        request.POST or None,
        initial=initial,
        profile=profile_of(actor.partnership),
        areas=Area.objects.visible_to(actor).current().order_by("name"),
        agencies=Agency.objects.visible_to(actor).current().order_by("name"),
    )

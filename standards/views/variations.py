"""More time than a standard gives: the page that asks for it, and the page where it is decided."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.views.frame import family_frame
from ehm.actions import Refused
from ehm.forms import GovukForm
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from ehm.visibility import get_visible_or_404
from standards.actions import variations as actions
from standards.forms.variations import INTERVAL, PAUSE, AskForm, DecideForm, EndForm, ReconsiderForm
from standards.lines import line_of
from standards.models import ClockVariation, VariationStatus
from standards.permissions.clocks import can_ask_for_variation, can_decide_variation, can_end_variation
from standards.views.clocks import clock_or_404
from standards.wording import Wording

VARIATIONS = ClockVariation.objects.select_related(
    *("asked_by", "decided_by", "clock__person", "clock__holder", "clock__holder_agency"),
    *("clock__family__area", "clock__family__created_by_agency", "clock__episode__lead", "episode__lead"),
    *("clock__episode__lead_agency", "clock__episode__area"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_variation(request: ActorRequest, reference: str) -> HttpResponse:
    actor = request.actor
    clock = clock_or_404(request, reference)
    require(can_ask_for_variation, actor, clock)
    wording = Wording(actor.partnership)
    standard = wording.standard(clock)
    if standard is None or not standard.variation.allowed:
        raise PermissionDenied
    form = AskForm(request.POST or None, standard=standard)
    here = reverse("standards:clock", args=(clock.reference,))
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.ask_for_variation(
                clock=clock,
                interval_days=given["interval_days"] if given["how"] == INTERVAL else None,
                paused_until=given["paused_until"] if given["how"] == PAUSE else None,
                reason=given["reason"],
                family_agreed=given["family_agreed"] == "yes",
                by=actor,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return HttpResponseRedirect(here)
    context = family_frame(request, clock.family, section="cases:episode") | {
        "form": form,
        "clock": clock,
        "line": line_of(clock, wording, actor),
        "standard": standard,
        "back": here,
    }
    return TemplateResponse(request, "standards/ask_for_variation.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def variation(request: ActorRequest, reference: str) -> HttpResponse:
    """What was asked and decided; for whoever may, the form that decides it, keeps it or ends it."""
    actor = request.actor
    if not actor.reads_cases:
        raise PermissionDenied
    found = get_visible_or_404(VARIATIONS.all(), actor, reference)
    form = _form_for(actor, found, request.POST if request.method == "POST" else None)
    clock_url = reverse("standards:clock", args=(found.clock.reference,))
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            try:
                _act(found, form, actor)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                return HttpResponseRedirect(clock_url)
    wording = Wording(actor.partnership)
    standard = wording.standard(found.clock)
    context = family_frame(request, found.clock.family, section="cases:episode") | {
        "form": form,
        "variation": found,
        "clock": found.clock,
        "line": line_of(found.clock, wording, actor),
        "standard": standard,
        "back": clock_url,
    }
    failed = form is not None and form.errors
    return TemplateResponse(request, "standards/variation.html", context, status=422 if failed else 200)


def _form_for(actor: Actor, found: ClockVariation, posted: Any) -> GovukForm | None:
    decides = can_decide_variation(actor, found)
    if found.status == VariationStatus.ASKED:
        return DecideForm(posted) if decides else None
    if found.status == VariationStatus.AGREED:
        if decides:
            return ReconsiderForm(posted)
        return EndForm(posted) if can_end_variation(actor, found) else None
    return None


def _act(found: ClockVariation, form: GovukForm, actor: Actor) -> None:
    given = form.cleaned_data
    if isinstance(form, DecideForm):
        actions.decide_variation(
            variation=found,
            agrees=given["agrees"] == "yes",
            note=given["note"],
            review_on=given["review_on"],
            by=actor,
        )
    elif isinstance(form, ReconsiderForm) and given["what_now"] == "keep":
        actions.keep_variation(variation=found, note=given["note"], review_on=given["review_on"], by=actor)
    else:
        actions.end_variation(variation=found, note=given["note"], by=actor)

"""What the pages of one assessment share: finding it, the family's frame around it, and a form that does one action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from assessments.address import Address
from assessments.models import Assessment
from assessments.written import withheld_from
from cases.views.frame import family_frame
from ehm.forms import GovukForm, when_sent
from ehm.rows.actor import ActorRequest
from ehm.visibility import get_visible_or_404

ASSESSMENTS = Assessment.objects.select_related(
    "episode__family__area", "episode__family__created_by_agency", "episode__lead_agency", "episode__lead",
    "episode__area", "recorded_by", "agency", "submitted_by", "authorised_by", "follows",
)  # fmt: skip
WRITTEN_IN = Assessment.objects.select_related("episode__family")  # a join of twelve takes longer to plan than to run


def assessment_or_404(request: ActorRequest, reference: str, among: QuerySet[Assessment] = ASSESSMENTS) -> Assessment:
    """The assessment of the address; for whom the whole of it is kept from, there is none. A role that reads no cases
    gets 403 for every reference, whether it exists or not."""
    if not request.actor.reads_cases:
        raise PermissionDenied
    assessment = get_visible_or_404(among.all(), request.actor, reference)
    if Address() in withheld_from(assessment):
        raise Http404
    return assessment


def framed(request: ActorRequest, assessment: Assessment, **context: Any) -> dict[str, Any]:
    frame = family_frame(request, assessment.episode.family, section="assessments:of_episode")
    return frame | {"assessment": assessment, "episode": assessment.episode} | context


def url_of(assessment: Assessment) -> str:
    return reverse("assessments:assessment", args=(assessment.reference,))


def form_page(
    request: ActorRequest,
    assessment: Assessment,
    form: GovukForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    back: str = "",
    leads_to: Callable[[Any], str] | None = None,
    template: str = "cases/episode_form.html",
    **context: Any,
) -> HttpResponse:
    """Show the form; when it is sent and right, do the action and go `back`: to the assessment, if nothing is named.
    `leads_to`: where what the action made leads instead."""
    back = back or url_of(assessment)
    answer = when_sent(request, form, act, lambda made: HttpResponseRedirect(leads_to(made) if leads_to else back))
    if answer is not None:
        return answer
    shown = framed(request, assessment) | {"form": form, "back": back} | context
    return TemplateResponse(request, template, shown, status=422 if form.errors else 200)

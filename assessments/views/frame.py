"""What the pages of one assessment share: finding it, the family's frame around it, and a form that does one action."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from assessments.address import Address
from assessments.models import Assessment
from assessments.written import withheld_from
from cases.models import FamilyMember
from cases.views.frame import family_frame
from ehm import forms
from ehm.forms import GovukForm
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


def framed(
    request: ActorRequest, assessment: Assessment, members: Iterable[FamilyMember] | None = None, **context: Any
) -> dict[str, Any]:
    """`members` of the family, where the page has read them already."""
    frame = family_frame(request, assessment.episode.family, section="assessments:of_episode", members=members)
    # as the frame read it: with its lead agency and area
    episode = next((one for one in frame["episodes"] if one.pk == assessment.episode_id), assessment.episode)
    episode.family = assessment.episode.family
    return frame | {"assessment": assessment, "episode": episode} | context


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
    """A form that does one thing to an assessment, and then leads `back`: to the assessment, if nothing is named.
    `leads_to`: where what the action made leads instead."""
    back = back or url_of(assessment)
    return forms.form_page(
        request,
        lambda _: form,
        lambda _: act(form.cleaned_data),
        lambda made: HttpResponseRedirect(leads_to(made) if leads_to else back),
        template=template,
        frame=lambda: framed(request, assessment),
        back=back,
        **context,
    )

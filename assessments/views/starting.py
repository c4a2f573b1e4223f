"""The way in: the assessment of an episode, or how to begin one."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from assessments.address import Address
from assessments.models import Assessment
from assessments.permissions import can_decide_to_assess
from assessments.written import withheld_from
from cases.profile import profile_of
from cases.views.episode_page import episode_or_404, framed
from cases.views.frame import url_or_nothing
from ehm.rows.actor import ActorRequest


@require_GET
def of_episode(request: ActorRequest, reference: str) -> HttpResponse:
    """The latest version of the assessment; where there is none, what one is and how to begin."""
    episode = episode_or_404(request, reference)
    latest = Assessment.objects.within([episode]).order_by("-number", "-recorded_at").first()
    if latest is not None and Address() not in withheld_from(latest):
        return HttpResponseRedirect(reverse("assessments:assessment", args=(latest.reference,)))
    may_decide = latest is None and can_decide_to_assess(request.actor, episode)
    context = framed(request, episode, section="assessments:of_episode") | {
        "called": profile_of(request.actor.partnership).words.assessment,
        "decide_url": url_or_nothing("assessments:decide", episode.reference) if may_decide else "",
        "decline_url": url_or_nothing("assessments:decline", episode.reference) if may_decide else "",
    }
    return TemplateResponse(request, "assessments/none_yet.html", context)

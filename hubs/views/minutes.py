"""Minutes of a meeting of the hub, as a page and as a PDF."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from ehm.files.serving import paper_response
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.visibility import get_visible_or_404
from hubs.documents.minutes import minutes_pdf as written
from hubs.minutes import minutes_of
from hubs.models import HubMeeting
from hubs.permissions import can_list_actions, can_read_minutes


@require_GET
def minutes(request: ActorRequest, reference: str) -> HttpResponse:
    meeting = begun_or_404(request, reference)
    return TemplateResponse(request, "hubs/minutes.html", {"minutes": minutes_of(meeting, request.actor)})


@require_GET
def minutes_pdf(request: ActorRequest, reference: str) -> HttpResponse:
    """With `?large` in large print."""
    meeting, actor = begun_or_404(request, reference), request.actor
    is_large = "large" in request.GET
    name = f"minutes-{meeting.reference}{'-large-print' if is_large else ''}.pdf"
    return paper_response(written(minutes_of(meeting, actor), actor.partnership, is_large=is_large), name)


def begun_or_404(request: ActorRequest, reference: str) -> HubMeeting:
    """Before it has begun there is nothing to read."""
    require(can_list_actions, request.actor, None)
    meeting = get_visible_or_404(HubMeeting.objects.select_related("area", "chair"), request.actor, reference)
    require(can_read_minutes, request.actor, meeting)
    if meeting.started_at is None:
        raise Http404
    return meeting

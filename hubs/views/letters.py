"""The letter to whoever asked."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from ehm.files.serving import paper_response
from ehm.rows.actor import ActorRequest
from hubs.choices import RequestStatus
from hubs.documents.letter import letter_pdf as written
from hubs.views.requests import request_or_404


@require_GET
def letter_pdf(request: ActorRequest, reference: str) -> HttpResponse:
    """For the hub to send, and for whoever asked to read. With `?large` in large print."""
    row = request_or_404(request, reference)
    if row.status != RequestStatus.DECIDED:
        raise Http404
    is_large = "large" in request.GET
    name = f"letter-{row.reference}{'-large-print' if is_large else ''}.pdf"
    return paper_response(written(row, request.actor.partnership, is_large=is_large), name)

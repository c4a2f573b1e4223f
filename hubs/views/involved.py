"""Who is working with this child."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from cases.views.search import whom_to_ask
from ehm.rows.actor import ActorRequest
from hubs.involved import involved_with


@require_safe
def involved(request: ActorRequest, reference: str) -> HttpResponse:
    """Everybody of whom the reader may know. Of a record that they may not open: whom to ask, and the notes."""
    if not request.actor.reads_cases:
        raise PermissionDenied
    answer = involved_with(reference.upper(), request.actor)
    if answer is None:
        raise Http404
    context = {"answer": answer, "ask": None if answer.person else whom_to_ask(answer.known)}
    return TemplateResponse(request, "hubs/involved.html", context)

"""The private address that a calendar reads. No session, no cookie: the token says for whom."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ehm import ics
from ehm.actions.feeds import place_of
from ehm.permissions import can_have_calendar
from ehm.rows.actor import ActorRequest, as_actor
from ehm.rows.context import acting
from ehm.rows.middleware import log_read
from standards.feed import entries


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """As for a program with a token: found as the login role, read as the place that it belongs to, and logged."""
    place = place_of(token)
    if place is None:
        raise Http404
    actor = as_actor(place)
    if not can_have_calendar(actor, actor.partnership):
        raise Http404
    with acting(actor, read_only=True):
        body = ics.calendar_of(entries(actor), is_feed=True)
    response = ics.answer(body, "ehm")
    response["Cache-Control"] = "private, no-store"
    log_read(cast(ActorRequest, request), actor, response)
    return response

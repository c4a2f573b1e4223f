"""The page of one clock: why it is due when it is due."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from cases.views.frame import family_frame
from ehm.rows.actor import ActorRequest
from ehm.visibility import get_visible_or_404
from standards.doing import page_of
from standards.explanation import change_in_words, explain_clock
from standards.lines import line_of, with_records
from standards.models import OPEN_VARIATIONS, Clock, ClockChange, ClockVariation
from standards.permissions.clocks import can_ask_for_variation
from standards.wording import Wording

CLOCKS = Clock.objects.select_related(
    *("family__area", "family__created_by_agency", "person", "episode__lead", "episode__lead_agency", "episode__area"),
    *("holder", "holder_agency", "start_event__membership", "stop_event__membership", "area"),
)


def clock_or_404(request: ActorRequest, reference: str) -> Clock:
    """The clock of the address. A role that reads no cases gets 403 for every reference, whether it exists or not."""
    if not request.actor.reads_cases:
        raise PermissionDenied
    return get_visible_or_404(CLOCKS.all(), request.actor, reference)


@require_GET
def show_clock(request: ActorRequest, reference: str) -> HttpResponse:
    actor = request.actor
    clock = clock_or_404(request, reference)
    wording = Wording(actor.partnership)
    changes = ClockChange.objects.visible_to(actor).filter(clock=clock).select_related("membership")
    shown: dict[str, Any] = {"changes": [change_in_words(change) for change in changes.order_by("-changed_at", "-pk")]}
    if clock.episode is None:
        with_records([clock], actor)
        explained = explain_clock(clock, wording, [])
        shown |= {"clock": clock, "line": line_of(clock, wording, actor), "explained": explained}
        return TemplateResponse(request, "standards/hub_clock.html", shown | {"back": page_of(clock)})
    variations = list(
        ClockVariation.objects.visible_to(actor).of_subject(clock).select_related("asked_by", "decided_by")
    )
    explained = explain_clock(clock, wording, variations)
    may_vary = explained is not None and explained.is_allowed_to_vary and clock.is_open
    is_varying = any(one.status in OPEN_VARIATIONS for one in variations)
    context = family_frame(request, clock.family, section="cases:episode") | {
        "clock": clock,
        "line": line_of(clock, wording, actor),
        "explained": explained,
        "variations": variations,
        "may_ask": may_vary and not is_varying and can_ask_for_variation(actor, clock),
    }
    return TemplateResponse(request, "standards/clock.html", context | shown)

"""Clocks on the pages of requests: for the hub, which alone sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ehm import panels
from ehm.addresses import address_of
from ehm.rows.actor import Actor, ActorRequest
from hubs import due
from hubs.due import Due
from hubs.models import HelpRequest
from standards.lines import line_of, with_records
from standards.models import OPEN_STATES, Clock
from standards.wording import Wording, state_now


def of_request(request: ActorRequest, row: HelpRequest) -> dict[str, Any] | None:
    """What is due, soonest first, and what has ended."""
    actor, wording = request.actor, Wording(request.actor.partnership)
    clocks = with_records(Clock.objects.visible_to(actor).filter(request=row).order_by("due_at", "pk"), actor)
    if not clocks:
        return None
    lines = [line_of(clock, wording, actor) for clock in clocks]
    return {
        "lines": [line for line in lines if line.clock.is_open],
        "ended": [line for line in lines if not line.clock.is_open],
        "hides_action": True,  # the page's own buttons do it
    }


@due.ask
def of_requests(rows: Sequence[HelpRequest], actor: Actor) -> Mapping[int, Due]:
    clocks = Clock.objects.visible_to(actor).filter(request__in=[row.pk for row in rows], state__in=OPEN_STATES)
    wording = Wording(actor.partnership)
    found: dict[int, Due] = {}
    for clock in clocks.order_by("-due_at", "-pk"):
        url = address_of("standards:clock", clock.reference)
        if clock.request_id is not None:
            found[clock.request_id] = Due(clock.due_at, state_now(clock, wording.now), wording.left(clock), url)
    return found


panels.add("hubs:request", "standards/_episode_clocks.html", of_request, place=10)

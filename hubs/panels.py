"""What this app hangs on the pages of others."""

from __future__ import annotations

from typing import Any

from ehm import panels
from ehm.models.organisations import MANAGING_ROLES
from ehm.rows.actor import ActorRequest
from hubs import disagreeing, to_do


def my_actions(request: ActorRequest, subject: object) -> dict[str, Any] | None:
    """What a meeting asks of me: something to do, or what I think where agencies do not agree."""
    actor = request.actor
    if not actor.writes_cases:
        return None
    may_be_asked = actor.role in MANAGING_ROLES
    found = {
        "actions": to_do.mine(actor),
        "disagreements": disagreeing.waiting_for(actor) if may_be_asked else [],
    }
    return found if any(found.values()) else None


panels.add("standards:my_work", "hubs/_my_actions.html", my_actions, place=8)

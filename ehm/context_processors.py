"""What the frame of every page needs: who acts, where, and what waits for them."""

from functools import cache
from typing import Any

from django.http import HttpRequest

from ehm import navigation
from ehm.models import Notification
from ehm.rows.actor import Actor


def frame(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "navigation": []}
    return {
        "actor": actor,
        "partnership": actor.partnership,
        "navigation": navigation.for_actor(actor, request.path),
        "unread": cache(lambda: _unread(actor)),  # asked twice by the header, and not at all by fragments
    }


def _unread(actor: Actor) -> int:
    own = Notification.objects.filter(tenant_id=actor.tenant_id, membership=actor.membership, read_at=None)
    return len(own.values_list("pk")[:100])  # the header stops counting there

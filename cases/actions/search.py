"""Every search is written down: who looked for whom (R125). What was typed stays there, in no address and no log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cases.permissions.search import can_search
from ehm.actions import Refused
from ehm.models import SearchLook
from ehm.permissions import require
from ehm.rows.actor import Actor

MOST_LOOKS = 60
WITHIN = timedelta(minutes=10)


class TooManyLooks(Refused):
    """More questions than a person's work asks: nobody walks through the index."""


@transaction.atomic
def record_look(*, terms: Mapping[str, str], why: str = "search", by: Actor) -> SearchLook:
    """Somebody asks who is known. `terms`: field → what was typed; `why`: search, note, duplicates or request."""
    require(can_search, by, by.partnership)
    lately = SearchLook.objects.filter(
        tenant_id=by.tenant_id, membership=by.membership, looked_at__gt=timezone.now() - WITHIN
    )
    if lately.count() >= MOST_LOOKS:
        raise TooManyLooks("You have searched 60 times in 10 minutes. Wait a few minutes, then search again.")
    return SearchLook.objects.create(tenant_id=by.tenant_id, membership=by.membership, terms={**terms, "why": why})

"""Whom a family does not want to know, in words that no wall understands: a person, or a place as they call it. The hub
finds out who that is, and keeps them out (`actions.triage.keep_out`). Reading only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ehm.rows.actor import Actor
from hubs.models import HelpRequest, KeptOut, RequestLimit


def named(requests: Iterable[int | None], actor: Actor) -> dict[int | None, list[str]]:
    """Number of a request that `actor` reads → 'Uncle Rob (they quarrelled)', as the family said it."""
    said: dict[int | None, list[str]] = defaultdict(list)
    numbers = {one for one in requests if one is not None}
    for one in RequestLimit.objects.visible_to(actor).filter(request__in=numbers, agency=None).order_by("pk"):
        said[one.request_id].append(f"{one.somebody} ({one.reason})" if one.reason else one.somebody)
    return said


def kept(request: HelpRequest) -> list[KeptOut]:
    """Whom the hub keeps out now; for those who read what the hub does."""
    rows = KeptOut.objects.within([request]).filter(ended_at=None)
    return list(rows.select_related("kept_agency", "kept_worker__agency", "recorded_by").order_by("pk"))

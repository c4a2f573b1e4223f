"""What happens to a request, for whoever counts time by it (standards/at_hubs.py)."""

from __future__ import annotations

from datetime import datetime

from ehm import happened
from ehm.happened import About
from hubs.models import HelpRequest

RECEIVED, WITHDRAWN = "request.received", "request.withdrawn"
TRIAGED, DECIDED = "request.triaged", "request.decided"
LETTER_SENT = "outcome_letter.sent"
GIVEN = "request.given"  # to another hub: starts and stops nothing, and whoever works there sees to it


def tell(request: HelpRequest, name: str, at: datetime) -> None:
    about = About(
        tenant_id=request.tenant_id,
        kind="request",
        reference=request.reference,
        area_id=request.area_id,
        agency_id=request.agency_id,
        request_id=request.pk,
        kept_from=request.excluded,
    )
    happened.tell(about, name, at=at)

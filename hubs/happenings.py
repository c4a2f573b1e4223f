"""What happens to a request and to what a meeting agreed, for whoever counts time by it (standards/at_hubs.py)."""

from __future__ import annotations

from datetime import datetime

from ehm import happened
from ehm.happened import About
from hubs.models import Disagreement, HelpRequest, HubMeeting, MeetingAction

RECEIVED, WITHDRAWN = "request.received", "request.withdrawn"
TRIAGED, DECIDED = "request.triaged", "request.decided"
LETTER_SENT = "outcome_letter.sent"
KEPT_FROM = "request.kept_from"  # somebody, who sees to it no more: it starts and stops nothing either
GIVEN = "request.given"  # to another hub: starts and stops nothing, and whoever works there sees to it

ACTION_AGREED, ACTION_DONE = "family_matters_action.agreed", "family_matters_action.completed"
ACTION_MOVED, ACTION_DROPPED = "family_matters_action.moved", "family_matters_action.dropped"
HELD = "family_matters.held"
DISAGREED, AGREED = "disagreement.raised", "disagreement.resolved"


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


def tell_of_action(action: MeetingAction, name: str, at: datetime) -> None:
    """Whoever does it holds its clock, else the agency."""
    about = About(
        tenant_id=action.tenant_id,
        kind="meeting_action",
        reference=action.reference,
        area_id=action.area_id,
        agency_id=action.doer_agency_id,
        holder_id=action.doer_id,
        kept_from=action.excluded,
    )
    happened.tell(about, name, at=at, agreed_on=action.due_on)


def tell_of_disagreement(row: Disagreement, name: str, at: datetime) -> None:
    """Whoever raised it holds its clock."""
    about = About(
        tenant_id=row.tenant_id,
        kind="disagreement",
        reference=row.reference,
        area_id=row.area_id,
        holder_id=row.raised_by_id,
        kept_from=row.excluded,
    )
    happened.tell(about, name, at=at)


def tell_of_meeting(meeting: HubMeeting, at: datetime) -> None:
    """The hub of the area has met."""
    about = About(tenant_id=meeting.tenant_id, kind="area", reference=meeting.area.reference, area_id=meeting.area_id)
    happened.tell(about, HELD, at=at)

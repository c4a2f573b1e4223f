"""A meeting of a hub with a family on its agenda, as rows; what it agrees, as whoever chairs it writes it."""

from datetime import timedelta

from django.utils import timezone

from hubs import happenings
from hubs.models import AgendaItem, HubMeeting, ItemAsk, ItemDecision, MeetingAction, Present
from plans.models import Listing, StepDown
from tests import databases
from tests.cases.acting import acting_as

TODAY = timezone.localdate()


def meeting(by, area, status="running", **fields):
    now = timezone.now()
    moments = {"planned": {}, "running": {"started_at": now}, "ended": {"started_at": now, "ended_at": now}}[status]
    with databases.as_owner():
        return HubMeeting.objects.create(
            tenant=area.tenant, area=area, planned_for=now, status=status, chair=by if moments else None,
            recorded_by=by, **moments, **fields,
        )  # fmt: skip


def item(by, of_meeting, request=None, listing=None, asks=(), **fields):
    with databases.as_owner():
        return item_row(by, of_meeting, request, listing, asks, **fields)


def item_row(by, of_meeting, request=None, listing=None, asks=(), **fields):
    """On the agenda, about a request or early help that waits on the list. `asks`: agencies."""
    given = {
        "place": 1,
        "minutes": 10,
        "starts_at": timezone.now(),
        "group": "request" if request else "step_down",
        "family_name": "Marlow family",
        "children": ["Ida Marlow, 8"],
        "asked_by": "Tess Teacher, Larkfield Primary",
        "waits_since": timezone.now(),
        "story": "Ida is tired and often late",
        "is_on": of_meeting.is_open,
    } | fields
    row = AgendaItem.objects.create(
        tenant_id=by.tenant_id, meeting=of_meeting, request=request, listing=listing,
        episode=listing.episode if listing else None, recorded_by=by, **given,
    )  # fmt: skip
    for agency in asks:
        ItemAsk.objects.create(tenant_id=by.tenant_id, item=row, asked_agency=agency, basis="asked", recorded_by=by)
    row.refresh_from_db()
    return row


def decision(by, of_item, **fields):
    given = {"outcome": "single_agency", "level": 2, "reason": "School can do it", "told": "School helps"} | fields
    with databases.as_owner():
        return ItemDecision.objects.create(
            tenant_id=by.tenant_id, item=of_item, agency=by.agency, recorded_by=by, **given
        )


def action(by, of_item, agency, doer=None, what="Ring the landlord", due_on=None):
    """As the decision of a meeting writes it."""
    with acting_as(by):
        row = MeetingAction.objects.create(
            tenant_id=by.tenant_id, item=of_item, what=what, doer_agency=agency, doer=doer,
            due_on=due_on or TODAY + timedelta(days=7), recorded_by=by,
        )  # fmt: skip
        row.refresh_from_db()
        happenings.tell_of_action(row, happenings.ACTION_AGREED, row.recorded_at)
    return row


def here(by, of_meeting, agency, names=""):
    with databases.as_owner():
        return Present.objects.create(
            tenant_id=by.tenant_id, meeting=of_meeting, agency=agency, names=names, recorded_by=by
        )


def end(of_meeting):
    """Nobody but the hub reads its items any more."""
    with databases.as_owner():
        of_meeting.refresh_from_db()
        of_meeting.status, of_meeting.ended_at = "ended", timezone.now()
        of_meeting.save(update_fields=["status", "ended_at"])
    return of_meeting


def listed(by, episode):
    """Early help that came down from social care and waits for the meeting."""
    of = {"tenant_id": by.tenant_id, "episode": episode, "agency": by.agency, "recorded_by": by}
    with databases.as_owner():
        step_down = StepDown.objects.create(
            **of, route="meeting", came_from="child_in_need", social_worker="Mr Dale", family_view="agrees"
        )
        return Listing.objects.create(**of, because="no_lead", step_down=step_down, is_harm_ruled_out=True)

"""Notifications of requests for help, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from ehm import notifications
from ehm.jobs import outbox
from ehm.models import Membership, Notification
from ehm.rows.actor import HUB_ROLES, Actor
from hubs.models import HelpRequest

SENT, ASKED_BACK, ANSWERED, DECIDED = "hubs.sent", "hubs.asked_back", "hubs.answered", "hubs.decided"
SAID = {
    SENT: "Help is asked for: a new request",
    ASKED_BACK: "The hub asks something about your request for help",
    ANSWERED: "A question about a request for help is answered",
    DECIDED: "The hub has decided about your request for help",
}


def who_works_there(request: HelpRequest, by: Actor) -> list[Membership]:
    """The people of the hub that the request came to, but for those whom the family keeps it from."""
    people = Membership.objects.filter(
        tenant_id=by.tenant_id, area_id=request.area_id, ended_at=None, role__in=HUB_ROLES
    )
    kept = set(request.excluded)
    return [one for one in people if not kept & {f"agency:{one.agency_id}", f"user:{one.user_id}"}]


def tell_asker(request: HelpRequest, kind: str, by: Actor) -> None:
    """Whoever asked looks for it here; whoever has no account is written to that there is something."""
    if request.recorded_by is not None:
        notifications.notify([request.recorded_by], kind, subject=request.reference, by=by)
    else:
        outbox.enqueue("hubs.mailing.tell_asker", by=by, request_id=request.pk, kind=kind)


@notifications.declare(*SAID)
def in_words(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    rows = HelpRequest.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    seen = set(rows.values_list("reference", flat=True))
    return {
        one.pk: (SAID[one.kind], reverse("hubs:request", args=(one.subject,))) for one in raised if one.subject in seen
    }

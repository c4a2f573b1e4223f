"""What somebody's calendar shows: their meetings, and the days by which something is due. It names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from cases.lifecycle import RUNNING
from ehm.ics import Entry
from ehm.rows.actor import Actor
from plans.calendar import entry_of
from plans.models import Invitation, Meeting
from standards.models import Clock

BACK = timedelta(days=90)
MOST = 500


def entries(actor: Actor) -> Iterator[Entry]:
    """In two queries: meetings to which `actor` is asked, or of families that they lead; clocks that they hold."""
    me = actor.membership
    asked = Invitation.objects.filter(tenant_id=actor.tenant_id, meeting=OuterRef("pk"), worker=me, removed_at=None)
    mine = Exists(asked) | Q(episode__lead=me, episode__status__in=RUNNING)
    meetings = Meeting.objects.visible_to(actor).filter(mine, starts_at__gte=timezone.now() - BACK)
    for meeting in meetings.order_by("starts_at", "pk")[:MOST]:
        yield entry_of(meeting)
    for clock in Clock.objects.visible_to(actor).open().held_by(me).order_by("due_at", "pk")[:MOST]:
        yield Entry(
            uid=clock.reference,
            title="Due",
            at=timezone.localdate(clock.due_at),
            path=reverse("standards:clock", args=(clock.reference,)),
            changed_at=clock.started_at,
        )

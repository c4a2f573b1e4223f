"""Notifications of requests for help and meetings of the hub, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from cases.models import Episode, TimelineEvent
from cases.timeline import LEAD_AGREED
from ehm import notifications
from ehm.events import listens_to
from ehm.jobs import outbox
from ehm.models import Agency, Membership, Notification, Role
from ehm.rows.actor import HUB_ROLES, Actor
from hubs.choices import RequestStatus
from hubs.models import HelpRequest, HubMeeting, ItemAsk, MeetingAction
from hubs.telling import may_be_asked

SENT, ASKED_BACK, ANSWERED, DECIDED = "hubs.sent", "hubs.asked_back", "hubs.answered", "hubs.decided"
FROM_LIST = "hubs.from_list"
SAID = {
    SENT: "Help is asked for: a new request",
    ASKED_BACK: "The hub asks something about your request for help",
    ANSWERED: "A question about a request for help is answered",
    DECIDED: "The hub has decided about your request for help",
    FROM_LIST: "Families were sent on to the hub in a list",
}

NEW_NO_MORE = "Help was asked for: the request is not new any more"

ASKED_TO_MEETING, MOVED, CANCELLED = "hubs.asked_to_meeting", "hubs.meeting_moved", "hubs.meeting_cancelled"
OF_MEETINGS = {
    MOVED: "A meeting about a family that you were asked about is at another time",
    CANCELLED: "A meeting about a family that you were asked about is not held",
}
HAS_ACTION = "hubs.has_action"
LEADS, AGENCY_LEADS, CHOOSE_LEAD, TALKED_ABOUT = (
    "hubs.leads",
    "hubs.agency_leads",
    "hubs.choose_lead",
    "hubs.talked_about",
)
OF_EPISODES = {
    LEADS: ("You lead early help for a family: agree to it, or say why not", "cases:episode"),
    AGENCY_LEADS: ("Your agency leads early help for a family, as a meeting decided", "cases:episode"),
    CHOOSE_LEAD: ("Your agency leads early help for a family: choose who", "cases:allocate_lead"),
    TALKED_ABOUT: ("A meeting decided about a family that you lead", "cases:episode"),
}
ANSWERABLE = 20


def who_answers_for(agency: Agency, excluded: Sequence[str]) -> list[Membership]:
    """The managers of an agency; where it has none, its partners. None whom the family keeps out."""
    people = Membership.objects.filter(
        tenant_id=agency.tenant_id, agency=agency, ended_at=None, role__in=(Role.MANAGER, Role.PARTNER)
    ).order_by("pk")
    found = [one for one in people if may_be_asked(one, excluded)]
    return [one for one in found if one.role == Role.MANAGER][:ANSWERABLE] or found[:ANSWERABLE]


def who_works_there(request: HelpRequest, by: Actor) -> list[Membership]:
    """The people of the hub that the request came to, but for those whom the family keeps it from."""
    people = Membership.objects.filter(
        tenant_id=by.tenant_id, area_id=request.area_id, ended_at=None, role__in=HUB_ROLES
    )
    return [one for one in people if may_be_asked(one, request.excluded)]


def tell_asker(request: HelpRequest, kind: str, by: Actor) -> None:
    """Whoever asked looks for it here; whoever has no account is written to that there is something."""
    if request.recorded_by is not None:
        notifications.notify([request.recorded_by], kind, subject=request.reference, by=by)
    else:
        outbox.enqueue("hubs.mailing.tell_asker", by=by, request_id=request.pk, kind=kind)


@listens_to(LEAD_AGREED)
def note_agreed(news: Sequence[TimelineEvent], by: Actor) -> None:
    """Whoever has said yes is asked no more."""
    subjects = [event.episode.reference for event in news if event.episode is not None]
    notifications.answered([LEADS], subjects=subjects, by=by)


@notifications.declare(*SAID)
def in_words(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    rows = HelpRequest.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    status = dict(rows.values_list("reference", "status"))
    return {
        one.pk: (
            NEW_NO_MORE if one.kind == SENT and status[one.subject] != RequestStatus.SENT else SAID[one.kind],
            _url(one),
        )
        for one in raised
        if one.subject in status
    }


def _url(raised: Notification) -> str:
    """Of a list, whose subject is its first request, the queue."""
    if raised.kind == FROM_LIST:
        return reverse("hubs:requests")
    return reverse("hubs:request", args=(raised.subject,))


@notifications.declare(ASKED_TO_MEETING)
def of_asks(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    rows = ItemAsk.objects.visible_to(actor).filter(reference__in={one.subject for one in raised}, ended_at=None)
    answered = {row.reference: row.answered_at is not None for row in rows}
    said = {False: "Asked what you know of a family before a meeting", True: "Your agency has said what it knows"}
    return {
        one.pk: (said[answered[one.subject]], reverse("hubs:asked", args=(one.subject,)))
        for one in raised
        if one.subject in answered
    }


@notifications.declare(*OF_MEETINGS)
def of_meetings(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    rows = HubMeeting.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    seen = set(rows.values_list("reference", flat=True))
    return {
        one.pk: (OF_MEETINGS[one.kind], reverse("hubs:follow", args=(one.subject,)))
        for one in raised
        if one.subject in seen
    }


@notifications.declare(HAS_ACTION)
def of_actions(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    rows = MeetingAction.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    seen = set(rows.values_list("reference", flat=True))
    url = reverse("hubs:meeting_actions")
    return {one.pk: ("A meeting gave you something to do", url) for one in raised if one.subject in seen}


@notifications.declare(*OF_EPISODES)
def of_episodes(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    rows = Episode.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    seen = set(rows.values_list("reference", flat=True))
    found = {}
    for one in raised:
        if one.subject in seen:
            said, page = OF_EPISODES[one.kind]
            found[one.pk] = (said, reverse(page, args=(one.subject,)))
    return found

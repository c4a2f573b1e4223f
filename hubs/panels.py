"""What this app hangs on the pages of others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cases.profile import profile_of as words_of
from ehm import panels
from ehm.models.organisations import MANAGING_ROLES
from ehm.rows.actor import ActorRequest
from hubs import agenda, disagreeing, queue, to_do
from hubs.lifecycle import OPEN
from hubs.models import HelpRequest, HubMeeting, MeetingAction, RequestQuestion
from hubs.permissions import works_at_hub

MOST = 5
STAYS = timedelta(days=30)  # what became of a request, after it was decided


def my_requests(request: ActorRequest, subject: object) -> dict[str, Any] | None:
    """On my work: what I asked for, and what became of it."""
    actor = request.actor
    if not actor.writes_cases or works_at_hub(actor):
        return None
    fresh = Q(status__in=OPEN) | Q(decided_at__gte=timezone.now() - STAYS)
    mine = HelpRequest.objects.visible_to(actor).filter(fresh, recorded_by=actor.membership)
    lines = queue.lines(mine.select_related("area").order_by("-asked_at", "-pk")[: MOST + 1], actor)
    return {"lines": lines[:MOST], "has_more": len(lines) > MOST} if lines else None


def my_hub(request: ActorRequest, subject: object) -> dict[str, Any] | None:
    """What waits at my hub: requests that nobody has decided or listed, the next meeting, late actions. That a request
    is new is said by their number; that somebody has answered, by its own news."""
    actor = request.actor
    if not works_at_hub(actor):
        return None
    here = {"area_id__in": actor.areas}
    waiting = HelpRequest.objects.visible_to(actor).filter(status__in=queue.TO_LOOK_AT, **here)
    to_triage = dict(waiting.values_list("reference", "pk"))
    questions = RequestQuestion.objects.filter(tenant_id=actor.tenant_id, request__in=to_triage.values())
    asked_back = set(questions.values_list("request_id", flat=True))
    meeting = HubMeeting.objects.visible_to(actor).open().filter(**here).order_by("planned_for").first()
    actions = MeetingAction.objects.visible_to(actor).to_do().filter(due_on__lt=timezone.localdate(), **here)
    found = {"to_triage": len(to_triage), "meeting": meeting, "late": actions.count()}
    about = [reference for reference, pk in to_triage.items() if pk not in asked_back]
    more = {"panel": words_of(actor.partnership).words.panel, "about": about}
    return found | more if any(found.values()) else None


def my_actions(request: ActorRequest, subject: object) -> dict[str, Any] | None:
    """What a meeting asks of me: what I know of a family, something to do, what I think where agencies do not agree."""
    actor = request.actor
    if not actor.writes_cases:
        return None
    may_be_asked = actor.role in MANAGING_ROLES
    asks, actions = agenda.asks_of(actor), to_do.mine(actor)
    disagreements = disagreeing.waiting_for(actor) if may_be_asked else []
    about = [*(one.reference for one in asks), *(one.action.reference for one in actions)]
    about += [one.row.reference for one in disagreements]
    found = {"asks": asks, "actions": actions, "disagreements": disagreements, "about": about}
    return found if about else None


panels.add("standards:my_work", "hubs/_my_hub.html", my_hub, place=7)
panels.add("standards:my_work", "hubs/_my_actions.html", my_actions, place=8)
panels.add("standards:my_work", "hubs/_my_requests.html", my_requests, place=12)

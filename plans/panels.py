"""What plans hang on the pages of others, and what the record log calls their pages."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from cases import record_log
from cases.lifecycle import RUNNING
from ehm import panels
from ehm.rows.actor import ActorRequest
from plans.lifecycle import Done, PlanStatus
from plans.models import Goal, Meeting, Plan, Promise

MOST = 50


def my_promises(request: ActorRequest, subject: object) -> dict[str, Any] | None:
    """Of agreed plans, the earliest day first: what I have taken on, and of the families that I lead what nobody with
    an account has."""
    actor = request.actor
    if not actor.writes_cases:
        return None
    mine = Q(worker=actor.membership) | Q(worker=None, episode__lead=actor.membership)
    open_ones = (
        Promise.objects.kept()
        .visible_to(actor)
        .filter(mine, status=Done.OPEN, plan__status=PlanStatus.AGREED, episode__status__in=RUNNING)
    )
    rows = open_ones.select_related("episode__family", "worker", "person")
    found = list(rows.order_by(F("by_when").asc(nulls_last=True), "pk")[:MOST])
    today = timezone.localdate()
    return {"rows": [(one, one.by_when is not None and one.by_when < today) for one in found]} if found else None


panels.add("standards:my_work", "plans/_my_promises.html", my_promises, place=15)

record_log.add(
    lambda actor, family: Plan.objects.visible_to(actor).filter(episode__family=family),
    {
        "plans:of_episode": "Plan",
        "plans:plan": "A plan",
        "plans:trajectory": "How a plan runs",
        "plans:end": "Ending a plan",
        "plans:add_goal": "A new goal of a plan",
        "plans:add_action": "Something new to do in a plan",
        "plans:add_bottom_line": "A new bottom line of a plan",
    },
)
record_log.add(
    lambda actor, family: Goal.objects.visible_to(actor).filter(episode__family=family),
    {"plans:change_goal": "A goal of a plan"},
)
record_log.add(
    lambda actor, family: Promise.objects.visible_to(actor).filter(episode__family=family),
    {
        "plans:change_promise": "Something to do in a plan",
        "plans:finish_promise": "What became of something in a plan",
        "plans:move_promise": "Another day for something in a plan",
    },
)
record_log.add(
    lambda actor, family: Meeting.objects.visible_to(actor).filter(episode__family=family),
    {
        "plans:meeting": "A meeting with the family",
        "plans:move_meeting": "Moving a meeting",
        "plans:cancel_meeting": "Cancelling a meeting",
        "plans:minutes": "Minutes of a meeting",
    },
)

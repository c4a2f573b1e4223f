"""What assessments hang on the pages of others: a family that said no, and when help is offered to it again."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from assessments.lifecycle import Status
from assessments.models import Assessment, Declined
from assessments.views.starting import declined_in, more_to_do
from cases import record_log
from cases.lifecycle import RUNNING
from cases.models import Episode, Family
from ehm import panels
from ehm.rows.actor import Actor, ActorRequest

MOST = 20


def to_offer_again(request: ActorRequest, subject: object) -> dict[str, Any] | None:
    """In the families that one leads: whom to offer an assessment again by today."""
    actor = request.actor
    if not actor.writes_cases:
        return None
    led = Episode.objects.visible_to(actor).led_by(actor.membership).filter(status__in=RUNNING)
    due = Declined.objects.due(timezone.localdate()).filter(tenant_id=actor.tenant_id, episode__in=led)
    rows = list(due.select_related("episode__family")[:MOST])
    return {"rows": rows} if rows else None


def returned(request: ActorRequest, subject: object) -> dict[str, Any] | None:
    """In the families that one leads: assessments that a manager returned, until they are submitted again."""
    actor = request.actor
    if not actor.writes_cases:
        return None
    mine = (
        Assessment.objects.visible_to(actor)
        .not_withheld()
        .filter(status=Status.RETURNED, episode__lead=actor.membership, episode__status__in=RUNNING)
    )
    rows = list(mine.select_related("episode__family").order_by("submitted_at", "pk")[:MOST])
    return {"rows": rows} if rows else None


def read_in(actor: Actor, family: Family) -> QuerySet[Any]:
    """For the record log: assessments, whose pages go by their reference."""
    return Assessment.objects.visible_to(actor).filter(episode__family=family)


def declined_by(actor: Actor, family: Family) -> QuerySet[Any]:
    return Declined.objects.visible_to(actor).filter(episode__family=family)


record_log.add(
    read_in,
    {
        "assessments:assessment": "An assessment",
        "assessments:section": "A section of an assessment",
        "assessments:submit": "Finishing an assessment",
        "assessments:keep_back": "Keeping something of an assessment back",
        "assessments:put_right": "Putting an assessment right",
        "assessments:new_version": "A new version of an assessment",
        "assessments:withdraw": "Giving up an assessment",
        "assessments:of_episode": "Assessment",
        "assessments:decide": "Beginning an assessment",
        "assessments:decline": "That they said no to an assessment",
    },
)
record_log.add(declined_by, {"assessments:offer_again": "Offering an assessment again"})
panels.add("standards:my_work", "assessments/_returned.html", returned, place=10)
panels.add("standards:my_work", "assessments/_offer_again.html", to_offer_again, place=20)
panels.add("assessments:assessment", "assessments/_more_to_do.html", more_to_do, place=90)
panels.add("cases:episode", "assessments/_declined.html", declined_in, place=60)

"""What this app shows on the pages of others."""

from __future__ import annotations

from typing import Any

from assessments.timeline import STEP_UP_WANTED
from cases.lifecycle import RUNNING
from cases.models import Episode, TimelineEvent
from cases.profile import profile_of
from cases.views.frame import url_or_nothing
from ehm import panels
from ehm.rows.actor import ActorRequest


def step_up_pack(request: ActorRequest, episode: Episode) -> dict[str, Any] | None:
    """While help runs: the pack for the front door is to be prepared, and its first part is the assessment."""
    if episode.status not in RUNNING:
        return None
    wanted = TimelineEvent.objects.visible_to(request.actor).filter(episode=episode, kind=STEP_UP_WANTED.name)
    event = wanted.order_by("-id").first()
    if event is None:
        return None
    assessment = event.data["assessment"]
    return {
        "since": event.occurred_at,
        "front_door": profile_of(request.actor.partnership).words.front_door,
        "partnership": request.actor.partnership,
        "assessment_url": url_or_nothing("assessments:assessment", assessment),
        "pdf_url": url_or_nothing("assessments:pdf", assessment),
    }


panels.add("cases:episode", "assessments/_step_up_pack.html", step_up_pack, place=5)

"""What this app shows on the pages of others."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from assessments.actions.deciding import has_authorisation
from assessments.actions.outcomes import is_to_end
from assessments.lifecycle import FINISHED, Status
from assessments.models import Assessment, Decision, DirectWork
from assessments.partnership import form_of_assessment
from assessments.permissions import can_authorise_assessment, can_share_assessment
from assessments.proposing import waits_for_oversight
from assessments.remarks import remarks_for
from assessments.showing import of_person
from assessments.timeline import STEP_UP_WANTED
from assessments.told import is_outcome_among
from assessments.written import withheld_from
from cases import record_log
from cases.choices import EpisodeStatus
from cases.lifecycle import RUNNING
from cases.models import Episode, Person, TimelineEvent
from cases.permissions.episodes import can_close_episode
from cases.permissions.oversight import can_record_oversight
from cases.profile import profile_of
from cases.story import FamilyStory
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
        "step_up_url": url_or_nothing("plans:step_up", episode.reference),
    }


def decided(request: ActorRequest, assessment: Assessment) -> dict[str, Any] | None:
    """What a manager said last and asked for, and what is left to do now: decide, or share it with the family."""
    actor = request.actor
    form = form_of_assessment(assessment, actor.partnership)
    is_submitted = assessment.status == Status.SUBMITTED
    may_decide = is_submitted and can_authorise_assessment(actor, assessment) and has_authorisation(form)
    is_finished = assessment.status in FINISHED
    may_share = is_finished and assessment.shared_on is None and can_share_assessment(actor, assessment)
    decisions = Decision.objects.about(assessment, actor)
    latest = decisions.select_related("decided_by").order_by("-decided_at", "-pk").first()
    found = {
        "decide_url": url_or_nothing("assessments:decision", assessment.reference) if may_decide else "",
        "share_url": url_or_nothing("assessments:share_with_family", assessment.reference) if may_share else "",
        "decision": latest,
        "remarks": remarks_for(assessment, actor),
    }
    return found if any(found.values()) else None


def to_end(request: ActorRequest, assessment: Assessment) -> dict[str, Any] | None:
    """Found that early help can end, and it has not: a reminder until it does, with the next thing to do."""
    actor, episode = request.actor, assessment.episode
    form = form_of_assessment(assessment, actor.partnership)
    final = Status.AUTHORISED if has_authorisation(form) else Status.SUBMITTED
    if assessment.status != final or not is_to_end(assessment):
        return None
    if is_outcome_among(assessment, withheld_from(assessment)):
        return None
    waits = waits_for_oversight(assessment, actor)
    may_oversee, may_close = can_record_oversight(actor, episode), can_close_episode(actor, episode)
    return {
        "outcome": next((one.name for one in form.outcomes if one.key == assessment.outcome), ""),
        "waits": waits,
        "oversight_url": url_or_nothing("cases:record_oversight", episode.reference) if waits and may_oversee else "",
        "close_url": url_or_nothing("plans:close", episode.reference) if may_close and not waits else "",
    }


def episode_to_end(request: ActorRequest, episode: Episode) -> dict[str, Any] | None:
    """The same beside the episode, of its latest assessment."""
    if episode.status != EpisodeStatus.OPEN:
        return None
    kept = Assessment.objects.visible_to(request.actor).filter(episode=episode).exclude(status=Status.WITHDRAWN)
    latest = kept.order_by("-number", "-pk").first()
    if latest is None:
        return None
    latest.episode = episode
    return to_end(request, latest)


panels.add("assessments:assessment", "assessments/_decided.html", decided, place=5)
panels.add("assessments:assessment", "assessments/_to_end.html", to_end, place=4)
panels.add("cases:episode", "assessments/_to_end.html", episode_to_end, place=4)


def direct_work(request: ActorRequest, person: Person) -> dict[str, Any] | None:
    """What this child drew or made, from every episode that the reader may see (R042)."""
    files = of_person(person, request.actor)
    return {"files": files, "person": person} if files else None


def life_events(request: ActorRequest, story: FamilyStory) -> dict[str, Any]:
    """The way to what happened before and between assessments."""
    return {"url": reverse("assessments:life_events", args=(story.family.reference,))}


panels.add("cases:family", "assessments/_life_events.html", life_events, place=90)
panels.add("cases:person", "assessments/_of_person.html", direct_work)
panels.add("cases:episode", "assessments/_step_up_pack.html", step_up_pack, place=5)
record_log.add(
    lambda actor, family: DirectWork.objects.visible_to(actor).filter(episode__family=family),
    {"assessments:file": "A picture or document", "assessments:file_small": "A small picture in a list"},
)

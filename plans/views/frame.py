"""What the pages of plans and meetings share: finding the record, the family's frame, a form that does one thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from cases.models import Episode
from cases.views.frame import family_frame
from ehm import forms
from ehm.forms import GovukForm
from ehm.rows.actor import Actor, ActorRequest
from ehm.visibility import get_visible_or_404
from plans.choices import MeetingKind
from plans.models import Goal, Invitation, Meeting, Plan, PlanVersion, Promise
from plans.permissions import can_plan_meeting
from plans.ways_out import papers_of, step_down_of

F = TypeVar("F", bound=GovukForm)
_EPISODE = (
    *("episode__family__area", "episode__family__created_by_agency", "episode__lead_agency", "episode__lead__agency"),
    "episode__area",
)
PLANS = Plan.objects.select_related(*_EPISODE, "assessment", "recorded_by")
MEETINGS = Meeting.objects.select_related(*_EPISODE, "plan", "written_by", "recorded_by", "cancelled_by")
PLAN_PAGE, MEETINGS_PAGE = "plans:of_episode", "plans:meetings"


def plan_or_404(request: ActorRequest, reference: str) -> Plan:
    _reads_cases(request)
    return get_visible_or_404(PLANS.all(), request.actor, reference)


def version_or_404(request: ActorRequest, reference: str) -> PlanVersion:
    _reads_cases(request)
    rows = PlanVersion.objects.select_related(*_EPISODE, "plan", "recorded_by")
    return get_visible_or_404(rows, request.actor, reference)


def goal_or_404(request: ActorRequest, reference: str) -> Goal:
    _reads_cases(request)
    rows = Goal.objects.kept().select_related(*(f"plan__{name}" for name in _EPISODE), "plan__assessment", "person")
    return get_visible_or_404(rows, request.actor, reference)


def promise_or_404(request: ActorRequest, reference: str) -> Promise:
    _reads_cases(request)
    related = (*(f"plan__{name}" for name in _EPISODE), "plan__assessment", "goal", "worker__agency", "person")
    rows = Promise.objects.kept().select_related(*related)
    return get_visible_or_404(rows, request.actor, reference)


def meeting_or_404(request: ActorRequest, reference: str) -> Meeting:
    _reads_cases(request)
    return get_visible_or_404(MEETINGS.all(), request.actor, reference)


def invitation_or_404(request: ActorRequest, reference: str) -> Invitation:
    _reads_cases(request)
    related = (*(f"meeting__{name}" for name in _EPISODE), "person", "asked_agency")
    rows = Invitation.objects.filter(removed_at=None).select_related(*related)
    return get_visible_or_404(rows, request.actor, reference)


def _reads_cases(request: ActorRequest) -> None:
    """A role that reads no cases gets 403 for every reference, whether it exists or not."""
    if not request.actor.reads_cases:
        raise PermissionDenied


def framed(request: ActorRequest, episode: Episode, section: str = PLAN_PAGE) -> dict[str, Any]:
    return family_frame(request, episode.family, section=section) | {"episode": episode}


def came_down(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    """At a review: what social care handed over, and whether it was used (R060)."""
    row = step_down_of(meeting.episode) if meeting.kind == MeetingKind.REVIEW else None
    if row is None:
        return {}
    row.episode = meeting.episode
    return {"step_down": row, "papers": papers_of(row), "may_say_used": can_plan_meeting(actor, meeting.episode)}


def url_of(plan: Plan) -> str:
    return reverse("plans:plan", args=(plan.reference,))


def form_page(
    request: ActorRequest,
    episode: Episode,
    make: Callable[[QueryDict | None], F],
    act: Callable[[F], object],
    *,
    back: str,
    title: str,
    section: str = PLAN_PAGE,
    template: str = "plans/form.html",
    draft: tuple[str, str] | None = None,
    remove: Callable[[], object] | None = None,
    **context: Any,
) -> HttpResponse:
    """A form that does one thing to a plan or a meeting, and then leads `back`."""
    return forms.form_page(
        request,
        make,
        act,
        lambda _: HttpResponseRedirect(back),
        template=template,
        frame=lambda: framed(request, episode, section),
        draft=draft,
        remove=remove,
        **{
            "title": title,
            "back": back,
            "button": "Save",
            "asks_readers": True,
            "removes": remove and "Take it off the plan",
        }
        | context,
    )

"""What the pages of plans and meetings share: finding the record, the family's frame, a form that does one thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
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
M = TypeVar("M", bound=Model)
OF_EPISODE = (
    *("episode__family__area", "episode__family__created_by_agency", "episode__lead_agency", "episode__lead__agency"),
    "episode__area",
)
PLANS = Plan.objects.select_related(*OF_EPISODE, "assessment", "recorded_by")
MEETINGS = Meeting.objects.select_related(*OF_EPISODE, "plan", "written_by", "recorded_by", "cancelled_by")
EPISODE_PAGE, PLAN_PAGE, MEETINGS_PAGE = "cases:episode", "plans:of_episode", "plans:meetings"


def found_or_404(request: ActorRequest, rows: QuerySet[M], reference: str) -> M:
    """The row that its reader may see. A role that reads no cases gets 403 for every reference, whether it exists or
    not."""
    if not request.actor.reads_cases:
        raise PermissionDenied
    return get_visible_or_404(rows, request.actor, reference)


def plan_or_404(request: ActorRequest, reference: str) -> Plan:
    return found_or_404(request, PLANS, reference)


def version_or_404(request: ActorRequest, reference: str) -> PlanVersion:
    rows = PlanVersion.objects.select_related(*OF_EPISODE, "plan", "recorded_by")
    return found_or_404(request, rows, reference)


def goal_or_404(request: ActorRequest, reference: str) -> Goal:
    rows = Goal.objects.kept().select_related(*(f"plan__{name}" for name in OF_EPISODE), "plan__assessment", "person")
    return found_or_404(request, rows, reference)


def promise_or_404(request: ActorRequest, reference: str) -> Promise:
    related = (*(f"plan__{name}" for name in OF_EPISODE), "plan__assessment", "goal", "worker__agency", "person")
    rows = Promise.objects.kept().select_related(*related)
    return found_or_404(request, rows, reference)


def meeting_or_404(request: ActorRequest, reference: str) -> Meeting:
    return found_or_404(request, MEETINGS, reference)


def invitation_or_404(request: ActorRequest, reference: str) -> Invitation:
    related = (*(f"meeting__{name}" for name in OF_EPISODE), "person", "asked_agency")
    rows = Invitation.objects.filter(removed_at=None).select_related(*related)
    return found_or_404(request, rows, reference)


def framed(request: ActorRequest, episode: Episode, section: str = PLAN_PAGE) -> dict[str, Any]:
    return family_frame(request, episode.family, section=section) | {"episode": episode}


def came_down(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    """At a review: what social care handed over, and whether it was used (R060)."""
    row = step_down_of(meeting.episode) if meeting.kind == MeetingKind.REVIEW else None
    if row is None:
        return {}
    row.episode = meeting.episode
    return {"step_down": row, "papers": papers_of(row, actor), "may_say_used": can_plan_meeting(actor, meeting.episode)}


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

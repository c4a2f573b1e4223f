"""What the pages of plans and meetings share: finding the record, the family's frame, a form that does one thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from cases.models import Episode
from cases.views.frame import family_frame
from ehm import drafts
from ehm.actions import Refused, Stale
from ehm.forms import GovukForm
from ehm.rows.actor import ActorRequest
from ehm.visibility import get_visible_or_404
from plans.models import Goal, Meeting, Plan, Promise

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


def _reads_cases(request: ActorRequest) -> None:
    """A role that reads no cases gets 403 for every reference, whether it exists or not."""
    if not request.actor.reads_cases:
        raise PermissionDenied


def framed(request: ActorRequest, episode: Episode, section: str = PLAN_PAGE) -> dict[str, Any]:
    return family_frame(request, episode.family, section=section) | {"episode": episode}


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
    **context: Any,
) -> HttpResponse:
    """Show the form; when it is sent and right, act and go `back`. With `draft`, what is typed is kept meanwhile, and
    put back. What somebody else saved first is shown beside what was typed."""
    typed = drafts.load(*draft, by=request.actor) if draft else None
    is_put_back = request.method != "POST" and typed is not None and typed.is_there
    form = make(request.POST if request.method == "POST" else typed.data if typed and is_put_back else None)
    theirs: list[tuple[str, object]] = []
    if request.method == "POST":
        if form.is_valid():
            try:
                act(form)
            except Stale as stale:
                theirs = _said(form, stale.theirs)
                form.data = request.POST.copy() | {"version": str(stale.theirs["version"])}
                form.add_error(None, str(stale))
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                if draft:
                    drafts.finish(*draft, by=request.actor)
                return HttpResponseRedirect(back)
        if draft:
            typed = drafts.keep(*draft, request.POST, by=request.actor)
    elif is_put_back:
        drafts.refill(form)
    context = {"form": form, "title": title, "back": back, "draft": typed, "theirs": theirs, "button": "Save"} | context
    frame = framed(request, episode, section)
    return TemplateResponse(request, template, frame | context, status=422 if form.errors else 200)


def _said(form: GovukForm, theirs: dict[str, object]) -> list[tuple[str, object]]:
    """What is saved now, under the question that it answers."""
    return [(str(form.fields[name].label), value) for name, value in theirs.items() if name in form.fields and value]

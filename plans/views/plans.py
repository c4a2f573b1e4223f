"""The plan of a family: one page of it, how it runs, agreeing and ending it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.views.episode_page import episode_or_404
from ehm.actions import Refused
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from plans.actions import plans as actions
from plans.forms.plans import EndForm, TrajectoryForm
from plans.lifecycle import Done, MeetingStatus, PlanStatus
from plans.models import Goal, Meeting, Plan, PlanVersion, Promise
from plans.needs import found_by_assessment, without_goal
from plans.permissions import can_begin_plan, can_lead_plan, can_plan_meeting, can_share_plan, can_write_plan
from plans.profile import profile_of
from plans.promises import lacks
from plans.quality import still_missing
from plans.versions import how_it_runs
from plans.views.frame import PLAN_PAGE, form_page, framed, plan_or_404, url_of
from plans.views.versions import levels_of

COLOURS = {Done.DONE: "green", Done.NOT_DONE: "red"}


@require_http_methods(["GET", "HEAD", "POST"])
def of_episode(request: ActorRequest, reference: str) -> HttpResponse:
    """The running plan, else the last; where there is none, how to begin."""
    episode = episode_or_404(request, reference)
    if request.method == "POST":
        try:
            return HttpResponseRedirect(url_of(actions.begin_plan(episode=episode, by=request.actor)))
        except Refused as refused:
            messages.info(request, str(refused))
    plans = Plan.objects.within([episode]).order_by("-recorded_at", "-pk")
    plan = plans.running().first() or plans.first()
    if plan is not None:
        return HttpResponseRedirect(url_of(plan))
    context = framed(request, episode) | {
        "called": profile_of(request.actor.partnership).plan_at(episode.level),
        "may_begin": can_begin_plan(request.actor, episode),
        "meetings_url": reverse("plans:meetings", args=(episode.reference,)),
    }
    return TemplateResponse(request, "plans/none_yet.html", context)


@require_GET
def plan(request: ActorRequest, reference: str) -> HttpResponse:
    """All of it: what we want, who does what by when, what must happen, how it runs, what it still lacks."""
    actor = request.actor
    found = plan_or_404(request, reference)
    profile = profile_of(actor.partnership)
    goals = list(Goal.objects.within([found], actor).kept().select_related("person").order_by("position", "pk"))
    rows = Promise.objects.within([found], actor).kept().select_related("worker", "person")
    promises = list(rows.prefetch_related("moves").order_by("position", "pk"))
    needs = found_by_assessment(found, actor)
    unanswered = without_goal(needs, goals)
    may_write, may_lead = can_write_plan(actor, found), can_lead_plan(actor, found)
    lines = [_line(one, may_write=may_write, may_lead=may_lead) for one in promises]
    of_plan = [one for one in lines if one["promise"].goal_id is None]
    meetings = Meeting.objects.within([found.episode]).order_by("-starts_at")
    planned = [one for one in meetings if one.status == MeetingStatus.PLANNED]
    held = [one for one in meetings if one.status == MeetingStatus.HELD]
    context = framed(request, found.episode) | {
        "plan": found,
        "called": profile.plan_at(found.episode.level),
        "status": _status(found),
        "needs_goals": not profile.is_actions_only(found.episode.level),
        "goals": [
            {
                "goal": goal,
                "answers": [one.words for one in needs if one.is_answered_by(goal)],
                "lines": [one for one in lines if one["promise"].goal_id == goal.pk],
            }
            for goal in goals
        ],
        "others": [one for one in of_plan if not one["promise"].is_bottom_line],
        "bottom_lines": [one for one in of_plan if one["promise"].is_bottom_line],
        "asks_bottom_lines": profile.bottom_lines,
        "trajectory": how_it_runs(found),
        "levels": levels_of(found, actor),
        "latest": PlanVersion.objects.within([found.episode]).filter(plan=found).order_by("-number").first(),
        "may_share": can_share_plan(actor, found),
        "unanswered": unanswered,
        "missing": list(still_missing(found, goals, promises, unanswered, profile)) if may_write else [],
        "may_write": may_write,
        "may_lead": may_lead,
        "may_agree": may_lead and bool(goals or (profile.is_actions_only(found.episode.level) and promises)),
        "may_meet": can_plan_meeting(actor, found.episode),
        "next_meeting": planned[-1] if planned else None,
        "last_meeting": held[0] if held else None,
        "earlier": Plan.objects.within([found.episode]).exclude(pk=found.pk).order_by("-recorded_at", "-pk")[:10],
        "last_plan": _last_plan(found, actor) if may_write and not goals else None,
        "may_begin": found.status == PlanStatus.ENDED and can_begin_plan(actor, found.episode),
    }
    return TemplateResponse(request, "plans/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def trajectory(request: ActorRequest, reference: str) -> HttpResponse:
    """How the plan runs."""
    found = plan_or_404(request, reference)
    require(can_lead_plan, request.actor, found)
    profile = profile_of(request.actor.partnership)
    return form_page(
        request,
        found.episode,
        lambda data: TrajectoryForm(data, plan=found, profile=profile),
        lambda form: actions.set_trajectory(
            plan=found, values=form.cleaned_data, version=form.cleaned_data["version"] or 0, by=request.actor
        ),
        back=url_of(found),
        title="How the plan runs",
        draft=("plans:trajectory", found.reference),
    )


@require_POST
def copy_forward(request: ActorRequest, reference: str) -> HttpResponse:
    """Bring the goals of the family's last plan into one that has none yet."""
    found = plan_or_404(request, reference)
    require(can_write_plan, request.actor, found)
    last = _last_plan(found, request.actor)
    if last is None:
        raise Http404
    try:
        count = actions.copy_forward(plan=found, earlier=last, by=request.actor)
    except Refused as refused:
        messages.info(request, str(refused))
    else:
        goals = "1 goal is" if count == 1 else f"{count} goals are"
        messages.success(request, f"{goals} brought forward. Say anew who does what by when.")
    return HttpResponseRedirect(url_of(found))


def _last_plan(found: Plan, actor: Actor) -> Plan | None:
    """The family's plan before this one, also of help that ended and began again."""
    rows = Plan.objects.visible_to(actor).filter(episode__family_id=found.episode.family_id, status=PlanStatus.ENDED)
    return rows.exclude(pk=found.pk).select_related("episode").order_by("-recorded_at", "-pk").first()


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: ActorRequest, reference: str) -> HttpResponse:
    found = plan_or_404(request, reference)
    require(can_lead_plan, request.actor, found)
    return form_page(
        request,
        found.episode,
        lambda data: EndForm(data),
        lambda form: actions.end_plan(plan=found, reason=form.cleaned_data["reason"], by=request.actor),
        back=reverse(PLAN_PAGE, args=(found.episode.reference,)),
        title="End the plan",
        explanation="Nothing of it is waited for any more. It stays on record, and a new plan can begin.",
        button="End the plan",
    )


def _status(found: Plan) -> dict[str, str]:
    if found.status == PlanStatus.AGREED:
        text = "Agreed" if found.number == 1 else f"Agreed, version {found.number}"
        return {"text": text, "colour": "green"}
    if found.status == PlanStatus.ENDED:
        return {"text": "Ended", "colour": "grey"}
    return {"text": "Being made", "colour": "yellow"}


def _line(promise: Promise, *, may_write: bool, may_lead: bool) -> dict[str, Any]:
    is_open = promise.status == Done.OPEN
    is_late = is_open and promise.by_when is not None and promise.by_when < timezone.localdate()
    is_missed = is_late or promise.status == Done.NOT_DONE
    tag = {"text": Done(promise.status).label, "colour": COLOURS.get(Done(promise.status), "grey")}
    return {
        "promise": promise,
        "tag": {"text": "Late", "colour": "red"} if is_late else None if is_open else tag,
        "lacks": lacks(promise) if is_open else [],
        "follows": promise.consequence if promise.is_bottom_line and is_missed else "",
        "moves": list(promise.moves.all()),
        "may_finish": may_write and is_open,
        "may_hand_out": may_lead and is_open and promise.worker_id is None and bool(promise.whose),
    }

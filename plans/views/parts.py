"""Pages of what a plan holds: goals, actions, bottom lines; done, moved, taken off."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from cases.views.hand_out import hand_out
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from plans.actions import parts as actions
from plans.choices import PromiseKind
from plans.following import PROMISE
from plans.forms.plans import FinishForm, GoalForm, MoveForm, PromiseForm
from plans.models import Goal, Plan
from plans.needs import found_by_assessment
from plans.people import around
from plans.permissions import can_finish_promise, can_write_plan
from plans.views.frame import PLAN_PAGE, form_page, goal_or_404, plan_or_404, promise_or_404, url_of

FORM = require_http_methods(["GET", "HEAD", "POST"])
TITLES = {
    PromiseKind.ACTION: ("Add something to do", "Change what is to be done"),
    PromiseKind.BOTTOM_LINE: ("Add a bottom line", "Change the bottom line"),
}
BOTTOM_LINE = "A bottom line is what must happen to keep a child well, and what follows if it does not."


@FORM
def add_goal(request: ActorRequest, reference: str) -> HttpResponse:
    plan = plan_or_404(request, reference)
    require(can_write_plan, request.actor, plan)
    family, found = around(plan.episode, request.actor), found_by_assessment(plan, request.actor)
    answers = request.GET.get("answers", "")
    chosen = {"needs": [one.key for one in found if one.key == answers]}
    chosen["worries"] = chosen["needs"]
    return form_page(
        request,
        plan.episode,
        lambda data: GoalForm(data, around=family, found=found, initial=chosen),
        lambda form: actions.add_goal(plan=plan, values=form.values(), by=request.actor),
        back=url_of(plan),
        title="Add a goal",
        draft=("plans:add_goal", plan.reference),
    )


@FORM
def change_goal(request: ActorRequest, reference: str) -> HttpResponse:
    goal = goal_or_404(request, reference)
    require(can_write_plan, request.actor, goal.plan)
    family, found = around(goal.plan.episode, request.actor), found_by_assessment(goal.plan, request.actor)
    return form_page(
        request,
        goal.plan.episode,
        lambda data: GoalForm(data, around=family, found=found, goal=goal),
        lambda form: actions.change_goal(
            goal=goal, values=form.values(goal), version=form.cleaned_data["version"] or 0, by=request.actor
        ),
        back=url_of(goal.plan),
        title="Change the goal",
        remove=lambda: actions.remove_part(part=goal, by=request.actor),
    )


@FORM
def add_action(request: ActorRequest, reference: str) -> HttpResponse:
    return _add(request, plan_or_404(request, reference), PromiseKind.ACTION)


@FORM
def add_bottom_line(request: ActorRequest, reference: str) -> HttpResponse:
    return _add(request, plan_or_404(request, reference), PromiseKind.BOTTOM_LINE, explanation=BOTTOM_LINE)


@FORM
def change_promise(request: ActorRequest, reference: str) -> HttpResponse:
    promise = promise_or_404(request, reference)
    require(can_finish_promise, request.actor, promise)
    plan, kind = promise.plan, PromiseKind(promise.kind)
    family, goals = around(plan.episode, request.actor), _goals(request, plan)
    return form_page(
        request,
        plan.episode,
        lambda data: PromiseForm(data, kind=kind, around=family, goals=goals, promise=promise),
        lambda form: actions.change_promise(
            promise=promise, values=form.values(), version=form.cleaned_data["version"] or 0, by=request.actor
        ),
        back=url_of(plan),
        title=TITLES[kind][1],
        remove=lambda: actions.remove_part(part=promise, by=request.actor),
    )


@FORM
def finish(request: ActorRequest, reference: str) -> HttpResponse:
    """Done, or not and why."""
    promise = promise_or_404(request, reference)
    require(can_finish_promise, request.actor, promise)
    return form_page(
        request,
        promise.plan.episode,
        FinishForm,
        lambda form: actions.finish_promise(
            promise=promise,
            is_done=form.cleaned_data["is_done"] == "yes",
            on=form.cleaned_data["on"],
            note=form.cleaned_data["note"],
            by=request.actor,
        ),
        back=url_of(promise.plan),
        title="What became of it",
        promise=promise,
    )


@FORM
def move(request: ActorRequest, reference: str) -> HttpResponse:
    """Another day, with why."""
    promise = promise_or_404(request, reference)
    require(can_finish_promise, request.actor, promise)
    return form_page(
        request,
        promise.plan.episode,
        MoveForm,
        lambda form: actions.move_promise(
            promise=promise, to=form.cleaned_data["to"], reason=form.cleaned_data["reason"], by=request.actor
        ),
        back=url_of(promise.plan),
        title="Give it another day",
        promise=promise,
    )


@FORM
def link(request: ActorRequest, reference: str) -> HttpResponse:
    """For whoever has taken it on and has no account here."""
    promise = promise_or_404(request, reference)
    if request.method != "POST" or "take_back" not in request.POST:
        require(can_finish_promise, request.actor, promise)
        if promise.worker is not None or not promise.whose:
            raise Http404
    return hand_out(
        request,
        promise.plan.episode,
        purpose=PROMISE,
        subject=promise.reference,
        for_whom=promise.whose,
        person=promise.person,
        back=url_of(promise.plan),
        section=PLAN_PAGE,
        can_do=f"Whoever follows it reads \u2018{promise.what}\u2019, and can say that it is done, not done, or late.",
    )


def _add(request: ActorRequest, plan: Plan, kind: PromiseKind, **context: Any) -> HttpResponse:
    require(can_write_plan, request.actor, plan)
    family, goals = around(plan.episode, request.actor), _goals(request, plan)
    chosen = next((one for one in goals if one.reference == request.GET.get("goal")), None)
    name = "plans:add_action" if kind == PromiseKind.ACTION else "plans:add_bottom_line"
    return form_page(
        request,
        plan.episode,
        lambda data: PromiseForm(data, kind=kind, around=family, goals=goals, goal=chosen),
        lambda form: actions.add_promise(plan=plan, kind=kind, values=form.values(), by=request.actor),
        back=url_of(plan),
        title=TITLES[kind][0],
        draft=(name, plan.reference),
        **context,
    )


def _goals(request: ActorRequest, plan: Plan) -> list[Goal]:
    return list(Goal.objects.within([plan], request.actor).kept().order_by("position", "pk"))

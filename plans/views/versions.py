"""Agreeing to a plan, and looking back at what was agreed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.models import LevelDecision
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from plans.actions import plans as actions
from plans.forms.versions import AgreeForm
from plans.models import Plan, PlanVersion
from plans.people import around
from plans.permissions import can_lead_plan, can_share_plan
from plans.profile import profile_of
from plans.versions import as_agreed, as_it_stands, changes, level_name
from plans.views.frame import form_page, framed, plan_or_404, url_of, version_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: ActorRequest, reference: str) -> HttpResponse:
    """Who agrees to the plan as it stands; before that, what has changed since they agreed last."""
    plan, actor = plan_or_404(request, reference), request.actor
    require(can_lead_plan, actor, plan)
    family = around(plan.episode, actor)
    return form_page(
        request,
        plan.episode,
        lambda data: AgreeForm(data, around=family),
        lambda form: actions.agree_plan(plan=plan, agreed_with=form.in_words(), by=actor),
        back=url_of(plan),
        title="They agree to the plan as it stands",
        template="plans/agree.html",
        button="They agree",
        number=plan.number,
        changed=_since_last(plan, actor),
    )


@require_GET
def versions(request: ActorRequest, reference: str) -> HttpResponse:
    """Each time that the plan was agreed, the latest first."""
    plan = plan_or_404(request, reference)
    rows = PlanVersion.objects.within([plan.episode]).filter(plan=plan).order_by("-number")
    partnership = request.actor.partnership
    context = framed(request, plan.episode) | {
        "plan": plan,
        "called": profile_of(partnership).plan_at(plan.episode.level),
        "versions": [{"row": row, "level": level_name(partnership, row.level, row.level_band)} for row in rows],
        "back": url_of(plan),
    }
    return TemplateResponse(request, "plans/versions.html", context)


@require_GET
def version(request: ActorRequest, reference: str) -> HttpResponse:
    """The plan as it was agreed then, and what had changed since the time before."""
    found, actor = version_or_404(request, reference), request.actor
    near = PlanVersion.objects.within([found.episode]).filter(plan=found.plan)
    numbered = {row.number: row for row in near.filter(number__range=(found.number - 1, found.number + 1))}
    before, after = numbered.get(found.number - 1), numbered.get(found.number + 1)
    stands = as_agreed([one for one in (before, found) if one], actor)
    context = framed(request, found.episode) | {
        "version": found,
        "plan": found.plan,
        "called": profile_of(actor.partnership).plan_at(found.level),
        "stand": stands[found.pk],
        "before": before,
        "may_share": can_share_plan(actor, found.plan),
        "after": after,
        "changed": changes(stands[before.pk], stands[found.pk]) if before else [],
        "back": reverse("plans:versions", args=(found.plan.reference,)),
    }
    return TemplateResponse(request, "plans/version.html", context)


def levels_of(plan: Plan, actor: Actor) -> list[dict[str, Any]]:
    """Every level of need that was decided, the latest first, by the profile's names."""
    rows = LevelDecision.objects.within([plan.episode]).order_by("-decided_on", "-pk")
    return [{"name": level_name(actor.partnership, one.level, one.level_band), "decision": one} for one in rows]


def _since_last(plan: Plan, actor: Actor) -> list[str]:
    last = PlanVersion.objects.within([plan.episode]).filter(plan=plan).order_by("-number").first()
    if last is None:
        return []
    return changes(as_agreed([last], actor)[last.pk], as_it_stands(plan, actor))

"""Disagreements between agencies: raised by the chair, said about by managers, kept on the sub-group's list (R084)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases.profile import profile_of as words_of
from ehm import forms, words
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.sheets import csv_response
from ehm.visibility import get_visible_or_404
from hubs import disagreeing, to_do
from hubs.actions import disagreements as actions
from hubs.choices import DisagreementEnd
from hubs.forms.follow_up import EscalateForm, RaiseForm, SettleForm, ViewForm
from hubs.models import AgendaItem, Disagreement, DisagreementManager
from hubs.permissions import (
    can_list_actions,
    can_list_disagreements,
    can_raise_disagreement,
    can_say_view,
    can_settle,
)
from hubs.views.meetings import item_page
from hubs.views.requests import FORM

COLUMNS = (
    "Number",
    "Raised",
    "Area",
    "Agencies",
    "About",
    "Due",
    "Late",
    "Escalated",
    "Ended",
    "How",
    "What was agreed",
)


@require_GET
def disagreements(request: ActorRequest) -> HttpResponse:
    """The list of the sub-group: no child's name, no worker's."""
    require(can_list_disagreements, request.actor, None)
    context = {
        "lines": disagreeing.listed(request.actor),
        "panel": words_of(request.actor.partnership).words.panel,
        "csv_url": reverse("hubs:disagreements_csv"),
    }
    return TemplateResponse(request, "hubs/disagreements.html", context)


@require_GET
def disagreements_csv(request: ActorRequest) -> HttpResponse:
    require(can_list_disagreements, request.actor, None)
    rows = [
        (
            line.row.reference,
            _date(line.row.raised_at),
            line.row.area.name,
            "; ".join(line.agencies),
            line.row.about,
            _date(line.due_at),
            "yes" if line.is_late else "no",
            _date(line.row.escalated_at),
            _date(line.row.ended_at),
            line.row.get_ended_how_display(),
            line.row.how,
        )
        for line in disagreeing.listed(request.actor)
    ]
    return csv_response(f"disagreements-{timezone.localdate().isoformat()}.csv", COLUMNS, rows)


@FORM
def raise_disagreement(request: ActorRequest, reference: str) -> HttpResponse:
    """From a family on the agenda."""
    actor = request.actor
    require(can_list_actions, actor, None)
    item = get_visible_or_404(AgendaItem.objects.select_related("meeting"), actor, reference)
    require(can_raise_disagreement, actor, item)
    managers, back = disagreeing.managers_for(item, actor), item_page(item, actor)

    def leave(row: Disagreement) -> HttpResponse:
        if not item.is_now:
            return HttpResponseRedirect(_url(row))
        messages.success(request, "Their managers are told.")
        return HttpResponseRedirect(back)

    return forms.form_page(
        request,
        lambda data: RaiseForm(data, managers=managers),
        lambda form: actions.raise_disagreement(
            item=item, about=form.cleaned_data["about"], managers=form.managers, by=actor
        ),
        leave,
        template="hubs/form.html",
        frame=lambda: {"back": back},
        draft=("hubs:raise_disagreement", item.reference),
        title="Agencies do not agree",
        button="Ask the managers",
        explanation=f"About the {item.family_name}. Their managers are told, and try to agree.",
    )


@require_GET
def disagreement(request: ActorRequest, reference: str) -> HttpResponse:
    """What it is about, who has said what, and how it ended; the family as far as the reader may see it."""
    row, actor = disagreement_or_404(request, reference), request.actor
    (line,) = disagreeing.lines([row], actor)
    rows = DisagreementManager.objects.visible_to(actor).filter(disagreement=row)
    asked = list(rows.select_related("manager__agency").order_by("step", "pk"))
    item = AgendaItem.objects.visible_to(actor).filter(pk=row.item_id).first()
    is_open, may_settle = row.ended_at is None, can_settle(actor, row)
    context: dict[str, Any] = {
        "row": row,
        "line": line,
        "asked": asked,
        "item": item,
        "item_url": to_do.urls_of([item], actor).get(item.pk, "") if item else "",
        "may_say": is_open and can_say_view(actor, row),
        "has_said": any(one.said_at for one in asked if one.manager_id == actor.membership.pk),
        "may_settle": is_open and may_settle,
        "may_escalate": is_open and may_settle and row.escalated_at is None,
        "may_list": can_list_disagreements(actor, None),
    }
    return TemplateResponse(request, "hubs/disagreement.html", context)


@FORM
def say_view(request: ActorRequest, reference: str) -> HttpResponse:
    row, actor = disagreement_or_404(request, reference), request.actor
    require(can_say_view, actor, row)
    own = DisagreementManager.objects.visible_to(actor).get(disagreement=row, manager=actor.membership)
    return _act_on(
        request,
        row,
        lambda data: ViewForm(data, view=own.view),
        lambda form: actions.say_view(disagreement=row, view=form.cleaned_data["view"], by=actor),
        draft=("hubs:say_view", row.reference),
        title="What do you think?",
        asked=row.about,
        explanation="The hub and the other managers who are asked read it.",
    )


@FORM
def escalate(request: ActorRequest, reference: str) -> HttpResponse:
    row, actor = disagreement_or_404(request, reference), request.actor
    require(can_settle, actor, row)
    managers = disagreeing.managers_above(row, actor)
    asked = DisagreementManager.objects.visible_to(actor).filter(disagreement=row)
    above = {one.manager.line_manager_id for one in asked.select_related("manager")}
    due_at = actions.due_of([row], actor).get(row.pk)
    return _act_on(
        request,
        row,
        lambda data: EscalateForm(data, managers=managers, above=[one for one in managers if one.pk in above]),
        lambda form: actions.escalate(disagreement=row, managers=form.managers, by=actor),
        title="Ask the managers above them",
        button="Ask them",
        asked=row.about,
        explanation=f"The first managers’ time ends {words.day(due_at)}." if due_at else "",
    )


@FORM
def settle(request: ActorRequest, reference: str) -> HttpResponse:
    row, actor = disagreement_or_404(request, reference), request.actor
    require(can_settle, actor, row)
    return _act_on(
        request,
        row,
        lambda data: SettleForm(data, ends=actions.ends_of(row)),
        lambda form: actions.settle(
            disagreement=row,
            ended_how=DisagreementEnd(form.cleaned_data["ended_how"]),
            how=form.cleaned_data["how"],
            by=actor,
        ),
        draft=("hubs:settle", row.reference),
        title="It has ended",
        asked=row.about,
        explanation="Everybody who was asked is told.",
    )


def disagreement_or_404(request: ActorRequest, reference: str) -> Disagreement:
    require(can_list_actions, request.actor, None)
    rows = Disagreement.objects.select_related("area", "raised_by", "ended_by")
    return get_visible_or_404(rows, request.actor, reference)


def _act_on(request: ActorRequest, row: Disagreement, make: Any, act: Any, **context: Any) -> HttpResponse:
    return forms.form_page(
        request,
        make,
        act,
        lambda _: HttpResponseRedirect(_url(row)),
        template="hubs/form.html",
        frame=lambda: {"back": _url(row)},
        **{"button": "Save"} | context,
    )


def _url(row: Disagreement) -> str:
    return reverse("hubs:disagreement", args=(row.reference,))


def _date(at: Any) -> str:
    return timezone.localdate(at).isoformat() if at else ""

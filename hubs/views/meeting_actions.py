"""Actions that a meeting agreed: for whoever does them on a phone, for the hub that follows them (R088)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.profile import profile_of as words_of
from ehm import forms, words
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.rows.roles import AGENCY
from ehm.visibility import get_visible_or_404
from hubs import to_do
from hubs.actions import meeting_actions as actions
from hubs.forms.follow_up import ActionDateForm, DoneForm, DropForm
from hubs.models import MeetingAction
from hubs.permissions import can_change_action, can_finish_action, can_list_actions
from hubs.views.requests import FORM


@require_GET
def meeting_actions(request: ActorRequest) -> HttpResponse:
    """For a hub all of its area, agency by agency; for an agency what it does."""
    actor = request.actor
    require(can_list_actions, actor, None)
    is_agency = actor.scope == AGENCY
    context = {
        "panel": words_of(actor.partnership).words.panel,
        "is_agency": is_agency,
        "groups": to_do.of_agency(actor) if is_agency else to_do.at_hub(actor),
        "ended": to_do.ended_lately(actor),
    }
    return TemplateResponse(request, "hubs/meeting_actions.html", context)


@FORM
def action_done(request: ActorRequest, reference: str) -> HttpResponse:
    row = action_or_404(request, reference)
    require(can_finish_action, request.actor, row)
    return _act_on(
        request,
        row,
        DoneForm,
        lambda form: actions.finish_action(action=row, by=request.actor, **form.cleaned_data),
        draft=("hubs:action_done", row.reference),
        title="It is done",
    )


@FORM
def action_date(request: ActorRequest, reference: str) -> HttpResponse:
    row = action_or_404(request, reference)
    require(can_change_action, request.actor, row)
    return _act_on(
        request,
        row,
        ActionDateForm,
        lambda form: actions.move_action(action=row, by=request.actor, **form.cleaned_data),
        draft=("hubs:action_date", row.reference),
        title="Another day",
        explanation=f"It was to be done by {words.day(row.due_on)}. Whoever does it and their line manager are told.",
    )


@FORM
def action_drop(request: ActorRequest, reference: str) -> HttpResponse:
    row = action_or_404(request, reference)
    require(can_change_action, request.actor, row)
    return _act_on(
        request,
        row,
        DropForm,
        lambda form: actions.drop_action(action=row, by=request.actor, **form.cleaned_data),
        title="Not needed any more",
        explanation="Whoever does it and their line manager are told.",
    )


def action_or_404(request: ActorRequest, reference: str) -> MeetingAction:
    require(can_list_actions, request.actor, None)
    rows = MeetingAction.objects.select_related("doer_agency", "doer")
    return get_visible_or_404(rows, request.actor, reference)


def _act_on(request: ActorRequest, row: MeetingAction, make: Any, act: Any, **context: Any) -> HttpResponse:
    back = reverse("hubs:meeting_actions")
    return forms.form_page(
        request,
        make,
        act,
        lambda _: HttpResponseRedirect(f"{back}#{row.reference}"),
        template="hubs/form.html",
        frame=lambda: {"back": back, "asked": row.what},
        button="Save",
        **context,
    )

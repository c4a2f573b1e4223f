"""The administrator's pages of the rulebook: the standards as they stand, and each changed with a look at it first."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from ehm import words
from ehm.actions import Refused
from ehm.permissions import can_administer, require
from ehm.rows.actor import ActorRequest
from standards.actions.rulebook import change_standard
from standards.engine import Unit
from standards.engine.limits import HOURLY
from standards.forms.rulebook import StandardForm
from standards.models import RulebookOverride
from standards.partnership import calendar_for, rulebook_for, rulebook_with
from standards.rulebook import NoSuchStandard, RulebookError, Standard
from standards.sources import source_in_words
from standards.wording import ASKED


@require_GET
def standards(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    require(can_administer, actor, actor.partnership)
    rulebook = rulebook_for(actor.partnership)
    own = set(RulebookOverride.objects.filter(tenant_id=actor.tenant_id).values_list("standard", flat=True))
    rows = [
        {
            "standard": one,
            "name": ASKED.get(one.id, one.id),
            "source": source_in_words(one.source),
            "is_own": one.id in own,
        }
        for one in sorted(rulebook.standards, key=lambda one: not one.enabled)
    ]
    context = {"rulebook": rulebook, "source": source_in_words(rulebook.source), "rows": rows}
    return TemplateResponse(request, "standards/rulebook.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def standard(request: ActorRequest, standard: str) -> HttpResponse:
    """First a look at what it would say and when it would be due, then the change."""
    actor = request.actor
    require(can_administer, actor, actor.partnership)
    try:
        now = rulebook_for(actor.partnership).standard(standard)
    except NoSuchStandard:
        raise Http404 from None
    form = StandardForm(request.POST or None, standard=now)
    preview = None
    if form.is_valid():
        try:
            if "look" in request.POST:
                preview = rulebook_with(actor.partnership, now.id, form.values).standard(now.id)
            else:
                change_standard(standard=now.id, values=form.values, why=form.cleaned_data["why"], by=actor)
                messages.success(request, "It holds from now on. Clocks that run are being counted again.")
                return HttpResponseRedirect(reverse("rulebook:standards"))
        except RulebookError as problem:
            form.add_error(None, str(problem).rstrip("."))
        except Refused as refused:
            form.add_error(None, str(refused))
    history = RulebookOverride.objects.filter(tenant_id=actor.tenant_id, standard=now.id).select_related("made_by")
    context = {
        "form": form,
        "standard": now,
        "source": source_in_words(now.source),
        "name": ASKED.get(now.id, now.id),
        "preview": preview,
        "due_now": _due_of_today(now, request),
        "due_then": _due_of_today(preview, request) if preview else "",
        "history": history.order_by("-made_at", "-pk"),
    }
    return TemplateResponse(request, "standards/standard.html", context, status=422 if form.errors else 200)


def _due_of_today(standard: Standard, request: ActorRequest) -> str:
    """When a clock that started now would be due."""
    if standard.limit.unit is Unit.AS_AGREED:
        return ""
    calendar = calendar_for(request.actor.tenant_id, timezone.localdate())
    due_at = standard.deadline(timezone.now(), calendar).due_at
    return words.moment(due_at) if standard.limit.unit in HOURLY else words.day(due_at)

"""The page of a family whose help does not move."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.lifecycle import RUNNING
from cases.models import Episode
from cases.views.episode_page import episode_or_404
from cases.views.frame import url_or_nothing
from ehm.actions import Refused
from ehm.forms import GovukForm
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from plans.actions.stuck import advise, end_stuck, say_stuck
from plans.choices import StuckBecause
from plans.forms.stuck import AdviceForm, StuckForm, WentOnForm
from plans.forms.ways_out import YES
from plans.models import Stuck
from plans.permissions import can_advise, can_read_stuck, can_say_stuck
from plans.views.frame import EPISODE_PAGE, form_page, framed

FORMS: dict[str, type[GovukForm]] = {"say": StuckForm, "advise": AdviceForm, "end": WentOnForm}


@require_http_methods(["GET", "HEAD", "POST"])
def stuck(request: ActorRequest, reference: str) -> HttpResponse:
    """Say so; or, where it is said, advise, or say how it went on. Those before stay readable."""
    episode, actor = episode_or_404(request, reference), request.actor
    if episode.status not in RUNNING and can_read_stuck(actor, episode):
        return _once_ended(request, episode)
    require(can_say_stuck, actor, episode)
    rows = Stuck.objects.within([episode]).select_related("recorded_by", "advised_by").order_by("-recorded_at", "-pk")
    every = list(rows[:20])
    now = next((one for one in every if one.ended_at is None), None)
    is_to_advise = now is not None and now.advised_at is None and can_advise(actor, now)
    asked = StuckForm if now is None else AdviceForm if is_to_advise else WentOnForm
    form = FORMS.get(request.POST.get("step", ""), asked)  # what was typed is answered, whatever happened meanwhile

    def act(form: GovukForm) -> object:
        given = form.cleaned_data
        if isinstance(form, StuckForm):
            reason = StuckBecause(given["because"])
            return say_stuck(
                episode=episode,
                because=reason,
                tried=given["tried"],
                wants=given["wants"],
                is_harm_feared=given["is_harm_feared"] == YES,
                by=actor,
            )
        if now is None:
            raise Refused("Somebody has said meanwhile how it went on.")
        if isinstance(form, AdviceForm):
            return advise(stuck=now, advice=given["advice"], by=actor)
        return end_stuck(stuck=now, went_on=given["went_on"], by=actor)

    return form_page(
        request,
        episode,
        form,
        act,
        back=reverse("plans:stuck", args=(episode.reference,)),
        title="Help does not move",
        button={StuckForm: "Ask for advice", AdviceForm: "Save your advice", WentOnForm: "It moves again"}[form],
        section=EPISODE_PAGE,
        template="plans/stuck.html",
        draft=("plans:stuck", episode.reference) if form is StuckForm else None,
        leaves=reverse(EPISODE_PAGE, args=(episode.reference,)),
        now=now,
        more_help_url=url_or_nothing("hubs:ask_about", episode.reference) if now is not None else "",
        earlier=[one for one in every if one.ended_at],
    )


def _once_ended(request: ActorRequest, episode: Episode) -> HttpResponse:
    """Help has ended, and with it whatever was said here; it stays readable."""
    rows = Stuck.objects.within([episode]).select_related("recorded_by", "advised_by").order_by("-recorded_at", "-pk")
    context = {"rows": rows[:20], "back": reverse(EPISODE_PAGE, args=(episode.reference,))}
    return TemplateResponse(request, "plans/was_stuck.html", framed(request, episode, EPISODE_PAGE) | context)

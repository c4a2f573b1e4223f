"""Pages of the hub: what it does with a request before it decides, the decision, and the letter."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.models import Family
from cases.profile import profile_of as words_of
from ehm.actions import Refused
from ehm.forms import GovukForm
from ehm.models import Agency, Area, Membership, Role
from ehm.models.tenancy import clean_reference
from ehm.permissions import require
from ehm.rows.actor import HUB_ROLES, ActorRequest
from ehm.visibility import get_visible_or_404
from hubs import kept_out, queue, services
from hubs.actions import triage as actions
from hubs.choices import Outcome
from hubs.forms.triage import AreaForm, CheckForm, DecideForm, DiscussionForm, KeepOutForm, QuestionForm
from hubs.models import Decision, KeptOut, WantedService
from hubs.permissions import can_decide, can_triage
from hubs.profile import profile_of
from hubs.views.requests import FORM, act_on, request_or_404


@FORM
def check(request: ActorRequest, reference: str) -> HttpResponse:
    row = request_or_404(request, reference)
    require(can_triage, request.actor, row)
    systems = profile_of(request.actor.partnership).systems
    return act_on(
        request,
        row,
        lambda data: CheckForm(data, systems=systems),
        lambda form: actions.check_system(request=row, by=request.actor, **form.cleaned_data),
        draft="hubs:check",
        title="What another record says",
    )


@FORM
def discuss(request: ActorRequest, reference: str) -> HttpResponse:
    row, actor = request_or_404(request, reference), request.actor
    require(can_triage, actor, row)
    here = Membership.objects.filter(tenant_id=actor.tenant_id, area_id=row.area_id, ended_at=None, role__in=HUB_ROLES)
    return act_on(
        request,
        row,
        lambda data: DiscussionForm(data, workers=here.order_by("display_name", "pk")),
        lambda form: actions.discuss(request=row, by=actor, **form.cleaned_data),
        draft="hubs:discuss",
        title="Hub case discussion",
    )


@FORM
def ask_back(request: ActorRequest, reference: str) -> HttpResponse:
    row = request_or_404(request, reference)
    require(can_triage, request.actor, row)
    return act_on(
        request,
        row,
        QuestionForm,
        lambda form: actions.ask_back(request=row, question=form.cleaned_data["question"], by=request.actor),
        draft="hubs:ask_back",
        title="Ask whoever asked",
        button="Send the question",
    )


@FORM
def keep_out(request: ActorRequest, reference: str) -> HttpResponse:
    row, actor = request_or_404(request, reference), request.actor
    require(can_triage, actor, row)
    agencies = Agency.objects.of(actor.tenant_id).current().order_by("name")
    workers = Membership.objects.of(actor.tenant_id).current().exclude(role=Role.ADMINISTRATOR)
    return act_on(
        request,
        row,
        lambda data: KeepOutForm(
            data, agencies=agencies, workers=workers.select_related("agency").order_by("display_name", "pk")
        ),
        lambda form: actions.keep_out(request=row, by=actor, **form.chosen),
        draft="hubs:keep_out",
        title="Keep somebody from this request",
        button="Keep them out",
        kept_from=kept_out.named([row.pk], actor).get(row.pk, []),
        explanation="They read nothing of it from now on, nor of the early help that comes of it.",
    )


@FORM
def let_know(request: ActorRequest, reference: str) -> HttpResponse:
    rows = KeptOut.objects.filter(ended_at=None).select_related("request", "kept_agency", "kept_worker")
    kept = get_visible_or_404(rows, request.actor, reference)
    require(can_triage, request.actor, kept.request)
    return act_on(
        request,
        kept.request,
        GovukForm,
        lambda _: actions.let_know(kept=kept, by=request.actor),
        title=f"{kept.whom} may know",
        button="They may know",
        explanation="The family said so, or somebody else was meant.",
    )


@FORM
def give_to_area(request: ActorRequest, reference: str) -> HttpResponse:
    row, actor = request_or_404(request, reference), request.actor
    require(can_triage, actor, row)
    word = words_of(actor.partnership).words.area
    others = Area.objects.filter(tenant_id=actor.tenant_id, ended_at=None).exclude(pk=row.area_id)
    if not others.exists():
        raise Http404
    return act_on(
        request,
        row,
        lambda data: AreaForm(data, areas=others.order_by("name")),
        lambda form: actions.give_to_area(request=row, by=actor, **form.cleaned_data),
        leave=lambda _: HttpResponseRedirect(reverse("hubs:requests")),
        title=f"Give it to another {word}",
        button="Give it to them",
        explanation="You see it no more.",
    )


@require_POST
def list_request(request: ActorRequest, reference: str) -> HttpResponse:
    """Onto the list of the meeting, with one press."""
    row = request_or_404(request, reference)
    require(can_triage, request.actor, row)
    try:
        actions.list_request(request=row, by=request.actor)
    except Refused as refused:
        messages.info(request, str(refused))
    return HttpResponseRedirect(reverse("hubs:requests"))


@FORM
def decide(request: ActorRequest, reference: str) -> HttpResponse:
    """What it came to. Where early help begins, who leads is asked on the next page."""
    row, actor = request_or_404(request, reference), request.actor
    require(can_decide, actor, row)
    words = words_of(actor.partnership)

    def act(form: DecideForm) -> Decision:
        given = form.cleaned_data
        outcome = Outcome(given["outcome"])
        (level, level_band), allocated = form.chosen_level, None
        if outcome == Outcome.ALLOCATED:
            allocated = actions.Allocated(given["family"], given["lead_agency"])
        return actions.decide(
            request=row,
            outcome=outcome,
            level=level,
            level_band=level_band,
            reason=given["reason"],
            told=given["told"],
            allocated=allocated,
            services=form.chosen_services,
            by=actor,
        )

    def leave(decision: Decision) -> HttpResponse:
        episode = decision.request.episode
        if episode is not None:
            return HttpResponseRedirect(reverse("cases:allocate_lead", args=(episode.reference,)))
        return HttpResponseRedirect(reverse("hubs:request", args=(row.reference,)))

    suggestion = actions.suggestion_for(row, actor)
    children = queue.people_of(row)["children"]
    wanted = WantedService.objects.within([row]).values_list("service__reference", flat=True)
    offered = services.lines(services.offered(actor, row.area_id), actor, children, row.prompts)
    return act_on(
        request,
        row,
        lambda data: DecideForm(
            data,
            profile=words,
            agencies=Agency.objects.of(actor.tenant_id).current().order_by("name"),
            find_family=lambda typed: (
                Family.objects.visible_to(actor).filter(reference=clean_reference(typed) or "").first()
            ),
            front_door=words.words.front_door,
            is_helped=row.episode_id is not None,
            services=offered,
            wanted=wanted,
        ),
        act,
        leave=leave,
        draft="hubs:decide",
        title="Decide",
        button="Decide",
        kept_from=kept_out.named([row.pk], actor).get(row.pk, []),
        suggestion=suggestion,
        suggested=words.level_name(suggestion.level, ""),
    )


@FORM
def letter_sent(request: ActorRequest, reference: str) -> HttpResponse:
    row = request_or_404(request, reference)
    require(can_triage, request.actor, row)
    return act_on(
        request,
        row,
        GovukForm,
        lambda _: actions.say_letter_sent(request=row, by=request.actor),
        title="The letter has gone",
        button="It has gone",
        explanation=f"To {row.requester_name}.",
    )

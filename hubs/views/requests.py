"""Pages of whoever asks for help: what they asked, the form, the request and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.areas import area_reaching
from cases.models import Episode
from cases.profile import profile_of as words_of
from cases.views.episode_page import episode_or_404
from ehm import drafts, forms, panels
from ehm.forms import GovukForm
from ehm.models import Agency, Area
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.visibility import get_visible_or_404
from hubs import kept_out, queue
from hubs.actions import requests as actions
from hubs.choices import CameBy
from hubs.forms.requests import AnswerForm, AnswerForThemForm, DangerForm, RequestForm
from hubs.forms.rows import MOST
from hubs.known import known_of
from hubs.models import (
    Decision,
    Discussion,
    Helper,
    HelpRequest,
    RequestLimit,
    RequestQuestion,
    SystemCheck,
    ToldService,
    WantedService,
)
from hubs.permissions import (
    ANSWERED_TO_HUB,
    asked,
    can_ask_about,
    can_ask_for_help,
    can_decide,
    can_list_requests,
    can_read_triage,
    can_triage,
    can_withdraw,
    works_at_hub,
)
from hubs.profile import profile_of
from hubs.services import asked_directly
from hubs.suggesting import suggest
from hubs.views.matching import match_all, match_form
from plans.views.frame import framed

FORM = require_http_methods(["GET", "HEAD", "POST"])
NEW, ABOUT = "hubs/new_request.html", "hubs/ask_about.html"
HOW = {"own": CameBy.SIGNED_IN, "phone": CameBy.PHONE}
REQUESTS = HelpRequest.objects.select_related("area", "agency", "recorded_by", "decided_by", "episode__family")


@require_GET
def requests(request: ActorRequest) -> HttpResponse:
    """At a hub, what waits there; for everybody, what they asked for and what became of it."""
    actor = request.actor
    require(can_list_requests, actor, None)
    at_hub = works_at_hub(actor) or not actor.writes_cases
    context = {
        "profile": profile_of(actor.partnership),
        "panel": words_of(actor.partnership).words.panel,
        "at_hub": at_hub,
        "lines": queue.waiting(actor) if at_hub else [],
        "letters": queue.letters_to_send(actor) if at_hub else [],
        "families": queue.families_waiting(actor) if at_hub else [],
        "own": [] if at_hub else queue.asked_by(actor),
        "may_ask": can_ask_for_help(actor),
        "takes_calls": works_at_hub(actor),
    }
    return TemplateResponse(request, "hubs/requests.html", context)


@FORM
def before_asking(request: ActorRequest, how: str) -> HttpResponse:
    """First of all: a child who may be in danger waits for no form."""
    came_by = _came_by(request, how)
    form = DangerForm(request.POST if request.method == "POST" else None)
    is_answered = request.method == "POST" and form.is_valid()
    if is_answered and form.cleaned_data["danger"] == "no":
        return HttpResponseRedirect(reverse("hubs:new_request", args=(how.lower(),)))
    context = {
        "form": form,
        "is_danger": is_answered,
        "front_door": words_of(request.actor.partnership).words.front_door,
        "profile": profile_of(request.actor.partnership),
        "is_phone": came_by == CameBy.PHONE,
    }
    return TemplateResponse(request, "hubs/before_asking.html", context, status=422 if form.errors else 200)


@FORM
def new_request(request: ActorRequest, how: str) -> HttpResponse:
    """Everything of the form on one page (A5.1). It goes to the hub of the postcode."""
    came_by, actor = _came_by(request, how), request.actor
    profile, me = profile_of(actor.partnership), actor.membership
    is_phone = came_by == CameBy.PHONE

    def make(data: Any) -> RequestForm:
        return _form(
            request,
            data,
            is_phone=is_phone,
            initial={} if is_phone else {"requester_phone": me.work_phone, "requester_email": actor.user.email},
        )

    frame = {
        "profile": profile,
        "is_phone": is_phone,
        "title": "Request on the phone" if is_phone else profile.request.capitalize(),
        "most": MOST,
        "draft_form": "hubs:new_request",
    }
    draft = ("hubs:new_request", how.upper())
    if request.method == "POST" and "more" in request.POST:
        form = make(request.POST)
        if is_phone and request.POST["more"] == "known":
            frame["matches"] = match_form(request.POST, form.counts["child"], actor)
        return _one_more(request, form, draft, frame)
    return forms.form_page(
        request,
        make,
        lambda form: actions.ask_for_help(
            asked=form.asked(by_name=me.display_name, by_agency=me.agency.name), is_phone=is_phone, by=actor
        ),
        lambda row: HttpResponseRedirect(_url(row)),
        template=NEW,
        frame=lambda: frame,
        draft=draft,
        button="Send the request",
    )


@FORM
def ask_about(request: ActorRequest, reference: str) -> HttpResponse:
    """More than the team around the family can give: the same form, filled in from the record (R051)."""
    episode, actor = episode_or_404(request, reference), request.actor
    require(can_ask_about, actor, episode)
    profile, me, known = profile_of(actor.partnership), actor.membership, known_of(episode, actor)
    mine = {"requester_phone": me.work_phone, "requester_email": actor.user.email}

    def make(data: Any) -> RequestForm:
        return _form(request, data, known=known, initial=mine | dict(known.initial))

    title = profile.request.capitalize()
    frame = framed(request, episode, "cases:episode") | {"profile": profile, "title": title, "most": MOST}
    draft = ("hubs:ask_about", episode.reference)
    if request.method == "POST" and "more" in request.POST:
        return _one_more(request, make(request.POST), draft, frame, template=ABOUT)
    return forms.form_page(
        request,
        make,
        lambda form: actions.ask_for_help(
            asked=form.asked(by_name=me.display_name, by_agency=me.agency.name),
            episode=episode,
            by=actor,
        ),
        lambda row: HttpResponseRedirect(_url(row)),
        template=ABOUT,
        frame=lambda: frame,
        draft=draft,
        button="Send the request",
    )


def _form(request: ActorRequest, data: Any, **how: Any) -> RequestForm:
    actor = request.actor
    return RequestForm(
        data,
        profile=profile_of(actor.partnership),
        areas=Area.objects.filter(tenant_id=actor.tenant_id, ended_at=None).order_by("name"),
        agencies=Agency.objects.of(actor.tenant_id).current().exclude(pk=actor.agency_id).order_by("name"),
        area_word=words_of(actor.partnership).words.area,
        reach=lambda postcode: area_reaching(postcode, actor) if postcode else None,
        services=asked_directly(actor),
        **how,
    )


def _one_more(
    request: ActorRequest, form: RequestForm, draft: tuple[str, str], frame: dict[str, Any], template: str = NEW
) -> HttpResponse:
    """Another child, adult or helper: nothing that was typed is judged yet, and nothing of it is lost."""
    typed = drafts.keep(*draft, request.POST, by=request.actor)
    drafts.refill(form)
    shown = {"form": form, "draft": typed, "button": "Send the request", "more": request.POST["more"]}
    return TemplateResponse(request, template, frame | shown)


@require_POST
def known(request: ActorRequest, reference: str) -> HttpResponse:
    """May the children be known already, and to whom? Asked by a press, since each question is kept."""
    row = request_or_404(request, reference)
    require(can_triage, request.actor, row)
    if not row.is_open:
        raise Http404
    matches = match_all(row, queue.people_of(row)["children"], request.actor)
    if request.headers.get("HX-Request"):
        return TemplateResponse(request, "hubs/_matches.html", {"row": row, "matches": matches})
    return _request_page(request, row, matches=matches)


@require_GET
def help_request(request: ActorRequest, reference: str) -> HttpResponse:
    """The request; beside it, for the hub, what it knows and does. Whoever asked reads what they wrote, what they are
    asked, and what became of it."""
    return _request_page(request, request_or_404(request, reference))


def _request_page(request: ActorRequest, row: HelpRequest, **more: Any) -> HttpResponse:
    actor = request.actor
    helpers = list(Helper.objects.within([row]).order_by("position"))
    questions = RequestQuestion.objects.within([row]).select_related("asked_by", "answered_by").order_by("pk")
    profile = profile_of(actor.partnership)
    context: dict[str, Any] = {
        "row": row,
        "profile": profile,
        "panel": words_of(actor.partnership).words.panel,
        "status": queue.status_of(row, words_of(actor.partnership).words.the_panel, is_hubs=can_triage(actor, row)),
        "noticed": [one.name for key in row.prompts if (one := profile.prompt(key)) is not None],
        "helpers": helpers,
        "limits": list(RequestLimit.objects.within([row]).select_related("agency").order_by("pk")),
        "questions": list(questions),
        "wanted": list(WantedService.objects.within([row]).select_related("service").order_by("service__name")),
        "told_of": list(ToldService.objects.within([row]).order_by("name", "pk")),
        "is_answered_to_hub": row.came_by in ANSWERED_TO_HUB,
        "may_answer": asked(actor, row) and row.is_open,
        "may_withdraw": can_withdraw(actor, row) and row.is_open,
        "may_triage": can_triage(actor, row),
        "may_decide": can_decide(actor, row) and row.is_open,
        "reads_triage": can_read_triage(actor, row),
        "panels": panels.render("hubs:request", request, row),
        **queue.people_of(row),
    }
    if context["reads_triage"]:
        context |= _triage(request, row, len(helpers))
    return TemplateResponse(request, "hubs/request.html", context | more)


def _triage(request: ActorRequest, row: HelpRequest, helpers: int) -> dict[str, Any]:
    actor = request.actor
    profile, words = profile_of(actor.partnership), words_of(actor.partnership)
    suggestion = suggest(prompts=row.prompts, diversion=row.diversion, helpers=helpers, profile=profile)
    checks = list(SystemCheck.objects.within([row]).select_related("recorded_by").order_by("-checked_on", "-pk"))
    looked = {one.system for one in checks}
    decision = Decision.objects.within([row]).select_related("recorded_by").first()
    episode = Episode.objects.visible_to(actor).filter(pk=row.episode_id).first() if row.episode_id else None
    return {
        "suggestion": suggestion,
        "suggested": words.level_name(suggestion.level, ""),
        "checks": checks,
        "not_looked": [one for one in profile.systems if one not in looked],
        "kept": kept_out.kept(row),
        "discussions": list(
            Discussion.objects.within([row]).select_related("recorded_by", "who_contacts").order_by("-held_on", "-pk")
        ),
        "decision": decision,
        "has_other_areas": Area.objects.filter(tenant_id=actor.tenant_id, ended_at=None)
        .exclude(pk=row.area_id)
        .exists(),
        "decided_level": words.level_name(decision.level, decision.level_band) if decision else "",
        "episode": episode,
    }


@FORM
def answer(request: ActorRequest, reference: str) -> HttpResponse:
    """The hub asked something: the answer of whoever asked for help."""
    row = request_or_404(request, reference)
    require(asked, request.actor, row)
    question = RequestQuestion.objects.within([row]).filter(answered_at=None).first()
    if question is None:
        raise Http404
    question.request = row
    is_hubs = can_triage(request.actor, row)
    return act_on(
        request,
        row,
        AnswerForThemForm if is_hubs else AnswerForm,
        lambda form: actions.answer(question=question, words=form.cleaned_data["answer"], by=request.actor),
        draft="hubs:answer",
        title=f"What {row.requester_name} answers" if is_hubs else "Answer the hub",
        button="Save" if is_hubs else "Send your answer",
        asked=question.asked,
    )


@FORM
def withdraw(request: ActorRequest, reference: str) -> HttpResponse:
    row = request_or_404(request, reference)
    require(can_withdraw, request.actor, row)
    return act_on(
        request,
        row,
        GovukForm,
        lambda _: actions.withdraw(request=row, by=request.actor),
        title="Take the request back",
        button="Take it back",
        explanation="The hub looks at it no more. What was written stays on record.",
    )


def request_or_404(request: ActorRequest, reference: str) -> HelpRequest:
    require(can_list_requests, request.actor, None)
    return get_visible_or_404(REQUESTS.all(), request.actor, reference)


def act_on(
    request: ActorRequest,
    row: HelpRequest,
    make: Any,
    act: Any,
    *,
    leave: Any = None,
    draft: str = "",
    **context: Any,
) -> HttpResponse:
    """A form that does one thing with a request, and leads back to it. `draft`: its name, where it keeps what is
    typed."""
    return forms.form_page(
        request,
        make,
        act,
        leave or (lambda _: HttpResponseRedirect(_url(row))),
        template="hubs/form.html",
        frame=lambda: {"row": row, "back": _url(row), "about": "; ".join(queue.children_of([row])[row.pk])},
        draft=(draft, row.reference) if draft else None,
        **{"button": "Save"} | context,
    )


def _came_by(request: ActorRequest, how: str) -> CameBy:
    require(can_ask_for_help, request.actor, None)
    came_by = HOW.get(how.lower())
    if came_by is None or (came_by == CameBy.PHONE and not works_at_hub(request.actor)):
        raise Http404
    return came_by


def _url(row: HelpRequest) -> str:
    return reverse("hubs:request", args=(row.reference,))

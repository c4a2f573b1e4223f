"""Pages of an episode: the list, the record itself, and a form for each thing that can be done with it."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import caseload as lists
from cases import timeline
from cases.actions import episodes as actions
from cases.areas import area_for
from cases.choices import AgreementForm, Origin
from cases.forms.episodes import (
    HANDOVER,
    AllocateForm,
    LeadAgreementsForm,
    LevelForm,
    NewEpisodeForm,
    NothingToAskForm,
    ReasonForm,
    split_level,
)
from cases.handing_over import known_of
from cases.models import (
    Episode,
    Family,
    Handover,
    LeadAllocation,
    LevelDecision,
    ManagementOversight,
    Person,
    TimelineEvent,
)
from cases.permissions.episodes import (
    can_agree_to_lead,
    can_allocate_lead,
    can_begin_again,
    can_decide_level,
    can_give_up_episode,
    can_list_episodes,
    can_open_episode,
    can_read_handover,
    can_request_episode,
    can_say_first_done,
)
from cases.permissions.oversight import can_list_oversight
from cases.possible import possible
from cases.profile import Profile, profile_of
from cases.readers import readers_of
from cases.views.episode_page import episode_or_404, form_page, framed, posted
from cases.views.frame import family_frame, family_or_404
from ehm import panels
from ehm.actions import Refused
from ehm.addresses import address_of
from ehm.models import Agency, Area
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from ehm.rows.roles import HUB
from ehm.words import day

TIMELINE_PAGE = 20


@require_GET
def caseload(request: ActorRequest) -> HttpResponse:
    """Running episodes, what is due soonest first."""
    actor = request.actor
    require(can_list_episodes, actor, None)
    parts = lists.parts_for(actor)
    part = next((part for part in parts if part.key == request.GET.get("show")), parts[0])
    after = None
    if request.GET.get("after"):
        after = Episode.objects.visible_to(actor).filter(reference=request.GET["after"].upper()).first()
        if after is None:
            raise Http404
    page = lists.page_of(lists.episodes_in(part.key, actor), after)
    children = lists.children_of(page.episodes)
    profile = profile_of(actor.partnership)
    here = reverse("cases:caseload")
    rows = [_row(episode, children.get(episode.family_id, []), profile) for episode in page.episodes]
    context = {
        "rows": rows,
        "part": part,
        "parts": [{"text": other.text, "url": f"{here}?show={other.key}", "current": other == part} for other in parts],
        "oversight_url": reverse("cases:oversight") if can_list_oversight(actor, None) else "",
        "first_url": "" if page.is_first else f"{here}?show={part.key}",
        "next_url": f"{here}?show={part.key}&after={page.next_after}" if page.next_after else "",
    }
    return TemplateResponse(request, "cases/caseload.html", context)


def _row(episode: Episode, children: list[Person], profile: Profile) -> dict[str, object]:
    """For cases/_caseload_row.html."""
    due = lists.Due.at(episode.next_due_at)
    return {
        "url": address_of("cases:episode", episode.reference),
        "family": episode.family.name,
        "children": lists.names_and_ages(children),
        "level": profile.level_tag(episode.level, episode.level_band),
        "is_waiting": lists.is_waiting(episode),
        "lead": episode.lead.display_name if episode.lead else "",
        "agency": episode.lead_agency.name,
        "state": due.state if due else "",
        "left": due.text if due else "",
        "due": due.day if due else "",
        "last_contact": day(episode.last_contact_at) if episode.last_contact_at else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new_episode(request: ActorRequest, reference: str) -> HttpResponse:
    return _new_episode(request, family_or_404(request, reference))


@require_http_methods(["GET", "HEAD", "POST"])
def begin_again(request: ActorRequest, reference: str) -> HttpResponse:
    """Help that had ended begins again, with what was known then filled in."""
    episode = episode_or_404(request, reference)
    require(can_begin_again, request.actor, episode)
    return _new_episode(request, episode.family, follows=episode)


def _new_episode(request: ActorRequest, family: Family, follows: Episode | None = None) -> HttpResponse:
    actor = request.actor
    require(can_request_episode, actor, family)
    frame = family_frame(request, family, section="cases:new_episode")
    agencies = Agency.objects.of(actor.tenant_id).current()
    if actor.scope != HUB:
        agencies = agencies.filter(pk=actor.agency_id)
    form = NewEpisodeForm(
        posted(request),
        actor=actor,
        profile=profile_of(actor.partnership),
        people=frame["people"],
        areas=Area.objects.filter(tenant_id=actor.tenant_id, ended_at=None).order_by("name"),
        agencies=agencies.order_by("name"),
        area=area_for(family, actor),
        follows=follows,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        level, band = split_level(given["level"])
        agreement = None
        if given["has_agreed"] == "yes":
            how = AgreementForm(given["agreed_how"])
            agreement = actions.FamilyAgreement(given["agreed_by"], how, given["agreed_on"])
        try:
            episode = actions.start_episode(
                family=family,
                origin=Origin(given["origin"]) if follows is None else Origin.REOPENED,
                follows=follows,
                reason=given["reason"],
                requested_at=given["requested_at"],
                level=level,
                level_band=band,
                level_reason=given["level_reason"],
                area=given["area"],
                lead_agency=given["lead_agency"],
                lead=given["lead"],
                agreement=agreement,
                opens_now=given["opens_now"] == "yes",
                by=actor,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return HttpResponseRedirect(reverse("cases:episode", args=(episode.reference,)))
    context = frame | {"form": form, "follows": follows}
    return TemplateResponse(request, "cases/new_episode.html", context, status=422 if form.errors else 200)


@require_GET
def show_episode(request: ActorRequest, reference: str) -> HttpResponse:
    actor = request.actor
    episode = episode_or_404(request, reference)
    profile = profile_of(actor.partnership)
    levels = LevelDecision.objects.visible_to(actor).filter(episode=episode).select_related("decided_by", "agency")
    allocations = list(
        LeadAllocation.objects.visible_to(actor)
        .filter(episode=episode)
        .select_related("lead", "lead_agency", "allocated_by")
        .order_by("-allocated_at", "-pk")
    )
    oversights = ManagementOversight.objects.visible_to(actor).filter(episode=episode).select_related("recorded_by")
    chain = Episode.objects.visible_to(actor).filter(Q(pk=episode.follows_id) | Q(follows=episode))
    others = {one.pk: one for one in chain.order_by("pk")}
    before = others.pop(episode.follows_id, None) if episode.follows_id else None
    after = next(iter(others.values()), None)
    handovers = handovers_of(episode, actor) if can_read_handover(actor, episode) else []
    timeline, older_url = _timeline(request, episode, reads_handovers=bool(handovers))
    new = next((one for one in handovers if one.first_done_at is None and can_say_first_done(actor, one)), None)
    asked = next((one for one in allocations if one.ended_at is None and one.agreed_at is None), None)
    context = framed(request, episode) | {
        "panels": panels.render("cases:episode", request, episode),
        "level_name": profile.level_name(episode.level, episode.level_band),
        "levels": [
            {"name": profile.level_name(one.level, one.level_band), "decision": one}
            for one in levels.order_by("-decided_on", "-pk")
        ],
        "allocations": allocations,
        "handover": new,
        "has_handovers": bool(handovers),
        "oversights": [
            {"heading": f"{one.get_occasion_display()}, {day(one.recorded_at)}", "record": one}
            for one in oversights.order_by("-recorded_at", "-pk")
        ],
        "readers": readers_of(episode, actor),
        "timeline": timeline,
        "older_url": older_url,
        "possible": possible(actor, episode),
        "before": before,
        "after": after,
        "asks_me": asked is not None and can_agree_to_lead(actor, asked),
    }
    return TemplateResponse(request, "cases/episode.html", context)


def _told_alike(event: TimelineEvent) -> tuple[str, date, str]:
    """What one person did several times on one day is told once."""
    by = f"{event.membership.display_name}, {event.agency.name}"
    return event.sentence, timezone.localdate(event.occurred_at), by


def _timeline(request: ActorRequest, episode: Episode, *, reads_handovers: bool) -> tuple[list[dict[str, Any]], str]:
    """A page of what happened, the newest first, and the address of the next. Nothing is counted."""
    given = request.GET.get("older", "0")
    number = int(given) if given.isdecimal() and len(given) < 4 else 0
    start = number * TIMELINE_PAGE
    events = (
        TimelineEvent.objects.visible_to(request.actor)
        .filter(episode=episode)
        .exclude(kind__in=timeline.SAID_ALREADY)
        .select_related("membership", "agency")
    )
    found = list(events.order_by("-occurred_at", "-pk")[start : start + TIMELINE_PAGE + 1])
    entries = []
    for (sentence, _, by), same in groupby(found[:TIMELINE_PAGE], key=_told_alike):
        first, *others = same
        title = f"{sentence}, {len(others) + 1} times" if others else sentence
        entry: dict[str, Any] = {"title": title, "at": first.occurred_at, "by": by}
        if reads_handovers and first.kind == timeline.HANDOVER_WRITTEN.name:
            entry["url"] = reverse("cases:handovers", args=(episode.reference,))
        entries.append(entry)
    return entries, f"?older={number + 1}#timeline" if len(found) > TIMELINE_PAGE else ""


@require_http_methods(["GET", "HEAD", "POST"])
def open_episode(request: ActorRequest, reference: str) -> HttpResponse:
    episode = episode_or_404(request, reference)
    require(can_open_episode, request.actor, episode)
    return form_page(
        request,
        episode,
        NothingToAskForm(posted(request)),
        lambda given: actions.open_episode(episode=episode, by=request.actor),
        title="Begin early help",
        button="Begin now",
        explanation=profile_of(request.actor.partnership).agreement.stance,
        link_url=reverse("cases:record_agreement", args=(episode.reference,)),
        link_text="Record what the family agreed to",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decide_level(request: ActorRequest, reference: str) -> HttpResponse:
    episode = episode_or_404(request, reference)
    require(can_decide_level, request.actor, episode)
    profile = profile_of(request.actor.partnership)

    def act(given: dict[str, Any]) -> None:
        level, band = split_level(given["level"])
        actions.decide_level(
            episode=episode,
            level=level,
            level_band=band,
            reason=given["reason"],
            decided_on=given["decided_on"],
            by=request.actor,
        )

    return form_page(
        request,
        episode,
        LevelForm(posted(request), profile=profile),
        act,
        title="Change the level of need",
        button="Save the level",
        explanation=f"Now: {profile.level_name(episode.level, episode.level_band)}. Earlier levels stay on the record.",
        asks_readers=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def allocate_lead(request: ActorRequest, reference: str) -> HttpResponse:
    actor = request.actor
    episode = episode_or_404(request, reference)
    require(can_allocate_lead, actor, episode)
    agencies = Agency.objects.of(actor.tenant_id).current().order_by("name")
    agency = chosen_agency(request, agencies) or episode.lead_agency

    def act(given: dict[str, Any]) -> None:
        actions.allocate_lead(
            episode=episode,
            lead_agency=agency,
            lead=given["lead"],
            agreements=agreements_in(given),
            end_reason=given.get("end_reason", ""),
            keeps_reading=given.get("keeps_reading", False),
            handover=actions.HandoverNote(**{part: given[part] for part in HANDOVER}),
            by=actor,
        )

    words = profile_of(actor.partnership).words
    begins_empty = request.GET.get("handover") == "empty" or LeadAllocation.objects.within([episode]).exists()
    known = {} if begins_empty else known_of(episode, actor)
    return form_page(
        request,
        episode,
        lambda data: AllocateForm(data, episode=episode, agency=agency, actor=actor, initial=known),
        act,
        title=f"Ask somebody to be the {words.lead}",
        button="Ask them",
        template="cases/allocate_lead.html",
        draft=("cases:allocate_lead", episode.reference),
        agency=agency,
        agencies=agencies,
        is_filled_in=bool(known),
    )


def chosen_agency(request: ActorRequest, agencies: Any) -> Agency | None:
    """From the address, so that the page also works without scripts: first the agency, then its people."""
    given = request.GET.get("agency", "")
    return agencies.filter(reference=given.upper()).first() if given else None


def agreements_in(given: dict[str, Any]) -> actions.LeadAgreements:
    return actions.LeadAgreements(given["by_family"], given["by_children"], given["note"])


@require_http_methods(["GET", "HEAD", "POST"])
def agree_to_lead(request: ActorRequest, reference: str) -> HttpResponse:
    episode = episode_or_404(request, reference)
    allocation = LeadAllocation.objects.visible_to(request.actor).filter(episode=episode, ended_at=None).first()
    if allocation is None:
        raise Http404
    require(can_agree_to_lead, request.actor, allocation)
    return form_page(
        request,
        episode,
        LeadAgreementsForm(
            posted(request),
            initial={
                "by_family": allocation.agreed_by_family,
                "by_children": allocation.agreed_by_children,
                "note": allocation.agreement_note,
            },
        ),
        lambda given: actions.agree_to_lead(allocation=allocation, agreements=agreements_in(given), by=request.actor),
        title="Agree to lead",
        button="I agree to lead",
        explanation="You become the one person the family and everybody who helps them can turn to.",
        asks_readers=True,
    )


@require_GET
def handovers(request: ActorRequest, reference: str) -> HttpResponse:
    """What was handed over to whoever led, the latest first: for the agency that leads, and the hub."""
    episode = episode_or_404(request, reference)
    rows = handovers_of(episode, request.actor)
    if not rows:
        raise Http404
    return TemplateResponse(request, "cases/handovers.html", framed(request, episode) | {"handovers": rows})


@require_POST
def first_done(request: ActorRequest, reference: str) -> HttpResponse:
    """Whoever leads has done what the handover asked for first, with one press."""
    episode = episode_or_404(request, reference)
    handover = next((one for one in handovers_of(episode, request.actor) if one.first_done_at is None), None)
    if handover is None:
        raise Http404
    require(can_say_first_done, request.actor, handover)
    try:
        actions.say_first_done(handover=handover, by=request.actor)
    except Refused as refused:
        messages.info(request, str(refused))
    return HttpResponseRedirect(reverse("cases:episode", args=(episode.reference,)))


def handovers_of(episode: Episode, actor: Actor) -> list[Handover]:
    rows = Handover.objects.visible_to(actor).filter(episode=episode)
    return list(rows.select_related("allocation__lead", "recorded_by", "agency").order_by("-recorded_at", "-pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def end_lead(request: ActorRequest, reference: str) -> HttpResponse:
    episode = episode_or_404(request, reference)
    require(can_allocate_lead, request.actor, episode)
    return form_page(
        request,
        episode,
        ReasonForm(posted(request), label="Why does the lead end?"),
        lambda given: actions.end_allocation(episode=episode, reason=given["reason"], by=request.actor),
        title="End the lead",
        button="End the lead",
        explanation=f"{episode.lead_agency.name} goes on leading; nobody there is the lead until you ask somebody.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: ActorRequest, reference: str) -> HttpResponse:
    episode = episode_or_404(request, reference)
    require(can_give_up_episode, request.actor, episode)
    return form_page(
        request,
        episode,
        ReasonForm(posted(request), label="Why was it not taken up?"),
        lambda given: actions.give_up_episode(episode=episode, reason=given["reason"], by=request.actor),
        title="Early help was not taken up",
        button="Save",
        explanation="If a child may not be safe, talk to your manager or safeguarding lead before you save this.",
    )

"""A meeting while it goes on: the page of whoever leads it, and the page that everybody follows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cases.models import Family
from cases.profile import profile_of as words_of
from ehm import drafts
from ehm.actions import Refused
from ehm.forms import GovukForm
from ehm.models.tenancy import clean_reference
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from ehm.visibility import get_visible_or_404
from hubs import agenda, consequences, kept_out, queue, services
from hubs.actions import deciding
from hubs.actions import meetings as actions
from hubs.choices import MeetingStatus
from hubs.forms.meetings import DecideItemForm
from hubs.models import AgendaItem, HubMeeting
from hubs.permissions import can_chair, can_read_meeting
from hubs.services import Line
from hubs.suitable import suitable
from hubs.views.meetings import MEETINGS, act_on, item_or_404, meeting_or_404
from hubs.views.requests import FORM

STOP_ASKING = 286  # htmx's own: swap this in and poll no more


@require_GET
def run(request: ActorRequest, reference: str) -> HttpResponse:
    """One family at a time: what is read of it, what those who know it say, and the decision beside it."""
    meeting, actor = meeting_or_404(request, reference), request.actor
    require(can_chair, actor, meeting)
    if meeting.status != MeetingStatus.RUNNING:
        return HttpResponseRedirect(reverse("hubs:hub_meeting", args=(meeting.reference,)))
    return _run_page(request, meeting, None)


@require_GET
def follow(request: ActorRequest, reference: str) -> HttpResponse:
    """For the wall and for phones: moves by itself."""
    meeting = get_visible_or_404(MEETINGS.all(), request.actor, reference)
    return TemplateResponse(request, "hubs/follow.html", _followed(request, meeting))


@require_GET
def now(request: ActorRequest, reference: str) -> HttpResponse:
    """What a page that follows asks each second: nothing has changed since its version, or what is shown now."""
    meeting = get_visible_or_404(MEETINGS.all(), request.actor, reference)
    if request.GET.get("version") == str(meeting.version):
        return HttpResponse(status=204)
    status = 200 if meeting.is_open else STOP_ASKING
    return TemplateResponse(request, "hubs/_now.html", _followed(request, meeting), status=status)


@require_GET
def heard(request: ActorRequest, reference: str) -> HttpResponse:
    """On the page of whoever leads the meeting: what was said about the family since it was opened."""
    row, actor = item_or_404(request, reference), request.actor
    require(can_chair, actor, row.meeting)
    if request.GET.get("version") == str(row.meeting.version):
        return HttpResponse(status=204)
    context = {"item": row, "meeting": row.meeting, "line": _line_of(row, actor), "is_shown": row.is_now}
    return TemplateResponse(request, "hubs/_heard.html", context)


@require_POST
def show(request: ActorRequest, reference: str) -> HttpResponse:
    row = item_or_404(request, reference)
    require(can_chair, request.actor, row.meeting)
    try:
        actions.show_item(item=row, by=request.actor)
    except Refused as refused:
        messages.info(request, str(refused))
    return HttpResponseRedirect(reverse("hubs:run", args=(row.meeting.reference,)))


@FORM
def decide_item(request: ActorRequest, reference: str) -> HttpResponse:
    """First what will happen, then, said yes to, all of it at once."""
    row, actor = item_or_404(request, reference), request.actor
    require(can_chair, actor, row.meeting)
    if row.meeting.status != MeetingStatus.RUNNING:
        return HttpResponseRedirect(reverse("hubs:hub_meeting", args=(row.meeting.reference,)))
    if request.method != "POST":
        return _run_page(request, row.meeting, None, of=row)
    form = _form(row, actor, request.POST)
    if "more" in request.POST or "change" in request.POST:
        drafts.refill(form)
        return _run_page(request, row.meeting, form, of=row)
    if not form.is_valid():
        return _run_page(request, row.meeting, form, of=row)
    if "confirmed" not in request.POST:
        sent = [(key, value) for key in request.POST for value in request.POST.getlist(key)]
        context = {
            "item": row,
            "meeting": row.meeting,
            "follows": consequences.of(row, form.decided, actor),
            "sent": [(key, value) for key, value in sent if key not in ("csrfmiddlewaretoken", "once")],
        }
        return TemplateResponse(request, "hubs/decide_item.html", context)
    try:
        deciding.decide_item(item=row, decided=form.decided, by=actor)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _run_page(request, row.meeting, form, of=row)
    drafts.finish("hubs:decide_item", row.reference, by=actor)
    return HttpResponseRedirect(reverse("hubs:run", args=(row.meeting.reference,)))


@FORM
def end(request: ActorRequest, reference: str) -> HttpResponse:
    meeting, actor = meeting_or_404(request, reference), request.actor
    require(can_chair, actor, meeting)
    left = [line for line in agenda.lines_of(meeting, actor) if line.decision is None]
    explanation = "Those who were asked read nothing more of the families."
    if left:
        names = ", ".join(line.item.family_name for line in left)
        explanation = f"Not reached: {names}. They wait for the next meeting. {explanation}"
    return act_on(
        request,
        meeting,
        GovukForm,
        lambda _: actions.end_meeting(meeting=meeting, by=actor),
        title="End the meeting",
        button="End it",
        explanation=explanation,
    )


def _run_page(
    request: ActorRequest, meeting: HubMeeting, form: DecideItemForm | None, *, of: AgendaItem | None = None
) -> HttpResponse:
    actor = request.actor
    lines = agenda.lines_of(meeting, actor)
    here = agenda.here_at(meeting, actor)
    shown = next((line for line in lines if line.item == of or (of is None and line.item.is_now)), None)
    place = lines.index(shown) if shown else -1
    following = next((line for line in lines[place + 1 :] if line.decision is None), None)
    following = following or next((line for line in lines if line.decision is None and line != shown), None)
    typed = None
    if shown is not None and shown.decision is None:
        request.reads = shown.item.reference
        if request.method == "POST":
            typed = drafts.keep("hubs:decide_item", shown.item.reference, request.POST, by=actor)
        else:
            typed = drafts.load("hubs:decide_item", shown.item.reference, by=actor)
        if form is None:
            form = _form(shown.item, actor, typed.data if typed.is_there else None)
            if typed.is_there:
                drafts.refill(form)
    context = {
        "meeting": meeting,
        "panel": words_of(actor.partnership).words.panel,
        "lines": lines,
        "line": shown,
        "item": shown.item if shown else None,
        "number": place + 1,
        "next": following,
        "leave_first": [one.agency.name for one in here if following and _is_kept(one.agency_id, following.item)],
        "leave_now": [one.agency.name for one in here if shown and _is_kept(one.agency_id, shown.item)],
        "here": here,
        "kept_from": kept_out.named([shown.item.request_id], actor).get(shown.item.request_id, []) if shown else [],
        "suitable": suitable(shown.item, meeting, actor) if shown and shown.decision is None else [],
        "actions": list(shown.item.actions.all().visible_to(actor).select_related("doer_agency", "doer"))
        if shown and shown.decision
        else [],
        "form": form,
        "draft": typed,
    }
    return TemplateResponse(request, "hubs/run.html", context)


def _followed(request: ActorRequest, meeting: HubMeeting) -> dict[str, Any]:
    """What the reader may see of what is shown: all for the hub, for an agency the families that it is asked about."""
    actor = request.actor
    lines = agenda.lines_of(meeting, actor)
    shown = next((line for line in lines if line.item.is_now), None)
    if shown is not None:
        request.reads = shown.item.reference
    actions = shown.item.actions.all().visible_to(actor).select_related("doer_agency", "doer") if shown else ()
    return {
        "meeting": meeting,
        "panel": words_of(actor.partnership).words.panel,
        "lines": lines,
        "line": shown,
        "own": shown.own if shown else None,
        "actions": list(actions),
        "reads_all": can_read_meeting(actor, meeting),
    }


def _line_of(row: AgendaItem, actor: Actor) -> agenda.Line:
    return next(line for line in agenda.lines_of(row.meeting, actor) if line.item == row)


def _form(row: AgendaItem, actor: Actor, data: Any) -> DecideItemForm:
    words = words_of(actor.partnership)
    outcomes = deciding.outcomes_of(row)
    initial: dict[str, Any] = {}
    if row.episode is not None:
        initial["level"] = (
            f"{row.episode.level}-{row.episode.level_band}" if row.episode.level_band else str(row.episode.level)
        )
    return DecideItemForm(
        data,
        profile=words,
        outcomes=outcomes,
        suitable=suitable(row, row.meeting, actor),
        find_family=lambda typed: (
            Family.objects.visible_to(actor).filter(reference=clean_reference(typed) or "").first()
        ),
        services=_services(row, actor),
        initial=initial,
    )


def _services(row: AgendaItem, actor: Actor) -> list[Line]:
    """Those that fit the children of a request first."""
    if row.request is None or row.episode is not None:
        return []
    children = queue.people_of(row.request)["children"]
    return services.lines(services.offered(actor, row.area_id), actor, children, row.request.prompts)


def _is_kept(agency_id: int, item: AgendaItem) -> bool:
    return f"agency:{agency_id}" in item.excluded

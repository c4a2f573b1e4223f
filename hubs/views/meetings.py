"""Pages of a meeting of the hub before it begins: when it is, its agenda, who is asked and what they answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cases.profile import profile_of as words_of
from ehm import forms
from ehm.actions import Refused
from ehm.forms import GovukForm
from ehm.models import Agency, Area
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from ehm.visibility import get_visible_or_404
from hubs import agenda, kept_out
from hubs.actions import meetings as actions
from hubs.choices import Coming, MeetingStatus
from hubs.forms.meetings import AnswerAskForm, ArrangeForm, AskForm, HereForm, ItemForm, SeatForm
from hubs.models import AgendaItem, Disagreement, HubMeeting, ItemAsk, Seat
from hubs.permissions import (
    can_answer_ask,
    can_chair,
    can_list_requests,
    can_prepare,
    can_raise_disagreement,
    can_read_meeting,
    works_at_hub,
)
from hubs.profile import profile_of
from hubs.views.requests import FORM

MOST = 20
MEETINGS = HubMeeting.objects.select_related("area", "chair")
ITEMS = AgendaItem.objects.select_related("meeting__area", "request", "episode__family")
ASKS = ItemAsk.objects.select_related("item__meeting__area", "asked_agency", "answered_by")
FORM_PAGE = "hubs/form.html"


@require_GET
def meetings(request: ActorRequest) -> HttpResponse:
    """Of one's own hub; elsewhere those whose agenda has a family that one's agency is asked about."""
    actor = request.actor
    require(can_list_requests, actor, None)
    reads_all = works_at_hub(actor) or not actor.writes_cases
    rows = MEETINGS.all().visible_to(actor)
    if actor.areas:
        rows = rows.filter(area_id__in=actor.areas)
    asked = ItemAsk.objects.visible_to(actor).filter(ended_at=None, item__is_on=True)
    if not reads_all:
        asked = asked.filter(asked_agency_id__in=actor.agencies)
        rows = rows.filter(pk__in=asked.values("item__meeting_id"))
    context = {
        "panel": words_of(actor.partnership).words.panel,
        "open": list(rows.open().order_by("planned_for")[:MOST]),
        "over": list(rows.filter(status=MeetingStatus.ENDED).order_by("-planned_for")[:MOST]) if reads_all else [],
        "waiting": sum(len(agenda.what_waits(area, actor)) for area in actor.areas) if works_at_hub(actor) else 0,
        "may_arrange": works_at_hub(actor),
        "reads_all": reads_all,
    }
    return TemplateResponse(request, "hubs/meetings.html", context)


@FORM
def arrange(request: ActorRequest) -> HttpResponse:
    """The next one stands there already, by the profile's weekday and hour."""
    actor = request.actor
    if not works_at_hub(actor):
        raise Http404
    areas = list(Area.objects.filter(tenant_id=actor.tenant_id, pk__in=actor.areas, ended_at=None))
    last = HubMeeting.objects.visible_to(actor).filter(area_id__in=actor.areas).order_by("-planned_for")
    before = last.exclude(status=MeetingStatus.CANCELLED).first()
    cadence = profile_of(actor.partnership).meeting
    initial = {
        "planned_for": cadence.next(timezone.now(), timezone.localdate(before.planned_for) if before else None),
        "place": before.place if before else "",
    }
    return forms.form_page(
        request,
        lambda data: ArrangeForm(data, areas=areas, initial=initial),
        lambda form: actions.arrange_meeting(
            area=form.chosen_area or areas[0],
            planned_for=form.cleaned_data["planned_for"],
            place=form.cleaned_data["place"],
            by=actor,
        ),
        lambda meeting: _to(meeting),
        template=FORM_PAGE,
        frame=lambda: {"back": reverse("hubs:meetings")},
        title=f"Arrange the next {words_of(actor.partnership).words.panel}",
        button="Arrange it",
    )


@FORM
def move(request: ActorRequest, reference: str) -> HttpResponse:
    meeting = meeting_or_404(request, reference)
    require(can_prepare, request.actor, meeting)
    initial = {"planned_for": meeting.planned_for, "place": meeting.place}
    return act_on(
        request,
        meeting,
        lambda data: ArrangeForm(data, areas=[meeting.area], initial=initial),
        lambda form: actions.move_meeting(
            meeting=meeting,
            planned_for=form.cleaned_data["planned_for"],
            place=form.cleaned_data["place"],
            by=request.actor,
        ),
        title="Another time or place",
    )


@FORM
def cancel(request: ActorRequest, reference: str) -> HttpResponse:
    meeting = meeting_or_404(request, reference)
    require(can_prepare, request.actor, meeting)
    return act_on(
        request,
        meeting,
        GovukForm,
        lambda _: actions.cancel_meeting(meeting=meeting, by=request.actor),
        leave=lambda _: HttpResponseRedirect(reverse("hubs:meetings")),
        title="Nobody meets this time",
        button="Cancel the meeting",
        explanation="Every family on its agenda waits for the next meeting. Those who were asked are told.",
    )


@require_GET
def hub_meeting(request: ActorRequest, reference: str) -> HttpResponse:
    """For the hub the agenda, as it waits or as it was sent; for an agency the families that it is asked about."""
    meeting, actor = meeting_or_404(request, reference), request.actor
    lines = agenda.lines_of(meeting, actor)
    reads_all = can_read_meeting(actor, meeting)
    prepares = can_prepare(actor, meeting)
    waiting = agenda.what_waits(meeting.area_id, actor) if prepares and meeting.is_open else []
    context = {
        "meeting": meeting,
        "panel": words_of(actor.partnership).words.panel,
        "lines": lines,
        "waiting": waiting,
        "reads_all": reads_all,
        "may_prepare": prepares and meeting.is_open,
        "may_start": can_chair(actor, meeting) and meeting.status == MeetingStatus.PLANNED,
        "may_chair": can_chair(actor, meeting),
        "minutes": sum(line.item.minutes for line in lines)
        + len(waiting) * profile_of(actor.partnership).meeting.minutes,
    }
    return TemplateResponse(request, "hubs/hub_meeting.html", context)


@require_POST
def send_agenda(request: ActorRequest, reference: str) -> HttpResponse:
    """What waits goes on the agenda, and those who know the families are asked."""
    meeting = meeting_or_404(request, reference)
    require(can_prepare, request.actor, meeting)
    try:
        actions.send_agenda(meeting=meeting, by=request.actor)
    except Refused as refused:
        messages.info(request, str(refused))
    return _to(meeting)


@FORM
def start(request: ActorRequest, reference: str) -> HttpResponse:
    """Who is here, and it begins."""
    meeting, actor = meeting_or_404(request, reference), request.actor
    require(can_chair, actor, meeting)
    if meeting.status != MeetingStatus.PLANNED:
        return HttpResponseRedirect(reverse("hubs:run", args=(meeting.reference,)))
    return act_on(
        request,
        meeting,
        lambda data: HereForm(data, agencies=_who_may_come(meeting, request)),
        lambda form: actions.start_meeting(meeting=meeting, here=form.chosen, by=actor),
        leave=lambda _: HttpResponseRedirect(reverse("hubs:run", args=(meeting.reference,))),
        title=f"Start {words_of(actor.partnership).words.the_panel}",
        button="Start",
    )


@FORM
def here(request: ActorRequest, reference: str) -> HttpResponse:
    meeting, actor = meeting_or_404(request, reference), request.actor
    require(can_chair, actor, meeting)
    at = [one.agency_id for one in agenda.here_at(meeting, actor)]
    return act_on(
        request,
        meeting,
        lambda data: HereForm(data, agencies=_who_may_come(meeting, request), here=at),
        lambda form: actions.say_who_is_here(meeting=meeting, here=form.chosen, by=actor),
        leave=lambda _: HttpResponseRedirect(reverse("hubs:run", args=(meeting.reference,))),
        title="Who is here",
    )


@require_GET
def item(request: ActorRequest, reference: str) -> HttpResponse:
    """A family on the agenda, as the hub prepares it: what is read of it, and who is asked."""
    row, actor = item_or_404(request, reference), request.actor
    require(can_read_meeting, actor, row.meeting)
    asks = list(ASKS.all().visible_to(actor).filter(item=row, ended_at=None).order_by("pk"))
    context = {
        "item": row,
        "meeting": row.meeting,
        "panel": words_of(actor.partnership).words.panel,
        "asks": asks,
        "kept_from": _kept_from(row, actor),
        "decision": row.decisions.filter(tenant_id=actor.tenant_id).select_related("lead_agency", "lead").first(),
        "may_prepare": can_prepare(actor, row.meeting) and row.is_on and row.meeting.is_open,
        "may_disagree": can_raise_disagreement(actor, row) and row.meeting.started_at is not None,
        "disagreements": Disagreement.objects.visible_to(actor).filter(item=row).order_by("pk"),
    }
    return TemplateResponse(request, "hubs/item.html", context)


@FORM
def prepare(request: ActorRequest, reference: str) -> HttpResponse:
    row = item_or_404(request, reference)
    require(can_prepare, request.actor, row.meeting)
    start_with = {name: getattr(row, name) for name in (*actions.WORDS, "version")}
    return of_item(
        request,
        row,
        lambda data: ItemForm(data, initial=start_with),
        lambda form: actions.prepare_item(
            item=row, words=form.cleaned_data, version=form.cleaned_data["version"], by=request.actor
        ),
        draft=("hubs:prepare", row.reference),
        title="What those at the meeting read",
        explanation="Those who are asked about the family read this, and nothing else of its record.",
    )


@FORM
def ask(request: ActorRequest, reference: str) -> HttpResponse:
    row, actor = item_or_404(request, reference), request.actor
    require(can_prepare, actor, row.meeting)
    kept = [int(key.removeprefix("agency:")) for key in row.excluded if key.startswith("agency:")]
    asked = ItemAsk.objects.visible_to(actor).filter(item=row, ended_at=None).exclude(asked_agency=None)
    others = Agency.objects.of(actor.tenant_id).current().exclude(pk__in=kept)
    others = others.exclude(pk__in=asked.values("asked_agency_id"))
    return of_item(
        request,
        row,
        lambda data: AskForm(data, agencies=others.order_by("name")),
        lambda form: actions.ask_agency(item=row, by=actor, **form.cleaned_data),
        title="Ask another agency",
        button="Ask them",
        explanation="They read what is written of the family for the meeting, while it is on the agenda.",
        kept_from=_kept_from(row, actor),
    )


@require_POST
def stop_asking(request: ActorRequest, reference: str) -> HttpResponse:
    row = get_visible_or_404(ASKS.all(), request.actor, reference)
    require(can_prepare, request.actor, row.item.meeting)
    actions.stop_asking(ask=row, by=request.actor)
    return HttpResponseRedirect(item_page(row.item, request.actor))


@require_POST
def earlier(request: ActorRequest, reference: str) -> HttpResponse:
    return _change_place(request, reference, is_earlier=True)


@require_POST
def later(request: ActorRequest, reference: str) -> HttpResponse:
    return _change_place(request, reference, is_earlier=False)


def _change_place(request: ActorRequest, reference: str, *, is_earlier: bool) -> HttpResponse:
    row = item_or_404(request, reference)
    require(can_prepare, request.actor, row.meeting)
    actions.move_item(item=row, is_earlier=is_earlier, by=request.actor)
    return _to(row.meeting)


@FORM
def remove(request: ActorRequest, reference: str) -> HttpResponse:
    row = item_or_404(request, reference)
    require(can_prepare, request.actor, row.meeting)
    return of_item(
        request,
        row,
        GovukForm,
        lambda _: actions.remove_item(item=row, by=request.actor),
        leave=lambda _: _to(row.meeting),
        title="Take it off the agenda",
        button="Take it off",
        explanation="Those who were asked read it no more. The family still waits, for this meeting or a later one.",
    )


@FORM
def asked(request: ActorRequest, reference: str) -> HttpResponse:
    """What an agency is asked about a family, and its answer."""
    row, actor = get_visible_or_404(ASKS.all().filter(ended_at=None), request.actor, reference), request.actor
    require(can_answer_ask, actor, row)
    readers = ItemAsk.objects.visible_to(actor).filter(item=row.item, ended_at=None).exclude(asked_agency=None)
    names = readers.exclude(pk=row.pk).order_by("asked_agency__name").values_list("asked_agency__name", flat=True)

    def make(data: Any) -> AnswerAskForm:
        return AnswerAskForm(
            data,
            initial={"coming": row.coming, "knows": row.knows, "is_for_hub_only": row.is_for_hub_only},
        )

    is_hubs = row.asked_agency_id not in actor.agencies
    leave_to = (
        item_page(row.item, request.actor)
        if is_hubs
        else reverse("hubs:hub_meeting", args=(row.item.meeting.reference,))
    )
    return forms.form_page(
        request,
        make,
        lambda form: actions.answer_ask(
            ask=row,
            coming=Coming(form.cleaned_data["coming"]),
            knows=form.cleaned_data["knows"],
            is_for_hub_only=form.cleaned_data["is_for_hub_only"],
            by=actor,
        ),
        lambda _: HttpResponseRedirect(leave_to),
        template="hubs/asked.html",
        frame=lambda: {
            "ask": row,
            "item": row.item,
            "meeting": row.item.meeting,
            "panel": words_of(actor.partnership).words.panel,
            "readers": list(names),
            "back": leave_to,
            "is_hubs": is_hubs,
        },
        draft=("hubs:asked", row.reference),
        button="Send" if row.answered_at is None else "Send again",
    )


@FORM
def seats(request: ActorRequest) -> HttpResponse:
    """Who comes to every meeting of the hub, which of the profile's seats nobody has, and one more."""
    actor = request.actor
    if not works_at_hub(actor) or actor.membership.area is None:
        raise Http404
    area = actor.membership.area
    held = list(Seat.objects.visible_to(actor).filter(area=area, ended_at=None).select_related("agency").order_by("pk"))
    wanted = profile_of(actor.partnership).meeting.seats
    taken = {one.comes_as for one in held}
    others = Agency.objects.of(actor.tenant_id).current().exclude(pk__in=[one.agency_id for one in held])
    return forms.form_page(
        request,
        lambda data: SeatForm(data, agencies=others.order_by("name"), seats=wanted),
        lambda form: actions.give_seat(area=area, by=actor, **form.cleaned_data),
        lambda _: HttpResponseRedirect(reverse("hubs:seats")),
        template="hubs/seats.html",
        frame=lambda: {
            "seats": held,
            "empty": [one for one in wanted if one not in taken],
            "panel": words_of(actor.partnership).words.panel,
            "area": area,
        },
    )


@require_POST
def end_seat(request: ActorRequest, reference: str) -> HttpResponse:
    actor = request.actor
    if not works_at_hub(actor):
        raise Http404
    seat = get_visible_or_404(Seat.objects.select_related("area").filter(area_id__in=actor.areas), actor, reference)
    actions.end_seat(seat=seat, by=actor)
    return HttpResponseRedirect(reverse("hubs:seats"))


def meeting_or_404(request: ActorRequest, reference: str) -> HubMeeting:
    """For the hub and auditors; for an agency where it is asked about a family on the agenda."""
    actor = request.actor
    meeting = get_visible_or_404(MEETINGS.all(), actor, reference)
    if (
        not can_read_meeting(actor, meeting)
        and not AgendaItem.objects.visible_to(actor).filter(meeting=meeting).exists()
    ):
        raise Http404
    return meeting


def item_or_404(request: ActorRequest, reference: str) -> AgendaItem:
    return get_visible_or_404(ITEMS.filter(removed_at=None), request.actor, reference)


def _kept_from(row: AgendaItem, actor: Actor) -> list[str]:
    """Whom the family of a request named in its own words."""
    return kept_out.named([row.request_id], actor).get(row.request_id, [])


def act_on(
    request: ActorRequest,
    meeting: HubMeeting,
    make: Any,
    act: Any,
    *,
    leave: Callable[[Any], HttpResponse] | None = None,
    **context: Any,
) -> HttpResponse:
    """A form that does one thing with a meeting, and leads back to it."""
    return forms.form_page(
        request,
        make,
        act,
        leave or (lambda _: _to(meeting)),
        template=FORM_PAGE,
        frame=lambda: {"back": reverse("hubs:hub_meeting", args=(meeting.reference,))},
        **{"button": "Save"} | context,
    )


def of_item(
    request: ActorRequest,
    row: AgendaItem,
    make: Any,
    act: Any,
    *,
    leave: Callable[[Any], HttpResponse] | None = None,
    **context: Any,
) -> HttpResponse:
    """The same with a family on the agenda."""
    return forms.form_page(
        request,
        make,
        act,
        leave or (lambda _: HttpResponseRedirect(item_page(row, request.actor))),
        template=FORM_PAGE,
        frame=lambda: {"back": item_page(row, request.actor), "about": row.family_name},
        **{"button": "Save"} | context,
    )


def _to(meeting: HubMeeting) -> HttpResponse:
    return HttpResponseRedirect(reverse("hubs:hub_meeting", args=(meeting.reference,)))


def item_page(row: AgendaItem, actor: Actor) -> str:
    """Where one does something about a family; while it is shown, for whoever leads the meeting, their own page."""
    if row.is_now and row.meeting.status == MeetingStatus.RUNNING and can_chair(actor, row.meeting):
        return reverse("hubs:run", args=(row.meeting.reference,))
    return reverse("hubs:item", args=(row.reference,))


def _who_may_come(meeting: HubMeeting, request: ActorRequest) -> list[Agency]:
    """Those who come to every one, and those who are asked about a family."""
    actor = request.actor
    seats = Seat.objects.visible_to(actor).filter(area_id=meeting.area_id, ended_at=None)
    asked = ItemAsk.objects.visible_to(actor).filter(item__meeting=meeting, item__removed_at=None, ended_at=None)
    ids = {*seats.values_list("agency_id", flat=True), *asked.values_list("asked_agency_id", flat=True)}
    rows = Agency.objects.of(actor.tenant_id).current().filter(pk__in=ids - {None}).exclude(pk__in=actor.agencies)
    return list(rows.order_by("name"))

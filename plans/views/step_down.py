"""Pages of step down: how help came down, what social care handed over, whether it was used."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.forms.episodes import NothingToAskForm
from cases.models import LeadAllocation
from cases.views.episode_page import episode_or_404
from ehm.files.paper import MEDIA_TYPE
from ehm.files.serving import paper_response, picture_response
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.words import moment
from plans.actions import step_down as actions
from plans.choices import HandedPaper, MeetingKind
from plans.forms.ways_out import YES, PaperForm, StepDownForm, UsedForm
from plans.lifecycle import MeetingStatus
from plans.models import Meeting, StepDown, StepDownPaper
from plans.permissions import can_follow_up, can_plan_meeting, can_step_down
from plans.profile import profile_of
from plans.views.frame import EPISODE_PAGE, OF_EPISODE, form_page, found_or_404, framed
from plans.ways_out import follow_up_of, listing_of, panel, papers_for, papers_of, step_down_of, the_panel

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
def step_down(request: ActorRequest, reference: str) -> HttpResponse:
    """Writing down how help came down; once it is, what is known of it."""
    episode, actor = episode_or_404(request, reference), request.actor
    row = step_down_of(episode)
    if row is not None and request.method != "POST":
        return _record(request, row)
    require(can_step_down, actor, episode)
    lead = f"{episode.lead.display_name}, {episode.lead_agency.name}" if episode.lead else ""
    return form_page(
        request,
        episode,
        lambda data: StepDownForm(data, the_panel=the_panel(actor), lead=lead),
        lambda form: actions.step_down(episode=episode, values=form.values(), by=actor),
        back=reverse("plans:step_down", args=(episode.reference,)),
        title="Help comes down from social care",
        section=EPISODE_PAGE,
        template="plans/step_down.html",
        draft=("plans:step_down", episode.reference),
        leaves=reverse(EPISODE_PAGE, args=(episode.reference,)),
        lead=lead,
    )


def _record(request: ActorRequest, row: StepDown) -> HttpResponse:
    actor = request.actor
    episode = episode_or_404(request, row.episode.reference)
    row.episode = episode
    allocations = LeadAllocation.objects.within([episode]).filter(ended_at=None).select_related("lead", "lead_agency")
    context = framed(request, episode, EPISODE_PAGE) | {
        "row": row,
        "allocation": allocations.first(),
        "papers": papers_of(row, actor),
        "listing": listing_of(episode),
        "panel": panel(actor),
        "may_write": can_step_down(actor, episode),
        "may_say_used": can_plan_meeting(actor, episode) and bool(_reviews(row, request)),
        "follow_up": follow_up_of(episode, actor),
        "may_follow_up": can_follow_up(actor, episode),
        "back": reverse(EPISODE_PAGE, args=(episode.reference,)),
    }
    return TemplateResponse(request, "plans/stepped_down.html", context)


@FORM
def add_paper(request: ActorRequest, reference: str) -> HttpResponse:
    """Their plan or their assessment, made harmless before it is kept."""
    row = _step_down_or_404(request, reference)
    require(can_step_down, request.actor, row.episode)
    return form_page(
        request,
        row.episode,
        lambda data: PaperForm(data, request.FILES if data is not None else None),
        lambda form: actions.add_paper(
            step_down=row,
            kind=HandedPaper(form.cleaned_data["kind"]),
            file=form.cleaned_data["file"],
            family_agreed=form.cleaned_data["family_agreed"],
            by=request.actor,
        ),
        back=_url(row),
        title="From social care",
        section=EPISODE_PAGE,
        template="plans/add_paper.html",
        button="Add it",
    )


@require_GET
def paper(request: ActorRequest, reference: str) -> HttpResponse:
    """The document itself."""
    found = _paper_or_404(request, reference, papers_for(request.actor))
    data = bytes(found.data)
    if found.media_type == MEDIA_TYPE:
        return paper_response(data, f"from-social-care-{found.reference}.pdf")
    return picture_response(data, found.media_type)


@FORM
def remove_paper(request: ActorRequest, reference: str) -> HttpResponse:
    found = _paper_or_404(request, reference, Q(removed_at=None))
    require(can_step_down, request.actor, found.episode)
    return form_page(
        request,
        found.episode,
        NothingToAskForm,
        lambda form: actions.remove_paper(paper=found, by=request.actor),
        back=_url(found.step_down),
        title=f"{found.get_kind_display()}: take it off",
        section=EPISODE_PAGE,
        explanation="Nobody who helps the family can open it any more. Only auditors can.",
        button="Take it off",
        asks_readers=False,
    )


@FORM
def used(request: ActorRequest, reference: str) -> HttpResponse:
    """Whether it was used at the first review (R060)."""
    row, actor = _step_down_or_404(request, reference), request.actor
    require(can_plan_meeting, actor, row.episode)
    reviews = _reviews(row, request)
    if not reviews:
        return HttpResponseRedirect(_url(row))
    by_reference = {one.reference: one for one, _ in reviews}
    return form_page(
        request,
        row.episode,
        lambda data: UsedForm(data, meetings=reviews),
        lambda form: actions.say_used(
            step_down=row,
            meeting=by_reference[form.cleaned_data["meeting"]],
            was_used=form.cleaned_data["was_used"] == YES,
            how=form.cleaned_data["how"],
            by=actor,
        ),
        back=_url(row),
        title="At the first review",
        section=EPISODE_PAGE,
    )


def _reviews(row: StepDown, request: ActorRequest) -> list[tuple[Meeting, str]]:
    """The first review that was held, else the next that is planned."""
    reviews = Meeting.objects.within([row.episode]).filter(kind=MeetingKind.REVIEW)
    first = reviews.filter(status=MeetingStatus.HELD).order_by("starts_at", "pk").first()
    first = first or reviews.filter(status=MeetingStatus.PLANNED).order_by("starts_at", "pk").first()
    called = profile_of(request.actor.partnership).called(MeetingKind.REVIEW)
    return [(first, f"{called}, {moment(first.starts_at)}")] if first else []


def _step_down_or_404(request: ActorRequest, reference: str) -> StepDown:
    return found_or_404(request, StepDown.objects.select_related(*OF_EPISODE), reference)


def _paper_or_404(request: ActorRequest, reference: str, which: Q) -> StepDownPaper:
    rows = StepDownPaper.objects.filter(which).select_related("step_down__episode", *OF_EPISODE)
    return found_or_404(request, rows, reference)


def _url(row: StepDown) -> str:
    return reverse("plans:step_down", args=(row.episode.reference,))

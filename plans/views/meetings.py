"""Pages of meetings: planning one, moving or cancelling it, who is asked and what they answer."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.views.episode_page import episode_or_404
from cases.views.hand_out import hand_out
from ehm import ics
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from plans.actions import meetings as actions
from plans.actions.minutes import MINUTES
from plans.actions.replies import is_mine, write_replies
from plans.calendar import entry_of
from plans.checking import Looked
from plans.choices import Interpreter, MeetingKind, ReviewOutcome
from plans.following import MEETING
from plans.forms.meetings import AskForm, CancelForm, MoveMeetingForm, PlanMeetingForm, RepliesForm
from plans.guests import asked_to
from plans.kept_out import KeptOut
from plans.lifecycle import MeetingStatus
from plans.models import EarlierMinutes, Meeting, Plan, Progress, Promise
from plans.models.meetings import WRITTEN
from plans.people import around
from plans.permissions import (
    can_answer,
    can_plan_meeting,
    can_put_minutes_right,
    can_run_meeting,
    can_share_minutes,
)
from plans.profile import profile_of
from plans.replies import with_replies
from plans.scores import over_time
from plans.views.frame import MEETINGS_PAGE, PLAN_PAGE, came_down, form_page, framed, invitation_or_404, meeting_or_404
from plans.views.minutes import said_in

FORM = require_http_methods(["GET", "HEAD", "POST"])
COLOURS = {
    MeetingStatus.PLANNED: "blue",
    MeetingStatus.HELD: "green",
    MeetingStatus.CANCELLED: "grey",
    MeetingStatus.NOT_HELD: "grey",
}
MOST = 100


@require_GET
def meetings(request: ActorRequest, reference: str) -> HttpResponse:
    """Those to come, then those that were, the latest first."""
    episode = episode_or_404(request, reference)
    profile = profile_of(request.actor.partnership)
    rows = Meeting.objects.within([episode]).order_by("-starts_at", "-pk")[:MOST]
    context = framed(request, episode, PLAN_PAGE) | {
        "meetings": [{"meeting": one, "called": profile.called(one.kind), "tag": _tag(one)} for one in rows],
        "may_plan": can_plan_meeting(request.actor, episode),
        "back": reverse(PLAN_PAGE, args=(episode.reference,)),
    }
    return TemplateResponse(request, "plans/meetings.html", context)


@FORM
def plan_meeting(request: ActorRequest, reference: str) -> HttpResponse:
    """When, where, what suits the family, who is asked."""
    episode = episode_or_404(request, reference)
    require(can_plan_meeting, request.actor, episode)
    family = around(episode, request.actor)
    profile = profile_of(request.actor.partnership)
    kept_out = KeptOut.of(episode, request.actor)
    has_plan = Plan.objects.within([episode]).running().exists()
    return form_page(
        request,
        episode,
        lambda data: PlanMeetingForm(data, around=family, kept_out=kept_out, profile=profile, has_plan=has_plan),
        lambda form: actions.plan_meeting(
            episode=episode,
            kind=MeetingKind(form.cleaned_data["kind"]),
            starts_at=form.cleaned_data["starts_at"],
            about=form.about(),
            guests=form.guests(),
            by=request.actor,
        ),
        back=reverse(MEETINGS_PAGE, args=(episode.reference,)),
        title="Plan a meeting",
        explanation="One that was held already is put here first, then its minutes are written.",
    )


@require_GET
def meeting(request: ActorRequest, reference: str) -> HttpResponse:
    """One meeting: who is asked, and once it was held its minutes."""
    found = meeting_or_404(request, reference)
    actor = request.actor
    invited = with_replies(found)
    may_run = can_run_meeting(actor, found) and found.status == MeetingStatus.PLANNED
    progress = Progress.objects.visible_to(actor).kept().filter(meeting=found).select_related("goal")
    decided = Promise.objects.visible_to(actor).kept().filter(meeting=found).select_related("worker", "person")
    may_put_right = can_put_minutes_right(actor, found) and found.is_held
    looked = Looked(found, [one.one for one in invited], found.plan, actor)
    is_review = found.is_held and found.kind == MeetingKind.REVIEW
    following = Meeting.objects.within([found.episode]).filter(follows=found).order_by("-pk")
    context = framed(request, found.episode, PLAN_PAGE) | {
        "meeting": found,
        "called": profile_of(actor.partnership).called(found.kind),
        "tag": _tag(found),
        "interpreter": Interpreter(found.interpreter).label if found.interpreter else "",
        "invited": invited,
        "is_over": found.status in WRITTEN,
        "said": said_in({name: getattr(found, name) for name in MINUTES}),
        "progress": list(progress.order_by("position", "pk")),
        "scales": [one for one in over_time(found.episode, actor) if one.has_moved] if is_review else [],
        "promises": list(decided.order_by("position", "pk")),
        "outcome": ReviewOutcome(found.outcome).label if found.outcome else "",
        "following": following.first(),
        "missing": looked.as_it_stands() if may_put_right else (),
        "earlier": EarlierMinutes.objects.within([found.episode]).filter(meeting=found).order_by("version").last(),
        "may_run": may_run,
        "may_share": can_share_minutes(actor, found),
        "may_answer": can_answer(actor, found) and any(may_run or is_mine(one.one, actor) for one in invited),
        "may_put_right": may_put_right,
        "back": reverse(MEETINGS_PAGE, args=(found.episode.reference,)),
        **came_down(found, actor),
    }
    return TemplateResponse(request, "plans/meeting.html", context)


@FORM
def move(request: ActorRequest, reference: str) -> HttpResponse:
    found = meeting_or_404(request, reference)
    require(can_run_meeting, request.actor, found)
    shown = {"starts_at": found.starts_at, "place": found.place}
    is_protected = any(one.is_whereabouts_protected for one in around(found.episode, request.actor).people)
    return form_page(
        request,
        found.episode,
        lambda data: MoveMeetingForm(data, initial=shown, is_protected=is_protected),
        lambda form: actions.move_meeting(meeting=found, by=request.actor, **form.cleaned_data),
        back=_url(found),
        title="Move the meeting",
    )


@FORM
def cancel(request: ActorRequest, reference: str) -> HttpResponse:
    found = meeting_or_404(request, reference)
    require(can_run_meeting, request.actor, found)
    return form_page(
        request,
        found.episode,
        CancelForm,
        lambda form: actions.cancel_meeting(meeting=found, reason=form.cleaned_data["reason"], by=request.actor),
        back=_url(found),
        title="Cancel the meeting",
        explanation="What is due by a day stays due: plan another one.",
        button="Cancel the meeting",
    )


@FORM
def guests(request: ActorRequest, reference: str) -> HttpResponse:
    """Who else is asked, and who is asked no longer."""
    found = meeting_or_404(request, reference)
    require(can_run_meeting, request.actor, found)
    family, asked = around(found.episode, request.actor), asked_to(found)
    kept_out = KeptOut.of(found.episode, request.actor)
    return form_page(
        request,
        found.episode,
        lambda data: AskForm(data, around=family, asked=asked, kept_out=kept_out),
        lambda form: actions.ask_more(
            meeting=found, guests=form.guests(), not_asked=form.no_longer(), by=request.actor
        ),
        back=_url(found),
        title="Who is asked to come",
    )


@FORM
def replies(request: ActorRequest, reference: str) -> HttpResponse:
    """What those who are asked say before the meeting: of oneself and one's agency, and for whoever leads of all."""
    found = meeting_or_404(request, reference)
    require(can_answer, request.actor, found)
    may_run = can_run_meeting(request.actor, found)
    asked = [one for one in asked_to(found) if may_run or is_mine(one, request.actor)]
    if not asked:
        raise PermissionDenied
    return form_page(
        request,
        found.episode,
        lambda data: RepliesForm(data, asked=asked),
        lambda form: write_replies(meeting=found, replies=form.replies(), by=request.actor),
        back=_url(found),
        title="Before the meeting",
        template="plans/replies.html",
        explanation="Who is coming, and what those say or send who cannot.",
        meeting=found,
    )


@FORM
def link(request: ActorRequest, reference: str) -> HttpResponse:
    """For somebody who is asked, and has no account here: a family member, a GP, another agency."""
    found = invitation_or_404(request, reference)
    if request.method != "POST" or "take_back" not in request.POST:
        require(can_run_meeting, request.actor, found.meeting)
        if found.worker_id is not None:
            raise Http404
    return hand_out(
        request,
        found.meeting.episode,
        purpose=MEETING,
        subject=found.reference,
        for_whom=found.who,
        person=found.person,
        back=_url(found.meeting),
        section=PLAN_PAGE,
        can_do="Whoever follows it reads when the meeting is, can say whether they come, and can send a report.",
    )


@require_GET
def calendar_file(request: ActorRequest, reference: str) -> HttpResponse:
    """For one's own calendar, without a word about anybody."""
    found = meeting_or_404(request, reference)
    return ics.answer(ics.calendar_of([entry_of(found)]), "meeting")


def _tag(found: Meeting) -> dict[str, str]:
    status = MeetingStatus(found.status)
    return {"text": status.label, "colour": COLOURS[status]}


def _url(found: Meeting) -> str:
    return reverse("plans:meeting", args=(found.reference,))

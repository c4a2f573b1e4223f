"""Pages of meetings: planning one, moving or cancelling it, its minutes."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.views.episode_page import episode_or_404
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from plans.actions import meetings as actions
from plans.choices import Attended, MeetingKind, ReviewOutcome
from plans.forms.meetings import CancelForm, MinutesForm, MoveMeetingForm, PlanMeetingForm
from plans.lifecycle import MeetingStatus
from plans.models import Goal, Invitation, Meeting, Plan, Progress
from plans.people import around
from plans.permissions import can_plan_meeting, can_run_meeting
from plans.profile import profile_of
from plans.views.frame import MEETINGS_PAGE, PLAN_PAGE, form_page, framed, meeting_or_404

FORM = require_http_methods(["GET", "HEAD", "POST"])
COLOURS = {MeetingStatus.PLANNED: "blue", MeetingStatus.HELD: "green", MeetingStatus.CANCELLED: "grey"}
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
    has_plan = Plan.objects.within([episode]).running().exists()
    return form_page(
        request,
        episode,
        lambda data: PlanMeetingForm(data, around=family, profile=profile, has_plan=has_plan),
        lambda form: actions.plan_meeting(
            episode=episode,
            kind=MeetingKind(form.cleaned_data["kind"]),
            starts_at=form.cleaned_data["starts_at"],
            place=form.cleaned_data["place"],
            family_asked_for=form.cleaned_data["family_asked_for"],
            another_agencys=form.cleaned_data["another_agencys"],
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
    invited = list(_invited(found))
    may_run = can_run_meeting(request.actor, found) and found.status == MeetingStatus.PLANNED
    progress = Progress.objects.visible_to(request.actor).filter(meeting=found).select_related("goal")
    said = [
        ("What there is to celebrate", found.celebrated),
        ("What is working well", found.working_well),
        ("What we are worried about", found.worried_about),
        ("What the children say", found.childs_voice),
        ("What was decided", found.decided),
    ]
    context = framed(request, found.episode, PLAN_PAGE) | {
        "meeting": found,
        "called": profile_of(request.actor.partnership).called(found.kind),
        "tag": _tag(found),
        "invited": [{"one": one, "how": Attended(one.attended).label} for one in invited],
        "said": [(title, text) for title, text in said if text],
        "progress": list(progress.order_by("position", "pk")),
        "outcome": ReviewOutcome(found.outcome).label if found.outcome else "",
        "may_run": may_run,
        "back": reverse(MEETINGS_PAGE, args=(found.episode.reference,)),
    }
    return TemplateResponse(request, "plans/meeting.html", context)


@FORM
def move(request: ActorRequest, reference: str) -> HttpResponse:
    found = meeting_or_404(request, reference)
    require(can_run_meeting, request.actor, found)
    shown = {"starts_at": found.starts_at, "place": found.place}
    return form_page(
        request,
        found.episode,
        lambda data: MoveMeetingForm(data, initial=shown),
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
def minutes(request: ActorRequest, reference: str) -> HttpResponse:
    """Who was there, what was said and decided, and when you meet again."""
    found = meeting_or_404(request, reference)
    require(can_run_meeting, request.actor, found)
    invited = list(_invited(found))
    plan = Plan.objects.within([found.episode]).running().first()
    goals = Goal.objects.within([plan] if plan else [], request.actor).kept().order_by("position", "pk")
    of_plan = list(goals)
    return form_page(
        request,
        found.episode,
        lambda data: MinutesForm(data, meeting=found, invited=invited, goals=of_plan),
        lambda form: actions.write_minutes(
            meeting=found,
            starts_at=form.cleaned_data["starts_at"],
            minutes=form.minutes(),
            attended=form.attended(),
            guests=form.guests(),
            found=form.found(),
            by=request.actor,
        ),
        back=_url(found),
        title="Minutes",
        template="plans/minutes.html",
        draft=("plans:minutes", found.reference),
        called=profile_of(request.actor.partnership).called(found.kind),
        meeting=found,
        last_time=_last_time(found, plan, request),
    )


def _invited(found: Meeting) -> list[Invitation]:
    rows = Invitation.objects.filter(tenant_id=found.tenant_id, meeting=found, removed_at=None)
    return list(rows.select_related("worker__agency", "person").order_by("pk"))


def _last_time(found: Meeting, plan: Plan | None, request: ActorRequest) -> list[Progress]:
    """What the latest review before this one found about each goal."""
    if plan is None:
        return []
    rows = Progress.objects.within([plan], request.actor).select_related("meeting")
    latest = rows.exclude(meeting=found).order_by("meeting__starts_at", "pk")
    return list({one.goal_id: one for one in latest}.values())


def _tag(found: Meeting) -> dict[str, str]:
    status = MeetingStatus(found.status)
    return {"text": status.label, "colour": COLOURS[status]}


def _url(found: Meeting) -> str:
    return reverse("plans:meeting", args=(found.reference,))

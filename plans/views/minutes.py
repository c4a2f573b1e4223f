"""Pages of minutes: writing them, putting them right, and what they said before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods

from ehm import drafts
from ehm.actions import Refused
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.words import day
from plans.actions import minutes as actions
from plans.checking import Looked
from plans.choices import Attended, MeetingKind, ReviewOutcome
from plans.documents.meeting import SAID
from plans.forms.meetings import TakeBackForm
from plans.forms.minutes import FirstMinutesForm, MinutesForm, PutRightForm
from plans.guests import asked_to
from plans.kept_out import KeptOut
from plans.models import EarlierMinutes, Goal, Invitation, Meeting, Plan, Progress
from plans.people import around
from plans.permissions import can_put_minutes_right, can_run_meeting
from plans.profile import profile_of
from plans.replies import with_replies
from plans.scores import over_time
from plans.views.frame import PLAN_PAGE, came_down, form_page, framed, meeting_or_404
from plans.ways_out import step_down_of

IN_ANOTHER_WINDOW = "You are writing these minutes in another window too. Nothing was taken over here."
LOOKED = "Not saved yet. What the minutes still lack stands above the button: save them all the same if that is so."


class Checks:
    """What the minutes still lack, as they were sent if they can be read, else as they stand."""

    def __init__(self, looked: Looked, *, are_sent: bool) -> None:
        self.looked, self.are_sent = looked, are_sent
        self.form: MinutesForm | None = None

    def of(self, kind: type[MinutesForm], *args: Any, **kwargs: Any) -> MinutesForm:
        self.form = kind(*args, **kwargs)
        return self.form

    def missing(self) -> list[str]:
        form = self.form
        if form is None or not self.are_sent or set(form.errors) - {NON_FIELD_ERRORS}:
            return self.looked.as_it_stands()
        if isinstance(form, FirstMinutesForm):
            is_scored, decides = bool(form.scored()), bool(form.decisions())
            return self.looked.as_typed(form.said(), is_scored=is_scored, decides=decides)
        return self.looked.as_typed(form.said(), is_scored=True, decides=True)


FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
def minutes(request: ActorRequest, reference: str) -> HttpResponse:
    """Who was there, what was said and decided, and when you meet again."""
    found = meeting_or_404(request, reference)
    require(can_run_meeting, request.actor, found)
    plan = Plan.objects.within([found.episode]).running().first()
    if request.method == "POST" and "take" in request.POST:
        if _take_last_time(request, found, plan):
            return HttpResponseRedirect(f"{request.path}#goal-{request.POST['take']}")
    is_review = found.kind == MeetingKind.REVIEW
    step_down = step_down_of(found.episode) if is_review else None
    return _page(
        request,
        found,
        FirstMinutesForm,
        plan,
        lambda form: actions.write_minutes(
            meeting=found,
            said=form.said(),
            decisions=form.decisions(),
            scored=form.scored(),
            next_meeting=form.following(),
            used=form.used(),
            by=request.actor,
        ),
        title="Minutes",
        asks={
            "scales": over_time(found.episode, request.actor) if is_review else (),
            "asks_used": step_down is not None and step_down.was_used is None,
        },
        draft=("plans:minutes", found.reference),
    )


@FORM
def put_right(request: ActorRequest, reference: str) -> HttpResponse:
    """A wrong time, somebody who was not there, a mistake in words."""
    found = meeting_or_404(request, reference)
    require(can_put_minutes_right, request.actor, found)
    return _page(
        request,
        found,
        PutRightForm,
        found.plan,
        lambda form: actions.put_minutes_right(
            meeting=found,
            said=form.said(),
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            asked=form.asked_scores.asked,
            scored=form.scored(),
            by=request.actor,
        ),
        title="Put the minutes right",
        asks={"scales": over_time(found.episode, request.actor) if found.kind == MeetingKind.REVIEW else ()},
    )


@FORM
def take_back(request: ActorRequest, reference: str) -> HttpResponse:
    found = meeting_or_404(request, reference)
    require(can_put_minutes_right, request.actor, found)
    return form_page(
        request,
        found.episode,
        TakeBackForm,
        lambda form: actions.take_meeting_back(meeting=found, reason=form.cleaned_data["reason"], by=request.actor),
        back=reverse("plans:meeting", args=(found.reference,)),
        title="It was not held",
        explanation="What was written stays readable. No clock starts or stops by this meeting any more.",
        button="It was not held",
    )


@require_GET
def earlier(request: ActorRequest, reference: str) -> HttpResponse:
    """What the minutes said before they were put right, the latest first."""
    found = meeting_or_404(request, reference)
    rows = EarlierMinutes.objects.within([found.episode]).filter(meeting=found).select_related("recorded_by")
    everybody = Invitation.objects.filter(tenant_id=found.tenant_id, meeting=found)
    names = {one.reference: one.who for one in everybody.select_related("worker", "person", "asked_agency")}
    context = framed(request, found.episode, PLAN_PAGE) | {
        "meeting": found,
        "called": profile_of(request.actor.partnership).called(found.kind),
        "versions": [_before(one, names) for one in rows.order_by("-version")],
        "back": reverse("plans:meeting", args=(found.reference,)),
    }
    return TemplateResponse(request, "plans/earlier_minutes.html", context)


def said_in(said: dict[str, Any]) -> list[tuple[str, str]]:
    """What minutes say, under what was asked: of a meeting, or as it was kept."""
    return [(title, said[name]) for name, title in SAID if said.get(name)]


def _before(one: EarlierMinutes, names: dict[str, str]) -> dict[str, Any]:
    said = one.said
    return {
        "one": one,
        "said": said_in(said),
        "outcome": ReviewOutcome(said["outcome"]).label if said["outcome"] else "",
        "next_on": parse_date(said["next_on"] or ""),
        "why_no_next": said["why_no_next"],
        "attended": [
            (names[reference], Attended(how["attended"]).label, how["heard_how"])
            for reference, how in one.attended.items()
            if reference in names
        ],
    }


def _page(
    request: ActorRequest,
    found: Meeting,
    kind: type[MinutesForm],
    plan: Plan | None,
    act: Any,
    asks: Mapping[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    invited = asked_to(found)
    family = around(found.episode, request.actor)
    kept_out = KeptOut.of(found.episode, request.actor)
    goals = list(Goal.objects.within([plan] if plan else [], request.actor).kept().order_by("position", "pk"))
    rows = _progress(request, plan)
    checks = Checks(Looked(found, invited, plan, request.actor), are_sent=request.method == "POST")

    def act_unless_checking(form: MinutesForm) -> object:
        if "check" in request.POST:
            raise Refused(LOOKED)
        if "take" in request.POST:
            raise Refused(IN_ANOTHER_WINDOW)
        return act(form)

    return form_page(
        request,
        found.episode,
        lambda data: checks.of(
            kind,
            data,
            meeting=found,
            invited=invited,
            around=family,
            goals=goals,
            kept_out=kept_out,
            found=[one for one in rows if one.meeting_id == found.pk],
            **(asks or {}),
        ),
        act_unless_checking,
        checks=checks,
        back=reverse("plans:meeting", args=(found.reference,)),
        template="plans/minutes.html",
        called=profile_of(request.actor.partnership).called(found.kind),
        meeting=found,
        **came_down(found, request.actor),
        asked=with_replies(found, invited),
        last_time=_last_time(rows, found),
        **context,
    )


def _progress(request: ActorRequest, plan: Plan | None) -> list[Progress]:
    """What was found about each goal, the first review first."""
    rows = Progress.objects.within([plan] if plan else [], request.actor).kept().select_related("meeting", "goal")
    return list(rows.order_by("meeting__starts_at", "pk"))


def _last_time(rows: Iterable[Progress], meeting: Meeting) -> list[Progress]:
    return list({one.goal_id: one for one in rows if one.meeting_id != meeting.pk}.values())


def _take_last_time(request: ActorRequest, meeting: Meeting, plan: Plan | None) -> bool:
    """Put last time's words about one goal into what is being written, each with the day they come from. Not where
    another window wrote something else meanwhile."""
    posted, goal = request.POST.copy(), request.POST["take"]
    for one in _last_time(_progress(request, plan), meeting):
        if one.goal.reference == goal:
            for name, words in ((f"made-{goal}", one.made), (f"way-{goal}", one.in_the_way)):
                typed, taken = posted.get(name, "").rstrip(), f"Last time ({day(one.meeting.starts_at)}): {words}"
                if words and taken not in typed:
                    posted[name] = f"{typed}\n{taken}".lstrip()
    del posted["take"]
    return drafts.keep("plans:minutes", meeting.reference, posted, by=request.actor).is_kept

"""Pages of minutes: writing them, putting them right, and what they said before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods

from ehm.actions import Refused
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
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
    return _page(
        request,
        found,
        FirstMinutesForm,
        Plan.objects.within([found.episode]).running().first(),
        lambda form: actions.write_minutes(
            meeting=found,
            said=form.said(),
            decisions=form.decisions(),
            scored=form.scored(),
            next_meeting=form.following(),
            by=request.actor,
        ),
        title="Minutes",
        asks={"scales": over_time(found.episode, request.actor) if found.kind == MeetingKind.REVIEW else ()},
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
            by=request.actor,
        ),
        title="Put the minutes right",
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
    progress = Progress.objects.within([plan] if plan else [], request.actor).kept().select_related("meeting")
    rows = list(progress.order_by("meeting__starts_at", "pk"))
    checks = Checks(Looked(found, invited, plan, request.actor), are_sent=request.method == "POST")

    def act_unless_checking(form: MinutesForm) -> object:
        if "check" in request.POST:
            raise Refused(LOOKED)
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
        last_time=list({one.goal_id: one for one in rows if one.meeting_id != found.pk}.values()),
        **context,
    )

"""Who is to get a copy of a version of the plan, or of minutes; who got one, when and how."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assessments.distribution import recipient_of
from assessments.family import family_now
from assessments.forms.copies import AddCopyForm, AgreeAgainForm, GiveCopyForm
from assessments.handing import LimitsOfEpisode
from assessments.models import CopyKind
from assessments.views.copies import urls_of
from cases.choices import PersonKind
from cases.forms.episodes import NothingToAskForm
from cases.models import TeamAgency
from ehm.actions import Refused
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from plans.actions import copies as actions
from plans.distribution import Of, copies_of, earlier_list
from plans.documents.meeting import Minutes, minutes_of
from plans.forms.copies import ChildsPlanForm
from plans.handing import PlanLimits, left_out, left_out_of_minutes, offered_to, printed
from plans.models import Meeting, PlanCopy
from plans.permissions import can_share_minutes, can_share_plan
from plans.versions import Stand, as_agreed
from plans.views.documents import is_large, paper
from plans.views.frame import form_page, found_or_404, framed, meeting_or_404, version_or_404

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def copies(request: ActorRequest, reference: str) -> HttpResponse:
    """Of a version of the plan."""
    return _list(request, _version(request, reference))


@require_GET
def copies_of_minutes(request: ActorRequest, reference: str) -> HttpResponse:
    return _list(request, _minutes(request, reference))


@FORM
def add_copy(request: ActorRequest, reference: str) -> HttpResponse:
    return _add(request, _version(request, reference))


@FORM
def add_copy_of_minutes(request: ActorRequest, reference: str) -> HttpResponse:
    return _add(request, _minutes(request, reference))


@FORM
def agree_again(request: ActorRequest, reference: str) -> HttpResponse:
    """The list of the version before, gone through with the family."""
    return _again(request, _version(request, reference))


@FORM
def agree_minutes_again(request: ActorRequest, reference: str) -> HttpResponse:
    return _again(request, _minutes(request, reference))


@FORM
def childs_page(request: ActorRequest, reference: str) -> HttpResponse:
    """What stands on a child's own plan beside what the child said."""
    copy, of = _copy_or_404(request, reference)
    if copy.kind != CopyKind.CHILD or copy.ended_at:
        return HttpResponseRedirect(_list_of(of))
    try:
        goals, lines = offered_to(copy, recipient_of(copy), request.actor)
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(_list_of(of))
    shown = {"goals": copy.chosen, "lines": copy.chosen, "wanted": copy.wanted, "next_steps": copy.next_steps}
    return form_page(
        request,
        of.episode,
        lambda data: ChildsPlanForm(data, goals=goals, lines=lines, initial=shown),
        lambda form: actions.write_childs_plan(
            copy=copy,
            chosen=form.chosen,
            wanted=form.cleaned_data["wanted"],
            next_steps=form.cleaned_data["next_steps"],
            by=request.actor,
        ),
        back=_list_of(of),
        title=f"What stands on {copy.recipient}'s own plan",
        explanation="What the child said, drew and scored, and the names of those who help, are on it already.",
    )


@FORM
def give_copy(request: ActorRequest, reference: str) -> HttpResponse:
    copy, of = _copy_or_404(request, reference)
    limits = LimitsOfEpisode(of.episode, request.actor)
    waiting = [one for one in copies_of(of) if not one.ended_at and not one.given_on and one != copy]
    others = [one for one in waiting if not _refused(limits, one)]
    return form_page(
        request,
        of.episode,
        lambda data: GiveCopyForm(data, others=others),
        lambda form: actions.give_copies(
            copies=[copy, *form.also_given],
            given_on=form.cleaned_data["given_on"],
            given_how=form.cleaned_data["given_how"],
            by=request.actor,
        ),
        back=_list_of(of),
        title=f"{copy.recipient} got their copy",
        explanation=f"{copy.get_kind_display()}. {_which(of)}.",
    )


@FORM
def end_copy(request: ActorRequest, reference: str) -> HttpResponse:
    copy, of = _copy_or_404(request, reference)
    return form_page(
        request,
        of.episode,
        NothingToAskForm,
        lambda form: actions.end_copy(copy=copy, by=request.actor),
        back=_list_of(of),
        title=f"{copy.recipient} is to get no copy",
        button="Take them off the list",
        explanation="That it was agreed, and what they had already, stays on record.",
    )


@require_GET
def copy_pdf(request: ActorRequest, reference: str) -> HttpResponse:
    """The copy for whoever is on the list, to be handed over."""
    copy, of = _copy_or_404(request, reference)
    if copy.ended_at:
        raise Http404
    try:
        data = printed(copy, recipient_of(copy), request.actor, is_large=is_large(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(_list_of(of))
    return paper(request, data, f"copy-{of.reference}")


def _list(request: ActorRequest, of: Of) -> HttpResponse:
    actor = request.actor
    read: Stand | Minutes = minutes_of(of, actor) if isinstance(of, Meeting) else as_agreed([of], actor)[of.pk]
    limits = PlanLimits(of.episode, actor)
    is_minutes = isinstance(of, Meeting)
    context = framed(request, of.episode) | {
        "title": "Copies of the minutes" if is_minutes else "Copies of the plan",
        "which": _which(of),
        "rows": [_row(copy, limits, read) for copy in copies_of(of)],
        "earlier": earlier_list(of, actor, limits.limits),
        "again_url": _url("agree_minutes_again" if is_minutes else "agree_again", of),
        "add_url": _url("add_copy_of_minutes" if is_minutes else "add_copy", of),
        "is_minutes": is_minutes,
        "back": _url("meeting" if is_minutes else "version", of),
    }
    return TemplateResponse(request, "plans/copies.html", context)


def _add(request: ActorRequest, of: Of) -> HttpResponse:
    family = family_now(of.episode)
    born = [one for one in family.people if one.kind != PersonKind.UNBORN]
    team = TeamAgency.objects.within([of.episode]).filter(ended_at=None).select_related("agency")
    children = [] if isinstance(of, Meeting) else [one for one in family.children if one in born]
    return form_page(
        request,
        of.episode,
        lambda data: AddCopyForm(
            data,
            people=sorted(born, key=lambda one: one.is_child),
            children=children,
            agencies=[member.agency for member in team if member.agency_id != of.episode.lead_agency_id],
        ),
        lambda form: actions.add_copies(
            of=of,
            recipients=form.chosen,
            agreed_on=form.cleaned_data["agreed_on"],
            agreed_with=form.cleaned_data["agreed_with"],
            by=request.actor,
        ),
        back=_list_of(of),
        title="Somebody is to get a copy",
        button="Put them on the list",
        explanation="What the family asked us to keep from them is left out of their copy.",
    )


def _again(request: ActorRequest, of: Of) -> HttpResponse:
    earlier = earlier_list(of, request.actor, LimitsOfEpisode(of.episode, request.actor))
    if earlier is None:
        return HttpResponseRedirect(_list_of(of))
    return form_page(
        request,
        of.episode,
        lambda data: AgreeAgainForm(data, earlier=earlier.offered),
        lambda form: actions.agree_again(
            of=of,
            copies=form.cleaned_data["again"],
            agreed_on=form.cleaned_data["agreed_on"],
            agreed_with=form.cleaned_data["agreed_with"],
            by=request.actor,
        ),
        back=_list_of(of),
        title="Who got a copy last time",
        button="Put them on the list",
        explanation=f"The list of: {earlier.source}. Ask the family about each of them again.",
    )


def _version(request: ActorRequest, reference: str) -> Of:
    version = version_or_404(request, reference)
    require(can_share_plan, request.actor, version.plan)
    return version


def _minutes(request: ActorRequest, reference: str) -> Of:
    meeting = meeting_or_404(request, reference)
    require(can_share_minutes, request.actor, meeting)
    if not meeting.is_held:
        raise Http404
    return meeting


def _copy_or_404(request: ActorRequest, reference: str) -> tuple[PlanCopy, Of]:
    rows = PlanCopy.objects.select_related("person", "for_agency", "version", "meeting")
    copy = found_or_404(request, rows, reference)
    if copy.meeting is not None:
        return copy, _minutes(request, copy.meeting.reference)
    return copy, _version(request, copy.of.reference)


def _row(copy: PlanCopy, limits: PlanLimits, read: Stand | Minutes) -> dict[str, Any]:
    row: dict[str, Any] = {"copy": copy, "is_open": not copy.ended_at, "urls": urls_of(copy, "plans")}
    try:
        cut = limits.cut(recipient_of(copy))
    except Refused as refused:
        return row | {"refused": str(refused)}
    hidden = left_out(cut, read) if isinstance(read, Stand) else left_out_of_minutes(cut, read)
    stand = cut.stand(read) if isinstance(read, Stand) else None
    chosen = [goal.what for goal in stand.goals if goal.reference in copy.chosen] if stand else []
    return row | {"left_out": hidden, "goals": [*filter(None, [copy.wanted]), *chosen]}


def _refused(limits: LimitsOfEpisode, copy: PlanCopy) -> bool:
    try:
        limits.of(recipient_of(copy))
    except Refused:
        return True
    return False


def _which(of: Of) -> str:
    return "The minutes" if isinstance(of, Meeting) else f"Version {of.number}"


def _url(name: str, of: Of) -> str:
    return reverse(f"plans:{name}", args=(of.reference,))


def _list_of(of: Of) -> str:
    return _url("copies_of_minutes" if isinstance(of, Meeting) else "copies", of)

"""The way in and out: the assessment of an episode, deciding to make one, a family that says no, giving one up."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assessments import declining
from assessments.actions.declining import add_attempt, decline_assessment
from assessments.actions.putting_right import put_days_right, swap_children
from assessments.actions.versions import check_ended, earlier_assessments, start_from_earlier, start_next_version
from assessments.actions.writing import decide_to_assess, withdraw_assessment
from assessments.address import Address
from assessments.agreed import agreed_in
from assessments.choices import Expectation, Instead
from assessments.family import family_now
from assessments.form import LevelRule
from assessments.forms.starting import (
    AttemptForm,
    DecidedForm,
    DecideForm,
    DeclineForm,
    PutRightForm,
    WithdrawForm,
    with_another_line,
)
from assessments.lifecycle import FINISHED, Status, check_move
from assessments.models import Assessment, Attempt, Declined
from assessments.partnership import form_for, form_of_assessment
from assessments.permissions import (
    can_decide_to_assess,
    can_put_assessment_right,
    can_share_assessment,
    can_start_version,
    can_submit_assessment,
)
from assessments.views.frame import assessment_or_404, form_page, url_of
from assessments.written import withheld_from
from cases.models import Episode
from cases.permissions.notes import can_add_note
from cases.permissions.sharing import can_record_agreement
from cases.profile import profile_of
from cases.views.episode_page import episode_or_404, framed, posted
from cases.views.episode_page import form_page as form_page_of_episode
from cases.views.frame import there_and_back
from ehm import drafts
from ehm.actions import Refused
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from ehm.visibility import get_visible_or_404

OF_EPISODE, DECLINE = "assessments:of_episode", "assessments:decline"
EXPECTED = {
    Expectation.NOT_USED: "No assessment is made at this level.",
    Expectation.OPTIONAL: "At this level an assessment can help, and is not asked for.",
    Expectation.RECOMMENDED: "At this level an assessment is recommended.",
    Expectation.REQUIRED: "At this level an assessment is made.",
}


@require_GET
def of_episode(request: ActorRequest, reference: str) -> HttpResponse:
    """The latest version of the assessment; where there is none, what one is and how to begin."""
    episode = episode_or_404(request, reference)
    latest = Assessment.objects.within([episode]).order_by("-number", "-recorded_at").first()
    if latest is not None and Address() not in withheld_from(latest):
        return HttpResponseRedirect(url_of(latest))
    may_decide = latest is None and can_decide_to_assess(request.actor, episode)
    context = framed(request, episode, section=OF_EPISODE) | {
        "called": profile_of(request.actor.partnership).words.assessment,
        "has_clock": form_for(request.actor.partnership).clock is not None,
        "decide_url": reverse("assessments:decide", args=(episode.reference,)) if may_decide else "",
        "decline_url": reverse("assessments:decline", args=(episode.reference,)) if may_decide else "",
    }
    return TemplateResponse(request, "assessments/none_yet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ActorRequest, reference: str) -> HttpResponse:
    """Decide with the family to make an assessment."""
    actor = request.actor
    episode = episode_or_404(request, reference)
    require(can_decide_to_assess, actor, episode)
    asked = form_for(actor.partnership)
    rule = asked.at_level(episode.level, episode.level_band)
    earlier = list(earlier_assessments(episode, actor))
    form = DecideForm(posted(request), form=asked, level=episode.level, earlier=earlier)
    if request.method == "POST" and form.is_valid():
        try:
            assessment = _decided(form, episode, actor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return HttpResponseRedirect(url_of(assessment))
    elif request.method != "POST" and _is_there(episode):
        return HttpResponseRedirect(reverse(OF_EPISODE, args=(episode.reference,)))
    profile = profile_of(actor.partnership)
    may_record = can_record_agreement(actor, episode)
    context = framed(request, episode, section=OF_EPISODE) | {
        "form": form,
        "asked": asked,
        "called": profile.words.assessment,
        "level_name": profile.level_name(episode.level, episode.level_band),
        "expected": EXPECTED[rule.expectation] if rule else "",
        "note": rule.note if rule else "",
        "is_used": rule is None or rule.expectation is not Expectation.NOT_USED,
        "instead": _instead(rule, actor),
        "agreed": agreed_in(episode, family_now(episode), asked, actor),
        "stance": profile.agreement,
        "agreement_url": there_and_back("cases:record_agreement", episode.reference, back=request.path)
        if may_record
        else "",
        "back": reverse(OF_EPISODE, args=(episode.reference,)),
    }
    return TemplateResponse(request, "assessments/decide.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: ActorRequest, reference: str) -> HttpResponse:
    """The family was offered an assessment and said no."""
    actor = request.actor
    episode = episode_or_404(request, reference)
    require(can_decide_to_assess, actor, episode)
    front_door = profile_of(actor.partnership).words.front_door
    draft = drafts.load(DECLINE, episode.reference, by=actor)
    adds_line = "more" in request.POST
    typed = with_another_line(request.POST) if adds_line else request.POST
    form = DeclineForm(typed or (draft.data if draft.is_there else None), front_door=front_door)
    if request.method == "POST":
        if not adds_line and form.is_valid() and _declined(form, episode, actor):
            drafts.finish(DECLINE, episode.reference, by=actor)
            return HttpResponseRedirect(f"{reverse('cases:episode', args=(episode.reference,))}#declined")
        draft = drafts.keep(DECLINE, episode.reference, typed, by=actor)
        if adds_line:
            drafts.refill(form)
    elif draft.is_there:
        drafts.refill(form)
    context = framed(request, episode, section=OF_EPISODE) | {
        "form": form,
        "draft": draft,
        "called": profile_of(actor.partnership).words.assessment,
        "back": reverse(OF_EPISODE, args=(episode.reference,)),
    }
    return TemplateResponse(request, "assessments/decline.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def offer_again(request: ActorRequest, reference: str) -> HttpResponse:
    """An assessment was offered once more to a family that had said no."""
    if not request.actor.reads_cases:
        raise PermissionDenied
    rows = Declined.objects.select_related("episode__family", "episode__lead", "episode__area", "recorded_by")
    declined = get_visible_or_404(rows, request.actor, reference)
    episode = declined.episode
    require(can_decide_to_assess, request.actor, episode)
    return form_page_of_episode(
        request,
        episode,
        AttemptForm(posted(request)),
        lambda given: add_attempt(
            declined=declined,
            attempt=declining.Attempt(given["on"], given["how"], given["answer"]),
            try_again_on=given["try_again_on"] if given["again"] == "yes" else None,
            by=request.actor,
        ),
        title="An assessment was offered again",
        button="Save",
        done=OF_EPISODE,
        then=f"{reverse('cases:episode', args=(episode.reference,))}#declined",
        explanation="If they say yes now, save this, then begin the assessment.",
        asks_readers=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: ActorRequest, reference: str) -> HttpResponse:
    """Give up an assessment that was begun."""
    assessment = assessment_or_404(request, reference)
    require(can_submit_assessment, request.actor, assessment)
    form = WithdrawForm(posted(request))
    return form_page(
        request,
        assessment,
        form,
        lambda _: withdraw_assessment(assessment=assessment, reason=form.whole_reason, by=request.actor),
        template="assessments/withdraw.html",
        cannot=_why_not(assessment, Status.WITHDRAWN),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: ActorRequest, reference: str) -> HttpResponse:
    """Look at everything again: a new version, which begins from what was found before."""
    assessment = assessment_or_404(request, reference)
    require(can_start_version, request.actor, assessment)
    form = DecidedForm(posted(request))
    return form_page(
        request,
        assessment,
        form,
        lambda _: start_next_version(assessment=assessment, decided_at=form.decided_at, by=request.actor),
        leads_to=url_of,
        template="assessments/new_version.html",
        cannot=_not_ended(assessment, request.actor),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def put_right(request: ActorRequest, reference: str) -> HttpResponse:
    """A wrong day, or the words of one child under another."""
    assessment = assessment_or_404(request, reference)
    require(can_put_assessment_right, request.actor, assessment)
    children = family_now(assessment.episode).children
    form = PutRightForm(posted(request), assessment=assessment, children=children)

    def act(given: dict[str, Any]) -> None:
        to: dict[str, Any] = {"assessment": assessment, "reason": given["reason"], "by": request.actor}
        if given["what"] == "days":
            put_days_right(**to, **form.days)
        else:
            swap_children(**to, one=given["one_child"], other=given["other_child"])

    return form_page(
        request,
        assessment,
        form,
        act,
        title="Put this assessment right",
        button="Put it right",
        explanation="Not a word of what was written changes. The days that count are worked out anew.",
    )


def more_to_do(request: ActorRequest, assessment: Assessment) -> dict[str, Any] | None:
    """For the assessment's page: which version it is, and what else may be done with the whole of it."""
    actor = request.actor
    found = []
    if can_start_version(actor, assessment) and not _not_ended(assessment, actor):
        found.append(("new_version", "Begin a new version"))
    if can_submit_assessment(actor, assessment) and not _why_not(assessment, Status.WITHDRAWN):
        found.append(("withdraw", "Give up this assessment"))
    if can_share_assessment(actor, assessment) and assessment.status in FINISHED:
        found.append(("keep_back", "Keep something back from somebody"))
    if can_put_assessment_right(actor, assessment):
        found.append(("put_right", "Put right a wrong day or a wrong child"))
    earlier = assessment.follows if assessment.follows_id else None
    if not found and earlier is None:
        return None
    todo = [{"url": reverse(f"assessments:{name}", args=(assessment.reference,)), "text": text} for name, text in found]
    return {"assessment": assessment, "earlier": earlier, "todo": todo}


def _not_ended(assessment: Assessment, actor: Actor) -> str:
    try:
        check_ended(assessment, form_of_assessment(assessment, actor.partnership))
    except Refused as refused:
        return str(refused)
    return ""


def declined_in(request: ActorRequest, episode: Episode) -> dict[str, Any] | None:
    """For the episode's page: that the family said no, what was tried, and when it is offered again. Two queries, one
    where it never said no."""
    rows = list(Declined.objects.within([episode]).with_plan().select_related("recorded_by").order_by("-pk"))
    if not rows:
        return None
    attempts: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.within([episode]).select_related("recorded_by").order_by("on", "pk"):
        attempts.setdefault(attempt.declined_id, []).append(attempt)
    front_door = profile_of(request.actor.partnership).words.front_door
    return {
        "declined": [(row, attempts.get(row.pk, [])) for row in rows],
        "plans": {
            declining.NextStep.ASK_FRONT_DOOR: f"Ask the {front_door} for advice",
            declining.NextStep.RESPECT_IT: "Left with the family",
        },
        "latest": rows[0],
        "may_add": can_decide_to_assess(request.actor, episode),
    }


def _decided(form: DecideForm, episode: Episode, actor: Actor) -> Assessment:
    if form.begins_from is not None:
        return start_from_earlier(earlier=form.begins_from, episode=episode, decided_at=form.decided_at, by=actor)
    return decide_to_assess(episode=episode, decided_at=form.decided_at, uses_own_tool=form.uses_own_tool, by=actor)


def _declined(form: DeclineForm, episode: Episode, actor: Actor) -> bool:
    try:
        decline_assessment(
            episode=episode, declined=form.declined, declined_on=form.cleaned_data["declined_on"], by=actor
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _is_there(episode: Episode) -> bool:
    return Assessment.objects.within([episode]).exclude(status=Status.WITHDRAWN).exists()


def _instead(rule: LevelRule | None, actor: Actor) -> list[dict[str, str]]:
    """What does instead of an assessment at this level, with the way there where EHM has one."""
    found = []
    for one in rule.instead if rule else ():
        match one:
            case Instead.KEY_AGENCY_NOTE:
                url = reverse("cases:new_note") if can_add_note(actor, actor.partnership) else ""
                found.append({"text": "a key agency note about each child that your agency helps", "url": url})
            case Instead.OWN_TOOL:
                found.append({"text": "an assessment that your agency has made with a tool of its own", "url": ""})
            case Instead.ACTION_PLAN:
                found.append({"text": "a plan of actions with a date to look at it again", "url": ""})
    return found


def _why_not(assessment: Assessment, then: Status) -> str:
    try:
        check_move(assessment.status, then)
    except Refused as refused:
        return str(refused)
    return ""

"""Pages of how help ends: the closing, and asking the family how it was."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.choices import EpisodeStatus
from cases.lifecycle import may_move
from cases.models import Episode, FamilyMember
from cases.permissions.episodes import can_close_episode
from cases.views.episode_page import episode_or_404
from cases.views.hand_out import hand_out
from ehm.actions import Refused, Stale
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from plans.actions.closing import ask_for_oversight, end_help, write_closing
from plans.actions.feedback import ask_feedback, write_feedback
from plans.choices import Asked, NeedOutcome
from plans.ending import may_oversee, needs_of, outcomes_of, still_missing, waits_for_oversight
from plans.feedback import questions_of
from plans.following import FEEDBACK as BY_LINK
from plans.forms.closing import AskFeedbackForm, ClosingForm, FeedbackForm
from plans.models import Closing, Feedback
from plans.permissions import can_ask_feedback
from plans.scores import over_time
from plans.views.frame import EPISODE_PAGE, OF_EPISODE, form_page, found_or_404, framed

FORM = require_http_methods(["GET", "HEAD", "POST"])
SAID_TO_A_WORKER = (Asked.PAPER, Asked.PHONE, Asked.TOGETHER)


@FORM
def close(request: ActorRequest, reference: str) -> HttpResponse:
    """How help ends: written down, looked at by a manager where that is asked for, and then ended."""
    episode, actor = episode_or_404(request, reference), request.actor
    closing = Closing.objects.within([episode]).select_related("recorded_by").first()
    may_write = can_close_episode(actor, episode) and may_move(episode.status, EpisodeStatus.CLOSED)
    if not may_write:
        require(lambda actor, row: row is not None, actor, closing)
        return _record(request, episode, closing)
    needs, outcomes, scales = needs_of(episode, actor), outcomes_of(episode, actor), over_time(episode, actor)
    waits = waits_for_oversight(episode, actor)

    def act(form: ClosingForm) -> None:
        try:
            written = write_closing(
                episode=episode,
                values=form.cleaned_data,
                needs=form.outcomes(),
                scored=form.scored(),
                asked=form.asked_scores.asked,
                version=form.cleaned_data["version"],
                by=actor,
            )
        except Stale as stale:  # what became of needs, and the scores, are shown beside each other too
            raise Stale(str(stale), stale.theirs | form.on_record()) from None
        if "end" in request.POST:
            end_help(closing=written, by=actor)
        elif waits:
            ask_for_oversight(closing=written, by=actor)

    ends = "end" in request.POST
    return form_page(
        request,
        episode,
        lambda data: ClosingForm(
            data,
            closing=closing,
            needs=needs,
            outcomes=outcomes,
            scales=scales,
            because=request.GET.get("because", ""),
        ),
        act,
        back=reverse(EPISODE_PAGE if ends else "plans:close", args=(episode.reference,)),
        title="End early help",
        section=EPISODE_PAGE,
        template="plans/close.html",
        draft=("plans:close", episode.reference),
        closing=closing,
        missing=still_missing(episode, actor),
        waits=waits,
        may_oversee=may_oversee(episode, closing, actor),
        leaves=reverse(EPISODE_PAGE, args=(episode.reference,)),
    )


def _record(request: ActorRequest, episode: Episode, closing: Closing | None) -> HttpResponse:
    """What was written down, for whoever only reads."""
    known = outcomes_of(episode, request.actor)
    needs = needs_of(episode, request.actor)
    context = framed(request, episode, EPISODE_PAGE) | {
        "closing": closing,
        "needs": [(one.words, NeedOutcome(known[one.key]).label) for one in needs if one.key in known],
        "scales": [one for one in over_time(episode, request.actor) if one.has_moved],
        "back": reverse(EPISODE_PAGE, args=(episode.reference,)),
        "may_oversee": may_oversee(episode, closing, request.actor),
    }
    return TemplateResponse(request, "plans/closed.html", context)


@FORM
def feedback(request: ActorRequest, reference: str) -> HttpResponse:
    """Who was asked how the help was, what they said, and asking the next."""
    episode, actor = episode_or_404(request, reference), request.actor
    may_ask = can_ask_feedback(actor, episode)
    rows = list(Feedback.objects.within([episode]).select_related("person").order_by("pk"))
    answered = {one.person_id for one in rows if one.answered_on}
    members = FamilyMember.objects.within([episode.family]).current().exclude(person__kind="unborn")
    people = [one.person for one in members.select_related("person").order_by("pk") if one.person_id not in answered]
    form = AskFeedbackForm(
        request.POST if request.method == "POST" else None,
        people=[(one.reference, one.short_name) for one in people],
    )
    if request.method == "POST":
        require(can_ask_feedback, actor, episode)
        if form.is_valid():
            person = next(one for one in people if one.reference == form.cleaned_data["person"])
            how = Asked(form.cleaned_data["asked"])
            try:
                one = ask_feedback(
                    episode=episode, person=person, how=how, why_not=form.cleaned_data["why_not"] or "", by=actor
                )
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                return HttpResponseRedirect(_next_of(episode, one))
    context = framed(request, episode, EPISODE_PAGE) | {
        "rows": [_said(one) for one in rows],
        "form": form if may_ask and people else None,
        "back": reverse(EPISODE_PAGE, args=(episode.reference,)),
    }
    return TemplateResponse(request, "plans/feedback.html", context, status=422 if form.errors else 200)


def _next_of(episode: Episode, one: Feedback) -> str:
    match Asked(one.asked):
        case Asked.LINK:
            return reverse("plans:feedback_link", args=(one.reference,))
        case Asked.PHONE | Asked.TOGETHER:
            return reverse("plans:write_feedback", args=(one.reference,))
        case _:
            return reverse("plans:feedback", args=(episode.reference,))


def _said(one: Feedback) -> dict[str, Any]:
    asked = questions_of(one.questions)
    answers = [(question, one.answers[question.key]) for question in asked if question.key in one.answers]
    return {"one": one, "how": Asked(one.asked), "answers": answers}


@FORM
def answer_feedback(request: ActorRequest, reference: str) -> HttpResponse:
    """A worker writes down what somebody said on paper, on the phone or sitting together."""
    one = _feedback_or_404(request, reference)
    require(can_ask_feedback, request.actor, one.episode)
    return form_page(
        request,
        one.episode,
        lambda data: FeedbackForm(data, questions=questions_of(one.questions), by_themselves=False),
        lambda form: write_feedback(
            feedback=one,
            answers=form.answers(),
            on=form.cleaned_data["on"],
            how=Asked(one.asked) if one.asked in SAID_TO_A_WORKER else Asked.TOGETHER,
            by=request.actor,
        ),
        back=reverse("plans:feedback", args=(one.episode.reference,)),
        title=f"What {one.person.short_name} says",
        section=EPISODE_PAGE,
        explanation="In their own words. Every question may be left out.",
        draft=("plans:write_feedback", one.reference),
    )


@FORM
def feedback_link(request: ActorRequest, reference: str) -> HttpResponse:
    one = _feedback_or_404(request, reference)
    return hand_out(
        request,
        one.episode,
        purpose=BY_LINK,
        subject=one.reference,
        for_whom=one.person.short_name,
        person=one.person,
        back=reverse("plans:feedback", args=(one.episode.reference,)),
        section=EPISODE_PAGE,
        can_do="Whoever follows it is asked how the help was, and nothing else.",
    )


def _feedback_or_404(request: ActorRequest, reference: str) -> Feedback:
    return found_or_404(request, Feedback.objects.select_related(*OF_EPISODE, "person"), reference)

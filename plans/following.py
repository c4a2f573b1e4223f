"""What people without an account do by a link: the pages behind it. `cases.links` has found for whom the link acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone

from cases import links
from cases.actions.links import use_up
from cases.links import Opened
from cases.models import FamilyMember, Person
from ehm import notifications
from ehm.actions import Refused
from ehm.forms import DateField, GovukForm, Radios, not_in_the_past
from ehm.words import day, moment
from plans import guests, notices
from plans.actions.feedback import BY_LINK, write_feedback
from plans.actions.parts import finish_promise, move_promise
from plans.actions.replies import write_replies
from plans.choices import Answer, Asked
from plans.feedback import questions_of
from plans.forms.closing import FeedbackForm
from plans.forms.plans import long_text
from plans.lifecycle import Done
from plans.models import Feedback, Invitation, Promise
from plans.permissions import can_answer, can_finish_promise

PROMISE, FEEDBACK, MEETING = "promise", BY_LINK, "meeting"


class PromiseByLinkForm(GovukForm):
    answer = forms.ChoiceField(
        label="How did it go?",
        choices=[("done", "It is done"), ("later", "I need more time"), ("not_done", "It will not happen")],
        widget=Radios(reveals={"later": "to"}),
    )
    to = DateField(label="By which day?", name="The new day", validators=[not_in_the_past])
    note = long_text("Anything you want to say?", rows=3, help_text="If it is not done: why, and what would help.")

    def clean(self) -> dict[str, object]:
        given: dict[str, object] = super().clean() or {}
        if given.get("answer") in ("later", "not_done") and not str(given.get("note") or "").strip():
            self.add_error("note", "Say in a few words why, so that somebody can help")
        return given


def promise(opened: Opened) -> HttpResponse:
    """'You said that you would …': done, more time, or not, by whoever took it on."""
    rows = Promise.objects.kept().visible_to(opened.actor).select_related("plan__episode", "episode__lead", "person")
    found = rows.filter(reference=opened.link.subject, status=Done.OPEN).first()
    if found is None or not can_finish_promise(opened.actor, found) or not _is_theirs(found, opened):
        raise Http404
    form = PromiseByLinkForm(_typed(opened))
    by_when = f"You said you would do this by {day(found.by_when)}." if found.by_when else "You said you would do this."
    return _page(
        opened,
        form,
        lambda: _answer(opened, found, form),
        "Something you said you would do",
        by_when,
        quote=found.what,
    )


def _is_theirs(found: Promise, opened: Opened) -> bool:
    """Still taken on by whoever the link was handed to, who still belongs to the family if they did."""
    if found.worker_id is not None or found.whose != opened.link.for_whom:
        return False
    return found.person is None or _is_here(found.person, opened)


def _is_here(person: Person, opened: Opened) -> bool:
    return FamilyMember.objects.within([opened.link.episode.family]).current().filter(person=person).exists()


def _answer(opened: Opened, found: Promise, form: PromiseByLinkForm) -> None:
    given, by, who = form.cleaned_data, opened.actor, opened.link.for_whom
    note = given["note"].strip()
    if given["answer"] == "later":
        move_promise(promise=found, to=given["to"], reason=f"{who}, by link: {note}", by=by)
    else:
        is_done = given["answer"] == "done"
        finish_promise(promise=found, is_done=is_done, on=timezone.localdate(), note=note, said_by=who, by=by)
    _tell(opened, notices.ANSWERED, found.reference)


def feedback(opened: Opened) -> HttpResponse:
    """How was the help? Asked of one person of the family, in words for their age."""
    rows = Feedback.objects.visible_to(opened.actor).select_related("episode", "person")
    found = rows.filter(reference=opened.link.subject, answered_on=None).exclude(asked=Asked.NOT).first()
    if found is None or not _is_here(found.person, opened):
        raise Http404
    form = FeedbackForm(_typed(opened), questions=questions_of(found.questions), by_themselves=True)

    def act() -> None:
        today = timezone.localdate()
        write_feedback(feedback=found, answers=form.answers(), on=today, how=Asked.LINK, by=opened.actor)
        _tell(opened, notices.FEEDBACK, found.reference)

    return _page(
        opened,
        form,
        act,
        "How was the help?",
        "Answer what you like. There are no wrong answers.",
        said="What you said has been passed on.",
    )


class ReplyByLinkForm(GovukForm):
    answer = forms.ChoiceField(
        label="Can you come?",
        choices=[(Answer.COMING.value, "Yes"), (Answer.APOLOGIES.value, "No")],
        required=False,
        widget=Radios(inline=True),
    )
    report = long_text(
        "What do you want to be said there?",
        rows=8,
        help_text="Your report, or your views: what goes well, what worries you, what would help.",
    )

    def clean(self) -> dict[str, object]:
        given: dict[str, object] = super().clean() or {}
        if not given.get("answer") and not str(given.get("report") or "").strip():
            self.add_error("answer", "Say whether you can come, or write what you want to be said there")
        return given


def meeting(opened: Opened) -> HttpResponse:
    """'You are asked to a meeting on …': coming or not, and a report or views for it. Neither whose meeting it is nor
    where, which may be the family's home."""
    rows = Invitation.objects.visible_to(opened.actor).filter(reference=opened.link.subject, removed_at=None)
    found = rows.select_related("meeting__episode__lead", "person", "asked_agency").first()
    if found is None or not can_answer(opened.actor, found.meeting) or not _is_asked(found, opened):
        raise Http404
    form = ReplyByLinkForm(_typed(opened))

    def act() -> None:
        replies = [(found, form.cleaned_data["answer"], form.cleaned_data["report"])]
        write_replies(meeting=found.meeting, replies=replies, by_link=True, by=opened.actor)
        _tell(opened, guests.ANSWERED, found.meeting.reference)

    intro = f"You are asked to a meeting on {moment(found.meeting.starts_at)}."
    return _page(opened, form, act, "Before the meeting", intro)


def _is_asked(found: Invitation, opened: Opened) -> bool:
    if found.worker_id is not None or found.who != opened.link.for_whom:
        return False
    return found.person is None or _is_here(found.person, opened)


def _typed(opened: Opened) -> QueryDict | None:
    return opened.request.POST if opened.request.method == "POST" else None


def _tell(opened: Opened, kind: str, subject: str) -> None:
    """Whoever the link acts for finds in their inbox that it was followed."""
    by = opened.actor
    notifications.notify([by.membership], kind, subject=subject, by=by, by_link=True)


def _page(
    opened: Opened,
    form: GovukForm,
    act: Callable[[], None],
    title: str,
    intro: str,
    *,
    said: str = "Your answer has been passed on.",
    **context: Any,
) -> HttpResponse:
    """What is asked; once it is answered, that it was passed on. Where `act` refuses, the link still works: what stands
    behind it is taken back with every answer that is none (cases/views/links.py)."""
    if form.is_valid():
        try:
            use_up(opened.link)
            act()
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return TemplateResponse(opened.request, "cases/link_done.html", {"said": said})
    lead = opened.link.episode.lead
    context |= {"title": title, "intro": [intro], "form": form, "button": "Send"}
    context["phone"] = lead.work_phone if lead is not None else ""
    return TemplateResponse(opened.request, "cases/link_form.html", context, status=422 if form.errors else 200)


links.add(FEEDBACK, "to say how the help was", feedback)
links.add(MEETING, "to say whether you can come to a meeting, and what you want to be said there", meeting)
links.add(PROMISE, "to say how something went that you said you would do", promise)

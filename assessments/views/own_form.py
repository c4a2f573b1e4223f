"""The administrator's pages of the assessment: what it asks, part by part, with questions and values of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assessments.actions import own_form as actions
from assessments.form import CodeSet, Form, Section
from assessments.forms.own_form import (
    NewValueForm,
    QuestionForm,
    ReasonForm,
    ValueForm,
    WordingForm,
    in_words,
    initial_of,
)
from assessments.models import LocalAddition
from assessments.partnership import OwnForm, local_additions, own_form
from assessments.permissions import can_change_form
from assessments.preview import preview_of, preview_of_question
from ehm.actions import Refused, Stale
from ehm.forms import GovukForm
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.views.organisation.pages import attempt, confirm_page, form_page
from ehm.visibility import get_visible_or_404

FROM_NOW = "in every assessment that is begun from now on"
QUESTION_HOLDS = (
    "It is asked in every assessment that is begun from now on, and in every new version of an older one.",
    "Assessments that are being written now keep the form by which they were begun: nobody finds a new question there.",
    "Once somebody has answered it, its words cannot be changed. You can stop asking it at any time.",
)
VALUE_HOLDS = "It is offered in every assessment that is begun from now on, not in those that are being written now."
Pages = ["GET", "HEAD", "POST"]


@require_GET
def show_form(request: ActorRequest) -> HttpResponse:
    """What the partnership's assessment asks, part by part, and its lists."""
    own = _own_form(request)
    keys = _keys(request, "question")
    sections = [
        {
            "section": section,
            "count": sum(not question.is_ended for question in section.questions),
            "own": sum(question.key in keys and not question.is_ended for question in section.questions),
            "takes_own": actions.may_stand_in(section),
        }
        for section in own.form.sections
    ]
    values = _keys(request, "value")
    lists = [
        {
            "list": code_set,
            "count": len(code_set.offered()),
            "own": sum(one.key in values for one in code_set.offered()),
        }
        for code_set in _lists(own.form)
    ]
    context = {"own_form": own.form, "sections": sections, "lists": lists, "left_out": own.left_out}
    return TemplateResponse(request, "assessments/own_form/form.html", context)


@require_GET
def show_section(request: ActorRequest, section: str) -> HttpResponse:
    """One part: what it asks, and what it asked once."""
    own = _own_form(request)
    found = _section_or_404(own.form, section)
    by_key = {one.key: one for one in local_additions(request.actor.partnership) if one.kind == "question"}
    rows: list[dict[str, Any]] = [
        {"question": question, "own": by_key.get(question.key), **in_words(question, own.form)}
        for question in found.questions
    ]
    context = {
        "section": found,
        "rows": [row for row in rows if not row["question"].is_ended],
        "ended": [row for row in rows if row["question"].is_ended],
        "takes_own": actions.may_stand_in(found),
        "lists": {one.key for one in _lists(own.form)},
    }
    return TemplateResponse(request, "assessments/own_form/section.html", context)


@require_GET
def preview(request: ActorRequest, section: str) -> HttpResponse:
    """One part as a practitioner meets it. There is nothing to send."""
    own = _own_form(request)
    found = _section_or_404(own.form, section)
    context = {"section": found, "previews": list(preview_of(own.form, found))}
    return TemplateResponse(request, "assessments/own_form/preview.html", context)


@require_http_methods(Pages)
def add_question(request: ActorRequest, section: str) -> HttpResponse:
    """First a look at it, then the question itself."""
    own = _own_form(request)
    found = _section_or_404(own.form, section)
    if not actions.may_stand_in(found):
        raise Http404
    actor = request.actor
    form = QuestionForm(request.POST or None, form=own.form, section=found)
    looked = None
    if form.is_valid():
        try:
            proposed = actions.proposed_question(section=found.key, **form.values, by=actor)
            if "add" in request.POST:
                actions.add_question(section=found.key, **form.values, by=actor)
                messages.success(request, f"‘{form.cleaned_data['text']}’ is asked {FROM_NOW}.")
                return _to_section(found.key)
            with_it = actions.with_additions_of_all(actor.partnership, [*local_additions(actor.partnership), *proposed])
            looked = preview_of_question(with_it, with_it.question(proposed[-1].key))
        except Refused as refused:
            form.add_error(None, str(refused))
    return _question_page(
        request, form, looked, f"Add a question to ‘{found.title}’", _section_url(found.key), "Add this question"
    )


@require_http_methods(Pages)
def question(request: ActorRequest, reference: str) -> HttpResponse:
    """One question of the partnership's own: what it is, and other words for it while nobody has answered."""
    own = _own_form(request)
    found = get_visible_or_404(LocalAddition.objects.asked(), request.actor, reference)
    back = _section_url(found.entry["section"])
    if found.ended_at or actions.is_in_use(found) or found.key not in _asked(own):
        return _fixed(request, own, found, back)
    initial = initial_of(found.entry) | {"shown": actions.shown_of(found)}
    form = WordingForm(request.POST or None, form=own.form, key=found.key, initial=initial)

    def change() -> None:
        given = {"addition": found, "wording": form.wording, "shown": form.cleaned_data["shown"]}
        actions.change_question(**given, by=request.actor)

    if form.is_valid() and _attempt(form, change):
        messages.success(request, "The question is saved. Nobody has answered it yet, so all who are asked see it so.")
        return _to_section(found.entry["section"])
    looked = preview_of_question(own.form, own.form.question(found.key))
    ending = reverse("own_form:stop_asking", args=(found.reference,))
    return _question_page(request, form, looked, "Change your question", back, "Save", end_url=ending, is_there=True)


@require_http_methods(Pages)
def stop_asking(request: ActorRequest, reference: str) -> HttpResponse:
    _own_form(request)
    found = get_visible_or_404(LocalAddition.objects.asked(), request.actor, reference, ended_at=None)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: actions.stop_asking(addition=found, why=form.cleaned_data["why"], by=request.actor)
    ):
        messages.success(request, f"‘{found.entry['text']}’ is not asked any more.")
        return _to_section(found.entry["section"])
    lines = [
        "Nobody is asked it any more, from now on: not in assessments that are being written either.",
        "Where it was answered, the answer stays and is still read, printed and given to programs.",
        "It cannot be brought back. You can ask the same in a new question.",
    ]
    back = reverse("own_form:question", args=(found.reference,))
    asked = {"intro": f"‘{found.entry['text']}’", "lines": lines, "button": "Stop asking it"}
    return confirm_page(request, "Stop asking this question?", back, form=form, **asked)


@require_GET
def show_list(request: ActorRequest, code_set: str) -> HttpResponse:
    """What one list offers, and what it offered once."""
    own = _own_form(request)
    found = _list_or_404(own.form, code_set)
    by_key = {one.key: one for one in local_additions(request.actor.partnership) if one.kind == "value"}
    mapped = own.form.code_sets.get(found.maps_to)
    rows: list[dict[str, Any]] = [
        {
            "value": value,
            "own": by_key.get(value.key),
            "counts_as": ", ".join(mapped.name(key) for key in value.maps_to) if mapped else "",
        }
        for value in found.values
    ]
    context = {
        "list": found,
        "mapped": mapped,
        "asked_in": [one.text for one in own.form.questions() if _chooses_from(one, found.key) and not one.is_ended],
        "rows": [row for row in rows if not row["value"].is_ended],
        "ended": [row for row in rows if row["value"].is_ended],
    }
    return TemplateResponse(request, "assessments/own_form/list.html", context)


@require_http_methods(Pages)
def add_value(request: ActorRequest, code_set: str) -> HttpResponse:
    own = _own_form(request)
    found = _list_or_404(own.form, code_set)
    form = NewValueForm(request.POST or None, counts_as=own.form.code_sets.get(found.maps_to))

    def add() -> None:
        given = form.cleaned_data
        words = {"name": given["name"], "hint": given["hint"], "maps_to": given.get("counts_as", ())}
        actions.add_value(code_set=found.key, **words, by=request.actor)

    if form.is_valid() and attempt(form, add):
        messages.success(request, f"‘{form.cleaned_data['name']}’ is offered {FROM_NOW}.")
        return HttpResponseRedirect(_list_url(found.key))
    title = f"Add to ‘{found.title}’"
    return form_page(request, form, title, _list_url(found.key), button="Add it", intro=VALUE_HOLDS)


@require_http_methods(Pages)
def value(request: ActorRequest, reference: str) -> HttpResponse:
    """Another name for it, while nobody has chosen it."""
    own = _own_form(request)
    found = get_visible_or_404(LocalAddition.objects.offered(), request.actor, reference)
    back = _list_url(found.entry["code_set"])
    if found.ended_at or actions.is_in_use(found) or found.entry["code_set"] not in own.form.code_sets:
        return _fixed(request, own, found, back)
    form = ValueForm(request.POST or None, initial=initial_of(found.entry) | {"shown": actions.shown_of(found)})

    def change() -> None:
        given = {name: form.cleaned_data[name] for name in ("name", "hint", "shown")}
        actions.change_value(addition=found, **given, by=request.actor)

    if form.is_valid() and attempt(form, change):
        messages.success(request, f"‘{form.cleaned_data['name']}’ is saved.")
        return HttpResponseRedirect(back)
    links = [{"text": "Stop offering it", "url": reverse("own_form:stop_offering", args=(found.reference,))}]
    return form_page(request, form, f"Change ‘{found.entry['name']}’", back, links=links)


@require_http_methods(Pages)
def stop_offering(request: ActorRequest, reference: str) -> HttpResponse:
    _own_form(request)
    found = get_visible_or_404(LocalAddition.objects.offered(), request.actor, reference, ended_at=None)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: actions.stop_offering(addition=found, why=form.cleaned_data["why"], by=request.actor)
    ):
        messages.success(request, f"‘{found.entry['name']}’ is not offered any more.")
        return HttpResponseRedirect(_list_url(found.entry["code_set"]))
    lines = [
        "Nobody can choose it any more, from now on: not in assessments that are being written either.",
        "Where it was chosen it stays chosen, and is still read, printed and given to programs.",
        "It cannot be brought back. You can add the same again.",
    ]
    title = f"Stop offering ‘{found.entry['name']}’?"
    back = reverse("own_form:value", args=(found.reference,))
    return confirm_page(request, title, back, form=form, lines=lines, button="Stop offering it")


def _own_form(request: ActorRequest) -> OwnForm:
    """For administrators; everybody else is refused before anything is looked for."""
    require(can_change_form, request.actor, request.actor.partnership)
    return own_form(request.actor.partnership)


def _section_or_404(form: Form, key: str) -> Section:
    found = next((one for one in form.sections if one.key == key.lower()), None)
    if found is None:
        raise Http404
    return found


def _list_or_404(form: Form, key: str) -> CodeSet:
    found = form.code_sets.get(key.lower())
    if found is None or not found.is_open:
        raise Http404
    return found


def _lists(form: Form) -> list[CodeSet]:
    """Those that take values of a partnership's own and are asked for somewhere."""
    asked = {question.code_set for question in form.questions() if not question.is_ended}
    asked |= {column.code_set for question in form.questions() for column in question.columns}
    return [code_set for code_set in form.code_sets.values() if code_set.is_open and code_set.key in asked]


def _chooses_from(question: Any, key: str) -> bool:
    return question.code_set == key or any(column.code_set == key for column in question.columns)


def _keys(request: ActorRequest, kind: str) -> set[str]:
    return {one.key for one in local_additions(request.actor.partnership) if one.kind == kind}


def _asked(own: OwnForm) -> set[str]:
    return {question.key for question in own.form.questions()}


def _fixed(request: ActorRequest, own: OwnForm, addition: LocalAddition, back: str) -> HttpResponse:
    """What can only be ended, or has ended."""
    asked = next((one for one in own.form.questions() if one.key == addition.key), None)
    context = {
        "addition": addition,
        "said": addition.entry.get("text") or addition.entry.get("name"),
        "question": in_words(asked, own.form) if asked else None,
        "is_question": addition.kind == "question",
        "is_left_out": any(one.pk == addition.pk for one in own.left_out),
        "back_url": back,
    }
    return TemplateResponse(request, "assessments/own_form/fixed.html", context)


def _question_page(
    request: ActorRequest, form: GovukForm, looked: Any, title: str, back: str, button: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "looked": looked, "title": title, "back_url": back, "button": button} | more
    template, status = "assessments/own_form/question.html", 422 if form.errors else 200
    return TemplateResponse(request, template, context | {"holds": QUESTION_HOLDS}, status=status)


def _attempt(form: WordingForm, action: Callable[[], object]) -> bool:
    """As every form of an administrator, with what somebody else saved in the words of the choices."""
    try:
        action()
    except Stale as stale:
        form.add_error(None, str(stale))
        form.say_now(stale.theirs, stale.fingerprint)
        return False
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _section_url(key: str) -> str:
    return reverse("own_form:section", args=(key,))


def _list_url(key: str) -> str:
    return reverse("own_form:list", args=(key,))


def _to_section(key: str) -> HttpResponse:
    return HttpResponseRedirect(_section_url(key))

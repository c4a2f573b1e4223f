"""Key agency notes: tell the partnership that your agency supports a child; say that it is still true; end it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions.notes import NOTE_FIELDS, add_note, add_note_of_new_child, change_note, confirm_note, end_note
from cases.actions.search import TooManyLooks, record_look
from cases.duplicates import Duplicates, likely_duplicates
from cases.family_map import age_in_words
from cases.forms.notes import ChangeNoteForm, NewChildNoteForm, NoteForm
from cases.forms.search import SearchForm, WhichChild
from cases.models import FamilyMember, KeyAgencyNote, Person
from cases.permissions.notes import can_add_note, can_change_note, can_read_notes
from cases.search import current_notes, known_children, look, noted_children
from cases.views.search import duplicate_lines, family_url, known_line, own_line, own_look_or_404, terms_of, whom_to_ask
from ehm.actions import Refused
from ehm.forms import form_page
from ehm.models import Role
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from ehm.visibility import get_visible_or_404

ON_HOME, ON_A_PAGE = 10, 50


@dataclass(frozen=True)
class Child:
    """The child of a note, as far as the reader may know them: `family` is '' where the record may not be opened."""

    person_id: int
    reference: str
    name: str
    about: str
    family: str = ""
    family_url: str = ""
    is_protected: bool = False
    ask: dict[str, str] | None = None


@require_safe
def notes(request: ActorRequest) -> HttpResponse:
    """My agency's notes: those that still hold first, then those that ended."""
    require(can_read_notes, request.actor, request.actor.partnership)
    page = max(int(request.GET.get("page", "1")), 1) if request.GET.get("page", "1").isdecimal() else 1
    start = (min(page, 10_000) - 1) * ON_A_PAGE
    lines = _lines(request.actor, start, ON_A_PAGE + 1)
    context = {
        "lines": lines[:ON_A_PAGE],
        "may_add": can_add_note(request.actor, request.actor.partnership),
        "previous_url": f"?page={page - 1}" if page > 1 else "",
        "next_url": f"?page={page + 1}" if len(lines) > ON_A_PAGE else "",
    }
    return TemplateResponse(request, "cases/notes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_note(request: ActorRequest) -> HttpResponse:
    """First: which child?"""
    require(can_add_note, request.actor, request.actor.partnership)
    if request.method != "POST":
        return TemplateResponse(request, "cases/new_note.html", {"form": SearchForm()})
    form = SearchForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            asked = record_look(terms=form.to_save(), why="note", by=request.actor)
            return HttpResponseRedirect(reverse("cases:new_note_choose", args=[asked.pk]))
        except TooManyLooks as refused:
            form.add_error(None, str(refused))
            status = 429
    return TemplateResponse(request, "cases/new_note.html", {"form": form}, status=status)


@require_safe
def new_note_choose(request: ActorRequest, look_id: UUID) -> HttpResponse:
    """The children that the search found; one press leads to the four fields."""
    asked = own_look_or_404(request, look_id)
    require(can_add_note, request.actor, request.actor.partnership)
    results = look(terms_of(asked), request.actor)
    own = [own_line(found) for found in results.own if found.person.is_child]
    known = [known_line(child) for child in results.known]
    context = {"own": own, "known": known, "new_child_url": reverse("cases:new_note_child", args=[asked.pk])}
    return TemplateResponse(request, "cases/new_note_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_note_child(request: ActorRequest, look_id: UUID) -> HttpResponse:
    """The child is not listed: child and note in one form, with what was typed in the search filled in."""
    asked = own_look_or_404(request, look_id)
    require(can_add_note, request.actor, request.actor.partnership)
    terms = terms_of(asked)
    typed = {"given_name": terms.given_name, "family_name": terms.family_name, "date_of_birth": terms.born}
    form = NewChildNoteForm(request.POST or None, initial=_my_words(request.actor) | typed)
    duplicates = Duplicates()
    if request.method == "POST" and form.is_valid():
        try:
            child = form.child()
            if not request.POST.get("is_somebody_else"):
                duplicates = likely_duplicates(
                    request.actor, given=child.given_name, family=child.family_name, dob=child.date_of_birth
                )
            if not duplicates:
                note = add_note_of_new_child(new=child, words=form.words(), by=request.actor)
                return _saved(request, note.person.reference)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        "form": form,
        "asked": asked,
        **duplicate_lines(duplicates),
    }
    status = 422 if form.errors else 200  # the question about duplicates has to stay on the record: no error
    return TemplateResponse(request, "cases/new_note_child.html", context, status=status)


@require_safe
def child(request: ActorRequest, reference: str) -> HttpResponse:
    """What everybody in the partnership may know of a child: that they are known, whom to ask, and the notes."""
    found = _child_or_404(request, reference)
    actor = request.actor
    context = {
        "child": found,
        "notes": _with_rights(current_notes([found.person_id], actor), actor),
        "may_add": can_add_note(actor, actor.partnership),
    }
    return TemplateResponse(request, "cases/child.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_note_of(request: ActorRequest, reference: str) -> HttpResponse:
    """Four fields, three of them filled in."""
    found = _child_or_404(request, reference)
    require(can_add_note, request.actor, request.actor.partnership)
    return form_page(
        request,
        lambda data: NoteForm(data, initial=_my_words(request.actor)),
        lambda form: add_note(child=found.reference, words=form.words(), by=request.actor),
        lambda _: _saved(request, found.reference),
        template="cases/note_form.html",
        frame=lambda: {"child": found},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActorRequest, reference: str) -> HttpResponse:
    note, found = _own_note_or_404(request, reference)
    shown = {name: getattr(note, name) for name in (*NOTE_FIELDS, "version")}
    return form_page(
        request,
        lambda data: ChangeNoteForm(data, initial=shown),
        lambda form: change_note(note=note, words=form.words(), version=form.cleaned_data["version"], by=request.actor),
        lambda _: _saved(request, found.reference),
        template="cases/note_form.html",
        frame=lambda: {"child": found, "note": note},
    )


@require_POST
def confirm(request: ActorRequest, reference: str) -> HttpResponse:
    note, _ = _own_note_or_404(request, reference)
    try:
        confirm_note(note=note, by=request.actor)
        messages.success(request, "Still true. You will be asked again in three months.")
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(request)


@require_POST
def end(request: ActorRequest, reference: str) -> HttpResponse:
    note, found = _own_note_or_404(request, reference)
    end_note(note=note, by=request.actor)
    messages.success(request, f"The note about {found.name} has ended.")
    return _back(request)


def partner_home_card(request: ActorRequest, subject: object = None) -> dict[str, Any] | None:
    """A partner's home: tell the partnership, and say of each note whether it still holds."""
    actor = request.actor
    if not actor.is_(Role.PARTNER):
        return None
    lines = _lines(actor, 0, ON_HOME + 1, only_current=True)
    return {"lines": lines[:ON_HOME], "there_are_more": len(lines) > ON_HOME, "box": WhichChild(auto_id="find_%s")["q"]}


def _lines(actor: Actor, start: int, count: int, *, only_current: bool = False) -> list[dict[str, Any]]:
    """Notes of one's own agency with their children, in four queries however many there are."""
    mine = KeyAgencyNote.objects.visible_to(actor).of_agency(actor.agency_id).select_related("agency")
    mine = mine.current() if only_current else mine
    shown = list(mine.in_force_first()[start : start + count])
    children = noted_children([note.person_id for note in shown])
    may_change = actor.writes_cases
    return [
        {
            "note": note,
            "name": children[note.person_id].name,
            "about": children[note.person_id].age_in_words,
            "url": reverse("cases:child", args=[children[note.person_id].reference]),
            "may_change": may_change,
        }
        for note in shown
        if note.person_id in children
    ]


def _with_rights(notes: list[KeyAgencyNote], actor: Actor) -> list[dict[str, Any]]:
    return [{"note": note, "may_change": can_change_note(actor, note)} for note in notes]


def _child_or_404(request: ActorRequest, reference: str) -> Child:
    if not request.actor.reads_cases:
        raise PermissionDenied
    reference = reference.upper()
    known = known_children(reference)
    if not known:
        raise Http404
    one = known[0]
    person = Person.objects.visible_to(request.actor).filter(pk=one.person_id).first()
    if person is None:
        return Child(
            one.person_id,
            one.reference,
            one.name,
            one.age_in_words,
            is_protected=one.is_protected,
            ask=whom_to_ask(one),
        )
    member = (
        FamilyMember.objects.visible_to(request.actor).current().filter(person=person).select_related("family").first()
    )
    return Child(
        person.pk,
        person.reference,
        person.name,
        f"aged {age_in_words(person)}" if person.age is not None else age_in_words(person),
        family=member.family.name if member else "",
        family_url=family_url(member.family.reference) if member else "",
        is_protected=False,
    )


def _own_note_or_404(request: ActorRequest, reference: str) -> tuple[KeyAgencyNote, Child]:
    """A note that one may see; that it is one's own agency's is for the permission to say."""
    if not request.actor.reads_cases:
        raise PermissionDenied
    note = get_visible_or_404(KeyAgencyNote.objects.select_related("agency"), request.actor, reference)
    require(can_change_note, request.actor, note)
    known = noted_children([note.person_id])
    if note.person_id not in known:
        raise Http404
    one = known[note.person_id]
    return note, Child(one.person_id, one.reference, one.name, one.age_in_words)


def _my_words(actor: Actor) -> dict[str, Any]:
    me = actor.membership
    return {"practitioner_name": me.display_name, "work_phone": me.work_phone, "started_on": timezone.localdate()}


def _saved(request: ActorRequest, reference: str) -> HttpResponse:
    messages.success(request, "Saved. The partnership can see that your agency supports this child.")
    return HttpResponseRedirect(reverse("cases:child", args=[reference]))


def _back(request: ActorRequest) -> HttpResponse:
    """To the page of the button: home, the child's page, or the list."""
    home, wanted = "/", request.POST.get("back", "")
    return HttpResponseRedirect(home if wanted == "home" else reverse("cases:notes"))

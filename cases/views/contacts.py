"""Pages of visits and other contacts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Prefetch, Q
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cases import with_contact
from cases.actions import contacts as actions
from cases.choices import FACE_TO_FACE, ContactKind
from cases.forms.contacts import CorrectContactForm, NewContactForm, as_typed
from cases.models import Contact, ContactPerson, Episode, FamilyMember, Person
from cases.permissions.contacts import can_correct_contact, can_record_contact
from cases.views.frame import family_frame
from ehm import drafts, panels
from ehm.actions import Refused, Stale
from ehm.forms import is_filled_in
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from ehm.visibility import get_visible_or_404
from ehm.words import moment

PAGE = 20
RECORD, CORRECT = "cases:record_contact", "cases:correct_contact"
SAVED_BEFORE = "You saved this contact already. What you changed since is below: say why, and save it as a correction."


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: ActorRequest, reference: str) -> HttpResponse:
    episode = _episode_or_404(request, reference)
    require(can_record_contact, request.actor, episode)
    draft = drafts.load(RECORD, episode.reference, by=request.actor)
    people = _people(request.actor, episode, request.POST or draft.data)
    form = NewContactForm(request.POST or (draft.data if draft.is_there else None), episode=episode, people=people)
    also = with_contact.parts(request, episode, request.POST or draft.data)
    for part in also:
        part.ask(form)
    if request.method == "POST":
        answer = _try_to_record(request, episode, form, also)
        if answer is not None:
            return answer
        typed = request.POST if is_filled_in(form) else QueryDict()
        draft = drafts.keep(RECORD, episode.reference, typed, by=request.actor)
    elif draft.is_there:
        draft = draft if is_filled_in(form) else replace(draft, values={})
        drafts.refill(form)
    context = {
        "form": form,
        "draft": draft,
        "episode": episode,
        "asks_first_contact": actions.needs_first_contact(episode),
        "parts": also,
    }
    return TemplateResponse(request, "cases/record_contact.html", _framed(request, episode, primary={}) | context)


def _try_to_record(
    request: ActorRequest, episode: Episode, form: NewContactForm, also: Iterable[with_contact.ContactPart]
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    actor = request.actor
    try:
        contact = actions.record_contact(
            episode=episode,
            note=form.note,
            people=form.told,
            sent_once=form.cleaned_data["sent_once"] or form.initial["sent_once"],
            also=[partial(_act, part, form, actor) for part in also],
            by=actor,
        )
    except actions.AlreadySaved as again:
        try:
            with transaction.atomic():
                for part in also:
                    _act(part, form, actor, again.contact)
        except Refused as refused:
            form.add_error(None, str(refused))
            return None
        drafts.finish(RECORD, episode.reference, by=actor)
        drafts.keep(CORRECT, again.contact.reference, _as_correction(again.contact, form, request.POST), by=actor)
        messages.warning(request, SAVED_BEFORE)
        return HttpResponseRedirect(reverse(CORRECT, args=(again.contact.reference,)))
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    drafts.finish(RECORD, episode.reference, by=actor)
    return HttpResponseRedirect(reverse("cases:contact_saved", args=(contact.reference,)))


def _act(
    part: with_contact.ContactPart, form: NewContactForm, by: Actor, contact: Contact, is_again: bool = True
) -> None:
    part.act(form, contact, by, is_again=is_again)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: ActorRequest, reference: str) -> HttpResponse:
    contact = _contact_or_404(request, reference)
    require(can_correct_contact, request.actor, contact)
    draft = drafts.load(CORRECT, contact.reference, by=request.actor)
    rows = list(actions.people_in(contact))
    form = CorrectContactForm(
        request.POST or (draft.data if draft.is_there else None),
        initial=as_typed(contact, rows),
        contact=contact,
        episode=contact.episode,
        people=_people(request.actor, contact.episode, request.POST or draft.data, rows),
    )
    context: dict[str, Any] = {}
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.correct_contact(
                    contact=contact,
                    version=form.cleaned_data["version"],
                    note=form.note,
                    people=form.told,
                    reason=form.cleaned_data["reason"],
                    by=request.actor,
                )
            except Stale as stale:
                context |= {"differences": _differences(form, stale.theirs), "theirs": stale.theirs}
                form.add_error(None, str(stale))
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                drafts.finish(CORRECT, contact.reference, by=request.actor)
                return HttpResponseRedirect(reverse("cases:contact", args=(contact.reference,)))
        draft = drafts.keep(CORRECT, contact.reference, request.POST, by=request.actor)
        if "theirs" in context:  # shown both texts, whoever sends again has decided
            typed = request.POST.copy()
            typed["version"] = str(context["theirs"]["version"])
            form.data = typed
    elif draft.is_there:
        drafts.refill(form)
    context |= {"form": form, "draft": draft, "contact": contact}
    return TemplateResponse(
        request, "cases/correct_contact.html", _framed(request, contact.episode, primary={}) | context
    )


@require_GET
def show(request: ActorRequest, reference: str) -> HttpResponse:
    contact = _contact_or_404(request, reference)
    context = {
        "contact": contact,
        "rows": [row for row in actions.people_in(contact) if row.took_part],
        "can_correct": can_correct_contact(request.actor, contact),
        "panels": panels.render("cases:contact", request, contact),
    }
    return TemplateResponse(request, "cases/contact.html", _framed(request, contact.episode) | context)


@require_GET
def saved(request: ActorRequest, reference: str) -> HttpResponse:
    """What recording this contact did."""
    contact = _contact_or_404(request, reference)
    rows = [row for row in actions.people_in(contact) if row.took_part]
    context = _framed(request, contact.episode)
    children = [person for person in context["people"] if person.kind == "child"]
    context |= {
        "contact": contact,
        "rows": rows,
        "not_seen": _not_seen(contact, rows, children),
        "panels": panels.render("cases:contact_saved", request, contact),
    }
    return TemplateResponse(request, "cases/contact_saved.html", context)


@require_GET
def list_contacts(request: ActorRequest, reference: str) -> HttpResponse:
    episode = _episode_or_404(request, reference)
    seen = Contact.objects.visible_to(request.actor).filter(episode=episode)
    start = seen.filter(reference=request.GET.get("before", "").upper()).first() if "before" in request.GET else None
    if start is not None:
        earlier = Q(happened_at__lt=start.happened_at) | Q(happened_at=start.happened_at, pk__lt=start.pk)
        seen = seen.filter(earlier, happened_at__lte=start.happened_at)
    people = ContactPerson.objects.filter(tenant_id=request.actor.tenant_id).select_related("person").order_by("id")
    page = list(
        seen.select_related("recorded_by", "agency")
        .prefetch_related(Prefetch("people", queryset=people))
        .order_by("-happened_at", "-id")[: PAGE + 1]
    )
    here = reverse("cases:contacts", args=(episode.reference,))
    context = {
        "episode": episode,
        "contacts": [(contact, [row for row in contact.people.all() if row.took_part]) for contact in page[:PAGE]],
        "earlier_url": f"{here}?before={page[PAGE - 1].reference}" if len(page) > PAGE else "",
        "newest_url": here if start is not None else "",
        "can_record": can_record_contact(request.actor, episode),
    }
    return TemplateResponse(request, "cases/contacts.html", _framed(request, episode) | context)


def _episode_or_404(request: ActorRequest, reference: str) -> Episode:
    _require_case_reader(request)
    return get_visible_or_404(Episode.objects.select_related("family", "lead_agency", "area"), request.actor, reference)


def _contact_or_404(request: ActorRequest, reference: str) -> Contact:
    _require_case_reader(request)
    whole = Contact.objects.select_related(
        "episode__family", "episode__lead_agency", "episode__area", "recorded_by", "agency"
    )
    return get_visible_or_404(whole, request.actor, reference)


def _require_case_reader(request: ActorRequest) -> None:
    """A role that reads no cases gets 403 for every reference, whether it exists or not."""
    if not request.actor.reads_cases:
        raise PermissionDenied


def _framed(request: ActorRequest, episode: Episode, **changes: Any) -> dict[str, Any]:
    return family_frame(request, episode.family, section="cases:contacts") | {"episode": episode} | changes


def _as_correction(contact: Contact, form: NewContactForm, posted: QueryDict) -> QueryDict:
    """The form of a new contact, as that of a correction would have been typed."""
    typed = posted.copy()
    at = timezone.localtime(form.note.happened_at)
    parts = {"day": at.day, "month": at.month, "year": at.year, "time": f"{at:%H:%M}"}
    typed.update({f"at_{part}": str(value) for part, value in parts.items()})
    typed["version"], typed["reason"] = str(contact.version), ""
    return typed


WORDS = {
    "happened_at": "When did it happen?",
    "sharing_explained": "Sharing explained",
    "leaflet_given": "Leaflet given",
    "lead_details_given": "Lead's details given",
    "is_planned": "Planned",
}


def _differences(form: CorrectContactForm, theirs: dict[str, Any]) -> list[dict[str, str]]:
    """Where what is typed here differs from what somebody else has saved: field, theirs, yours."""
    found = []
    for name in actions.NOTE_FIELDS:
        if theirs[name] != getattr(form.note, name):
            label = WORDS.get(name) or str(form.fields[name].label)
            found.append((label, theirs[name], getattr(form.note, name)))
    for told in form.told:
        saved = theirs["people"].get(told.person.reference, dict.fromkeys(actions.TOLD_FIELDS, ""))
        found += [
            (f"{told.person.short_name}: {name.removeprefix('was_').replace('_', ' ')}", saved[name], mine)
            for name in actions.TOLD_FIELDS
            if (mine := getattr(told, name)) != saved[name] and (mine or saved[name])
        ]
    return [{"label": label, "theirs": _in_words(old), "yours": _in_words(new)} for label, old, new in found]


def _in_words(value: Any) -> str:
    match value:
        case bool():
            return "Yes" if value else "No"
        case date():
            return moment(value)
        case _ if value in ContactKind.values:
            return ContactKind(value).label
    return str(value or "")


def _people(actor: Actor, episode: Episode, typed: QueryDict, rows: Iterable[ContactPerson] = ()) -> list[Person]:
    """Children first, the oldest first; also whoever has left since the page was opened, if something was typed."""
    named = {name.split("-", 1)[1] for name in typed if name.startswith(("person-", "words-"))}
    also = Q(person__reference__in=named) | Q(person_id__in=[row.person_id for row in rows])
    members = FamilyMember.objects.visible_to(actor).filter(Q(left_on=None) | also, family_id=episode.family_id)
    members = members.exclude(person__kind="unborn").select_related("person")
    people = {member.person_id: member.person for member in members}.values()
    return sorted(people, key=lambda one: (not one.is_child, str(one.date_of_birth or "9999"), one.pk))


def _not_seen(contact: Contact, rows: list[ContactPerson], children: list[Person]) -> list[tuple[Person, Any]]:
    """The children who were not seen this time, and when they last were."""
    if contact.kind not in FACE_TO_FACE or contact.is_attempt:
        return []
    seen_now = {row.person_id for row in rows if row.was_seen}
    others = [child for child in children if child.pk not in seen_now]
    last = dict(
        ContactPerson.objects.filter(
            tenant_id=contact.tenant_id,
            episode=contact.episode,
            person__in=others,
            was_seen=True,
            contact__is_attempt=False,
            contact__kind__in=FACE_TO_FACE,
        )
        .values_list("person_id")
        .annotate(last=Max("contact__happened_at"))
    )
    return [(child, last.get(child.pk)) for child in others]

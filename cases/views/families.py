"""A family's pages: its story, its people, and who has opened the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases import timeline
from cases.actions import families, places
from cases.areas import area_reaching
from cases.choices import FamilyRole
from cases.duplicates import Duplicates, likely_duplicates
from cases.family_map import age_in_words, family_in_words, family_map
from cases.forms.families import CorrectFamilyForm, NewFamilyForm, typed_in_a_search
from cases.models import (
    Address,
    Contact,
    Episode,
    Family,
    FamilyMember,
    KeyAgencyNote,
    Relationship,
    TeamAgency,
    TimelineEvent,
)
from cases.permissions.families import (
    can_change_family,
    can_create_family,
    can_protect_whereabouts,
    can_read_record_log,
)
from cases.record_log import page_in_words, references_in
from cases.story import FamilyStory
from cases.views.forms import answer_form
from cases.views.frame import family_frame, family_or_404, url_or_nothing
from cases.views.search import duplicate_lines, typed_in
from ehm import events, panels
from ehm.actions import Refused
from ehm.charts.genogram import HOW_TO_READ, genogram
from ehm.models import Area, ReadLog
from ehm.permissions import require
from ehm.rows.actor import ActorRequest

PAGE = 20
LAST_PAGE = 500
CONTACT_KINDS = (
    timeline.CONTACT_RECORDED,
    timeline.CONTACT_CORRECTED,
    timeline.CHILD_SEEN,
    timeline.FIRST_CONTACT_MADE,
)
DECISION_KINDS = (
    timeline.EPISODE_REQUESTED,
    timeline.EPISODE_OPENED,
    timeline.EPISODE_NOT_TAKEN_UP,
    timeline.EPISODE_CLOSED,
    timeline.LEVEL_DECIDED,
    timeline.ALLOCATION_MADE,
    timeline.LEAD_AGREED,
    timeline.OVERSIGHT_RECORDED,
    timeline.WHEREABOUTS_PROTECTED,
    timeline.WHEREABOUTS_SHARED,
    timeline.EXCLUSION_MADE,
    timeline.EXCLUSION_KEPT,
    timeline.EXCLUSION_LIFTED,
)


@require_GET
def story(request: ActorRequest, reference: str) -> HttpResponse:
    """What is life like for these children, what are we doing, what next?"""
    family = family_or_404(request, reference)
    frame = family_frame(request, family)
    relationships = list(Relationship.objects.within([family]).order_by("id"))
    latest = _latest_contact(frame["episodes"])
    shown = request.GET.get("show", "significant")
    shown = shown if shown in FILTERS else "significant"
    context = {
        "map": genogram(*family_map(frame["members"], relationships), f"Family map of {family.name}"),
        "how_to_read": HOW_TO_READ,
        "in_words": family_in_words(frame["members"], relationships),
        "panels": panels.render("cases:family", request, FamilyStory(family, frame["episodes"], frame["people"])),
        "latest": latest,
        "latest_url": url_or_nothing("cases:contact", latest.reference) if latest else "",
        "team": _team(frame["episode"]),
        "notes": _notes(request, frame["people"]),
        "can_change": can_change_family(request.actor, family),
        **_chronology(request, family, frame["episodes"], shown),
    }
    return TemplateResponse(request, "cases/family.html", frame | context)


def _significant() -> list[str]:
    return [kind.name for kind in events.kinds.values() if kind.is_significant]


FILTERS = {
    "significant": ("Significant events", _significant),
    "contacts": ("Contacts", lambda: [kind.name for kind in CONTACT_KINDS]),
    "decisions": ("Decisions", lambda: [kind.name for kind in DECISION_KINDS]),
    "all": ("Everything", lambda: list(events.kinds)),
}


def _chronology(request: ActorRequest, family: Family, episodes: list[Episode], shown: str) -> dict[str, Any]:
    """Newest first, a page at a time; one row more than a page tells whether there is another."""
    seen = TimelineEvent.objects.within(family, episodes).filter(kind__in=FILTERS[shown][1]())
    seen = seen.select_related("membership", "agency").order_by("-occurred_at", "-id")
    here = reverse("cases:family", args=(family.reference,))
    rows, turning = page_of(request, seen, f"{here}?show={shown}")
    return {
        "entries": [_entry(event) for event in rows],
        "turning": turning,
        "filters": [
            {"text": text, "url": f"{here}?show={name}#chronology", "current": name == shown}
            for name, (text, _) in FILTERS.items()
        ],
    }


def _entry(event: TimelineEvent) -> dict[str, Any]:
    contact = event.data.get("contact", "")
    late = event.recorded_at.date() != event.occurred_at.date()
    return {
        "title": event.sentence,
        "at": event.occurred_at,
        "by": f"{event.membership.display_name}, {event.agency.name}",
        "recorded_at": event.recorded_at if late else None,
        "url": url_or_nothing("cases:contact", contact) if contact else "",
    }


def page_of(request: ActorRequest, rows: QuerySet[Any], address: str) -> tuple[list[Any], dict[str, str]]:
    """A page of `rows` and the addresses before and after it, without counting."""
    typed = request.GET.get("page", "1")
    number = min(int(typed), LAST_PAGE) if typed.isascii() and typed.isdecimal() and int(typed) > 0 else 1
    found = list(rows[(number - 1) * PAGE : number * PAGE + 1])
    joint = "&" if "?" in address else "?"
    newer = f"{address}{joint}page={number - 1}" if number > 1 else ""
    older = f"{address}{joint}page={number + 1}" if len(found) > PAGE and number < LAST_PAGE else ""
    return found[:PAGE], {"previous_url": newer, "next_url": older}


def _latest_contact(episodes: list[Episode]) -> Contact | None:
    """The last contact that says something about the family's life."""
    said = Contact.objects.within(episodes).exclude(working_well="", worried_about="", needs_to_happen="")
    found: Contact | None = (
        said.filter(is_attempt=False).select_related("recorded_by").order_by("-happened_at", "-id").first()
    )
    return found


def _team(episode: Episode | None) -> list[TeamAgency]:
    if episode is None:
        return []
    rows = TeamAgency.objects.within([episode]).filter(ended_at=None)
    return list(rows.select_related("agency", "worker").order_by("agency__name"))


def _notes(request: ActorRequest, people: Iterable[Any]) -> list[KeyAgencyNote]:
    rows = KeyAgencyNote.objects.visible_to(request.actor).current().filter(person__in=list(people))
    return list(rows.select_related("agency", "person").order_by("agency__name", "person_id"))


@require_http_methods(["GET", "HEAD", "POST"])
def new_family(request: ActorRequest) -> HttpResponse:
    """Write down a family. What was typed into the search comes along by the look's number, never in the address."""
    require(can_create_family, request.actor, request.actor.partnership)
    areas = _areas(request)
    duplicates = Duplicates()
    if request.method == "POST":
        form = NewFamilyForm(request.POST, areas=areas)
        if form.is_valid():
            try:
                duplicates = _likely_duplicates(request, form)
                if not duplicates:
                    family = _create(request, form)
                    page = "cases:add_person" if "another" in request.POST else "cases:family"
                    return HttpResponseRedirect(reverse(page, args=(family.reference,)))
            except Refused as refused:
                form.add_error(None, str(refused))
    else:
        form = NewFamilyForm(initial=typed_in_a_search(typed_in(request)), areas=areas)
    context = {"form": form, **duplicate_lines(duplicates)}
    return TemplateResponse(request, "cases/new_family.html", context, status=422 if form.errors else 200)


def _likely_duplicates(request: ActorRequest, form: NewFamilyForm) -> Duplicates:
    """Asked once: whoever saves again has seen them and means somebody else."""
    if request.POST.get("is_somebody_else"):
        return Duplicates()
    cleaned = form.cleaned_data
    return likely_duplicates(
        request.actor,
        given=cleaned["given_name"],
        family=cleaned["family_name"],
        dob=cleaned["date_of_birth"] or cleaned["expected_on"],
        nhs=cleaned["nhs_number"],
    )


def _create(request: ActorRequest, form: NewFamilyForm) -> Family:
    cleaned, actor = form.cleaned_data, request.actor
    family = families.create_family(
        name=cleaned["name"],
        people=form.people,
        area=form.chosen_area or area_reaching(cleaned["postcode"], actor),
        by=actor,
    )
    if cleaned["lines"] or cleaned["postcode"]:
        members = FamilyMember.objects.visible_to(actor).current().filter(family=family)
        places.change_address(
            members=list(members.select_related("family", "person")),
            lines=cleaned["lines"],
            postcode=cleaned["postcode"],
            is_protected=cleaned["is_protected"],
            by=actor,
        )
    messages.success(request, f"{family.name} is written down. Say {family.reference} on the phone.")
    return family


def _areas(request: ActorRequest) -> Sequence[Area]:
    return list(Area.objects.filter(tenant_id=request.actor.tenant_id, ended_at=None).order_by("name"))


@require_http_methods(["GET", "HEAD", "POST"])
def correct_family(request: ActorRequest, reference: str) -> HttpResponse:
    family = family_or_404(request, reference)
    require(can_change_family, request.actor, family)
    form = CorrectFamilyForm(request.POST or None, family=family, areas=_areas(request))

    def save() -> None:
        families.correct_family(
            family=family,
            name=form.cleaned_data["name"],
            area=form.chosen_area,
            note=form.cleaned_data["note"],
            version=form.cleaned_data["version"],
            by=request.actor,
        )

    return answer_form(request, family, form, save, heading="Name, area and notes of the family")


@require_GET
def people(request: ActorRequest, reference: str) -> HttpResponse:
    """Who lives in the home, who belongs to the family elsewhere, and who they are to each other."""
    family = family_or_404(request, reference)
    frame = family_frame(request, family)
    relationships = list(Relationship.objects.within([family]).order_by("id"))
    named = {person.pk: person for person in frame["people"]}
    homes = _homes(request, family)
    by_age = {person.pk: place for place, person in enumerate(frame["people"])}
    members = sorted(frame["members"], key=lambda member: by_age[member.person_id])
    rows = [
        {
            "member": member,
            "person": member.person,
            "age": age_in_words(member.person),
            "home": homes.get(member.person_id),
            "ties": line.ties,
        }
        for member, line in zip(members, family_in_words(members, relationships), strict=True)
    ]
    context = {
        "household": [row for row in rows if row["member"].role == FamilyRole.HOUSEHOLD],
        "elsewhere": [row for row in rows if row["member"].role != FamilyRole.HOUSEHOLD],
        "former": _former(request, family),
        "relationships": [
            {
                "row": row,
                "person": named[row.person_id],
                "relative": named[row.relative_id],
                "responsibility": {True: "Yes", False: "No", None: ""}[row.has_parental_responsibility],
            }
            for row in relationships
            if row.person_id in named and row.relative_id in named
        ],
        "can_change": can_change_family(request.actor, family),
        "has_protected": any(person.is_whereabouts_protected for person in frame["people"]),
        "can_protect": can_protect_whereabouts(request.actor, family),
    }
    return TemplateResponse(request, "cases/people.html", frame | context)


def _homes(request: ActorRequest, family: Family) -> dict[int, Address]:
    """The present address of everybody, as far as the reader may know it."""
    seen = Address.objects.visible_to(request.actor).current().filter(family=family)
    return {address.person_id: address for address in seen.order_by("id")}


def _former(request: ActorRequest, family: Family) -> list[FamilyMember]:
    seen = FamilyMember.objects.visible_to(request.actor).filter(family=family, left_on__isnull=False)
    return list(seen.select_related("person").order_by("-left_on", "id"))


@require_GET
def record_log(request: ActorRequest, reference: str) -> HttpResponse:
    """Auditors see who opened the record; everybody else who changed what in it."""
    family = family_or_404(request, reference)
    frame = family_frame(request, family)
    here = reverse("cases:record_log", args=(family.reference,))
    context: dict[str, Any] = {"reads": None}
    if can_read_record_log(request.actor, family):
        subjects = [family.reference, *references_in(request.actor, family)]
        reads = ReadLog.objects.filter(tenant_id=request.actor.tenant_id, subject__in=subjects)
        reads = reads.select_related("membership__agency").order_by("-read_at", "-id")
        rows, context["turning"] = page_of(request, reads, here)
        context["reads"] = [{"row": row, "page": page_in_words(row.page)} for row in rows]
    else:
        changes = TimelineEvent.objects.visible_to(request.actor).filter(family=family)
        changes = changes.select_related("membership", "agency").order_by("-recorded_at", "-id")
        rows, context["turning"] = page_of(request, changes, here)
        context["changes"] = [
            {"event": event, "late": event.recorded_at.date() != event.occurred_at.date()} for event in rows
        ]
    return TemplateResponse(request, "cases/record_log.html", frame | context)

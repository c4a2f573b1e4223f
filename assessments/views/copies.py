"""An assessment to read, on one page and on paper, and the list of who is to get a copy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assessments.actions import copies as actions
from assessments.choices import Record
from assessments.distribution import earlier_list, recipient_of
from assessments.documents.blocks import shown_parts
from assessments.documents.copies import full_copy
from assessments.documents.printing import pdf_of
from assessments.documents.record import document_for
from assessments.documents.screen import Screen
from assessments.family import family_now
from assessments.forms.copies import AddCopyForm, AgreeAgainForm, ChildsPageForm, GiveCopyForm
from assessments.handing import Limits, childrens_words, goals_for, printed, told
from assessments.lifecycle import FINISHED, NOW, Status
from assessments.models import Assessment, Copy, CopyKind, HandedOver
from assessments.permissions import can_share_assessment
from assessments.views.frame import assessment_or_404, form_page, framed, url_of
from assessments.written import Written, read
from cases.choices import PersonKind
from cases.forms.episodes import NothingToAskForm
from cases.models import Person, TeamAgency
from cases.views.episode_page import posted
from ehm.actions import Refused
from ehm.files.serving import paper_response
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from ehm.visibility import get_visible_or_404
from ehm.words import LONDON

LARGE = "large"


@require_GET
def read_whole(request: ActorRequest, reference: str) -> HttpResponse:
    """Everything that the reader may see, on one page that prints well."""
    assessment = assessment_or_404(request, reference)
    frame = framed(request, assessment)
    document = document_for(assessment, request.actor, with_pictures=False)
    context = {
        "document": document,
        "parts": shown_parts(document, Screen(_said_on(assessment), _born(frame["people"]))),
        "is_draft": assessment.is_being_written,
        "pdf_url": reverse("assessments:pdf", args=(assessment.reference,)),
        "copies_url": _list_of(assessment) if can_share_assessment(request.actor, assessment) else "",
        "back": url_of(assessment),
    }
    return TemplateResponse(request, "assessments/read.html", frame | context)


@require_GET
def pdf(request: ActorRequest, reference: str) -> HttpResponse:
    """The same as a PDF: the record's own copy, which nobody else is given."""
    assessment = assessment_or_404(request, reference)
    document = full_copy(document_for(assessment, request.actor))
    return _paper(pdf_of(document, is_large=LARGE in request.GET), "assessment", assessment, request)


@require_GET
def copies(request: ActorRequest, reference: str) -> HttpResponse:
    """Who is to get a copy and who got one, with what each leaves out."""
    assessment, actor = _shared_or_404(request, reference)
    written = read(assessment, actor)
    kept = Copy.objects.visible_to(actor).filter(assessment=assessment)
    rows = kept.select_related("person", "for_agency", "given_by").order_by("ended_at", "recorded_at", "pk")
    is_ready, limits = assessment.status in FINISHED, Limits(assessment, actor)
    context = {
        "rows": [_row(copy, limits, written, is_ready) for copy in rows],
        "earlier": earlier_list(assessment, actor, limits) if is_ready else None,
        "is_ready": is_ready,
        "which": f"Version {assessment.number}",
        "now": "" if is_ready else NOW[Status(assessment.status)],
        "back": reverse("assessments:read", args=(assessment.reference,)),
    }
    return TemplateResponse(request, "assessments/copies.html", framed(request, assessment) | context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_copy(request: ActorRequest, reference: str) -> HttpResponse:
    assessment, actor = _shared_or_404(request, reference)
    family = family_now(assessment.episode)
    team = TeamAgency.objects.within([assessment.episode]).filter(ended_at=None).select_related("agency")
    form = AddCopyForm(
        posted(request),
        people=sorted((one for one in family.people if not _is_unborn(one)), key=lambda one: one.is_child),
        children=[child for child in family.children if not _is_unborn(child)],
        initial=_agreed_last(assessment, actor),
        agencies=[member.agency for member in team if member.agency_id != assessment.episode.lead_agency_id],
    )
    return form_page(
        request,
        assessment,
        form,
        lambda given: actions.add_copies(
            assessment=assessment,
            recipients=form.chosen,
            agreed_on=given["agreed_on"],
            agreed_with=given["agreed_with"],
            by=actor,
        ),
        back=_list_of(assessment),
        leads_to=_next_of,
        template="assessments/add_copy.html",
        said=childrens_words(assessment, actor),
        title="Somebody is to get a copy",
        button="Put them on the list",
        explanation="What the family asked us to keep from them is left out of their copy.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def agree_again(request: ActorRequest, reference: str) -> HttpResponse:
    """The list of the version before, gone through with the family."""
    assessment, actor = _shared_or_404(request, reference)
    earlier = earlier_list(assessment, actor, Limits(assessment, actor))
    if earlier is None:
        return HttpResponseRedirect(_list_of(assessment))
    return form_page(
        request,
        assessment,
        AgreeAgainForm(posted(request), earlier=earlier.offered),
        lambda given: actions.agree_again(
            assessment=assessment,
            copies=given["again"],
            agreed_on=given["agreed_on"],
            agreed_with=given["agreed_with"],
            by=actor,
        ),
        back=_list_of(assessment),
        title="Who got a copy last time",
        button="Put them on the list",
        explanation=f"The list of: {earlier.source}. Ask the family about each of them again.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def childs_page(request: ActorRequest, reference: str) -> HttpResponse:
    """What stands on a child's page beside what the child said."""
    copy, assessment = _copy_or_404(request, reference)
    if copy.kind != CopyKind.CHILD or copy.ended_at:
        return HttpResponseRedirect(_list_of(assessment))
    try:
        offered = goals_for(recipient_of(copy), assessment, request.actor)
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(_list_of(assessment))
    return form_page(
        request,
        assessment,
        ChildsPageForm(posted(request), offered=offered, initial={"goals": copy.goals, "next_steps": copy.next_steps}),
        lambda given: actions.write_childs_page(
            copy=copy, goals=given.get("goals", ()), next_steps=given["next_steps"], by=request.actor
        ),
        back=_list_of(assessment),
        title=f"What stands on {copy.recipient}'s page",
        button="Save",
        explanation="What the child said, drew and scored, and the names of those who help, are on it already.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def give_copy(request: ActorRequest, reference: str) -> HttpResponse:
    copy, assessment = _copy_or_404(request, reference)
    form = GiveCopyForm(posted(request), others=_also_waiting(copy, assessment, request.actor))
    return form_page(
        request,
        assessment,
        form,
        lambda given: actions.give_copies(
            copies=[copy, *form.also_given],
            given_on=given["given_on"],
            given_how=given["given_how"],
            by=request.actor,
        ),
        back=_list_of(assessment),
        title=f"{copy.recipient} got their copy",
        button="Save",
        explanation=f"{copy.get_kind_display()}, version {assessment.number}.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_copy(request: ActorRequest, reference: str) -> HttpResponse:
    copy, assessment = _copy_or_404(request, reference)
    return form_page(
        request,
        assessment,
        NothingToAskForm(posted(request)),
        lambda given: actions.end_copy(copy=copy, by=request.actor),
        back=_list_of(assessment),
        title=f"{copy.recipient} is to get no copy",
        button="Take them off the list",
        explanation="That it was agreed, and what they had already, stays on record.",
    )


@require_GET
def copy_pdf(request: ActorRequest, reference: str) -> HttpResponse:
    """The copy for whoever is on the list, to be handed over."""
    copy, assessment = _copy_or_404(request, reference)
    if copy.ended_at:
        raise Http404
    try:
        data = printed(
            recipient_of(copy),
            assessment,
            request.actor,
            goals=copy.goals,
            next_steps=copy.next_steps,
            is_large=LARGE in request.GET,
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(_list_of(assessment))
    return _paper(data, "copy", assessment, request)


def _shared_or_404(request: ActorRequest, reference: str) -> tuple[Assessment, Actor]:
    assessment = assessment_or_404(request, reference)
    require(can_share_assessment, request.actor, assessment)
    return assessment, request.actor


def _copy_or_404(request: ActorRequest, reference: str) -> tuple[Copy, Assessment]:
    if not request.actor.reads_cases:
        raise PermissionDenied
    found = Copy.objects.select_related("person", "for_agency", "assessment")
    copy = get_visible_or_404(found, request.actor, reference)
    assessment, _ = _shared_or_404(request, copy.assessment.reference)
    return copy, assessment


def _list_of(assessment: Assessment) -> str:
    return reverse("assessments:copies", args=(assessment.reference,))


def _next_of(copies: list[Copy]) -> str:
    """A child's page is written once the child is on the list; of several, the list says which are still to be."""
    first, *more = copies
    if first.kind == CopyKind.CHILD and not more:
        return reverse("assessments:childs_page", args=(first.reference,))
    return _list_of(first.assessment)


def _agreed_last(assessment: Assessment, actor: Actor) -> dict[str, Any]:
    """The day and with whom, as the same worker wrote it down earlier today."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Copy.objects.visible_to(actor).filter(assessment=assessment, recorded_by=actor.membership)
    last = mine.filter(recorded_at__gte=today, agreed_on__isnull=False).order_by("-recorded_at", "-pk").first()
    return {"agreed_on": last.agreed_on, "agreed_with": last.agreed_with} if last else {}


def _also_waiting(copy: Copy, assessment: Assessment, actor: Actor) -> list[Copy]:
    """Who else is on the list, may have their copy, and has not got it."""
    rows = Copy.objects.visible_to(actor).filter(assessment=assessment, ended_at=None, given_on=None)
    others = rows.exclude(pk=copy.pk).select_related("person", "for_agency").order_by("recorded_at", "pk")
    limits = Limits(assessment, actor)
    return [one for one in others if not _is_refused(limits, one)]


def _is_refused(limits: Limits, copy: Copy) -> bool:
    try:
        limits.of(recipient_of(copy))
    except Refused:
        return True
    return False


def _row(copy: Copy, limits: Limits, written: Written, is_ready: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "copy": copy,
        "is_open": is_ready and not copy.ended_at,
        "urls": urls_of(copy, "assessments"),
        "goals": [
            piece.content.get("goal", "") for piece in written.of(Record.WORRY) if piece.place.key in set(copy.goals)
        ],
    }
    try:
        row["left_out"] = told(limits.of(recipient_of(copy)), written)
    except Refused as refused:
        return row | {"refused": str(refused)}
    return row


def urls_of(copy: HandedOver, app: str) -> dict[str, str]:
    """Where each thing is done with one line of a list."""
    names = ("childs_page", "copy_pdf", "give_copy", "end_copy")
    return {name: reverse(f"{app}:{name}", args=(copy.reference,)) for name in names}


def _is_unborn(person: Person) -> bool:
    return person.kind == PersonKind.UNBORN


def _paper(data: bytes, what: str, assessment: Assessment, request: ActorRequest) -> HttpResponse:
    """The name of a file lies about in folders: it says nothing of anybody."""
    large = "-large-print" if LARGE in request.GET else ""
    return paper_response(data, f"{what}-{assessment.reference}{large}.pdf")


def _said_on(assessment: Assessment) -> date:
    return (assessment.submitted_at or timezone.now()).astimezone(LONDON).date()


def _born(people: Iterable[Person]) -> dict[str, date]:
    return {person.short_name: person.date_of_birth for person in people if person.date_of_birth}

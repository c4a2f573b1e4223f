"""An assessment to read, on one page and on paper, and the list of who is to get a copy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessments.documents.copies import full_copy
from assessments.documents.printing import pdf_of, shown_parts
from assessments.documents.record import document_for
from assessments.documents.screen import Screen
from assessments.models import Assessment
from assessments.views.frame import assessment_or_404, framed
from cases.models import Person
from ehm.files.serving import paper_response
from ehm.rows.actor import ActorRequest
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
        "back": reverse("assessments:assessment", args=(assessment.reference,)),
    }
    return TemplateResponse(request, "assessments/read.html", frame | context)


@require_GET
def pdf(request: ActorRequest, reference: str) -> HttpResponse:
    """The same as a PDF: the record's own copy, which nobody else is given."""
    assessment = assessment_or_404(request, reference)
    document = full_copy(document_for(assessment, request.actor))
    return _paper(pdf_of(document, is_large=LARGE in request.GET), "assessment", assessment, request)


def _paper(data: bytes, what: str, assessment: Assessment, request: ActorRequest) -> HttpResponse:
    """The name of a file lies about in folders: it says nothing of anybody."""
    large = "-large-print" if LARGE in request.GET else ""
    return paper_response(data, f"{what}-{assessment.reference}{large}.pdf")


def _said_on(assessment: Assessment) -> date:
    return (assessment.submitted_at or timezone.now()).astimezone(LONDON).date()


def _born(people: Iterable[Person]) -> dict[str, date]:
    return {person.short_name: person.date_of_birth for person in people if person.date_of_birth}

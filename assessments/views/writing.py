"""Filling an assessment in: the list of its sections, and each of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from assessments.submission import standing_of
from assessments.views.frame import assessment_or_404, framed
from assessments.written import read
from ehm.rows.actor import ActorRequest


@require_GET
def task_list(request: ActorRequest, reference: str) -> HttpResponse:
    """What is done and what is missing, section by section."""
    assessment = assessment_or_404(request, reference)
    written = read(assessment, request.actor)
    answers = written.answers
    sections = [
        {"title": section.title, "standing": standing_of(written.form, answers, section)}
        for section in written.form.asked(with_own_tool=assessment.uses_own_tool)
    ]
    context = {"form_title": written.form.title, "sections": sections}
    return TemplateResponse(request, "assessments/assessment.html", framed(request, assessment) | context)

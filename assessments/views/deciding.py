"""Pages that finish an assessment: submitting it and sharing it with the family."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessments.actions import deciding as actions
from assessments.actions import outcomes
from assessments.actions.deciding import has_authorisation
from assessments.choices import Strength
from assessments.form import Outcome
from assessments.forms.deciding import ShareForm, SubmitForm
from assessments.gaps import by_section
from assessments.lifecycle import NOW, Status
from assessments.models import Assessment
from assessments.not_saved import draft_of, typed_by_others, typed_in
from assessments.pages import Page, pages_of
from assessments.permissions import can_share_assessment, can_submit_assessment
from assessments.proposing import Proposals, proposals_for
from assessments.remarks import remarks_for
from assessments.submission import holds_back, what_is_missing
from assessments.views.frame import assessment_or_404, form_page, framed, url_of
from assessments.written import Written, read
from cases.models import Episode
from cases.views.episode_page import posted
from ehm import drafts, panels
from ehm.actions import Refused
from ehm.models import Agency
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: ActorRequest, reference: str) -> HttpResponse:
    """What is missing and where; when nothing is, the last questions and what follows from the outcome."""
    assessment = assessment_or_404(request, reference)
    require(can_submit_assessment, request.actor, assessment)
    written = read(assessment, request.actor)
    missing = what_is_missing(written.form, written.answers)
    goes_to_a_manager = has_authorisation(written.form)
    pages = list(pages_of(written.form, written.answers)) if assessment.is_being_written else []
    theirs = typed_by_others(assessment, pages, request.actor) if pages else []
    proposals = proposals_for(written, request.actor)
    remarks = remarks_for(assessment, request.actor, form=written.form) if assessment.is_being_written else []
    remarks = [one for one in remarks if one.is_open]
    form = SubmitForm(
        posted(request),
        is_shared=assessment.shared_on is not None,
        waits_for=[one.who for one in theirs],
        remarks=remarks,
        assessment=assessment,
        proposals=None if goes_to_a_manager else proposals,
        agencies=agencies_to_ask(assessment, request.actor),
        actor=request.actor,
    )
    waits = not_saved_in(written, pages, request.actor) if pages else []
    if request.method == "POST" and form.is_valid() and not waits:
        try:
            outcomes.finish_assessment(
                assessment=assessment,
                shared_on=form.cleaned_data.get("shared_on"),
                steps=form.steps,
                answers=form.answers,
                by=request.actor,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _leave(request, assessment)
    can_be_submitted = assessment.is_being_written and not written.withheld
    context: dict[str, Any] = {
        "form": form,
        "now": "" if assessment.is_being_written else NOW[Status(assessment.status)],
        "withheld": bool(written.withheld),
        "must": by_section(assessment, written.form, missing, Strength.MUST),
        "should": by_section(assessment, written.form, missing, Strength.SHOULD),
        "waits": waits,
        "theirs": theirs,
        "open_remarks": remarks,
        "asks": can_be_submitted and not waits and (form.is_bound or not holds_back(missing)),
        "goes_to_a_manager": goes_to_a_manager,
        "proposals": proposals,
        "panels": panels.render("assessments:outcome", request, proposed(assessment, proposals)),
        "back": url_of(assessment),
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "assessments/submit.html", framed(request, assessment) | context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def share_with_family(request: ActorRequest, reference: str) -> HttpResponse:
    """It was gone through with the family after it was submitted."""
    assessment = assessment_or_404(request, reference)
    require(can_share_assessment, request.actor, assessment)
    return form_page(
        request,
        assessment,
        ShareForm(posted(request)),
        lambda given: actions.share_with_family(assessment=assessment, by=request.actor, **given),
        template="assessments/shared.html",
    )


def not_saved_in(written: Written, pages: Iterable[Page], actor: Actor) -> list[tuple[str, str]]:
    """Title and address of each part in which `actor` has typed what is not on the record yet."""
    typed = typed_in(written.assessment, actor)
    return [
        (page.title, drafts.url_of(*draft)) for page in pages if (draft := draft_of(written.assessment, page)) in typed
    ]


def outcome_of(written: Written, key: str) -> Outcome | None:
    return next((one for one in written.form.outcomes if one.key == key), None)


def proposed(assessment: Assessment, proposals: Proposals | None) -> tuple[Assessment, str]:
    """What panels of the page 'assessments:outcome' are about: the assessment, and the outcome that it has now."""
    return assessment, proposals.outcome.key.value if proposals else ""


def agencies_to_ask(assessment: Assessment, actor: Actor) -> list[Agency]:
    """Those of the partnership but one's own and those that the family keeps out."""
    found = Agency.objects.filter(tenant_id=actor.tenant_id, ended_at=None).order_by("name")
    kept_out = set(assessment.episode.excluded)
    return [one for one in found if f"agency:{one.pk}" not in kept_out and one.pk != actor.agency_id]


def _leave(request: ActorRequest, assessment: Assessment) -> HttpResponse:
    """Back to the assessment, unless what was just done took it out of sight."""
    if Episode.objects.visible_to(request.actor).filter(pk=assessment.episode_id).exists():
        return HttpResponseRedirect(url_of(assessment))
    messages.info(request, "It is done. You can no longer read this record.")
    return HttpResponseRedirect(reverse("cases:caseload"))

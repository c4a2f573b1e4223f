"""Drawings, worksheets and finished documents: adding, looking, describing, removing; and the files themselves."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assessments import showing
from assessments.actions.direct_work import (
    add_direct_work,
    describe_direct_work,
    is_picture,
    place_of,
    remove_direct_work,
)
from assessments.answers import FAMILY
from assessments.forms.files import AddPaperForm, AddPictureForm, DescribeForm
from assessments.forms.left import typed_into
from assessments.gaps import section_url
from assessments.lifecycle import NOW, Status
from assessments.models import Assessment, DirectWork
from assessments.permissions import can_write_assessment
from assessments.views.frame import assessment_or_404, form_page, framed
from assessments.written import Written, read
from cases.choices import AgreementKind
from cases.models import Agreement
from cases.permissions.sharing import can_record_agreement
from cases.views.episode_page import posted
from cases.views.frame import there_and_back
from ehm import drafts
from ehm.actions import Refused
from ehm.files.serving import paper_response, picture_response
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.visibility import get_visible_or_404

ADD, ADD_OF = "assessments:add_file", "assessments:add_file_of"
FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
def add(request: ActorRequest, reference: str, question: str, about: str = FAMILY) -> HttpResponse:
    """What is here already, and, while the assessment is written, one more."""
    actor = request.actor
    assessment = assessment_or_404(request, reference)
    written = read(assessment, actor)
    question, about = question.lower(), about.upper()
    section = place_of(written, question, about)
    if section is None:
        raise Http404
    may_write = assessment.is_being_written and can_write_assessment(actor, assessment)
    if request.method == "POST":
        require(can_write_assessment, actor, assessment)
    name = ADD_OF if about else ADD
    subject = ".".join(part for part in (assessment.reference, question.upper(), about) if part)
    back = section_url(assessment, written.form, section, about)
    draft = drafts.load(name, subject, by=actor)
    form_class = AddPictureForm if about else AddPaperForm
    if request.method == "POST":
        form = form_class(request.POST, request.FILES)
        if form.is_valid():
            given = form.cleaned_data
            try:
                add_direct_work(assessment=assessment, question=question, about=about, by=actor, **given)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                drafts.finish(name, subject, by=actor)
                return HttpResponseRedirect(back)
        draft = drafts.keep(name, subject, request.POST, by=actor)
    else:
        form = form_class(draft.data) if draft.is_there else form_class()
        if draft.is_there:
            drafts.refill(form)
    context = {
        "form": form,
        "draft": draft,
        "may_write": may_write,
        "now": "" if assessment.is_being_written else NOW[Status(assessment.status)],
        "left": typed_into(form_class(draft.data)) if draft.is_there and not may_write else (),
        "question": written.form.question(question),
        "of": written.family.by_reference.get(about),
        "files": showing.of_place(assessment, question, about, actor),
        "back": back,
        **_photographs(request, written, about),
    }
    return TemplateResponse(request, "assessments/files.html", framed(request, assessment) | context)


@FORM
def describe(request: ActorRequest, reference: str) -> HttpResponse:
    """Say better what it shows."""
    work, assessment = _changeable_or_404(request, reference)
    return form_page(
        request,
        assessment,
        DescribeForm(posted(request), work=work),
        lambda given: describe_direct_work(work=work, by=request.actor, **given),
        back=_place_url(assessment, work),
        template="assessments/describe_file.html",
        file=showing.shown(work),
    )


@FORM
def remove(request: ActorRequest, reference: str) -> HttpResponse:
    """Asked once more, because nothing brings it back onto the pages."""
    work, assessment = _changeable_or_404(request, reference)
    back = _place_url(assessment, work)
    cannot = ""
    if request.method == "POST":
        try:
            remove_direct_work(work=work, by=request.actor)
        except Refused as refused:
            cannot = str(refused)
        else:
            return HttpResponseRedirect(back)
    context = {"file": showing.shown(work), "cannot": cannot, "back": back}
    status = 422 if cannot else 200
    return TemplateResponse(
        request, "assessments/remove_file.html", framed(request, assessment) | context, status=status
    )


@require_GET
def file(request: ActorRequest, reference: str) -> HttpResponse:
    """The file itself: a picture to look at, a document to save. Its name lies about in folders: it says nothing of
    anybody."""
    work = _file_or_404(request, reference, "small")
    if is_picture(work):
        return picture_response(bytes(work.data), work.media_type)
    return paper_response(bytes(work.data), f"document-{work.reference}.pdf")


@require_GET
def small(request: ActorRequest, reference: str) -> HttpResponse:
    """The small picture of a list. A document has none."""
    work = _file_or_404(request, reference, "data")
    if not is_picture(work):
        raise Http404
    return picture_response(bytes(work.small), "image/jpeg")


def _file_or_404(request: ActorRequest, reference: str, *unread: str) -> DirectWork:
    """As for a page: what is not for this reader is not there. The row knows whom it is kept from."""
    if not request.actor.reads_cases:
        raise PermissionDenied
    rows = DirectWork.objects.kept().defer(*unread).select_related("recorded_by", "person")
    return get_visible_or_404(rows, request.actor, reference)


def _changeable_or_404(request: ActorRequest, reference: str) -> tuple[DirectWork, Assessment]:
    work = _file_or_404(request, reference, *showing.NOT_IN_LISTS)
    if work.assessment_id is None:
        raise Http404
    found = Assessment.objects.filter(pk=work.assessment_id).visible_to(request.actor).values_list("reference").first()
    if found is None:
        raise Http404
    assessment = assessment_or_404(request, found[0])
    require(can_write_assessment, request.actor, assessment)
    if not assessment.is_being_written:
        raise PermissionDenied
    work.assessment = assessment
    return work, assessment


def _photographs(request: ActorRequest, written: Written, about: str) -> dict[str, object]:
    """Whether the family has been asked about photographs: a reminder, and no gate."""
    episode = written.assessment.episode
    if not about:
        return {"asks_agreement": False}
    agreed = Agreement.objects.within([episode]).filter(kind=AgreementKind.PHOTOS, is_given=True, withdrawn_on=None)
    may_record = can_record_agreement(request.actor, episode)
    return {
        "asks_agreement": not agreed.exists(),
        "agreement_url": there_and_back("cases:record_agreement", episode.reference, back=request.path)
        if may_record
        else "",
    }


def _place_url(assessment: Assessment, work: DirectWork) -> str:
    if work.about:
        return reverse(ADD_OF, args=(assessment.reference, work.question, work.about))
    return reverse(ADD, args=(assessment.reference, work.question))

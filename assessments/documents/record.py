"""The whole of an assessment, from its rows, as a document for somebody of the team."""

from __future__ import annotations

from django.utils import timezone

from assessments.answers import Spot
from assessments.documents.building import document_of
from assessments.documents.tree import Document, File, Particulars, Stage
from assessments.family import names_of
from assessments.lifecycle import Status
from assessments.models import Assessment, DirectWork
from assessments.written import Written
from ehm.models import Partnership
from ehm.rows.actor import Actor

STAGES = {Status.SUBMITTED: Stage.SUBMITTED, Status.AUTHORISED: Stage.AUTHORISED}


def record_of(written: Written, actor: Actor) -> Document:
    """What `written` holds, which is what `actor` may see; pictures are named, not shown."""
    assessment = written.assessment
    return document_of(written.form, written.answers, _particulars(written, assessment, actor, actor.partnership))


def _particulars(written: Written, assessment: Assessment, actor: Actor, partnership: Partnership) -> Particulars:
    writer = assessment.submitted_by or assessment.recorded_by
    files: dict[Spot, tuple[File, ...]] = {}
    works = DirectWork.objects.within([assessment], actor).kept().order_by("id")
    for work in works.only("reference", "question", "about", "shows"):
        spot = Spot(work.question, work.about)
        files[spot] = (*files.get(spot, ()), File(work.reference, work.shows))
    return Particulars(
        reference=assessment.reference,
        partnership=partnership.name,
        stage=STAGES.get(Status(assessment.status), Stage.DRAFT),
        written_by=writer.display_name,
        version=assessment.number,
        people=names_of(written.family.people),
        submitted_on=timezone.localdate(assessment.submitted_at) if assessment.submitted_at else None,
        authorised_on=timezone.localdate(assessment.authorised_at) if assessment.authorised_at else None,
        authorised_by=assessment.authorised_by.display_name if assessment.authorised_by else "",
        safeguarding_phone=partnership.safeguarding_phone,
        files=files,
    )

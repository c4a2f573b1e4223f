"""The document of an assessment on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assessments.answers import Spot
from assessments.documents.building import document_of
from assessments.documents.copies import without
from assessments.documents.tree import Document, File, Particulars, Stage
from assessments.family import FamilyNow, names_of
from assessments.lifecycle import Status
from assessments.models import Assessment, DirectWork, Limit
from assessments.partnership import form_of_assessment
from assessments.written import Written, read
from ehm.rows.actor import Actor
from ehm.words import LONDON

STAGES = {Status.AUTHORISED: Stage.AUTHORISED, Status.SUBMITTED: Stage.SUBMITTED}
PICTURES = ("image/png", "image/jpeg")


def document_for(
    assessment: Assessment, by: Actor, *, with_pictures: bool = True, written: Written | None = None
) -> Document:
    """All that `by` may see of an assessment that was read through `visible_to`. Make a copy of it before it leaves.
    Without pictures, files have names and no data. `written`: what `by` has read of it already."""
    written = written or read(assessment, by)
    form = form_of_assessment(assessment, by.partnership)  # whole: what was asked because of something may give it away
    limits = _limits(assessment, by)
    submitted, authorised = assessment.submitted_at, assessment.authorised_at
    writer = assessment.submitted_by or assessment.recorded_by
    particulars = Particulars(
        reference=assessment.reference,
        partnership=by.partnership.name,
        stage=STAGES.get(Status(assessment.status), Stage.DRAFT),
        version=assessment.number,
        written_by=", ".join(part for part in (writer.display_name, writer.job_title) if part),
        contact=writer.work_phone,
        people=_names(written.family, limits),
        submitted_on=submitted.astimezone(LONDON).date() if submitted else None,
        authorised_on=authorised.astimezone(LONDON).date() if authorised else None,
        authorised_by=assessment.authorised_by.display_name if assessment.authorised_by else "",
        safeguarding_phone=by.partnership.safeguarding_phone,
        files=_files(assessment, by, with_pictures),
    )
    document = document_of(form, written.answers, particulars)
    return without(document, written.withheld) if written.withheld else document


def _limits(assessment: Assessment, by: Actor) -> list[Limit]:
    held = Limit.objects.within([assessment], by).kept()
    return list(held.select_related("kept_from_agency", "kept_from_worker", "person").order_by("position", "id"))


def _names(family: FamilyNow, limits: Iterable[Limit]) -> Mapping[str, str]:
    """Everybody whom a cell may name, by what stands in the cell."""
    names = names_of(family.people)
    names |= {f"person:{reference}": name for reference, name in names.items()}
    for limit in limits:
        if limit.kept_from_agency:
            names[limit.who] = limit.kept_from_agency.name
        elif limit.kept_from_worker:
            names[limit.who] = limit.kept_from_worker.display_name
    return names


def _files(assessment: Assessment, by: Actor, with_pictures: bool) -> Mapping[Spot, tuple[File, ...]]:
    """Pictures to print; of a document only what it is called."""
    found: dict[Spot, tuple[File, ...]] = {}
    works = DirectWork.objects.within([assessment], by).kept().defer("small")
    for work in (works if with_pictures else works.defer("data", "small")).order_by("id"):
        data = bytes(work.data) if with_pictures and work.media_type in PICTURES else b""
        spot = Spot(work.question, work.about)
        found[spot] = (*found.get(spot, ()), File(work.reference, work.shows, data, work.media_type))
    return found

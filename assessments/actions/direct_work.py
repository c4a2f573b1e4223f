"""A child's drawings and worksheets, and an agency's own finished document: only what was made harmless (ehm/files)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments import timeline
from assessments.actions.writing import lock_assessment
from assessments.address import Address
from assessments.answers import FAMILY, Spot
from assessments.choices import About, Kind
from assessments.lifecycle import check_being_written
from assessments.models import Assessment, DirectWork
from assessments.permissions import can_write_assessment
from assessments.written import Written, read
from ehm import events
from ehm.actions import Refused, Stale
from ehm.files.paper import MEDIA_TYPE, Paper
from ehm.files.picture import Picture
from ehm.models.tenancy import new_reference
from ehm.rows.actor import Actor

LONGEST = 2000  # characters of what a picture shows
MOST = 30  # in one place: each of them is read when the assessment is printed
NOT_HERE = "Nothing is added here any more. Open the assessment again."
SAY_WHAT_IT_SHOWS = "Say what the picture shows: not everybody can see it."
CHANGED_MEANWHILE = "Somebody else changed this while you were writing."


@transaction.atomic
def add_direct_work(
    *,
    assessment: Assessment,
    question: str,
    about: str = FAMILY,
    file: Picture | Paper,
    shows: str,
    made_on: date | None,
    by: Actor,
) -> DirectWork:
    """Keep a picture with its child, or the finished document of an agency's own tool with the assessment."""
    assessment = lock_assessment(assessment, can_write_assessment, by)
    check_being_written(assessment.status)
    written = read(assessment, by)
    section = place_of(written, question, about)
    if section is None:
        raise Refused(NOT_HERE)
    shows = _words(shows or _name_of(file), is_picture=isinstance(file, Picture))
    _check_made(made_on)
    if written.uploads.get(Spot(question, about), 0) >= MOST:
        raise Refused(f"There are {MOST} here already. Remove one that says little first.")
    person = written.family.by_reference.get(about)
    reference = new_reference()
    work = DirectWork(
        tenant_id=by.tenant_id,
        reference=reference,
        episode_id=assessment.episode_id,
        assessment=assessment,
        agency_id=by.agency_id,
        recorded_by=by.membership,
        address=str(Address(section, question, about, reference)),
        question=question,
        about=about,
        person=person,
        shows=shows,
        made_on=made_on,
        **_kept(file),
    )
    work.save(force_insert=True)
    if person is not None:
        events.record(
            timeline.DIRECT_WORK_ADDED,
            work,
            by=by,
            data={"assessment": assessment.reference, "name": person.short_name},
        )
    return work


@transaction.atomic
def describe_direct_work(*, work: DirectWork, version: int, shows: str, made_on: date | None, by: Actor) -> DirectWork:
    """Say better what it shows, or when it was made."""
    work = _lock(work, by)
    if work.version != version:
        theirs: dict[str, object] = {"shows": work.shows, "made_on": work.made_on, "version": work.version}
        raise Stale(CHANGED_MEANWHILE, theirs)
    work.shows = _words(shows, is_picture=is_picture(work))
    _check_made(made_on)
    work.made_on = made_on
    work.version += 1
    work.save(update_fields=["shows", "made_on", "version"])
    return work


@transaction.atomic
def remove_direct_work(*, work: DirectWork, by: Actor) -> None:
    """It is shown nowhere any more. What was kept stays with the record, as with every line that is taken off."""
    work = _lock(work, by)
    work.removed_at = timezone.now()
    work.version += 1
    work.save(update_fields=["removed_at", "version"])


def is_picture(work: DirectWork) -> bool:
    return work.media_type != MEDIA_TYPE


def place_of(written: Written, question: str, about: str) -> str | None:
    """The section in which this question takes files about this child, as far as whoever reads may see it."""
    for section in written.form.asked(with_own_tool=written.assessment.uses_own_tool):
        for one in section.questions:
            if one.key == question and one.kind is Kind.UPLOAD:
                children = {child.reference for child in written.family.children}
                fits = about in children if one.about is About.EACH_CHILD else about == FAMILY
                return section.key if fits and not written.is_withheld(Address(section.key, question, about)) else None
    return None


def _lock(work: DirectWork, by: Actor) -> DirectWork:
    if work.assessment is None:
        raise Refused(NOT_HERE)
    assessment = lock_assessment(work.assessment, can_write_assessment, by)
    check_being_written(assessment.status)
    rows = DirectWork.objects.within([assessment], by).kept().select_for_update(of=("self",))
    fresh = rows.defer("data", "small").filter(pk=work.pk).first()
    if fresh is None:
        raise Refused("Somebody else has removed this already.")
    return fresh


def _words(shows: str, *, is_picture: bool) -> str:
    shows = shows.strip()
    if is_picture and not shows:
        raise Refused(SAY_WHAT_IT_SHOWS)
    if len(shows) > LONGEST:
        raise Refused(f"What it shows must be {LONGEST:,} characters or fewer.")
    return shows


def _check_made(made_on: date | None) -> None:
    if made_on is not None and made_on > timezone.localdate():
        raise Refused("The day on which it was made cannot be later than today.")


def _kept(file: Picture | Paper) -> dict[str, object]:
    if isinstance(file, Paper):
        return {"media_type": MEDIA_TYPE, "data": file.data, "pages": file.pages}
    return {
        "media_type": file.media_type,
        "data": file.data,
        "small": file.small,
        "width": file.width,
        "height": file.height,
    }


def _name_of(file: Picture | Paper) -> str:
    """A document goes by what its owner called it; of a picture that says nothing."""
    return file.name if isinstance(file, Paper) else ""

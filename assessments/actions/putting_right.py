"""Put an assessment right that has a wrong day, or the words of one child under another (docs/adr/0005)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from assessments import timeline
from assessments.actions.deciding import outcome_name
from assessments.actions.writing import lock_assessment
from assessments.address import Address, NoAddress
from assessments.models import Assessment, Limit
from assessments.permissions import can_put_assessment_right
from assessments.written import read
from cases.models import Person
from ehm import events
from ehm.actions import Refused
from ehm.rows.actor import Actor

NOT_ALL = "Something in this assessment is kept from you. Somebody who may read all of it puts it right."


@transaction.atomic
def put_days_right(
    *,
    assessment: Assessment,
    decided_at: datetime,
    shared_on: date | None,
    completed_at: datetime | None,
    reason: str,
    by: Actor,
) -> Assessment:
    """The days as they were. A clock that goes by one of them is what it would have been; what was said first stays on
    the timeline."""
    assessment = lock_assessment(assessment, can_put_assessment_right, by)
    _check_reason(reason)
    _check_days(assessment, decided_at, shared_on, completed_at)
    before = _moments(assessment)
    assessment.decided_at, assessment.shared_on, assessment.completed_at = decided_at, shared_on, completed_at
    after = _moments(assessment)
    if before == after:
        raise Refused("Nothing is different from what is on record.")
    assessment.version += 1
    assessment.save(update_fields=["decided_at", "shared_on", "completed_at", "version"])
    called = outcome_name(read(assessment, by).form, assessment.outcome)
    _record(assessment, by, reason, before=before, after=after | {"outcome_name": called})
    return assessment


@transaction.atomic
def swap_children(*, assessment: Assessment, one: Person, other: Person, reason: str, by: Actor) -> Assessment:
    """What was written under one child belongs to the other, and the other way round. Not a word of it changes, and
    nobody reads more than before: limits go along, and so does what is typed there and not saved."""
    assessment = lock_assessment(assessment, can_put_assessment_right, by)
    _check_reason(reason)
    written = read(assessment, by)
    if written.withheld:
        raise Refused(NOT_ALL)
    children = {child.pk for child in written.family.children}
    if one.pk == other.pk or not {one.pk, other.pk} <= children:
        raise Refused("Choose two children of this family.")
    for limit in Limit.objects.within([assessment], by).kept():
        place = _swapped(limit.holds_back, {one.reference: other.reference, other.reference: one.reference})
        if place != limit.holds_back:
            limit.holds_back, limit.version = place, limit.version + 1
            limit.save(update_fields=["holds_back", "version"])
    with connection.cursor() as cursor:
        for function in ("assessments_swap_children", "assessments_swap_typed"):
            cursor.execute(f"SELECT {function}(%s, %s, %s)", [assessment.pk, one.pk, other.pk])
    assessment.version += 1
    assessment.save(update_fields=["version"])
    _record(assessment, by, reason, before={}, after={}, swapped=True)
    return assessment


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why it is put right.")


def _check_days(
    assessment: Assessment, decided_at: datetime, shared_on: date | None, completed_at: datetime | None
) -> None:
    today, decided_on = timezone.localdate(), timezone.localdate(decided_at)
    if decided_at > timezone.now():
        raise Refused("The day on which you decided cannot be later than today.")
    if decided_on < timezone.localdate(assessment.episode.requested_at):
        raise Refused("The day on which you decided cannot be before early help was asked for.")
    if assessment.submitted_at is not None and decided_at > assessment.submitted_at:
        raise Refused("It was submitted before that: it cannot have been decided later.")
    if (assessment.completed_at is None) != (completed_at is None) or (assessment.shared_on is None) != (
        shared_on is None
    ):
        raise Refused("A day that is not on record yet is written down on the assessment itself, not put right here.")
    if shared_on is not None and not decided_on <= shared_on <= today:
        raise Refused("The day on which you went through it with the family is between the decision and today.")
    if completed_at is not None and shared_on is not None:
        if completed_at > timezone.now() or timezone.localdate(completed_at) < shared_on:
            raise Refused("It was finished on the day on which it was shared with the family, or after.")
        if completed_at < decided_at:
            raise Refused("It cannot have been finished before it was decided.")


def _moments(assessment: Assessment) -> dict[str, Any]:
    """As `assessment.corrected` tells them (assessments/timeline.py)."""
    moments = {name: getattr(assessment, name) for name in timeline.MOMENTS}
    told = {name: at.isoformat() if at is not None else None for name, at in moments.items()}
    return told | {"outcome": assessment.outcome or None}


def _record(assessment: Assessment, by: Actor, reason: str, **data: Any) -> None:
    told = {"assessment": assessment.reference, "reason": reason.strip()} | data
    events.record(timeline.ASSESSMENT_CORRECTED, assessment, by=by, data=told)


def _swapped(place: str, to: dict[str, str]) -> str:
    try:
        address = Address.parse(place)
    except NoAddress:
        return place
    return str(Address(address.section, address.question, to.get(address.about, address.about), address.row))

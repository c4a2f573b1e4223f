"""The list of who is to get a copy, agreed with the family, and what was handed over when."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments import timeline
from assessments.actions.writing import lock_assessment
from assessments.handing import Limits, Recipient, check_ready
from assessments.models import Assessment, Copy, CopyKind
from assessments.permissions import can_share_assessment
from ehm import events
from ehm.actions import Refused
from ehm.rows.actor import Actor

GIVEN = {CopyKind.FAMILY: "family copy given", CopyKind.CHILD: "child's version given", CopyKind.FULL: "copy given"}


def recipient_of(copy: Copy) -> Recipient:
    return Recipient(CopyKind(copy.kind), copy.recipient, copy.person, copy.for_agency)


@transaction.atomic
def add_copy(*, assessment: Assessment, recipient: Recipient, agreed_on: date, agreed_with: str, by: Actor) -> Copy:
    """Somebody is to get a copy, as it was agreed with the family."""
    assessment = lock_assessment(assessment, can_share_assessment, by)
    check_ready(assessment)
    Limits(assessment, by).of(recipient)
    listed = Copy.objects.visible_to(by).filter(assessment=assessment, ended_at=None)
    same = listed.filter(kind=recipient.kind, recipient=recipient.words)
    if same.filter(person=recipient.person, for_agency=recipient.agency, given_on=None).exists():
        raise Refused(f"{recipient.words} is on the list already.")
    return Copy.objects.create(
        tenant_id=by.tenant_id,
        assessment=assessment,
        episode_id=assessment.episode_id,
        agency_id=by.agency_id,
        kind=recipient.kind,
        person=recipient.person,
        for_agency=recipient.agency,
        recipient=recipient.words,
        agreed_on=agreed_on,
        agreed_with=agreed_with,
        recorded_by=by.membership,
    )


@transaction.atomic
def give_copy(*, copy: Copy, given_on: date, given_how: str, by: Actor) -> Copy:
    """It was handed over. The timeline says so and names nobody: the whole team reads it."""
    assessment = lock_assessment(copy.assessment, can_share_assessment, by)
    check_ready(assessment)
    copy = _fresh(copy, by)
    if copy.given_on:
        raise Refused("It is on record already that this copy was given.")
    Limits(assessment, by).of(recipient_of(copy))
    copy.given_on, copy.given_how, copy.given_by = given_on, given_how, by.membership
    copy.save(update_fields=["given_on", "given_how", "given_by"])
    what = GIVEN[CopyKind(copy.kind)]
    events.record(
        timeline.ASSESSMENT_SHARED, assessment, by=by, data={"what": what, "assessment": assessment.reference}
    )
    return copy


@transaction.atomic
def end_copy(*, copy: Copy, by: Actor) -> Copy:
    """They are to get none after all. That it was agreed, and what they had, stays on record."""
    lock_assessment(copy.assessment, can_share_assessment, by)
    copy = _fresh(copy, by)
    copy.ended_at = timezone.now()
    copy.save(update_fields=["ended_at"])
    return copy


def _fresh(copy: Copy, by: Actor) -> Copy:
    fresh = Copy.objects.select_related("person", "for_agency").get(tenant_id=by.tenant_id, pk=copy.pk)
    if fresh.ended_at:
        raise Refused("This was taken off the list.")
    return fresh

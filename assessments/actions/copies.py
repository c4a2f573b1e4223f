"""The list of who is to get a copy, agreed with the family, and what was handed over when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments import timeline
from assessments.actions.writing import lock_assessment
from assessments.distribution import earlier_list, recipient_of
from assessments.handing import Limits, Recipient, check_ready, goals_for
from assessments.models import Assessment, Copy, CopyKind
from assessments.permissions import can_share_assessment
from ehm import events
from ehm.actions import Refused
from ehm.rows.actor import Actor

GIVEN = {CopyKind.FAMILY: "family copy given", CopyKind.CHILD: "child's version given", CopyKind.FULL: "copy given"}


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
    copy = _listed(assessment, recipient, by)
    copy.agreed_on, copy.agreed_with = agreed_on, agreed_with
    copy.save(force_insert=True)
    return copy


@transaction.atomic
def agree_again(
    *, assessment: Assessment, copies: Collection[str], agreed_on: date, agreed_with: str, by: Actor
) -> list[Copy]:
    """The family agrees anew that these, who were on the list of the version before, get a copy of this one. `copies`:
    their references. What stands on a child's page is chosen anew."""
    assessment = lock_assessment(assessment, can_share_assessment, by)
    check_ready(assessment)
    earlier = earlier_list(assessment, by, Limits(assessment, by))
    chosen = [copy for copy in (earlier.offered if earlier else ()) if copy.reference in copies]
    if earlier is None or not chosen or len(chosen) != len(set(copies)):
        raise Refused("The list has changed. Look at it again and choose who is to get a copy.")
    new = [_listed(assessment, recipient_of(copy), by) for copy in chosen]
    for copy in new:
        copy.agreed_on, copy.agreed_with, copy.source = agreed_on, agreed_with, earlier.source
    return Copy.objects.bulk_create(new)


@transaction.atomic
def write_childs_page(*, copy: Copy, goals: Collection[str], next_steps: str, by: Actor) -> Copy:
    """Choose what a child's page says beside the child's own words: goals by the references of their worries, and what
    happens next. What was handed over stays as it was."""
    assessment = lock_assessment(copy.assessment, can_share_assessment, by)
    check_ready(assessment)
    copy = _fresh(copy, by)
    if copy.given_on:
        raise Refused("This page was given already. Put the child on the list once more to give another.")
    offered = goals_for(recipient_of(copy), assessment, by)
    if copy.kind != CopyKind.CHILD or not offered.keys() >= set(goals):
        raise Refused("Choose from the goals that this child may read.")
    copy.goals = [reference for reference in offered if reference in goals]
    copy.next_steps = next_steps.strip()
    copy.save(update_fields=["goals", "next_steps"])
    return copy


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


def _listed(assessment: Assessment, recipient: Recipient, by: Actor) -> Copy:
    return Copy(
        tenant_id=by.tenant_id,
        assessment=assessment,
        episode_id=assessment.episode_id,
        agency_id=by.agency_id,
        kind=recipient.kind,
        person=recipient.person,
        for_agency=recipient.agency,
        recipient=recipient.words,
        recorded_by=by.membership,
    )


def _fresh(copy: Copy, by: Actor) -> Copy:
    fresh = Copy.objects.select_related("person", "for_agency").get(tenant_id=by.tenant_id, pk=copy.pk)
    if fresh.ended_at:
        raise Refused("This was taken off the list.")
    return fresh

"""The list of who is to get a copy, agreed with the family, and what was handed over when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import transaction

from assessments import timeline
from assessments.actions.listing import (
    check_not_given,
    check_not_listed,
    chosen_again,
    fresh,
    hand_over,
    listed,
    take_off,
)
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
def add_copies(
    *, assessment: Assessment, recipients: Iterable[Recipient], agreed_on: date, agreed_with: str, by: Actor
) -> list[Copy]:
    """What was agreed about several at once: all of them are put on the list, or nobody."""
    agreed: dict[str, Any] = {"assessment": assessment, "agreed_on": agreed_on, "agreed_with": agreed_with, "by": by}
    return [add_copy(recipient=recipient, **agreed) for recipient in recipients]


@transaction.atomic
def add_copy(*, assessment: Assessment, recipient: Recipient, agreed_on: date, agreed_with: str, by: Actor) -> Copy:
    """Somebody is to get a copy, as it was agreed with the family."""
    assessment = lock_assessment(assessment, can_share_assessment, by)
    check_ready(assessment)
    Limits(assessment, by).of(recipient)
    check_not_listed(Copy.objects.visible_to(by).filter(assessment=assessment), recipient)
    copy = Copy(assessment=assessment, **listed(recipient, assessment.episode_id, agreed_on, agreed_with, by))
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
    earlier, chosen = chosen_again(earlier, copies)
    return Copy.objects.bulk_create(
        Copy(
            assessment=assessment,
            source=earlier.source,
            **listed(recipient_of(copy), assessment.episode_id, agreed_on, agreed_with, by),
        )
        for copy in chosen
    )


@transaction.atomic
def write_childs_page(*, copy: Copy, goals: Collection[str], next_steps: str, by: Actor) -> Copy:
    """Choose what a child's page says beside the child's own words: goals by the references of their worries, and what
    happens next. What was handed over stays as it was."""
    assessment = lock_assessment(copy.assessment, can_share_assessment, by)
    check_ready(assessment)
    copy = fresh(copy, by)
    check_not_given(copy)
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
    copy = fresh(copy, by)
    hand_over(copy, Limits(assessment, by), given_on, given_how, by)
    what = GIVEN[CopyKind(copy.kind)]
    events.record(
        timeline.ASSESSMENT_SHARED, assessment, by=by, data={"what": what, "assessment": assessment.reference}
    )
    return copy


@transaction.atomic
def give_copies(*, copies: Iterable[Copy], given_on: date, given_how: str, by: Actor) -> None:
    """Several were handed over at once."""
    for copy in copies:
        give_copy(copy=copy, given_on=given_on, given_how=given_how, by=by)


@transaction.atomic
def end_copy(*, copy: Copy, by: Actor) -> Copy:
    """They are to get none after all. That it was agreed, and what they had, stays on record."""
    lock_assessment(copy.assessment, can_share_assessment, by)
    return take_off(fresh(copy, by))

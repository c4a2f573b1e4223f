"""The list of who is to get a copy of the plan or of minutes, agreed with the family, and what was handed over when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction

from assessments.actions.copies import GIVEN
from assessments.actions.listing import (
    check_not_given,
    check_not_listed,
    chosen_again,
    fresh,
    hand_over,
    listed,
    take_off,
)
from assessments.distribution import recipient_of
from assessments.handing import LimitsOfEpisode, Recipient
from assessments.models import CopyKind
from ehm import events
from ehm.actions import Refused
from ehm.rows.actor import Actor
from plans import timeline
from plans.actions.locking import lock_meeting, lock_plan
from plans.distribution import Of, earlier_list, key_of
from plans.handing import offered_to
from plans.models import Meeting, PlanCopy
from plans.permissions import can_share_minutes, can_share_plan
from plans.profile import profile_of


@transaction.atomic
def add_copies(
    *, of: Of, recipients: Iterable[Recipient], agreed_on: date, agreed_with: str, by: Actor
) -> list[PlanCopy]:
    """What was agreed about several at once: all of them are put on the list, or nobody."""
    _lock(of, by)
    limits = LimitsOfEpisode(of.episode, by)
    found = []
    for recipient in recipients:
        limits.of(recipient)
        if recipient.kind == CopyKind.CHILD and isinstance(of, Meeting):
            raise Refused("Minutes have no child's version. Give the child a plan of their own.")
        check_not_listed(PlanCopy.objects.within([of.episode]).filter(**key_of(of)), recipient)
        copy = PlanCopy(**key_of(of), **listed(recipient, of.episode_id, agreed_on, agreed_with, by))
        copy.save(force_insert=True)
        found.append(copy)
    return found


@transaction.atomic
def agree_again(*, of: Of, copies: Collection[str], agreed_on: date, agreed_with: str, by: Actor) -> list[PlanCopy]:
    """The family agrees anew that these, who were on the list of last time, get a copy of this. `copies`: their
    references. What stands on a child's own plan is chosen anew."""
    _lock(of, by)
    earlier, chosen = chosen_again(earlier_list(of, by, LimitsOfEpisode(of.episode, by)), copies)
    return PlanCopy.objects.bulk_create(
        PlanCopy(
            **key_of(of),
            source=earlier.source,
            **listed(recipient_of(copy), of.episode_id, agreed_on, agreed_with, by),
        )
        for copy in chosen
    )


@transaction.atomic
def write_childs_plan(*, copy: PlanCopy, chosen: Collection[str], wanted: str, next_steps: str, by: Actor) -> PlanCopy:
    """Choose what a child's own plan says beside the child's own words: goals and what somebody does by their
    references; what is wanted and what happens next in words for the child."""
    _lock(copy.of, by)
    copy = fresh(copy, by)
    check_not_given(copy)
    if copy.kind != CopyKind.CHILD or copy.version is None:
        raise Refused("Only a child's own plan is written.")
    goals, lines = offered_to(copy, recipient_of(copy), by)
    offered = [*goals, *lines]
    if not set(offered) >= set(chosen):
        raise Refused("Choose from what this child may read.")
    copy.chosen = [reference for reference in offered if reference in chosen]
    copy.wanted, copy.next_steps = wanted.strip(), next_steps.strip()
    copy.save(update_fields=["chosen", "wanted", "next_steps"])
    return copy


@transaction.atomic
def give_copies(*, copies: Iterable[PlanCopy], given_on: date, given_how: str, by: Actor) -> None:
    """They were handed over. The timeline says so and names nobody: the whole team reads it."""
    for copy in copies:
        _lock(copy.of, by)
        copy = fresh(copy, by)
        hand_over(copy, LimitsOfEpisode(copy.episode, by), given_on, given_how, by)
        _tell(copy, by)


@transaction.atomic
def end_copy(*, copy: PlanCopy, by: Actor) -> PlanCopy:
    """They are to get none after all. That it was agreed, and what they had, stays on record."""
    _lock(copy.of, by)
    return take_off(fresh(copy, by))


def _lock(of: Of, by: Actor) -> None:
    if not isinstance(of, Meeting):
        lock_plan(of.plan, can_share_plan, by)
        return
    meeting = lock_meeting(of, can_share_minutes, by)
    if not meeting.is_held:
        raise Refused("Minutes are given once they are written.")


def _tell(copy: PlanCopy, by: Actor) -> None:
    what = GIVEN[CopyKind(copy.kind)]
    if copy.meeting is not None:
        called = profile_of(by.partnership).called(copy.meeting.kind)
        data = {"meeting": copy.meeting.reference, "called": called, "what": what}
        events.record(timeline.MINUTES_SHARED, copy.meeting, by=by, data=data)
    elif copy.version is not None:
        data = {"plan": copy.version.plan.reference, "what": what, "version": copy.version.number}
        events.record(timeline.PLAN_SHARED, copy.version.plan, by=by, data=data)

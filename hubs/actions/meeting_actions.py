"""What becomes of an action that a meeting agreed: done, another day, not needed any more (R088)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from ehm import notifications
from ehm.actions import Refused, still_there
from ehm.permissions import require
from ehm.rows.actor import Actor
from hubs import happenings, notices, telling
from hubs.models import ActionDate, MeetingAction
from hubs.permissions import can_change_action, can_finish_action


@transaction.atomic
def finish_action(*, action: MeetingAction, outcome: str, by: Actor) -> MeetingAction:
    """It is done, and what came of it."""
    action = lock_action(action, by)
    require(can_finish_action, by, action)
    _check_to_do(action)
    if not outcome.strip():
        raise Refused("Say what came of it.")
    action.done_at, action.done_by, action.outcome = timezone.now(), by.membership, outcome.strip()
    action.save(update_fields=["done_at", "done_by", "outcome"])
    notifications.answered([notices.HAS_ACTION, telling.MOVED], subjects=[action.reference], by=by)
    happenings.tell_of_action(action, happenings.ACTION_DONE, action.done_at)
    return action


@transaction.atomic
def move_action(*, action: MeetingAction, to: date, reason: str, by: Actor) -> ActionDate:
    """It is late, or will be: why, and its new day. The days before are kept, and the line manager of whoever does it
    is told."""
    action = lock_action(action, by)
    require(can_change_action, by, action)
    _check_to_do(action)
    if not reason.strip():
        raise Refused("Say why.")
    if to < timezone.localdate():
        raise Refused("The new day cannot be in the past.")
    if to == action.due_on:
        raise Refused("This is the day that it has already.")
    moved = ActionDate.objects.create(
        tenant_id=by.tenant_id,
        action=action,
        was_due_on=action.due_on,
        due_on=to,
        reason=reason.strip(),
        recorded_by=by.membership,
    )
    action.due_on = to
    action.save(update_fields=["due_on"])
    happenings.tell_of_action(action, happenings.ACTION_MOVED, moved.recorded_at)
    _tell(action, telling.MOVED, by)
    return moved


@transaction.atomic
def drop_action(*, action: MeetingAction, reason: str, by: Actor) -> MeetingAction:
    """Nobody needs it any more."""
    action = lock_action(action, by)
    require(can_change_action, by, action)
    _check_to_do(action)
    if not reason.strip():
        raise Refused("Say why.")
    action.dropped_at, action.dropped_because = timezone.now(), reason.strip()
    action.save(update_fields=["dropped_at", "dropped_because"])
    happenings.tell_of_action(action, happenings.ACTION_DROPPED, action.dropped_at)
    _tell(action, telling.DROPPED, by)
    return action


def lock_action(action: MeetingAction, by: Actor) -> MeetingAction:
    rows = MeetingAction.objects.visible_to(by).select_for_update(of=("self",))
    return still_there(rows.select_related("doer__line_manager", "doer_agency"), pk=action.pk)


def _check_to_do(action: MeetingAction) -> None:
    if action.done_at is not None:
        raise Refused("This is done already.")
    if action.dropped_at is not None:
        raise Refused("This is not needed any more.")


def _tell(action: MeetingAction, kind: str, by: Actor) -> None:
    doer = [action.doer] if action.doer and telling.may_be_asked(action.doer, action.excluded) else []
    notifications.notify([*doer, *telling.who_sees_to(action)], kind, subject=action.reference, by=by)

"""What the plan holds: goals, actions, bottom lines; and what became of each (R070, R093)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ehm import events
from ehm.actions import Refused, Stale
from ehm.rows.actor import Actor
from plans import lifecycle, timeline
from plans.actions.locking import lock_part, lock_plan
from plans.actions.plans import CHANGED_MEANWHILE
from plans.choices import PromiseKind
from plans.lifecycle import Done
from plans.models import Goal, Meeting, Move, Plan, PlanPart, Promise
from plans.permissions import can_finish_promise, can_write_plan
from plans.promises import about, begin_clocks, is_agreed

GOAL = ("what", "how", "good_progress", "is_cause", "needs", "worries", "person")
PROMISE = ("goal", "what", "worker", "person", "somebody", "by_when", "measure", "consequence")
_SAVED = ("agency", "recorded_by", "saved_at", "version")
P = TypeVar("P", bound=PlanPart)


def _may_write(actor: Actor, part: PlanPart) -> bool:
    return can_write_plan(actor, part.plan)


@transaction.atomic
def add_goal(*, plan: Plan, values: Mapping[str, Any], by: Actor) -> Goal:
    """`values` as in GOAL. What the family wants is all that has to be there."""
    plan = lock_plan(plan, can_write_plan, by)
    goal = _new(Goal(), plan, {name: values[name] for name in GOAL}, by)
    goal.save(force_insert=True)
    return goal


@transaction.atomic
def change_goal(*, goal: Goal, values: Mapping[str, Any], version: int, by: Actor) -> Goal:
    goal = lock_part(goal, _may_write, by)
    _change(goal, {name: values[name] for name in GOAL}, version, by)
    return goal


@transaction.atomic
def add_promise(
    *, plan: Plan, kind: PromiseKind, values: Mapping[str, Any], by: Actor, meeting: Meeting | None = None
) -> Promise:
    """`values` as in PROMISE; `meeting` is the one that decided on it. In an agreed plan, one with a day has a clock
    from now on."""
    plan = lock_plan(plan, can_write_plan, by)
    promise = _new(Promise(kind=kind, meeting=meeting), plan, _kept(plan, kind, values), by)
    promise.save(force_insert=True)
    if is_agreed(promise):
        begin_clocks([promise], by)
    return promise


@transaction.atomic
def change_promise(*, promise: Promise, values: Mapping[str, Any], version: int, by: Actor) -> Promise:
    """Of an agreed promise the day is moved with a reason (`move_promise`), not changed."""
    promise = lock_part(promise, _may_write, by)
    lifecycle.check_open(promise.status)
    kept = _kept(promise.plan, promise.kind, values)
    had_day, had = promise.by_when is not None, promise.worker_id
    if is_agreed(promise) and had_day and kept["by_when"] != promise.by_when:
        raise Refused("This day was agreed with the family. Move it, and say why.")
    _change(promise, kept, version, by)
    if is_agreed(promise) and not had_day:
        begin_clocks([promise], by)
    elif is_agreed(promise) and promise.worker_id != had:
        data = {"plan_action": promise.reference, "owner_id": promise.worker_id}
        events.record(timeline.ACTION_HANDED, promise, by=by, data=data)
    return promise


@transaction.atomic
def remove_part(*, part: Goal | Promise, by: Actor) -> None:
    """Take it off the plan; its row stays. What hangs on a goal goes with it."""
    part = lock_part(part, _may_write, by)
    if isinstance(part, Promise):
        _remove(part, by)
        return
    promises = Promise.objects.kept().filter(tenant_id=by.tenant_id, goal=part)
    for promise in promises.select_related("plan", "episode"):
        _remove(promise, by)
    _take_off(part, by)


@transaction.atomic
def finish_promise(*, promise: Promise, is_done: bool, on: date, note: str, by: Actor, said_by: str = "") -> Promise:
    """Done, or not done and why. `said_by`: whoever said so by a link that acts for `by`."""
    promise = lock_part(promise, can_finish_promise, by)
    lifecycle.check_open(promise.status)
    if on > timezone.localdate():
        raise Refused("The day cannot be later than today.")
    if not is_done and not note.strip():
        raise Refused("Say why it was not done: it helps to choose what to do now.")
    promise.status = Done.DONE if is_done else Done.NOT_DONE
    promise.finished_on, promise.finished_by, promise.note = on, by.membership, note.strip()
    promise.said_by = said_by
    promise.version += 1
    promise.save(update_fields=["status", "finished_on", "finished_by", "note", "said_by", "version"])
    _tell_finished(promise, by, is_done=is_done)
    return promise


@transaction.atomic
def move_promise(*, promise: Promise, to: date, reason: str, by: Actor) -> Move:
    """It gets another day; the one before stays on record."""
    promise = lock_part(promise, can_finish_promise, by)
    lifecycle.check_open(promise.status)
    if not reason.strip():
        raise Refused("Say why the day moves.")
    if to == promise.by_when:
        raise Refused("That is the day it has already.")
    if to < timezone.localdate():
        raise Refused("The new day cannot be in the past.")
    move = Move.objects.create(
        tenant_id=by.tenant_id,
        episode_id=promise.episode_id,
        promise=promise,
        before=promise.by_when,
        after=to,
        reason=reason.strip(),
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    had_day, promise.by_when = promise.by_when is not None, to
    promise.version += 1
    promise.save(update_fields=["by_when", "version"])
    if is_agreed(promise):
        if had_day:
            events.record(timeline.ACTION_MOVED, promise, by=by, data=about(promise, to))
        else:
            begin_clocks([promise], by)
    return move


def _new(part: P, plan: Plan, values: Mapping[str, Any], by: Actor) -> P:
    last = type(part)._default_manager.filter(tenant_id=by.tenant_id, plan=plan).aggregate(last=Max("position"))["last"]
    part.tenant_id, part.plan, part.episode = by.tenant_id, plan, plan.episode
    part.position = (last or 0) + 1
    part.agency_id, part.recorded_by = by.agency_id, by.membership
    for name, value in values.items():
        setattr(part, name, value)
    return part


def _change(part: PlanPart, values: Mapping[str, Any], version: int, by: Actor) -> None:
    if part.version != version:
        raise Stale(CHANGED_MEANWHILE, {name: getattr(part, name) for name in (*values, "version")})
    for name, value in values.items():
        setattr(part, name, value)
    _save(part, by, *values)


def _save(part: PlanPart, by: Actor, *names: str) -> None:
    part.agency_id, part.recorded_by, part.saved_at = by.agency_id, by.membership, timezone.now()
    part.version += 1
    part.save(update_fields=[*names, *_SAVED])


def _kept(plan: Plan, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: values[name] for name in PROMISE}
    goal = kept["goal"]
    if goal is not None and goal.plan_id != plan.pk:
        raise Refused("Choose a goal of this plan.")
    if kind != PromiseKind.BOTTOM_LINE:
        kept["consequence"] = ""
    return kept


def _remove(promise: Promise, by: Actor) -> None:
    was_open = promise.status == Done.OPEN
    _take_off(promise, by)
    if was_open and is_agreed(promise) and promise.by_when is not None:
        _tell_finished(promise, by, is_done=False)


def _take_off(part: PlanPart, by: Actor) -> None:
    part.removed_at = timezone.now()
    _save(part, by, "removed_at")


def _tell_finished(promise: Promise, by: Actor, *, is_done: bool) -> None:
    data = {"plan_action": promise.reference, "is_done": is_done}
    events.record(timeline.ACTION_FINISHED, promise, by=by, data=data)

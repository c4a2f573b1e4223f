"""The first step of every action on a plan: may this person, and then the row as it is now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from cases.models import Episode
from ehm.actions import still_there
from ehm.permissions import require
from ehm.rows.actor import Actor
from plans.models import Meeting, Plan

R = TypeVar("R", bound=Any)
OF_EPISODE = ("episode__family", "episode__lead", "episode__lead_agency", "episode__area")


def lock_plan(plan: Plan, may: Callable[[Actor, Plan], bool], by: Actor) -> Plan:
    """What two people do to one plan happens one after the other: its episode is held until the action is done."""
    return _lock(Plan.objects.select_related(*OF_EPISODE), plan, may, by)


def lock_part(part: R, may: Callable[[Actor, R], bool], by: Actor, *related: str) -> R:
    """A goal or promise that is still on the plan."""
    rows = type(part).objects.kept().select_related("plan__episode", *OF_EPISODE, *related)
    return _lock(rows, part, may, by)


def lock_meeting(meeting: Meeting, may: Callable[[Actor, Meeting], bool], by: Actor) -> Meeting:
    return _lock(Meeting.objects.select_related("plan", *OF_EPISODE), meeting, may, by)


def _lock(rows: Any, row: R, may: Callable[[Actor, R], bool], by: Actor) -> R:
    require(may, by, row)
    Episode.objects.lock(row.episode_id)
    fresh: R = still_there(rows, tenant_id=by.tenant_id, pk=row.pk)
    require(may, by, fresh)
    return fresh

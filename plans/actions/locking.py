"""The first step of every action on a row of an episode: may this person, and then the row as it is now, asked again.
What two people do to one family happens one after the other: its episode is held until the action is done."""

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
    return lock_row(Plan.objects, plan, may, by)


def lock_part(part: R, may: Callable[[Actor, R], bool], by: Actor) -> R:
    """A goal or promise that is still on the plan."""
    return lock_row(type(part).objects.kept().select_related("plan__episode"), part, may, by)


def lock_meeting(meeting: Meeting, may: Callable[[Actor, Meeting], bool], by: Actor) -> Meeting:
    return lock_row(Meeting.objects.select_related("plan"), meeting, may, by)


def lock_row(rows: Any, row: R, may: Callable[[Actor, R], bool], by: Actor) -> R:
    """`rows`: where it is read again, with what `may` and the action ask of it beside its episode."""
    require(may, by, row)
    Episode.objects.lock(row.episode_id)
    fresh: R = still_there(rows.select_related(*OF_EPISODE), tenant_id=by.tenant_id, pk=row.pk)
    require(may, by, fresh)
    return fresh

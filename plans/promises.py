"""What is promised: by whom, by when, and which of it the clocks are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cases.models import TimelineEvent
from ehm import events
from ehm.rows.actor import Actor
from plans import timeline
from plans.lifecycle import Done, PlanStatus
from plans.models import Promise


def begin_clocks(promises: Iterable[Promise], by: Actor) -> None:
    """The open ones with a day, of an agreed plan, unless their clock began when the plan was agreed before."""
    dated = [one for one in promises if one.by_when is not None and one.status == Done.OPEN]
    known = TimelineEvent.objects.filter(
        tenant_id=by.tenant_id,
        episode_id__in={one.episode_id for one in dated},
        kind=timeline.ACTION_AGREED.name,
        data__plan_action__in=[one.reference for one in dated],
    )
    begun = {event.data["plan_action"] for event in known}
    for promise in dated:
        if promise.reference not in begun and promise.by_when is not None:
            data = about(promise, promise.by_when)
            events.record(timeline.ACTION_AGREED, promise, by=by, data=data)


def about(promise: Promise, by_when: date) -> dict[str, object]:
    return {"plan_action": promise.reference, "agreed_on": by_when.isoformat(), "owner_id": promise.worker_id}


def is_agreed(promise: Promise) -> bool:
    return bool(promise.plan.status == PlanStatus.AGREED)


def lacks(promise: Promise) -> list[str]:
    """What a line still needs for somebody to be able to do it: 'who', 'by when', 'how you will see it is done'; of a
    bottom line also what follows."""
    found = [] if promise.whose else ["who"]
    found += [] if promise.by_when else ["by when"]
    if promise.is_bottom_line:
        return found + ([] if promise.consequence else ["what follows if it is missed"])
    return found + ([] if promise.measure else ["how you will see it is done"])

"""Days that no working-day clock counts."""

from datetime import date, timedelta

from django.db import transaction

from ehm import administration_log as log
from ehm import working_days
from ehm.actions import Refused
from ehm.models import NonWorkingDay, NonWorkingDayKind
from ehm.permissions import can_administer, require
from ehm.rows.actor import Actor
from ehm.words import day

LONGEST_CLOSURE = 31  # days


@transaction.atomic
def add_closure(*, first: date, last: date, name: str, by: Actor) -> int:
    """Close the partnership's offices from the first to the last day. Gives how many working days that takes away;
    open clocks are counted again."""
    require(can_administer, by, by.partnership)
    if last < first:
        raise Refused("The last day must be on or after the first")
    if (last - first).days >= LONGEST_CLOSURE:
        raise Refused(f"A closure can be {LONGEST_CLOSURE} days at most")
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    there = set(NonWorkingDay.objects.filter(tenant_id=by.tenant_id, on__in=days).values_list("on", flat=True))
    added = [on for on in days if on.weekday() < 5 and on not in there]
    if not added:
        raise Refused("None of these days is a working day")
    NonWorkingDay.objects.bulk_create(
        NonWorkingDay(tenant_id=by.tenant_id, on=on, name=name, kind=NonWorkingDayKind.CLOSURE) for on in added
    )
    span = day(first) if first == last else f"{day(first)} to {day(last)}"
    change = log.record(log.CLOSURE_ADDED, tenant_id=by.tenant_id, by=by, data={"name": name, "days": span})
    working_days.changed(change, by)
    return len(added)


@transaction.atomic
def rename_day(*, on: NonWorkingDay, name: str, by: Actor) -> None:
    """Call a bank holiday or closure something else. No clock changes."""
    on = NonWorkingDay.objects.select_for_update().get(tenant_id=by.tenant_id, pk=on.pk)
    require(can_administer, by, by.partnership)
    if on.name == name:
        return
    was, on.name = on.name, name
    on.save(update_fields=["name"])
    data = {"day": day(on.on), "was": was, "name": name}
    log.record(log.DAY_RENAMED, tenant_id=by.tenant_id, by=by, data=data)


@transaction.atomic
def remove_day(*, on: NonWorkingDay, by: Actor) -> None:
    """Make it a working day again; open clocks are counted again."""
    on = NonWorkingDay.objects.select_for_update().get(tenant_id=by.tenant_id, pk=on.pk)
    require(can_administer, by, by.partnership)
    data = {"day": day(on.on), "name": on.name}
    change = log.record(log.DAY_REMOVED, tenant_id=by.tenant_id, by=by, data=data)
    on.delete()
    working_days.changed(change, by)

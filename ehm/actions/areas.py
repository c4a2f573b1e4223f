"""Hubs and localities, and the postcodes that each reaches."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from ehm import administration_log as log
from ehm.actions import Refused, write
from ehm.models import Area, AreaPostcode, Membership
from ehm.permissions import can_administer, require
from ehm.rows.actor import Actor


def _check_name(name: str, by: Actor, other_than: Area | None = None) -> None:
    same = Area.objects.visible_to(by).current().filter(name__iexact=name)
    if (same.exclude(pk=other_than.pk) if other_than else same).exists():
        raise Refused(f"There is an area called {name} already")


@transaction.atomic
def add_area(*, values: dict[str, Any], by: Actor) -> Area:
    """Another hub or locality. It has no postcodes and nobody works there yet."""
    require(can_administer, by, by.partnership)
    _check_name(values["name"], by)
    area = Area.objects.create(tenant_id=by.tenant_id, **values)
    log.record(log.AREA_ADDED, tenant_id=by.tenant_id, by=by, subject=area.reference, data={"name": area.name})
    return area


@transaction.atomic
def change_area(*, area: Area, values: dict[str, Any], shown: str, by: Actor) -> None:
    """Correct an area's name, kind or telephone."""
    area = Area.objects.select_for_update().get(tenant_id=by.tenant_id, pk=area.pk)
    require(can_administer, by, area.tenant)
    _check_name(values["name"], by, area)
    changed = write(area, values, shown=shown)
    if changed:
        data = {"name": area.name, "fields": changed}
        log.record(log.AREA_CHANGED, tenant_id=by.tenant_id, by=by, subject=area.reference, data=data)


@transaction.atomic
def end_area(*, area: Area, by: Actor) -> None:
    """Close a hub or locality. Refused while somebody works there or postcodes lead to it."""
    area = Area.objects.select_for_update().get(tenant_id=by.tenant_id, pk=area.pk)
    require(can_administer, by, area.tenant)
    if area.ended_at:
        raise Refused(f"{area.name} has ended already")
    people = Membership.objects.visible_to(by).current().filter(area=area).count()
    if people:
        raise Refused(f"{people} {'person works' if people == 1 else 'people work'} in {area.name}. Move them first")
    if AreaPostcode.objects.filter(tenant_id=by.tenant_id, area=area).exists():
        raise Refused(f"Postcodes still lead to {area.name}. Give them to another area first")
    area.ended_at = timezone.now()
    area.save(update_fields=["ended_at"])
    log.record(log.AREA_ENDED, tenant_id=by.tenant_id, by=by, subject=area.reference, data={"name": area.name})


@transaction.atomic
def set_postcodes(*, area: Area, prefixes: Iterable[str], by: Actor) -> None:
    """Which postcodes an area reaches, all of them at once. A postcode belongs to one area only."""
    area = Area.objects.select_for_update().get(tenant_id=by.tenant_id, pk=area.pk)
    require(can_administer, by, area.tenant)
    if area.ended_at:
        raise Refused(f"{area.name} has ended")
    wanted = set(prefixes)
    elsewhere = AreaPostcode.objects.filter(tenant_id=by.tenant_id, prefix__in=wanted).exclude(area=area)
    taken = list(elsewhere.select_related("area").order_by("prefix"))
    if taken:
        raise Refused("; ".join(f"{other.prefix} belongs to {other.area.name}" for other in taken))
    mine = AreaPostcode.objects.filter(tenant_id=by.tenant_id, area=area)
    there = set(mine.values_list("prefix", flat=True))
    added, removed = sorted(wanted - there), sorted(there - wanted)
    mine.filter(prefix__in=removed).delete()
    AreaPostcode.objects.bulk_create(AreaPostcode(tenant_id=by.tenant_id, area=area, prefix=prefix) for prefix in added)
    if added or removed:
        data = {"name": area.name, "added": added, "removed": removed}
        log.record(log.POSTCODES_CHANGED, tenant_id=by.tenant_id, by=by, subject=area.reference, data=data)

"""The catalogue of services: add, change and end one; begin with what is usual (R068)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from ehm import administration_log as log
from ehm.actions import Refused, still_there, write
from ehm.models import Area, Partnership
from ehm.permissions import require
from ehm.rows.actor import Actor
from hubs.models import Service
from hubs.permissions import can_change_services
from hubs.profile import UsualService, profile_of


@transaction.atomic
def add_service(*, values: dict[str, Any], by: Actor) -> Service:
    """Everybody in the partnership finds it from then on."""
    require(can_change_services, by, by.partnership)
    _check(values, by)
    service = Service.objects.create(tenant_id=by.tenant_id, **values)
    log.record(log.SERVICE_ADDED, tenant_id=by.tenant_id, by=by, subject=service.reference, data={"name": service.name})
    return service


@transaction.atomic
def change_service(*, service: Service, values: dict[str, Any], shown: str, by: Actor) -> None:
    """Letters that named it keep what they said."""
    require(can_change_services, by, by.partnership)
    service = _lock(service, by)
    _check(values, by, service)
    changed = write(service, values, shown=shown)
    if changed:
        data = {"name": service.name, "fields": changed}
        log.record(log.SERVICE_CHANGED, tenant_id=by.tenant_id, by=by, subject=service.reference, data=data)


@transaction.atomic
def end_service(*, service: Service, by: Actor) -> None:
    """Nobody is sent there any more."""
    require(can_change_services, by, by.partnership)
    service, today = _lock(service, by), timezone.localdate()
    if service.ends_on is not None and service.ends_on <= today:
        raise Refused(f"{service.name} has ended already")
    service.ends_on = today
    service.starts_on = min(service.starts_on, today) if service.starts_on else None
    service.save(update_fields=["ends_on", "starts_on"])
    log.record(log.SERVICE_ENDED, tenant_id=by.tenant_id, by=by, subject=service.reference, data={"name": service.name})


@transaction.atomic
def add_usual_services(*, by: Actor) -> list[Service]:
    """What partnerships like this one usually have and this one has never listed. Who runs each is still to be said."""
    require(can_change_services, by, by.partnership)
    Partnership.objects.select_for_update().get(pk=by.tenant_id)
    return [add_service(values=asdict(one), by=by) for one in missing(by)]


def missing(by: Actor) -> list[UsualService]:
    """Of the profile's list."""
    there = Service.objects.visible_to(by)
    keys, names = set(there.values_list("key", flat=True)), {one.name.lower() for one in there.current()}
    usual = profile_of(by.partnership).services
    return [one for one in usual if one.key not in keys and one.name.lower() not in names]


def _lock(service: Service, by: Actor) -> Service:
    return still_there(Service.objects.visible_to(by).select_for_update(), pk=service.pk)


def _check(values: dict[str, Any], by: Actor, other_than: Service | None = None) -> None:
    same = Service.objects.visible_to(by).current().filter(name__iexact=values["name"])
    if (same.exclude(pk=other_than.pk) if other_than else same).exists():
        raise Refused(f"There is a service called {values['name']} already")
    from_age, to_age = values.get("from_age"), values.get("to_age")
    if from_age is not None and to_age is not None and from_age > to_age:
        raise Refused("The first age must not be above the last")
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
    if starts_on and ends_on and starts_on > ends_on:
        raise Refused("It must not end before it starts")
    if values.get("agency") and values.get("provider"):
        raise Refused("Choose the agency, or write who else runs it, not both")
    areas = set(values.get("area_ids") or ())
    if areas - set(Area.objects.visible_to(by).filter(pk__in=areas).values_list("pk", flat=True)):
        raise Refused("Choose areas of this partnership")

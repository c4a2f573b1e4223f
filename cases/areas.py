"""Which hub or locality reaches an address (R024)."""

from __future__ import annotations

from cases.models import Address, Family
from ehm.models import Area, AreaPostcode
from ehm.postcodes import prefixes
from ehm.rows.actor import Actor


def area_reaching(postcode: str, actor: Actor) -> Area | None:
    return area_at(postcode, actor.tenant_id)


def area_at(postcode: str, tenant_id: int) -> Area | None:
    """By the longest start of the postcode that an area names: 'CV99 1' goes before 'CV99', and 'CV9' is no start."""
    starts = prefixes(postcode)
    found = AreaPostcode.objects.filter(tenant_id=tenant_id, prefix__in=starts).select_related("area")
    longest = max(found, key=lambda reached: len(reached.prefix), default=None)
    if longest is None:
        return None
    area: Area = longest.area
    return area


def area_for(family: Family, actor: Actor) -> Area | None:
    """By the family's present address, else the area written on the family."""
    addresses = Address.objects.visible_to(actor).current().filter(family=family).exclude(postcode="")
    for postcode in addresses.order_by("-started_on", "-pk").values_list("postcode", flat=True)[:5]:
        area = area_reaching(postcode, actor)
        if area and area.ended_at is None:
            return area
    written: Area | None = family.area
    return written

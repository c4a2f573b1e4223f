"""The calendar of a partnership: bank holidays of its nation, closures of its own, and who must hear of a change."""

from collections.abc import Callable, Iterable
from datetime import date

import holidays
from django.utils import timezone

from ehm.models import NonWorkingDay, NonWorkingDayKind, OrganisationEvent, Partnership
from ehm.rows.actor import Actor
from ehm.rows.context import acting_as_role
from ehm.rows.roles import PLATFORM

SUBDIVISIONS = {"england": "ENG", "wales": "WLS"}
YEARS_BEFORE, YEARS_AFTER = 2, 3

Listener = Callable[[OrganisationEvent, Actor], None]
_listeners: list[Listener] = []


def on_change(listener: Listener) -> Listener:
    """`@on_change` above a function that takes the line of the administrators' log and who changed the calendar."""
    _listeners.append(listener)
    return listener


def changed(change: OrganisationEvent, by: Actor) -> None:
    """A day was added or taken away: open clocks must be counted again. Inside the transaction of the change."""
    for listener in _listeners:
        listener(change, by)


def bank_holidays(nation: str, years: Iterable[int]) -> dict[date, str]:
    """Those that fall on a weekday, in order; a weekend is no working day anyway."""
    found = holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=list(years), language="en_GB")
    plain = {on: name.replace(" (observed)", " (substitute day)") for on, name in found.items()}
    return {on: plain[on] for on in sorted(plain) if on.weekday() < 5}


def seed_bank_holidays(tenant: Partnership, years: Iterable[int] | None = None) -> int:
    """Write the bank holidays of each year that has none yet, so that what an administrator took away stays away."""
    this_year = timezone.localdate().year
    wanted = set(years or range(this_year - YEARS_BEFORE, this_year + YEARS_AFTER + 1))
    there = NonWorkingDay.objects.filter(tenant_id=tenant.pk, kind=NonWorkingDayKind.BANK_HOLIDAY)
    wanted -= {on.year for on in there.values_list("on", flat=True)}
    days = bank_holidays(tenant.nation, wanted) if wanted else {}
    taken = set(NonWorkingDay.objects.filter(tenant_id=tenant.pk, on__in=days).values_list("on", flat=True))
    NonWorkingDay.objects.bulk_create(
        NonWorkingDay(tenant=tenant, on=on, name=name, kind=NonWorkingDayKind.BANK_HOLIDAY)
        for on, name in days.items()
        if on not in taken
    )
    return len(days.keys() - taken)


def seed_coming_years() -> None:
    """Every night: the calendar of no partnership ever runs out."""
    with acting_as_role(PLATFORM):
        for tenant in Partnership.objects.all():
            seed_bank_holidays(tenant)

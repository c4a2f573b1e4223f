"""The service catalogue of an invented partnership: what is usual there, run by its agencies and one from outside."""

from __future__ import annotations

import random
from dataclasses import asdict

from ehm.demo.copying import Table
from ehm.demo.organisations import Made
from ehm.models import AgencyKind
from ehm.models.tenancy import WRITTEN, drawn_reference
from hubs.models import Service
from hubs.profile import profile_of

OUTSIDE = "Lantern Trust"
RUN_BY = {
    "drugs_adult": AgencyKind.SUBSTANCE_MISUSE,
    "domestic_abuse": AgencyKind.DOMESTIC_ABUSE,
    "baby_clinic": AgencyKind.HEALTH_VISITING,
    "school_nurse": AgencyKind.SCHOOL_NURSING,
    "young_carers": AgencyKind.VOLUNTARY,
    "youth_club": AgencyKind.YOUTH_SUPPORT,
}


def service_table() -> Table:
    return Table(
        Service,
        "id tenant_id reference key name what for_whom needs from_age to_age is_before_birth is_asked_directly"
        " agency_id provider phone email web area_ids",
    )


def make_services(made: Made, table: Table, chance: random.Random) -> None:
    for number, one in enumerate(profile_of(made.tenant).services):
        kind = RUN_BY.get(one.key)
        agency = next(iter(made.of_kind(kind) if kind else []), made.council)
        is_outside = number % 5 == 4
        areas = [made.areas[0].pk] if number % 4 == 3 and len(made.areas) > 1 else []
        table.add(
            table.new_id(), made.tenant.pk, drawn_reference(WRITTEN, chance), *asdict(one).values(),
            None if is_outside else agency.pk, OUTSIDE if is_outside else "", f"01632 9603{number:02}",
            "" if number % 3 else f"{one.key.replace('_', '.')}@{made.spec.slug}.example",
            "" if number % 2 else f"https://{made.spec.slug}.example/{one.key}", areas,
        )  # fmt: skip

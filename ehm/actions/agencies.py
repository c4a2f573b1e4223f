"""Agencies of a partnership and their information-sharing agreements."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from ehm import administration_log as log
from ehm.actions import Refused, write
from ehm.actions.people import revoke
from ehm.models import Agency, Membership
from ehm.permissions import can_administer, require
from ehm.rows.actor import Actor

AGREEMENT_YEARS = 3  # R094


def review_due(signed_on: date) -> date:
    """An agreement is looked at again three years after it was signed (R094)."""
    try:
        return signed_on.replace(year=signed_on.year + AGREEMENT_YEARS)
    except ValueError:  # 29 February
        return date(signed_on.year + AGREEMENT_YEARS, 3, 1)


def _with_review(values: dict[str, Any]) -> dict[str, Any]:
    signed, review = values["isa_signed_on"], values["isa_review_on"]
    if review and not signed:
        raise Refused("Enter when the agreement was signed, or leave out when it is reviewed")
    if signed and review and review <= signed:
        raise Refused("The agreement must be reviewed after it was signed")
    return values | {"isa_review_on": review or (review_due(signed) if signed else None)}


def _check_name(name: str, by: Actor, other_than: Agency | None = None) -> None:
    same = Agency.objects.all().filter(tenant_id=by.tenant_id, ended_at=None, name__iexact=name)
    if (same.exclude(pk=other_than.pk) if other_than else same).exists():
        raise Refused(f"There is an agency called {name} already")


@transaction.atomic
def add_agency(*, values: dict[str, Any], by: Actor) -> Agency:
    """Let another agency into the partnership. Nobody works there yet."""
    require(can_administer, by, by.partnership)
    _check_name(values["name"], by)
    agency = Agency.objects.create(tenant_id=by.tenant_id, **_with_review(values))
    log.record(log.AGENCY_ADDED, tenant_id=by.tenant_id, by=by, subject=agency.reference, data={"name": agency.name})
    return agency


@transaction.atomic
def change_agency(*, agency: Agency, values: dict[str, Any], shown: str, by: Actor) -> None:
    """Correct an agency's name, kind, telephone or agreement. `shown` is the fingerprint of what the form showed."""
    agency = Agency.objects.select_for_update().get(tenant_id=by.tenant_id, pk=agency.pk)
    require(can_administer, by, agency.tenant)
    _check_name(values["name"], by, agency)
    changed = write(agency, _with_review(values), shown=shown)
    if changed:
        log.record(
            log.AGENCY_CHANGED,
            tenant_id=by.tenant_id,
            by=by,
            subject=agency.reference,
            data={"name": agency.name, "fields": changed},
        )


@transaction.atomic
def end_agency(*, agency: Agency, by: Actor) -> int:
    """The agency leaves the partnership: everybody who works there loses access at once. Gives how many did."""
    agency = Agency.objects.select_for_update().get(tenant_id=by.tenant_id, pk=agency.pk)
    require(can_administer, by, agency.tenant)
    if agency.pk == by.agency_id:
        raise Refused("You cannot end the agency that you work for yourself")
    if agency.ended_at:
        raise Refused(f"{agency.name} has ended already")
    people = list(Membership.objects.visible_to(by).current().filter(agency=agency).select_for_update())
    agency.ended_at = timezone.now()
    agency.save(update_fields=["ended_at"])
    for person in people:
        person.ended_at, person.ended_by = agency.ended_at, by.membership
        person.save(update_fields=["ended_at", "ended_by"])
    revoke([person.user_id for person in people], by=by)
    log.record(
        log.AGENCY_ENDED,
        tenant_id=by.tenant_id,
        by=by,
        subject=agency.reference,
        data={"name": agency.name, "people": len(people)},
    )
    return len(people)

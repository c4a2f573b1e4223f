"""Setting up a partnership. Done by the platform's administrator, who reads no case data."""

from dataclasses import dataclass

from django.db import transaction

from ehm import administration_log as log
from ehm.actions import Refused
from ehm.actions.people import account_for
from ehm.models import Agency, AgencyKind, Membership, Partnership, Role
from ehm.working_days import seed_bank_holidays


@dataclass(frozen=True)
class NewPartnership:
    name: str
    slug: str
    profile: str
    nation: str
    council: str
    administrator_email: str
    administrator_name: str


@transaction.atomic
def add_partnership(new: NewPartnership) -> Membership:
    """A partnership with its council, its calendar and its first administrator. As ehm_platform."""
    if Partnership.objects.filter(slug=new.slug).exists():
        raise Refused(f"There is a partnership with the short name {new.slug} already")
    tenant = Partnership.objects.create(name=new.name, slug=new.slug, profile=new.profile, nation=new.nation)
    seed_bank_holidays(tenant)
    council = Agency.objects.create(tenant=tenant, name=new.council, kind=AgencyKind.LOCAL_AUTHORITY)
    log.record(log.PARTNERSHIP_ADDED, tenant_id=tenant.pk, by=None, data={"name": tenant.name})
    return add_administrator(council=council, email=new.administrator_email, name=new.administrator_name)


@transaction.atomic
def add_administrator(*, council: Agency, email: str, name: str) -> Membership:
    """The first administrator of a partnership, or another where the last has left. As ehm_platform."""
    person = Membership.objects.create(
        tenant_id=council.tenant_id,
        user_id=account_for(email, name),
        agency=council,
        role=Role.ADMINISTRATOR,
        display_name=name,
    )
    log.record(
        log.PERSON_INVITED,
        tenant_id=council.tenant_id,
        by=None,
        subject=person.reference,
        data={"name": name, "role": "partnership administrator", "agency": council.name},
    )
    return person

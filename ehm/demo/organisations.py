"""Three partnerships that are like real ones and are none: areas, agencies, calendar and the people who sign in."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from ehm.demo.names import FAMILIES, MEN, PLACES, WOMEN
from ehm.models import (
    Agency,
    AgencyKind,
    Area,
    AreaKind,
    AreaPostcode,
    Membership,
    NonWorkingDay,
    NonWorkingDayKind,
    Partnership,
    Role,
    User,
)
from ehm.models.tenancy import WRITTEN, drawn_reference
from ehm.working_days import bank_holidays

SIGN_INS = ("practitioner", "manager", "hub", "chair", "coordinator", "partner", "auditor", "admin")


@dataclass(frozen=True)
class Spec:
    """What a demo partnership is like. `families` and the caseload follow it; `agencies` by kind."""

    name: str
    slug: str
    profile: str
    area_kind: str
    areas: int
    postcode: str  # a district that does not exist
    families: int
    hub_practitioners: int
    agencies: dict[str, int] = field(default_factory=dict)
    partners_in_each: int = 2
    overlays: tuple[str, ...] = ()


CITY_AGENCIES: dict[str, int] = {
    AgencyKind.PRIMARY_SCHOOL: 26,
    AgencyKind.SECONDARY_SCHOOL: 9,
    AgencyKind.SPECIAL_SCHOOL: 2,
    AgencyKind.ALTERNATIVE_PROVISION: 1,
    AgencyKind.EARLY_YEARS: 8,
    AgencyKind.HEALTH_VISITING: 1,
    AgencyKind.SCHOOL_NURSING: 1,
    AgencyKind.MIDWIFERY: 1,
    AgencyKind.GP: 6,
    AgencyKind.CHILD_MENTAL_HEALTH: 1,
    AgencyKind.ADULT_MENTAL_HEALTH: 1,
    AgencyKind.SUBSTANCE_MISUSE: 1,
    AgencyKind.DOMESTIC_ABUSE: 1,
    AgencyKind.HOUSING: 3,
    AgencyKind.POLICE: 1,
    AgencyKind.YOUTH_JUSTICE: 1,
    AgencyKind.PROBATION: 1,
    AgencyKind.EMPLOYMENT: 1,
    AgencyKind.VOLUNTARY: 6,
    AgencyKind.SOCIAL_CARE: 1,
    AgencyKind.SEND: 1,
    AgencyKind.YOUTH_SUPPORT: 1,
    AgencyKind.ATTENDANCE: 1,
}
TOWN_AGENCIES: dict[str, int] = {
    AgencyKind.PRIMARY_SCHOOL: 8,
    AgencyKind.SECONDARY_SCHOOL: 3,
    AgencyKind.EARLY_YEARS: 2,
    AgencyKind.HEALTH_VISITING: 1,
    AgencyKind.GP: 2,
    AgencyKind.CHILD_MENTAL_HEALTH: 1,
    AgencyKind.HOUSING: 1,
    AgencyKind.POLICE: 1,
    AgencyKind.SOCIAL_CARE: 1,
    AgencyKind.VOLUNTARY: 3,
}
COUNTY_AGENCIES = TOWN_AGENCIES | {
    AgencyKind.PRIMARY_SCHOOL: 5,
    AgencyKind.SECONDARY_SCHOOL: 2,
    AgencyKind.VOLUNTARY: 1,
}
CHARITIES = ["Community Trust", "Family Project", "Youth Works", "Food Link", "Listening Place", "Repair Café"]
AREA_NAMES = {AreaKind.HUB: "hub", AreaKind.LOCALITY: "locality", AreaKind.COUNTY: "Early Help Hub"}

NORTHBRIDGE = Spec("Northbridge", "northbridge", "coventry-2019", AreaKind.HUB, 8, "CV99", 3300, 28, CITY_AGENCIES, 3)
SALTMERE = Spec("Saltmere", "saltmere", "hull-2018", AreaKind.LOCALITY, 3, "HU99", 600, 6, TOWN_AGENCIES)
MARCHFIELD = Spec("Marchfield", "marchfield", "herefordshire-2020", AreaKind.COUNTY, 1, "HR99", 350, 4, COUNTY_AGENCIES)
DEMO = (NORTHBRIDGE, SALTMERE, MARCHFIELD)


@dataclass
class Made:
    """A partnership with its people, ready for families."""

    spec: Spec
    tenant: Partnership
    areas: list[Area]
    council: Agency
    agencies: list[Agency]
    hub_practitioners: list[Membership]
    managers: dict[int, Membership]  # by area
    partners: dict[int, list[Membership]]  # by agency
    signed: dict[str, Membership]

    def of_kind(self, *kinds: str) -> list[Agency]:
        return [agency for agency in self.agencies if agency.kind in kinds]


def make_partnership(spec: Spec, password: str, chance: random.Random, now: datetime) -> Made:
    """The partnership, its areas and agencies, its calendar and its workers. `password` is already hashed."""
    tenant = Partnership.objects.using("owner").create(
        name=spec.name,
        slug=spec.slug,
        profile=spec.profile,
        overlays=list(spec.overlays),
        safeguarding_name=f"{spec.name} front door",
        safeguarding_phone="01632 960900",
        safeguarding_form_url="https://safeguarding.example/refer",
        is_demo=True,
    )
    this_year = now.year
    NonWorkingDay.objects.using("owner").bulk_create(
        NonWorkingDay(tenant=tenant, on=on, name=name, kind=NonWorkingDayKind.BANK_HOLIDAY)
        for on, name in bank_holidays(tenant.nation, range(this_year - 3, this_year + 4)).items()
    )
    areas = _areas(spec, tenant, chance)
    council, agencies = _agencies(spec, tenant, chance, now.date())
    made = Made(spec, tenant, areas, council, agencies, [], {}, {}, {})
    _council_workers(made, password, chance, now)
    _partners(made, password, chance, now)
    return made


def hashed(password: str) -> str:
    """Once for everybody: hashing is slow on purpose, and all of the demo has one password."""
    return make_password(password)


def _areas(spec: Spec, tenant: Partnership, chance: random.Random) -> list[Area]:
    kind = AREA_NAMES[AreaKind(spec.area_kind)]
    areas = []
    for number in range(spec.areas):
        name = f"{PLACES[number]} {kind}" if spec.areas > 1 else f"{spec.name} {kind}"
        area = Area.objects.using("owner").create(
            reference=drawn_reference(WRITTEN, chance),
            tenant=tenant,
            name=name,
            kind=spec.area_kind,
            phone=f"01632 9602{number:02}",
        )
        AreaPostcode.objects.using("owner").create(tenant=tenant, area=area, prefix=f"{spec.postcode} {number + 1}")
        areas.append(area)
    return list(Area.objects.using("owner").filter(pk__in=[area.pk for area in areas]).order_by("id"))


def _agencies(spec: Spec, tenant: Partnership, chance: random.Random, today: date) -> tuple[Agency, list[Agency]]:

    def agency(name: str, kind: str, number: int) -> Agency:
        signed = today - timedelta(days=chance.randint(60, 1000))
        lapsed = number == 11  # one agency whose agreement has run out
        return Agency(
            reference=drawn_reference(WRITTEN, chance),
            tenant=tenant,
            name=name,
            kind=kind,
            phone=f"01632 9601{number:02}"[:12],
            isa_signed_on=signed - timedelta(days=365 * 4) if lapsed else signed,
            isa_review_on=today - timedelta(days=40) if lapsed else signed + timedelta(days=3 * 365),
        )

    planned = [agency(f"{spec.name} Early Help", AgencyKind.LOCAL_AUTHORITY, 0)]
    places = [*PLACES]
    chance.shuffle(places)
    for kind, count in spec.agencies.items():
        for number in range(count):
            label = AgencyKind(kind).label
            place = places[(len(planned) + number) % len(places)] if count > 1 else spec.name
            if kind == AgencyKind.SECONDARY_SCHOOL:
                label = "Academy"
            elif kind == AgencyKind.VOLUNTARY:
                label = CHARITIES[number % len(CHARITIES)]
            planned.append(agency(f"{place} {label}", kind, len(planned) % 100))
    for one in planned:
        one.save(using="owner")
    saved = list(Agency.objects.using("owner").filter(tenant=tenant).order_by("id"))
    return saved[0], saved[1:]


class _Staff:
    """Makes workers with names that no two share in one partnership."""

    def __init__(self, made: Made, password: str, chance: random.Random, now: datetime) -> None:
        self.made, self.password, self.chance, self.now = made, password, chance, now
        self.number = 0

    def hire(
        self,
        role: Role,
        agency: Agency,
        *,
        sign_in: str = "",
        area: Area | None = None,
        manager: Membership | None = None,
        job_title: str = "",
    ) -> Membership:
        self.number += 1
        given = self.chance.choice(WOMEN if self.chance.random() < 0.72 else MEN)
        name = f"{given} {self.chance.choice(FAMILIES)}"
        email = f"{sign_in or f'worker{self.number}'}@{self.made.spec.slug}.example"
        user = User(email=email, name=name, password=self.password)
        user.save(using="owner")
        place = Membership(
            reference=drawn_reference(WRITTEN, self.chance),
            tenant=self.made.tenant,
            user=user,
            agency=agency,
            area=area,
            role=role,
            line_manager=manager,
            display_name=name,
            job_title=job_title,
            work_phone=f"07700 900{self.number % 1000:03}",
            started_at=self.now - timedelta(days=900),
        )
        place.save(using="owner")
        if sign_in:
            self.made.signed[sign_in] = place
        return place


def _council_workers(made: Made, password: str, chance: random.Random, now: datetime) -> None:
    staff, council = _Staff(made, password, chance, now), made.council
    for number, area in enumerate(made.areas):
        first = number == 0
        manager = staff.hire(
            Role.MANAGER, council, area=area, sign_in="manager" if first else "", job_title="Team leader"
        )
        made.managers[area.pk] = manager
        staff.hire(
            Role.HUB_WORKER,
            council,
            area=area,
            manager=manager,
            sign_in="hub" if first else "",
            job_title="Hub co-ordination officer",
        )
        staff.hire(Role.HUB_CHAIR, council, area=area, sign_in="chair" if first else "", job_title="Chair")
        staff.hire(
            Role.COORDINATOR,
            council,
            area=area,
            sign_in="coordinator" if first else "",
            job_title="Assessment co-ordinator",
        )
    for number in range(made.spec.hub_practitioners):
        area = made.areas[number % len(made.areas)]
        made.hub_practitioners.append(
            staff.hire(
                Role.PRACTITIONER,
                council,
                manager=made.managers[area.pk],
                sign_in="practitioner" if number == 0 else "",
                job_title="Family practitioner",
            )
        )
    staff.hire(Role.AUDITOR, council, sign_in="auditor", job_title="Performance and quality")
    staff.hire(Role.ADMINISTRATOR, council, sign_in="admin", job_title="Early help system co-ordinator")


def _partners(made: Made, password: str, chance: random.Random, now: datetime) -> None:
    staff = _Staff(made, password, chance, now)
    staff.number = 1000
    for number, agency in enumerate(made.agencies):
        manager = staff.hire(Role.MANAGER, agency, job_title="Designated lead")
        workers = [manager]
        for _ in range(made.spec.partners_in_each - 1):
            workers.append(staff.hire(Role.PRACTITIONER, agency, manager=manager, job_title="Family support"))
        if number == 0:
            workers.append(
                staff.hire(Role.PARTNER, agency, sign_in="partner", manager=manager, job_title="Pastoral lead")
            )
        made.partners[agency.pk] = workers

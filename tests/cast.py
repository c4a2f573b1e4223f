"""The fixed cast of tests, demo data and docs: two partnerships, a handful of workers, a few families."""

from datetime import timedelta
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.utils import timezone
from guardian.shortcuts import assign_perm

from cases.choices import EpisodeStatus, FamilyRole, Origin, PersonKind, Relation
from cases.models import Episode, Family, FamilyMember, LeadAllocation, Person, Relationship, TeamAgency
from ehm.models import Agency, AgencyKind, Area, Membership, Partnership, Role, User
from tests import databases

PASSWORD = "correct horse battery"


def make_partnership(name, slug, profile):
    return Partnership.objects.create(
        name=name,
        slug=slug,
        profile=profile,
        safeguarding_name=f"{name} front door",
        safeguarding_phone="01632 960900",
        is_demo=True,
    )


def make_agency(tenant, name, kind=AgencyKind.VOLUNTARY):
    agency = Agency.objects.create(tenant=tenant, name=name, kind=kind, phone="01632 960100")
    agency.refresh_from_db(fields=["principal"])  # made by a trigger
    return agency


def make_worker(email, agency, role=Role.PRACTITIONER, area=None, line_manager=None):
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD)
    return Membership.objects.create(
        tenant=agency.tenant,
        user=user,
        agency=agency,
        area=area,
        role=role,
        line_manager=line_manager,
        display_name=email.split("@")[0].replace(".", " ").title(),
        work_phone="07700 900100",
    )


def make_person(by, given_name, family_name="Reed", kind=PersonKind.CHILD, **fields):
    return Person.objects.create(
        tenant_id=by.tenant_id,
        kind=kind,
        given_name=given_name,
        family_name=family_name,
        created_by_agency_id=by.agency_id,
        **fields,
    )


def make_family(by, name, *people, role=FamilyRole.HOUSEHOLD, **fields):
    family = Family.objects.create(
        tenant_id=by.tenant_id, name=name, created_by=by, created_by_agency_id=by.agency_id, **fields
    )
    for person in people:
        FamilyMember.objects.create(tenant_id=by.tenant_id, family=family, person=person, role=role)
    return family


def make_episode(by, family, area, status=EpisodeStatus.OPEN, lead=None, **fields):
    lead = lead or by
    started = timezone.now() - timedelta(days=30)
    given = {
        "origin": Origin.REQUEST,
        "level": 3,
        "requested_at": started,
        "opened_at": started if status != EpisodeStatus.REQUESTED else None,
    } | fields
    episode = Episode.objects.create(
        tenant_id=by.tenant_id,
        family=family,
        status=status,
        lead_agency_id=lead.agency_id,
        lead=lead,
        area=area,
        created_by=by,
        **given,
    )
    LeadAllocation.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        lead_agency_id=lead.agency_id,
        lead=lead,
        agency_id=by.agency_id,
        allocated_by=by,
        allocated_at=started,
        agreed_at=started,
    )
    return episode


def share(episode, agency, by):
    """`agency` joins the team around the family, as the lead's action would have it."""
    TeamAgency.objects.create(tenant_id=episode.tenant_id, episode=episode, agency=agency, added_by=by)
    assign_perm("work_on_episode", Group.objects.get(pk=agency.principal_id), episode)


def make_cast():
    """Everybody, made as the owner; the code under test runs as the login role."""
    with databases.as_owner():
        cast = SimpleNamespace()
        cast.north = make_partnership("Northbridge", "northbridge", "coventry-2019")
        cast.salt = make_partnership("Saltmere", "saltmere", "hull-2018")
        cast.march = make_partnership("Marchfield", "marchfield", "herefordshire-2020")
        cast.east = Area.objects.create(tenant=cast.north, name="East hub", phone="01632 960201")
        cast.west = Area.objects.create(tenant=cast.north, name="West hub", phone="01632 960202")
        cast.quay = Area.objects.create(tenant=cast.salt, name="Quay", kind="locality")
        cast.council = make_agency(cast.north, "Northbridge Early Help", AgencyKind.LOCAL_AUTHORITY)
        cast.school = make_agency(cast.north, "Larkfield Primary", AgencyKind.PRIMARY_SCHOOL)
        cast.police = make_agency(cast.north, "Northbridge Police", AgencyKind.POLICE)
        cast.charity = make_agency(cast.north, "Bridge House", AgencyKind.VOLUNTARY)
        cast.salt_council = make_agency(cast.salt, "Saltmere Early Help", AgencyKind.LOCAL_AUTHORITY)
        cast.salt_school = make_agency(cast.salt, "Quayside Primary", AgencyKind.PRIMARY_SCHOOL)
        cast.manager = make_worker("manager@northbridge.example", cast.council, Role.MANAGER, cast.east)
        cast.practitioner = make_worker(
            "practitioner@northbridge.example", cast.council, Role.PRACTITIONER, line_manager=cast.manager
        )
        cast.hub = make_worker("hub@northbridge.example", cast.council, Role.HUB_WORKER, cast.east, cast.manager)
        cast.west_hub = make_worker("west.hub@northbridge.example", cast.council, Role.HUB_WORKER, cast.west)
        cast.chair = make_worker("chair@northbridge.example", cast.council, Role.HUB_CHAIR, cast.east)
        cast.coordinator = make_worker("coordinator@northbridge.example", cast.council, Role.COORDINATOR, cast.east)
        cast.head = make_worker("head@northbridge.example", cast.school, Role.MANAGER)
        cast.teacher = make_worker("teacher@northbridge.example", cast.school, Role.PRACTITIONER, None, cast.head)
        cast.partner = make_worker("partner@northbridge.example", cast.police, Role.PARTNER)
        cast.helper = make_worker("helper@northbridge.example", cast.charity, Role.PARTNER)
        cast.auditor = make_worker("auditor@northbridge.example", cast.council, Role.AUDITOR)
        cast.admin = make_worker("admin@northbridge.example", cast.council, Role.ADMINISTRATOR)
        cast.stranger = make_worker("practitioner@saltmere.example", cast.salt_council)
        cast.stranger_auditor = make_worker("auditor@saltmere.example", cast.salt_council, Role.AUDITOR)

        today = timezone.localdate()
        by = cast.practitioner
        cast.aisha = make_person(by, "Aisha", date_of_birth=today - timedelta(days=9 * 365), nhs_number="9990000018")
        cast.ben = make_person(by, "Ben", date_of_birth=today - timedelta(days=6 * 365))
        cast.leo = make_person(by, "Leo", date_of_birth=today - timedelta(days=3 * 365))
        cast.dee = make_person(by, "Dee", kind=PersonKind.ADULT, date_of_birth=today - timedelta(days=31 * 365))
        cast.family = make_family(by, "Reed family", cast.aisha, cast.ben, cast.leo, cast.dee, area=cast.east)
        for child in (cast.aisha, cast.ben, cast.leo):
            Relationship.objects.create(
                tenant=cast.north,
                family=cast.family,
                person=cast.dee,
                relative=child,
                relation=Relation.MOTHER,
                has_parental_responsibility=True,
            )
        cast.episode = make_episode(by, cast.family, cast.east)
        cast.hidden_child = make_person(cast.teacher, "Noor", "Hale", date_of_birth=today - timedelta(days=8 * 365))
        cast.hidden_family = make_family(cast.teacher, "Hale family", cast.hidden_child, area=cast.west)
        cast.school_episode = make_episode(cast.teacher, cast.hidden_family, cast.west)
        salt_child = make_person(cast.stranger, "Bo", "Marsh", date_of_birth=today - timedelta(days=8 * 365))
        cast.salt_child = salt_child
        cast.salt_family = make_family(cast.stranger, "Marsh family", salt_child, area=cast.quay)
        cast.salt_episode = make_episode(cast.stranger, cast.salt_family, cast.quay)
    return cast

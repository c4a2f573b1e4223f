"""A family's pages in a real browser, at desk and phone width, judged by axe under the real content policy."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.actions import places
from cases.choices import FamilyRole, PersonKind, Relation
from cases.models import Contact, FamilyMember, KeyAgencyNote, Person, Relationship
from tests.cases.acting import acting_as
from tests.cast import make_person, share
from tests.databases import as_owner

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()


@pytest.fixture
def family(cast):
    """The Reeds with a father who lives elsewhere, a grandmother, a baby on the way, and somebody in danger."""
    by = cast.practitioner
    with as_owner():
        Person.objects.filter(pk__in=[cast.aisha.pk, cast.dee.pk]).update(sex="F")
        Person.objects.filter(pk__in=[cast.ben.pk, cast.leo.pk]).update(sex="M")
        share(cast.episode, cast.school, by)
        sam = make_person(by, "Sam", "Shaw", kind=PersonKind.ADULT, sex="M", is_date_of_birth_unknown=True)
        nan = make_person(by, "Joan", kind=PersonKind.ADULT, sex="F", is_date_of_birth_unknown=True)
        baby = make_person(by, "", kind=PersonKind.UNBORN, expected_on=TODAY + timedelta(weeks=12))
        for person, role in (
            (sam, FamilyRole.NON_RESIDENT),
            (nan, FamilyRole.NETWORK),
            (baby, FamilyRole.HOUSEHOLD),
        ):
            FamilyMember.objects.create(tenant=cast.north, family=cast.family, person=person, role=role)
        for person, relation, relative in (
            (sam, Relation.FATHER, cast.aisha),
            (sam, Relation.FATHER, cast.ben),
            (sam, Relation.FORMER_PARTNER, cast.dee),
            (nan, Relation.MOTHER, cast.dee),
            (cast.dee, Relation.MOTHER, baby),
        ):
            Relationship.objects.create(
                tenant=cast.north, family=cast.family, person=person, relative=relative, relation=relation
            )
        Contact.objects.create(
            tenant=cast.north,
            episode=cast.episode,
            agency=cast.council,
            recorded_by=by,
            happened_at=timezone.now() - timedelta(days=3),
            kind="home_visit",
            working_well="Aisha is in school every day and reads to Leo at bedtime.",
            worried_about="Ben has not slept well since his dad moved out.",
            needs_to_happen="Dee talks to the school nurse about Ben before half-term.",
        )
        KeyAgencyNote.objects.create(
            tenant=cast.north,
            person=cast.ben,
            agency=cast.charity,
            practitioner_name="Helper",
            work_phone="01632 960123",
            area_of_support="Art group on Thursdays",
            started_on=TODAY,
            recorded_by=cast.helper,
        )
    with acting_as(by) as actor:
        rows = FamilyMember.objects.select_related("family", "person").filter(family=cast.family, left_on=None)
        members = {member.person_id: member for member in rows}
        places.set_school(member=members[cast.aisha.pk], school_name="Larkfield Primary", by=actor)
        places.change_address(
            members=[members[cast.dee.pk], members[cast.aisha.pk]],
            lines="1 Elm Row\nNorthbridge",
            postcode="CV99 1AA",
            is_protected=True,
            by=actor,
        )
    return cast.family


def test_the_family_map_and_its_words(cast, family, audited):
    audited.become(cast.practitioner)
    page = audited.open(f"/families/{family.reference}/")
    page.get_by_text("The family map in words").click()
    audited.check()


def test_the_team_is_warned_and_not_told(cast, family, audited):
    audited.become(cast.teacher)
    page = audited.open(f"/families/{family.reference}/people/{cast.aisha.reference}/")
    assert "CV99" not in page.content()
    expect(page.get_by_text("Protected address").first).to_be_visible()


def test_a_family_is_written_down_and_a_slip_keeps_what_was_typed(cast, audited):
    audited.become(cast.teacher)
    page = audited.open("/families/new/")
    page.locator("[name=given_name]").fill("Mia")
    page.locator("[name=family_name]").fill("Lane")
    for part, typed in (("day", "31"), ("month", "2"), ("year", "2019")):
        page.locator(f"[name=date_of_birth_{part}]").fill(typed)
    audited.follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("link", name="Date of birth must be a real date")).to_be_visible()
    page.locator("[name=date_of_birth_month]").fill("3")
    audited.follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("heading", name="Story of the Lane family")).to_be_visible()

"""A partner leaves a key agency note; search tells who is known."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import KeyAgencyNote, SharingExclusion
from tests.cast import make_episode, make_family, make_person
from tests.databases import as_owner

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_partner_leaves_a_note_in_a_minute(audited, cast):
    audited.become(cast.partner)
    page = audited.open("/")
    page.get_by_label("Which child?").fill("aysha reed")
    audited.follow(page.get_by_role("button", name="Find the child"))
    audited.follow(page.get_by_role("link", name="Leave a note about Aisha Reed"))
    expect(page.get_by_label("Work telephone")).to_have_value(cast.partner.work_phone)
    audited.follow(page.get_by_role("button", name="Save"))  # the area of support is asked for
    page.get_by_label("Area of support").fill("Speech and language")
    audited.follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("heading", name="Northbridge Police")).to_be_visible()
    page = audited.open("/")
    audited.follow(page.get_by_role("button", name="End"))
    with as_owner():
        note = KeyAgencyNote.objects.get()
        assert (note.area_of_support, note.ended_on) == ("Speech and language", timezone.localdate())


def test_a_child_whom_nobody_knows(audited, cast):
    audited.become(cast.partner)
    page = audited.open("/notes/new/")
    page.locator("#id_q").fill("Kit Fox 3 5 2016")
    audited.follow(page.locator("main").get_by_role("button", name="Search"))
    audited.follow(page.get_by_role("button", name="Add the child"))
    page.get_by_label("Area of support").fill("Attendance")
    audited.follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("heading", name="Kit Fox", exact=True)).to_be_visible()
    audited.open("/notes/")


def test_search_from_the_header(audited, cast):
    with as_owner():
        for number in range(3):
            child = make_person(cast.practitioner, "Nora", "Hale", date_of_birth=f"201{number}-05-03", known_as="Nono")
            make_family(cast.practitioner, "Hale family", child)
        KeyAgencyNote.objects.create(
            tenant=cast.north,
            person=cast.hidden_child,
            agency=cast.charity,
            practitioner_name="Jo Hill",
            work_phone="01632 960014",
            area_of_support="Bereavement group on Thursdays",
            started_on="2026-01-05",
            recorded_by=cast.helper,
        )
    audited.become(cast.practitioner)
    page = audited.open("/search/")
    audited.follow(page.locator("main").get_by_role("button", name="Search"))
    page.locator("#search-everything").fill("noor hale")
    with page.expect_navigation():
        page.locator("#search-everything").press("Enter")
    page = audited.check()
    expect(page.get_by_text("Known to Larkfield Primary. Ask Teacher")).to_be_visible()
    audited.follow(page.get_by_role("link", name="Noor Hale"))


def test_an_excluded_agency_finds_nothing(audited, cast):
    with as_owner():
        child = make_person(cast.practitioner, "Zoe", "Lane")
        episode = make_episode(cast.practitioner, make_family(cast.practitioner, "Lane family", child), cast.east)
        SharingExclusion.objects.create(
            tenant=cast.north, episode=episode, agency=cast.police, recorded_by=cast.practitioner, reason="Asked"
        )
    for member, is_known in ((cast.helper, True), (cast.partner, False)):
        audited.become(member)
        page = audited.open("/search/")
        page.locator("#id_q").fill("Zoe Lane")
        audited.follow(page.locator("main").get_by_role("button", name="Search"))
        assert (page.get_by_text("Known to").count() > 0) is is_known

"""The first working day: a visit, a partner's note, a manager's oversight, and somebody whom the family keeps out."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.utils import timezone
from guardian.shortcuts import assign_perm
from playwright.sync_api import expect

from cases.models import Contact, KeyAgencyNote, ManagementOversight, SharingExclusion, TeamAgency
from ehm.models.sessions import Session
from standards.models import Clock
from tests import databases
from tests.browser.conftest import SIZES
from tests.cast import PASSWORD, make_cast
from tests.standards.test_keeping import allocate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    cast = make_cast()
    with databases.as_owner():
        Session.objects.all().delete()
    with time_machine.travel(timezone.now() - timedelta(hours=2), tick=False):
        allocate(cast)
    return cast


@pytest.fixture
def sign_in(new_context, live_server):
    def make(membership, size="desk"):
        context = new_context(viewport=SIZES[size], locale="en-GB", timezone_id="Europe/London")
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto(f"{live_server.url}/sign-in/")
        page.fill("[name=login]", membership.user.email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    return make


def clock_of(cast, child):
    with databases.as_owner():
        return list(
            Clock.objects.filter(standard="seen", person=child)
            .order_by("started_at", "id")
            .values_list("state", flat=True)
        )


def test_a_visit_to_two_of_three_siblings(cast, sign_in, live_server):
    page = sign_in(cast.practitioner, "phone")
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    page.goto(f"{live_server.url}/episodes/{cast.episode.reference}/contacts/new/")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.get_by_label("Home visit").check()
    for child in ("Aisha", "Ben"):
        page.get_by_role("group", name=re.compile(child)).get_by_label("Seen", exact=True).check()
    page.get_by_label("What is working well?").fill("Breakfast was on the table and everybody laughed.")
    for told in ("I explained", "I gave them the leaflet", "I gave them the lead"):
        page.get_by_label(re.compile(f"^{told}")).check()
    page.get_by_role("button", name="Save this contact").click()
    page.wait_for_url(re.compile("/saved/"))
    shown = page.locator("main").inner_text()
    assert "Aisha" in shown and "Ben" in shown and "Leo" in shown, "what the visit did, and who was not seen"
    assert clock_of(cast, cast.aisha) == clock_of(cast, cast.ben) == ["met", "running"]
    assert clock_of(cast, cast.leo) == ["running"]
    with databases.as_owner():
        assert Contact.objects.count() == 1
        assert Clock.objects.get(standard="recording").state == "met"
        assert Clock.objects.get(standard="first_contact").state == "met"
        Clock.objects.filter(standard="seen", person=cast.leo).update(
            state="overdue", due_at=timezone.now() - timedelta(days=2), is_breached=True, next_evaluation_at=None
        )
    manager = sign_in(cast.manager)
    manager.goto(f"{live_server.url}/team/")
    team = manager.locator("main").inner_text()
    assert cast.practitioner.display_name in team and "Leo" in team, "the manager's page agrees: Leo was not seen"
    assert "Aisha" not in team


def test_a_partner_leaves_a_note_on_a_phone(cast, sign_in, live_server):
    page = sign_in(cast.partner, "phone")
    page.goto(f"{live_server.url}/notes/new/")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.locator("main [name=q]").fill("Aisha Reed")
    page.locator("main [name=q]").press("Enter")
    page.wait_for_load_state()
    page.get_by_role("link", name="Leave a note about Aisha Reed").click()
    page.wait_for_selector("[name=area_of_support]")
    page.fill("[name=area_of_support]", "Safe at home talks")
    if not page.input_value("[name=work_phone]"):
        page.fill("[name=work_phone]", "01632 960123")
    page.locator("main form button").last.click()
    page.wait_for_url(lambda url: "/new" not in url)
    with databases.as_owner():
        note = KeyAgencyNote.objects.get()
        assert (note.agency, note.person, note.area_of_support) == (cast.police, cast.aisha, "Safe at home talks")
    assert "Breakfast" not in page.content()


def test_a_manager_records_oversight_of_a_fresh_allocation(cast, sign_in, live_server):
    page = sign_in(cast.manager)
    page.goto(f"{live_server.url}/episodes/{cast.episode.reference}/oversight/new/")
    page.wait_for_selector("html[data-ready]", state="attached")
    for name in ("what_is_happening", "what_is_working", "what_should_be_done", "why"):
        page.fill(f"[name={name}]", "Routines, and a word with dad.")
    day = timezone.localdate() + timedelta(days=10)
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.fill(f"[name=by_when_{part}]", str(value))
    page.locator("main form button").last.click()
    page.wait_for_url(lambda url: "oversight/new" not in url)
    with databases.as_owner():
        assert ManagementOversight.objects.count() == 1
        assert Clock.objects.get(standard="management_oversight").state == "met"


def test_an_excluded_agency_finds_nothing(cast, sign_in, live_server):
    with databases.as_owner():
        TeamAgency.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.police, added_by=cast.practitioner
        )
        assign_perm("work_on_episode", Group.objects.get(pk=cast.police.principal_id), cast.episode)
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.police, reason="x", recorded_by=cast.practitioner
        )
    page = sign_in(cast.partner)
    page.goto(f"{live_server.url}/search/")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.locator("main [name=q]").fill("Aisha Reed")
    page.locator("main [name=q]").press("Enter")
    page.wait_for_url(re.compile(r"/search/[0-9a-f-]{36}/"))
    results = page.locator("main").inner_text()
    assert cast.council.name not in results and "known to" not in results.lower()
    for path in (f"/episodes/{cast.episode.reference}/", f"/families/{cast.family.reference}/"):
        assert page.goto(live_server.url + path).status == 404

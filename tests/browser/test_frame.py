"""What surrounds every page, for somebody who acts."""

import pytest
from playwright.sync_api import expect

from ehm.models import Role
from hubs.choices import Outcome
from hubs.models import Service
from tests import databases
from tests.cast import make_cast, make_worker
from tests.hubs.asking import WORDS, ask
from tests.hubs.test_triage import decided

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return make_cast()


def test_the_frame_says_who_acts_and_where(audited, cast):
    lead = cast.practitioner
    audited.become(lead)
    page = audited.open(f"/families/{cast.family.reference}/")
    header = page.get_by_role("banner")
    expect(header.get_by_text("Northbridge")).to_be_visible()
    expect(header.get_by_role("link", name=lead.display_name)).to_be_visible()
    expect(header.get_by_role("link", name="Sign out")).to_be_visible()
    expect(page.get_by_label("Find a child or family")).to_be_visible()
    aside = page.get_by_role("complementary", name="Worried that a child is at risk now?")
    assert "01632 960900" in aside.inner_text() and "In danger now: 999" in aside.inner_text()
    if page.get_by_role("button", name="Menu").is_visible():
        page.get_by_role("button", name="Menu").click()
        audited.check()
    assert page.get_by_role("navigation", name="Menu").get_by_role("link").count() > 1


def test_only_who_may_act_elsewhere_is_asked_to_change(audited, cast):
    audited.become(cast.practitioner)
    change = "Change who you act as"
    expect(audited.open("/caseload/").get_by_role("link", name=change)).to_have_count(0)
    with databases.as_owner():
        make_worker(cast.practitioner.user.email, cast.school, Role.PARTNER)
    audited.become(cast.practitioner)
    expect(audited.open("/caseload/").get_by_role("link", name=change)).to_be_visible()


def test_a_stranger_sees_no_name_and_no_menu(audited):
    page = audited.open("/components/")
    expect(page.get_by_role("search")).to_have_count(0)
    expect(page.get_by_role("link", name="Sign out")).to_have_count(0)


def test_what_cannot_be_broken_between_words_is_broken_in_them(audited, cast):
    """The address of a page that somebody copied, on a phone: nothing scrolls sideways."""
    long = "https://saltmere.example/" + "support_for_families_" * 6
    with databases.as_owner():
        service = Service.objects.create(tenant=cast.north, name="Sleep clinic", what="Sleep.", provider="x", web=long)
    request = ask(cast.teacher, cast.east, words=WORDS | {"worries": long})
    decided(cast, request, outcome=Outcome.SIGNPOST, services=[service])
    audited.become(cast.chair)
    page = audited.open(f"/requests/{request.reference}/")
    expect(page.get_by_text(long)).to_have_count(2)

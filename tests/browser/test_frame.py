"""What surrounds every page, for somebody who acts."""

import pytest

from ehm import frame, navigation
from tests.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lead(db):
    return make_cast().practitioner


def test_the_frame_says_who_acts_and_where(audited, lead, monkeypatch):
    links = {name: "ehm:components" for name in frame.HEADER_LINKS}  # so that every link is drawn
    monkeypatch.setattr(frame, "HEADER_LINKS", links)
    entries = [navigation.Link(text, f"/{text}/", text == "Families") for text in ("My work", "Families", "Meetings")]
    monkeypatch.setattr(navigation, "for_actor", lambda actor, path: entries)
    audited.become(lead)
    page = audited.open("/components/")
    header = page.get_by_role("banner")
    assert header.get_by_text("Northbridge").is_visible()
    assert header.get_by_role("link", name=lead.display_name).is_visible()
    assert header.get_by_role("link", name="Sign out").is_visible()
    assert page.get_by_role("link", name="Change who you act as").is_visible()
    assert page.get_by_label("Find a child or family").is_visible()
    aside = page.get_by_role("complementary", name="Worried that a child is at risk now?")
    assert "01632 960900" in aside.inner_text() and "In an emergency ring 999" in aside.inner_text()
    if page.get_by_role("button", name="Menu").is_visible():
        page.get_by_role("button", name="Menu").click()
        audited.check()
    assert page.get_by_role("link", name="Families").get_attribute("aria-current") == "true"


def test_a_stranger_sees_no_name_and_no_menu(audited):
    page = audited.open("/components/")
    assert page.get_by_role("search").count() == 0
    assert page.get_by_role("link", name="Sign out").count() == 0

"""Tokens for programs, and the page that describes the API."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import RULES, RUN_AXE
from tests.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_token_is_made_shown_once_and_ended(audited):
    cast = make_cast()
    audited.become(cast.practitioner)
    page = audited.open("/me/")
    audited.follow(page.get_by_role("link", name="Tokens for programs"))
    audited.follow(page.get_by_role("button", name="Make a token"))
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.get_by_label("What is it for?").fill("Our school's system")
    audited.follow(page.get_by_role("button", name="Make a token"))
    token = page.locator("code").inner_text()
    assert token.startswith("ehm_")
    audited.follow(page.get_by_role("link", name="I have copied it"))
    assert token not in page.content()
    audited.follow(page.get_by_role("button", name="End"))
    expect(page.get_by_text("Ended", exact=True)).to_be_visible()


def test_the_description_can_be_read_by_anybody(audited):
    page = audited.page
    page.goto(audited.address + "/api/v1/docs/")
    page.evaluate(audited.axe)
    assert page.evaluate(RUN_AXE, RULES) == audited.faults == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("link", name="key-agency-notes").click()
    expect(page.locator("#key-agency-notes")).to_be_visible()

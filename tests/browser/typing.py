"""What tests that type share: a telephone that is signed in, a form that is ready, and what its status line says."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, SIZES
from tests.cast import PASSWORD

SAVED = re.compile(r"^Saved \d\d:\d\d$")
LONG = 35_000


def a_browser(new_context, timeout=PATIENCE, size="phone"):
    context = new_context(viewport=SIZES[size], locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(timeout)
    return context


def sign_in(context, membership, at):
    page = context.new_page()
    page.goto(f"{at}/sign-in/")
    page.fill("[name=login]", membership.user.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.close()


def open_form(context, address):
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def status(page):
    return page.locator("[data-draft-status]")


def wait_until(page, says):
    expect(status(page)).to_contain_text(says)


def wait_until_saved_again(page):
    """After it could not be saved for a while: it is tried again, slower each time."""
    expect(status(page)).to_have_text(SAVED, timeout=LONG)

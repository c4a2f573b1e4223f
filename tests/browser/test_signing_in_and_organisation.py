"""Signing in and the administrator's pages in a real browser, at desk and phone width."""

import os

import pytest
from playwright.sync_api import expect

from ehm.models import Agency
from ehm.rows.actor import as_actor
from ehm.rows.context import acting
from tests import databases
from tests.cast import PASSWORD, make_worker

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES")  # a folder, to look at the pages


def look(page, name):
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-{page.viewport_size['width']}.png", full_page=True)


def sign_in(audited, membership):
    page = audited.open("/sign-in/")
    look(page, "sign-in")
    page.get_by_label("Email address").fill(membership.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def test_wrong_password_then_choosing_by_keyboard(cast, audited):
    with databases.as_owner():
        make_worker(cast.practitioner.user.email, cast.salt_council, "auditor")
    page = audited.open("/sign-in/")
    page.get_by_label("Email address").fill(cast.practitioner.user.email)
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("The email address or the password is not right").first.wait_for()
    audited.check()
    look(page, "sign-in-wrong")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/choose/")
    audited.check()
    look(page, "choose")
    page.get_by_role("button", name="Saltmere Early Help").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/choose/" not in url)
    page = audited.open("/me/")
    expect(page.get_by_text("as Auditor, Saltmere Early Help")).to_be_visible()
    look(page, "me")
    for path in ("/accounts/password/change/", "/sign-out/"):
        look(audited.open(path), path.strip("/").replace("/", "-"))


def test_an_administrator_adds_an_agency(cast, audited):
    page = sign_in(audited, cast.admin)
    page.goto(audited.address + "/organisation/agencies/add/")
    page.get_by_label("Name", exact=True).fill("Moor Park Primary")
    page.get_by_label("Kind of agency").select_option("primary_school")
    page.get_by_role("button", name="Add agency").click()
    page.get_by_text("Moor Park Primary is in the partnership").wait_for()
    audited.check()
    look(page, "organisation-added")
    with acting(as_actor(cast.admin)):
        assert Agency.objects.filter(name="Moor Park Primary").exists()

"""Typed text survives reload, a closed browser, sign-out, an ended session and a server that is killed (R26, R27).

Each test types, waits the ten seconds that may be lost at most (in fact until the page says that it has saved), does
the damage, and looks for the text.
"""

import pytest
from playwright.sync_api import expect

from cases.models import Contact
from ehm.models import Draft
from ehm.models.sessions import Session
from tests import databases
from tests.browser.typing import LONG, a_browser, open_form, sign_in, wait_until, wait_until_saved_again
from tests.cast import PASSWORD, make_cast

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Aisha showed me her drawing."


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def address(cast, live_server):
    return f"{live_server.url}/episodes/{cast.episode.reference}/contacts/new/"


@pytest.fixture
def phone(new_context, cast, live_server):
    context = a_browser(new_context)
    sign_in(context, cast.practitioner, live_server.url)
    return context


def write(page, words=WORDS):
    page.wait_for_selector("html[data-ready]", state="attached")
    page.locator("[name=working_well]").press_sequentially(words)


def text_in(page):
    return page.input_value("[name=working_well]")


def saved_contacts():
    with databases.as_owner():
        return Contact.objects.count()


def test_reload_and_a_closed_browser(phone, address, new_context, cast, live_server):
    page = open_form(phone, address)
    page.get_by_label("Home visit").check()
    write(page)
    wait_until(page, "Saved")
    page.reload()
    assert text_in(page) == WORDS and page.get_by_label("Home visit").is_checked()
    phone.close()
    another = new_context()
    sign_in(another, cast.practitioner, live_server.url)
    assert text_in(open_form(another, address)) == WORDS


def test_a_page_left_at_once_has_saved_on_the_way_out(phone, address):
    page = open_form(phone, address)
    write(page)
    page.goto("about:blank")
    page.wait_for_timeout(500)
    assert text_in(open_form(phone, address)) == WORDS


def test_signing_out_and_in_again(phone, address, cast, live_server):
    page = open_form(phone, address)
    write(page)
    wait_until(page, "Saved")
    phone.clear_cookies()
    sign_in(phone, cast.practitioner, live_server.url)
    assert text_in(open_form(phone, address)) == WORDS


def test_the_session_ends_while_typing_and_the_page_goes_on_after_signing_in_elsewhere(
    phone, address, cast, live_server
):
    page = open_form(phone, address)
    write(page)
    wait_until(page, "Saved")
    with databases.as_owner():
        Session.objects.all().delete()
    write(page, " Then she told me")
    wait_until(page, "You were signed out. Your text stays here")
    sign_in(phone, cast.practitioner, live_server.url)
    wait_until_saved_again(page)
    assert text_in(open_form(phone, address)) == WORDS + " Then she told me"


def test_sending_after_the_session_ended_loses_nothing(phone, address, cast):
    page = open_form(phone, address)
    page.get_by_label("Home visit").check()
    page.get_by_role("group", name="Aisha").get_by_label("Seen", exact=True).check()
    with databases.as_owner():
        Session.objects.all().delete()
    write(page)
    page.get_by_role("button", name="Save this contact").click()
    page.wait_for_url("**/sign-in/**")
    page.fill("[name=login]", cast.practitioner.user.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/contacts/new/")
    assert text_in(page) == WORDS
    page.get_by_role("button", name="Save this contact").click()
    page.wait_for_url("**/saved/")
    assert saved_contacts() == 1


def test_the_server_is_killed_and_comes_back(new_context, cast, own_server):
    context = a_browser(new_context, LONG)
    sign_in(context, cast.practitioner, own_server.url)
    page = open_form(context, f"{own_server.url}/episodes/{cast.episode.reference}/contacts/new/")
    write(page)
    wait_until(page, "Saved")
    own_server.kill()
    write(page, " Then she told me")
    wait_until(page, "Not saved yet: no connection")
    own_server.start()
    wait_until_saved_again(page)
    with databases.as_owner():
        assert Draft.objects.get().values["working_well"] == [WORDS + " Then she told me"]
    page.reload()
    assert text_in(page) == WORDS + " Then she told me"


def test_two_windows_show_both_and_overwrite_nothing(phone, address):
    first, second = open_form(phone, address), open_form(phone, address)
    write(first, "From the first window.")
    wait_until(first, "Saved")
    write(second, "From the second window.")
    wait_until(second, "You are writing this in another window too")
    second.get_by_text("What the other window has").first.click()
    expect(second.locator("[data-draft-more]")).to_contain_text("From the first window.")
    with databases.as_owner():
        assert Draft.objects.get().values["working_well"] == ["From the first window."]
    second.get_by_role("button", name="Keep what is on this page").click()
    wait_until(second, "Saved")
    write(first, " More.")
    wait_until(first, "You are writing this in another window too")
    first.get_by_role("button", name="Take what the other window has").click()
    expect(first.locator("[name=working_well]")).to_have_value("From the second window.")


def test_what_is_emptied_again_is_nothing_to_put_back(phone, address):
    page = open_form(phone, address)
    write(page)
    wait_until(page, "Saved")
    page.reload()
    page.locator("[name=working_well]").fill("")
    page.wait_for_timeout(4000)  # longer than it waits to save
    page.reload()
    assert "We put back" not in page.inner_text("main")


def test_a_double_click_saves_once_and_leaves_no_draft(phone, address):
    page = open_form(phone, address)
    page.get_by_label("Home visit").check()
    page.get_by_role("group", name="Aisha").get_by_label("Seen", exact=True).check()
    write(page)
    page.get_by_role("button", name="Save this contact").dblclick()
    page.wait_for_url("**/saved/")
    page.wait_for_timeout(500)
    assert saved_contacts() == 1
    assert text_in(open_form(phone, address)) == ""


def test_keyboard_alone_records_a_visit(phone, address):
    page = open_form(phone, address)
    page.locator("[name=when]").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # how: home visit
    page.locator("[name=planned]").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # Aisha seen
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # and alone
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("I am happy here.")
    page.get_by_role("button", name="Save this contact").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/saved/")
    expect(page.locator("main")).to_contain_text("Aisha seen alone")


def test_what_a_choice_opens_and_an_impossible_day(audited, cast):
    audited.become(cast.practitioner)
    page = audited.open(f"/episodes/{cast.episode.reference}/contacts/new/")
    page.get_by_label("Another day").check()
    page.get_by_role("group", name="Aisha").get_by_label("Alone").check()
    audited.check()
    page.fill("[name=other_at_day]", "31")
    page.fill("[name=other_at_month]", "2")
    audited.follow(page.get_by_role("button", name="Save this contact"))
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"

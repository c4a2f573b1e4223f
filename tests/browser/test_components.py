"""Every component in a real browser, at desk and phone width, judged by axe under the real content policy."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_error_takes_the_focus_to_its_summary_and_the_summary_to_the_field(audited):
    page = audited.open("/components/")
    page.fill("[name=born_on_day]", "31")
    page.fill("[name=born_on_month]", "February")
    page.fill("[name=born_on_year]", "2012")
    audited.follow(page.get_by_role("button", name="Save contact"))
    assert page.title() == "Error: Components – EHM"
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="Date of birth must be a real date").click()
    assert page.evaluate("document.activeElement.id") == "id_born_on_day"
    assert page.input_value("[name=born_on_month]") == "February"


def test_an_option_reveals_its_field(audited):
    page = audited.open("/components/")
    revealed = page.locator("[name=how_else]")
    expect(revealed).to_be_hidden()
    page.get_by_label("Another way").check()
    expect(revealed).to_be_visible()
    audited.check()


def test_a_place_can_be_typed(audited):
    page = audited.open("/components/")
    page.locator("#id_area").fill("can")
    page.get_by_role("option", name="Canalside").click()
    expect(page.locator("select[name=area]")).to_have_value("Canalside")
    audited.check()


def test_the_count_of_characters_and_the_shown_password(audited):
    page = audited.open("/components/")
    page.fill("[name=going_well]", "x" * 1990)
    page.get_by_text("You have 10 characters remaining").first.wait_for()
    page.get_by_role("button", name="Show password").click()
    assert page.get_attribute("[name=password]", "type") == "text"


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_without_scripts_everything_can_still_be_read_and_sent(browser, live_server, screen):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(live_server.url + "/components/")
    expect(page.locator("select[name=area]")).to_be_visible()
    page.get_by_role("button", name="Save contact").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    context.close()


def test_a_page_that_is_not_there(screen, live_server):
    page = screen.new_page()
    answer = page.goto(live_server.url + "/no-such-page/")
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()


def test_a_swap_starts_the_parts_that_came_in_and_no_others(audited):
    page = audited.open("/components/")
    swap = "htmx.ajax('GET', '/components/', {target: '#main-content', select: '#main-content', swap: 'outerHTML'})"
    page.get_by_role("button", name="Show password").click()
    page.evaluate(swap)
    page.wait_for_selector("[name=password][type=password]")
    page.get_by_role("button", name="Show password").click()
    page.get_by_role("combobox", name="Area").fill("can")
    page.get_by_role("option", name="Canalside").click()
    audited.check()


def test_a_file_that_is_refused_says_why_beside_its_field(audited):
    page = audited.open("/components/")
    office = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"PK\x03\x04[Content_Types].xml word/"}
    page.set_input_files("#id_letter", files=[office])
    page.get_by_role("button", name="Save contact").click()
    page.wait_for_selector("#id_letter-error")
    audited.check()
    page.get_by_role("link", name="The selected file is a Word, Excel").click()
    assert page.evaluate("document.activeElement.id") == "id_letter"

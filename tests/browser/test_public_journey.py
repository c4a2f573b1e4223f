"""Somebody without an account on a phone, by keyboard alone: from the first question to what became of it."""

import re

import pytest
from django.core import mail

from ehm.jobs import outbox
from ehm.models import AreaPostcode, Job
from hubs import visits
from hubs.models import HelpRequest
from tests import databases
from tests.browser.conftest import PATIENCE, SIZES
from tests.browser.typing import wait_until_saved_again

pytestmark = pytest.mark.django_db(transaction=True)

ABOUT = {"requester_name": "Sam Field", "requester_agency": "Larkfield Primary", "requester_phone": "01632 960077"}
OF_WORKERS = {"agreed_by": "Ruth Marlow"}
THE_CHILD = {"child-0-given_name": "Ida", "child-0-family_name": "Marlow"}
WORDS = {"worries": "Ida is tired", "strengths": "They sing"}
LAST = {"wanted": "Help at home", "kept_from_somebody": "Uncle Rob"}


class Keys:
    """Nothing but a keyboard."""

    def __init__(self, page, judge):
        self.page, self.judge = page, judge

    def open(self, url):
        self.page.goto(url)
        self.judge()

    def reach(self, selector):
        for _ in range(150):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("what => document.activeElement.matches(what)", selector):
                return
        raise AssertionError(f"no way to {selector} at {self.page.url}")

    def write(self, **typed):
        for name, text in typed.items():
            self.reach(f"[name={name}]")
            self.page.keyboard.type(text)

    def choose(self, name, option):
        """The first or second of two radio buttons."""
        self.reach(f"[name={name}]")
        self.page.keyboard.press("Space" if option == 1 else "ArrowDown")

    def press(self, key, lands_on):
        self.page.keyboard.press(key)
        self.page.wait_for_url(re.compile(lands_on))
        self.judge()

    def text(self):
        return self.page.locator("main").inner_text()


def the_code():
    visits.mail_codes()
    return re.search(r"^(\d{6})$", mail.outbox[-1].body, re.MULTILINE)[1]


def run_jobs():
    for job in Job.objects.filter(done_at=None).values_list("pk", flat=True):
        outbox.run(str(job))


@pytest.fixture
def east(cast):
    with databases.as_owner():
        AreaPostcode.objects.create(tenant=cast.north, area=cast.east, prefix="CV99")


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_a_professional(cast, east, audited, signed_in):
    walk(Keys(audited.page, audited.check), audited.address, cast, signed_in, is_family=False)


def test_a_family_without_scripts(cast, east, new_context, live_server, signed_in):
    context = new_context(viewport=SIZES["phone"], java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()

    def judge():
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    walk(Keys(page, judge), live_server.url, cast, signed_in, is_family=True)


def walk(keys, address, cast, signed_in, *, is_family):
    keys.open(f"{address}/ask/")
    keys.reach("a[href='/ask/northbridge/']")
    keys.press("Enter", "/ask/northbridge/$")
    keys.choose("danger", 2)
    keys.press("Enter", "/email/$")
    keys.choose("who", 2 if is_family else 1)
    keys.write(email="sam@school.example")
    keys.press("Enter", "/code/$")
    keys.write(code=the_code())
    keys.press("Enter", "/request/$")

    keys.write(worries="Half a sentence")
    keys.reach("[name=later]")
    keys.page.keyboard.press("Enter")
    keys.page.wait_for_selector("text=Kept for later")
    keys.judge()
    keys.open(f"{address}/ask/northbridge/request/")
    assert keys.page.input_value("[name=worries]") == "Half a sentence"
    keys.page.fill("[name=worries]", "")
    if not is_family:
        wait_until_saved_again(keys.page)

    keys.open(f"{address}/ask/northbridge/request/")
    keys.write(**ABOUT)
    if not is_family:
        keys.choose("is_agreed", 1)
        keys.write(**OF_WORKERS)
    keys.write(**THE_CHILD, postcode="CV99 1AA")
    keys.reach("[name=worries]")
    keys.page.keyboard.press("ControlOrMeta+a")
    keys.page.keyboard.type(WORDS["worries"])
    keys.write(strengths=WORDS["strengths"], **({} if is_family else {"involvement": "Breakfast club"}), **LAST)
    keys.press("Enter", "/sent/$")
    reference, code = re.findall(r"[0-9A-Z]{4}-[0-9A-Z-]+", keys.text())
    with databases.as_owner():
        row = HelpRequest.objects.get()
        assert (row.reference, row.worries, row.is_own_family) == (reference, "Ida is tired", is_family)
        assert row.area == cast.east
    keys.reach("form[action$='leave/'] button")
    keys.press("Enter", "/ask/northbridge/$")

    chair = signed_in(cast.chair)
    chair.post(f"/requests/{reference}/ask/", {"question": "Who is at home at night?"})
    run_jobs()
    told = mail.outbox[-1]
    assert told.subject == "There is a question about your request for help" and told.to == ["sam@school.example"]
    assert not {reference, code, "Ida", "Who is at home"} & set(re.split(r"\s", told.body)) and "Ida" not in told.body
    keys.open(address + re.search(r"/ask/\S+", told.body)[0])
    keys.write(reference=reference.lower(), code=code.lower().replace("-", ""))
    keys.press("Enter", "/follow/request/$")
    assert "Who is at home at night?" in keys.text()
    keys.write(answer="Her aunt")
    keys.reach("main form:not([action]) button")
    keys.page.keyboard.press("Enter")
    keys.page.wait_for_selector("text=We are looking at it")
    keys.judge()

    decided = {"level": "2", "outcome": "advice", "reason": "School can do it", "told": "Ask the school nurse"}
    assert chair.post(f"/requests/{reference}/decide/", decided).status_code == 302
    run_jobs()
    assert mail.outbox[-1].subject == "There is an answer to your request for help"
    keys.open(f"{address}/ask/northbridge/follow/request/")
    assert "Ask the school nurse" in keys.text() and "School can do it" not in keys.text()
    assert "Ida" not in keys.text() and "Take it back" not in keys.text()

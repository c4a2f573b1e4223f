"""A request from somebody without an account to the letter that answers it, by five people at five screens: the one who
asks, the team leader, whoever leads the meeting, a partner who follows it on a phone, and the worker who leads then.
Where early help is as in Coventry, and as in Hull, each in its own words and with its own clocks."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Contact, Episode, ManagementOversight
from ehm.jobs import outbox
from ehm.models import AreaPostcode, Job, Role
from hubs import visits
from hubs.models import HelpRequest, MeetingAction
from standards.models import Clock
from tests import databases
from tests.browser.conftest import PATIENCE
from tests.browser.typing import a_browser, sign_in
from tests.cast import make_agency, make_cast, make_worker

pytestmark = pytest.mark.django_db(transaction=True)
KNOWS = "We visited twice in May. Mum is kind to them."
DO = "Look in on the yard after school"


@dataclass
class Place:
    """Who is at the five screens, and what the partnership calls things."""

    slug: str
    leader: object
    chair: object
    follower: object
    worker: object
    area: object
    panel: str
    clocks: dict
    overseen: bool


def as_in_coventry(cast):
    return Place(
        "northbridge", cast.manager, cast.chair, cast.partner, cast.practitioner, cast.east, "Family Matters",
        {"request_wait": "running", "first_contact": "running", "management_oversight": "running", "seen": "running"},
        overseen=True,
    )  # fmt: skip


def as_in_hull(cast):
    with databases.as_owner():
        leader = make_worker("leader@saltmere.example", cast.salt_council, Role.MANAGER, cast.quay)
        chair = make_worker("chair@saltmere.example", cast.salt_council, Role.HUB_CHAIR, cast.quay)
        housing = make_agency(cast.salt, "Saltmere Homes")
        follower = make_worker("homes@saltmere.example", housing, Role.PARTNER)
        worker = make_worker("lead@saltmere.example", cast.salt_council, Role.PRACTITIONER, cast.quay)
    return Place(
        "saltmere", leader, chair, follower, worker, cast.quay, "Early Help Action Meeting", {}, overseen=False
    )


@pytest.fixture(params=[as_in_coventry, as_in_hull])
def place(request):
    place = request.param(make_cast())
    with databases.as_owner():
        AreaPostcode.objects.create(tenant=place.area.tenant, area=place.area, prefix="CV99")
    return place


@pytest.fixture
def clock():
    """Time goes on when the test says so."""
    with time_machine.travel(timezone.now(), tick=True) as traveller:
        yield traveller


class Screen:
    """Somebody's browser."""

    def __init__(self, new_context, base, membership=None, size="desk"):
        context = a_browser(new_context, PATIENCE, size)
        if membership:
            sign_in(context, membership, base)
        self.base, self.page = base, context.new_page()

    def open(self, path):
        self.page.goto(self.base + path)
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def follow(self, words):
        with self.page.expect_navigation():
            self.page.locator("main a", has_text=words).first.click()
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def press(self, name):
        with self.page.expect_navigation() as led:
            self.page.get_by_role("button", name=name).first.click()
        refused = self.page.locator(".govuk-error-summary").all_inner_texts()
        assert led.value.status < 400 and not refused, f"{self.page.title()}: {refused}"
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def write(self, **fields):
        for name, text in fields.items():
            self.page.locator(f"main [name={name}]").fill(text)

    def choose(self, name, value):
        """A radio button, or an option of a list, however the list is drawn."""
        self.page.evaluate(
            """([name, value]) => {
                const list = document.querySelector(`select[name="${name}"]`)
                if (list) list.value = [...list.options].find(one => one.text.startsWith(value)).value
                else document.querySelector(`[name="${name}"][value="${value}"]`).click() }""",
            [name, value],
        )

    def day(self, name, on):
        for part, value in (("day", on.day), ("month", on.month), ("year", on.year)):
            self.page.locator(f"[name={name}_{part}]").fill(str(value))

    def text(self):
        return " ".join(self.page.locator("main").inner_text().split())


def clocks():
    with databases.as_owner():
        return dict(Clock.objects.exclude(episode=None).values_list("standard", "state"))


def run_jobs():
    for job in Job.objects.filter(done_at=None).values_list("pk", flat=True):
        outbox.run(str(job))


def ask_without_an_account(screen, place):
    """Gives the reference and the code of the receipt."""
    screen.open(f"/ask/{place.slug}/")
    screen.choose("danger", "no")
    screen.press("Go on")
    screen.page.locator("[name=who]").first.check()
    screen.write(email="sam@school.example")
    screen.press("Send me a code")
    visits.mail_codes()
    screen.write(code=re.search(r"^(\d{6})$", mail.outbox[-1].body, re.MULTILINE)[1])
    screen.press("Go on")
    screen.write(requester_name="Sam Field", requester_agency="Larkfield Primary", requester_phone="01632 960077")
    screen.page.locator("[name=is_agreed]").first.check()
    screen.write(agreed_by="Ruth Marlow", involvement="Breakfast club", worries="Ida is tired and often late")
    screen.page.locator("[name=child-0-given_name]").fill("Ida")
    screen.page.locator("[name=child-0-family_name]").fill("Marlow")
    screen.write(postcode="CV99 1AA", strengths="They sing", wanted="Help at home in the mornings")
    screen.press("Send the request")
    return re.findall(r"[0-9A-Z]{4}-[0-9A-Z-]+", screen.text())


def test_from_a_request_to_its_letter(place, new_context, live_server, clock):
    base = live_server.url
    asker = Screen(new_context, base, size="phone")
    reference, code = ask_without_an_account(asker, place)

    leader = Screen(new_context, base, place.leader)
    leader.open("/requests/")
    leader.follow("Ida Marlow")
    assert "Sam Field" in leader.text()
    leader.press(re.compile(f"^List it for .*{place.panel}$"))

    chair = Screen(new_context, base, place.chair)
    chair.open("/hub/meetings/")
    chair.follow("Arrange the next meeting")
    chair.day("planned_for", timezone.localdate() + timedelta(days=1))
    chair.press("Arrange it")
    assert place.panel in chair.text() and "Marlow family" in chair.text()
    chair.press("Send the agenda")
    chair.follow("Marlow family")
    chair.follow("Ask another agency")
    chair.choose("agency", place.follower.agency.name)
    chair.write(reason="They know the street")
    chair.press("Ask them")

    phone = Screen(new_context, base, place.follower, "phone")
    phone.open("/notifications/")
    phone.press(re.compile("Asked what you know of a family"))
    assert "Ida is tired" in phone.text() and "Sam Field" in phone.text()
    phone.choose("coming", "comes")
    phone.write(knows=KNOWS)
    phone.press("Send")

    chair.open("/hub/meetings/")
    chair.follow(re.compile(":"))
    chair.follow("Start the meeting")
    chair.page.get_by_label(place.follower.agency.name).check()
    phone.open("/hub/meetings/")
    phone.follow(re.compile(":"))
    at = phone.page.url.removeprefix(base)
    phone.open(f"{at}follow/")
    assert "It begins" in phone.text()
    chair.press("Start")
    expect(phone.page.get_by_role("heading", name="Marlow family")).to_be_visible()
    assert KNOWS in chair.text()

    chair.choose("level", "3")
    chair.choose("outcome", "lead")
    chair.choose("leads", place.worker.display_name)
    chair.page.locator("[name=by_family]").check()
    chair.write(reason="Mum asks for help, and three of us see the same.")
    chair.page.locator("[name=action-0-what]").fill(DO)
    chair.choose("action-0-who", place.follower.agency.name)
    chair.day("action-0-due_on", timezone.localdate() + timedelta(days=7))
    chair.press("Look at what will happen")
    will = chair.text()
    assert place.worker.display_name in will and DO in will and "letter is ready" in will
    assert ("First contact: by" in will) == bool(place.clocks)
    chair.press("Yes, decided")
    expect(phone.page.locator("main")).to_contain_text(DO)
    chair.follow("End the meeting")
    chair.press("End it")
    expect(phone.page.locator("main")).to_contain_text("The meeting has ended")
    assert "Ida" not in phone.text()
    assert phone.page.goto(base + at).status == 404

    with databases.as_owner():
        request = HelpRequest.objects.get()
        episode = Episode.objects.get(pk=request.episode_id)
        assert (request.outcome, episode.lead, episode.level) == ("allocated", place.worker, 3)
        assert MeetingAction.objects.get().doer_agency_id == place.follower.agency_id
    assert clocks() == place.clocks

    worker = Screen(new_context, base, place.worker, "phone")
    worker.open("/notifications/")
    worker.press(re.compile("You lead early help"))
    assert "You are asked to lead" in worker.text()
    worker.open(f"/episodes/{episode.reference}/lead/agree/")
    worker.page.locator("main form button").last.click()
    worker.page.wait_for_url(lambda url: "lead/agree" not in url)
    if place.overseen:
        oversee(leader, episode)
        assert clocks()["management_oversight"] == "met"
    clock.shift(timedelta(hours=1))
    first_contact(worker, episode)
    if place.clocks:
        assert {clocks()[name] for name in ("first_contact", "request_wait")} == {"met"}

    chair.open(f"/requests/{reference}/")
    chair.follow("The letter has gone")
    chair.press("It has gone")
    run_jobs()
    assert "Ida" not in mail.outbox[-1].body
    asker.open(f"/ask/{place.slug}/follow/")
    asker.write(reference=reference, code=code)
    asker.press("Look")
    told = asker.text()
    assert f"Early help begins. {place.worker.display_name}" in told
    assert "Ida" not in told and KNOWS not in told and DO not in told


def oversee(screen, episode):
    screen.open(f"/episodes/{episode.reference}/oversight/new/")
    for name in ("what_is_happening", "what_is_working", "what_should_be_done", "why"):
        screen.write(**{name: "Mornings first, then a word with dad."})
    screen.day("by_when", timezone.localdate() + timedelta(days=10))
    screen.page.locator("main form button").last.click()
    screen.page.wait_for_url(lambda url: "oversight/new" not in url)
    with databases.as_owner():
        assert ManagementOversight.objects.filter(episode=episode).count() == 1


def first_contact(screen, episode):
    screen.open(f"/episodes/{episode.reference}/contacts/new/")
    screen.page.get_by_label("Home visit").check()
    screen.page.get_by_role("group", name=re.compile("Ida")).get_by_label("Seen", exact=True).check()
    screen.page.get_by_label("What is working well?").fill("Breakfast was on the table.")
    for told in ("I explained", "I gave them the leaflet", "I gave them the lead"):
        screen.page.get_by_label(re.compile(f"^{told}")).check()
    screen.page.get_by_role("button", name="Save this contact").click()
    screen.page.wait_for_url(re.compile("/saved/"))
    with databases.as_owner():
        assert Contact.objects.filter(episode=episode).count() == 1

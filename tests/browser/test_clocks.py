"""My work, clocks, variations, the team, notifications and the rulebook, at both widths, judged by axe."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import LeadAllocation
from ehm.models import Notification
from standards.models import Clock, ClockVariation
from standards.sweep import sweep
from tests import databases
from tests.cases.contact_notes import record, seen
from tests.cast import make_cast, make_episode, make_family, make_person
from tests.standards.test_keeping import allocate
from tests.standards.test_variations import ask

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(db):
    cast = make_cast()
    allocate(cast)
    record(cast.practitioner, cast.episode, seen(cast.aisha), seen(cast.ben))
    for number, (name, children) in enumerate({"Abbott family": ("Mia",), "Okafor family": ("Ada", "Uche")}.items()):
        with databases.as_owner():
            people = [make_person(cast.practitioner, child, name.split()[0]) for child in children]
            family = make_family(cast.practitioner, name, *people, area=cast.east)
            episode = make_episode(cast.practitioner if number else cast.hub, family, cast.east)
            LeadAllocation.objects.filter(episode=episode).update(agreed_at=None)
        allocate(cast, episode, cast.practitioner if number else cast.hub)
    with databases.as_owner():
        late = Clock.objects.filter(standard="seen", person__given_name__in=["Leo", "Ada"])
        earlier = timezone.now() - timedelta(days=3)
        late.update(due_at=earlier, due_soon_at=earlier, limit_due_at=earlier, next_evaluation_at=earlier)
    sweep()
    return cast


def look(page, name):
    """For whoever changes how a page looks: `EHM_PICTURES=/somewhere pytest tests/browser/test_clocks.py`."""
    if os.environ.get("EHM_PICTURES"):
        size = page.viewport_size["width"]
        page.screenshot(path=f"{os.environ['EHM_PICTURES']}/{name}-{size}.png", full_page=True)


def open_clock(cast, person):
    with databases.as_owner():
        return Clock.objects.open().get(standard="seen", person=person)


def test_my_work_and_the_clock_behind_a_line(audited, cast):
    audited.become(cast.practitioner)
    page = audited.open("/")
    look(page, "my-work")
    expect(page.get_by_role("heading", name="Late 2")).to_be_visible()
    audited.follow(page.get_by_role("link", name="3 days late").first)
    look(page, "clock")
    expect(page.get_by_role("heading", name="How this day was worked out")).to_be_visible()


def test_asking_for_more_time_and_deciding(audited, cast):
    clock = open_clock(cast, cast.aisha)
    audited.become(cast.practitioner)
    page = audited.open(f"/clocks/{clock.reference}/variation/")
    audited.follow(page.get_by_role("button", name="Ask the manager"))
    page.get_by_label("Another interval").check()
    page.get_by_label("Days from one time to the next").fill("42")
    look(page, "ask")
    page.get_by_label("Why is more time needed?").fill("Dee works nights until Easter.")
    page.get_by_role("radio", name="Yes").check()
    audited.follow(page.get_by_role("button", name="Ask the manager"))
    look(page, "clock-asked")
    with databases.as_owner():
        variation = ClockVariation.objects.get()
    audited.become(cast.manager)
    page = audited.open(f"/variations/{variation.reference}/")
    look(page, "variation")
    page.get_by_label("Yes, more time").check()
    page.get_by_label("Day", exact=True).fill("1")
    audited.check()


def test_the_team_and_one_worker(audited, cast):
    ask(cast.practitioner, open_clock(cast, cast.ben))
    audited.become(cast.manager)
    page = audited.open("/team/")
    look(page, "team")
    audited.follow(page.get_by_role("link", name="Practitioner", exact=True))
    look(page, "worker")
    look(audited.open("/"), "my-work-manager")


def test_notifications(audited, cast):
    audited.become(cast.practitioner)
    page = audited.open("/notifications/")
    look(page, "notifications")
    audited.follow(page.get_by_role("button", name="Open").first)
    with databases.as_owner():
        assert Notification.objects.filter(membership=cast.practitioner, read_at__isnull=False).count() == 1


def test_the_rulebook_of_the_administrator(audited, cast):
    audited.become(cast.admin)
    page = audited.open("/organisation/standards/")
    look(page, "rulebook")
    audited.follow(page.get_by_role("link", name="Change See the children"))
    page.get_by_label("How long it gives").fill("35")
    page.get_by_label("Why do you change it?").fill("Agreed by the board")
    audited.follow(page.get_by_role("button", name="Look at it first"))
    look(page, "standard")
    expect(page.get_by_text("in every 35 calendar days while the hub leads").first).to_be_visible()

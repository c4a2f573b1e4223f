"""Up to social care and down from it, in two partnerships with their own words and clocks (R057-R066)."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Episode, TimelineEvent
from ehm.models import Role
from plans.models import FrontDoorContact, Listing, StepDown
from standards.models import Clock
from tests import databases
from tests.assessments.test_reading_pages import pdf_text
from tests.browser.conftest import PATIENCE
from tests.browser.test_assessment_journey import follow, press
from tests.browser.typing import a_browser, sign_in
from tests.cast import make_cast, make_episode, make_family, make_person, make_worker
from tests.ehm.hostile_papers import new, saved
from tests.plans.writing import begun

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def page_of(new_context, live_server):
    def make(membership, size="phone"):
        context = a_browser(new_context, PATIENCE, size)
        sign_in(context, membership, live_server.url)
        return context.new_page()

    return make


def choose(page, name, value):
    page.locator(f"label[for='{page.locator(f'[name={name}][value={value}]').get_attribute('id')}']").click()


def open_episode(page, live_server, episode):
    page.goto(f"{live_server.url}/episodes/{episode.reference}/")
    page.wait_for_selector("html[data-ready]", state="attached")


def talk(page, outcome, harm="no"):
    follow(page, "Step up to social care")
    page.get_by_label("With whom?").fill("Ms Hale")
    page.get_by_label("What has become harder, or worse?").fill("Ben misses school more often.")
    page.get_by_label("What was tried, and why did it not work?").fill("We visited each week; nobody opened.")
    choose(page, "is_harm_feared", harm)
    page.get_by_label(outcome).check()
    press(page, "Save", leaves="/step-up/" if outcome != "It is complex" else "never")


def tell(page, harm, parents="yes"):
    choose(page, "how", "phone")
    page.get_by_label("Whom did you speak with?").fill("The duty social worker")
    page.get_by_label("Ben", exact=True).or_(page.locator("[name=children]").first).first.check()
    choose(page, "is_harm_feared", harm)
    choose(page, "parents_told", parents)
    if parents == "no":
        page.locator("[name=why_parents_not_told]").fill("Ben says he would be hit.")
    choose(page, "children_told", "too_young")
    press(page, "Save", leaves="/episodes/")


def kinds_of(episode):
    with databases.as_owner():
        return list(TimelineEvent.objects.filter(episode=episode).order_by("pk").values_list("kind", flat=True))


def pdf_at(page, name):
    answer = page.request.get(page.get_by_role("link", name=name).evaluate("link => link.href"))
    assert answer.ok
    return pdf_text(type("Answer", (), {"content": answer.body()}))


def test_step_up_as_in_coventry(cast, page_of, live_server):
    """Agreed with the family, referred, the pack handed over, taken over by social care, and ended."""
    page = page_of(cast.practitioner)
    open_episode(page, live_server, cast.episode)
    expect(page.get_by_role("complementary", name="Worried that a child is at risk now?")).to_contain_text("MASH")
    talk(page, "Social care is to take over")
    expect(page.get_by_label("What did you tell them?")).to_have_value("Ben misses school more often.")
    tell(page, harm="no")
    expect(page.locator("main")).to_contain_text("ask on")

    follow(page, "Make the pack")
    text = pdf_at(page, "The pack as a PDF")
    assert "nobody opened" in text and "The duty social worker" in text
    page.get_by_label("How?").fill("Secure e-mail")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Secure e-mail")

    page.goto(live_server.url)
    expect(page.locator("main")).to_contain_text("You told MASH")
    follow(page, re.compile("^What they decided"), role="button")
    choose(page, "decision", "takes_over")
    press(page, "Save", leaves="/heard/")
    follow(page, "Write down how early help ends")
    expect(page.locator("[name=reason][value=stepped_up]")).to_be_checked()
    page.get_by_label("How did you come to this?").fill("Social care leads from now on.")
    choose(page, "family_view", "agrees")
    with page.expect_navigation():
        page.get_by_role("button", name="Save, and ask a manager to look").click()
    expect(page.locator("main")).to_contain_text("That the family agrees to step up is not on record.")

    open_episode(page, live_server, cast.episode)
    follow(page, "Step up to social care")
    follow(page, "Write down what was agreed, and the handover")
    choose(page, "family_view", "agrees")
    page.get_by_label("Who leads in social care from then on?").fill("Ms Hale")
    page.get_by_label("Have they agreed to lead?").select_option("yes")
    today = timezone.localdate()
    for name, value in {"day": today.day, "month": today.month, "year": today.year}.items():
        page.locator(f"[name=handed_over_on_{name}]").fill(str(value))
    press(page, "Save", leaves="/agreed/")
    page.goto(f"{live_server.url}/episodes/{cast.episode.reference}/close/")
    expect(page.locator("main")).not_to_contain_text("That the family agrees to step up is not on record.")

    manager = page_of(cast.manager, "desk")
    manager.goto(f"{live_server.url}/episodes/{cast.episode.reference}/close/")
    follow(manager, "Record your oversight of the closing")
    for name in ("what_is_happening", "what_is_working", "what_should_be_done", "why"):
        manager.locator(f"[name={name}]").fill("Social care leads.")
    for name, value in {"day": today.day, "month": today.month, "year": today.year}.items():
        manager.locator(f"[name=by_when_{name}]").fill(str(value))
    if manager.locator("[name=occasion][value=closure]").count():
        choose(manager, "occasion", "closure")
    press(manager, re.compile("Save|Record"), leaves="/oversight/")
    page.reload()
    with page.expect_navigation():
        page.get_by_role("button", name="End early help", exact=True).click()
    with databases.as_owner():
        ended = Episode.objects.get(pk=cast.episode.pk)
    assert (ended.status, ended.closure_reason) == ("closed", "stepped_up")
    assert [kind for kind in kinds_of(ended) if "step_up" in kind or "safeguarding" in kind] == [
        "step_up.talked",
        "safeguarding_contact.made",
        "step_up.pack_given",
        "safeguarding_contact.feedback_received",
        "step_up.handed_over",
    ]


def test_step_up_as_in_hull(cast, page_of, live_server):
    """Complex: it waits for the meeting. Then harm is feared: the EHASH is told, in writing within 48 hours."""
    page = page_of(cast.stranger)
    open_episode(page, live_server, cast.salt_episode)
    talk(page, "It is complex")
    expect(page.locator("main")).to_contain_text("Listed for the next Early Help Action Meeting")
    with databases.as_owner():
        assert Listing.objects.get().because == "complex"

    open_episode(page, live_server, cast.salt_episode)
    talk(page, "A child may not be safe", harm="yes")
    tell(page, harm="yes", parents="no")
    expect(page.locator("main")).to_contain_text("The parents do not know of this")
    with databases.as_owner():
        contact = FrontDoorContact.objects.get()
        due = {one.standard: one.due_at - contact.made_at for one in Clock.objects.filter(subject=contact.reference)}
    assert due["written_follow_up"].total_seconds() == 48 * 3600 and "feedback_chase" in due

    page.goto(live_server.url)
    expect(page.get_by_role("button", name=re.compile("I have sent it"))).to_be_visible()
    follow(page, re.compile("I have sent it"), role="button")
    follow(page, re.compile("^Told "))
    follow(page, "I have sent it")
    press(page, "Save", leaves="/sent/")
    follow(page, "I have asked, or heard")
    choose(page, "decision", "both")
    page.get_by_label("What did they say?").fill("They visit on Monday.")
    press(page, "Save", leaves="/heard/")
    expect(page.locator("main")).to_contain_text("early help goes on")
    with databases.as_owner():
        assert {one.state for one in Clock.objects.filter(subject=contact.reference)} == {"met"}
        assert Episode.objects.get(pk=cast.salt_episode.pk).status == "open"


def step_down_page(page, live_server, episode):
    open_episode(page, live_server, episode)
    follow(page, "Write down how, and add their plan")
    choose(page, "came_from", "child_in_need")
    page.get_by_label("Who is the social worker?").fill("Mr Dale")


def test_step_down_as_in_coventry(cast, page_of, live_server):
    """A meeting of theirs named the school as lead; their plan is used at the first review; the coordinator asks."""
    with databases.as_owner():
        child = make_person(cast.teacher, "Kit", "Vale")
        family = make_family(cast.teacher, "Vale family", child, area=cast.east)
        episode = make_episode(cast.teacher, family, cast.east, origin="step_down")
    begun(cast, by=cast.teacher, episode=episode)
    page, today = page_of(cast.teacher), timezone.localdate()
    step_down_page(page, live_server, episode)
    choose(page, "route", "review")
    for name, value in {"day": today.day, "month": today.month, "year": today.year}.items():
        page.locator(f"[name=handed_over_on_{name}]").fill(str(value))
    page.locator("[name=if_worse]").fill("Ring the MASH.")
    choose(page, "family_view", "agrees")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("the family agrees")
    follow(page, "Add their plan or assessment")
    choose(page, "kind", "plan")
    page.set_input_files("[name=file]", {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": saved(new())})
    page.get_by_label("The family has agreed that those who help now read it").check()
    press(page, "Add it", leaves="/papers/")
    expect(page.get_by_role("link", name="Their plan", exact=True)).to_be_visible()

    coordinator = page_of(cast.coordinator, "desk")
    coordinator.goto(live_server.url)
    follow(coordinator, re.compile("Vale family came down from social care"))
    follow(coordinator, "I have asked how it goes")
    coordinator.get_by_label("What did they say?").fill("The school is well prepared.")
    press(coordinator, "Save", leaves="/follow-up/")
    follow(coordinator, "Vale family")
    expect(coordinator.locator("main")).to_contain_text("The school is well prepared.")

    page.goto(f"{live_server.url}/episodes/{episode.reference}/meetings/new/")
    choose(page, "kind", "review")
    for name, value in {"day": today.day, "month": today.month, "year": today.year, "time": "00:01"}.items():
        page.locator(f"[name=starts_at_{name}]").fill(str(value))
    press(page, "Save", leaves="/new/")
    page.goto(f"{live_server.url}/episodes/{episode.reference}/step-down/")
    follow(page, "Say whether it was used")
    choose(page, "was_used", "yes")
    press(page, "Save", leaves="/used/")
    expect(page.locator("main")).to_contain_text("It was used")
    assert {"episode.stepped_down", "step_down.paper_added", "step_down.used", "coordinator.followed_up"} <= set(
        kinds_of(episode)
    )


def test_step_down_as_in_hull(cast, page_of, live_server):
    """Nobody leads yet: as the family agrees, it waits for the Early Help Action Meeting."""
    with databases.as_owner():
        hub = make_worker("hub@saltmere.example", cast.salt_council, Role.HUB_WORKER, cast.quay)
        child = make_person(hub, "Kit", "Vale")
        family = make_family(hub, "Vale family", child, area=cast.quay)
        episode = make_episode(hub, family, cast.quay, origin="step_down")
        episode.allocations.update(ended_at=timezone.now(), end_reason="x")
        Episode.objects.filter(pk=episode.pk).update(lead=None)
    page = page_of(hub)
    step_down_page(page, live_server, episode)
    expect(page.locator("main")).to_contain_text("Nobody leads yet")
    choose(page, "route", "meeting")
    choose(page, "family_view", "disagrees")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Early Help Action Meeting talks about a family only")
    choose(page, "family_view", "agrees")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Listed for the next Early Help Action Meeting")
    with databases.as_owner():
        assert StepDown.objects.get().route == "meeting" and Listing.objects.get().because == "no_lead"
    follow(page, "Take it off the list")
    page.get_by_label("Why?").fill("The meeting found a lead.")
    press(page, "Save", leaves="/listed/")
    expect(page.locator("main")).not_to_contain_text("Listed for the next Early Help Action Meeting since")

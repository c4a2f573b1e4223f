"""From a finished assessment to the end of help, over three months: a plan, two reviews, a bottom line that was missed,
another lead, and what the family says by a link; where early help is as in Coventry, and where it is as in Hull."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from assessments.actions.deciding import authorise_assessment
from assessments.models import Assessment
from cases.choices import PersonKind
from cases.models import Episode, FamilyMember, TimelineEvent
from ehm.models import Role
from plans.models import Feedback, LaterScore
from standards.models import Clock
from tests import databases
from tests.assessments.writing import agree, decided, fill, submit
from tests.browser.conftest import PATIENCE
from tests.browser.typing import a_browser, sign_in
from tests.cases.acting import acting_as
from tests.cast import make_cast, make_person, make_worker
from tests.standards.test_keeping import allocate

pytestmark = pytest.mark.django_db(transaction=True)
GOAL, LETTERS, LINE = (
    "The letters are opened every Friday",
    "Open the letters together",
    "The rent is paid on the first",
)
FOLLOWS = "We meet within a week and ask the money adviser to come."
SAID = "She listened, and she came back when she said she would."

# Whatever is still blank on a form of minutes or of the end: everybody was there, and things are a little better.
FILL = """better => {
    const form = document.querySelector('form[data-draft]')
    for (const folded of form.querySelectorAll('details')) folded.open = true
    for (const field of form.querySelectorAll('select')) {
        const offers = value => [...field.options].some(option => option.value === value)
        if (field.name.startsWith('was-')) field.value = 'attended'
        else if (field.name.startsWith('need-')) field.value = 'met'
        else if (field.name.startsWith('decision')) continue
        else if (offers(better)) field.value = better
    }
}"""


@dataclass
class Place:
    """A partnership: who works there, what it calls things, and which clocks run there."""

    worker: object
    next_lead: object
    manager: object
    episode: object
    parent: object
    plan: str
    planning: str
    review: str
    asks_of_plan: tuple = ()
    has_bottom_lines: bool = True
    manager_looks: bool = True
    clocks: dict = field(default_factory=dict)


def as_in_coventry(cast):
    allocate(cast)
    agree(cast)
    clocks = {"plan_meeting": "met", "review": "met"}
    return Place(
        cast.practitioner, cast.teacher, cast.manager, cast.episode, cast.dee,
        "Early Help Plan", "Early Help Plan meeting", "Review meeting", clocks=clocks,
    )  # fmt: skip


def as_in_hull(cast):
    with databases.as_owner():
        manager = make_worker("manager@saltmere.example", cast.salt_council, Role.MANAGER, cast.quay)
        next_lead = make_worker("school@saltmere.example", cast.salt_school, Role.PRACTITIONER)
        parent = make_person(cast.stranger, "Jo", "Marsh", kind=PersonKind.ADULT)
        FamilyMember.objects.create(tenant=cast.salt, family=cast.salt_family, person=parent, role="household")
    allocate(cast, cast.salt_episode, cast.stranger, cast.stranger)
    agree(cast, cast.salt_episode, parent)
    return Place(
        cast.stranger, next_lead, manager, cast.salt_episode, parent,
        "Early Help plan", "Team around the family meeting", "Team around the family review",
        asks_of_plan=("contingency", "how_measured"), has_bottom_lines=False, manager_looks=False,
    )  # fmt: skip


@pytest.fixture(params=[as_in_coventry, as_in_hull])
def place(request):
    place = request.param(make_cast())
    assessment = decided(SimpleNamespace(practitioner=place.worker), by=place.worker, episode=place.episode)
    for _ in range(2):  # some questions are asked only once others are answered
        fill(place.worker, assessment)
    submit(place.worker, assessment, timezone.localdate())
    if place.clocks:
        with acting_as(place.manager) as actor:
            found = Assessment.objects.visible_to(actor).select_related("episode").get(pk=assessment.pk)
            authorise_assessment(assessment=found, review="Clear, and everybody is heard.", by=actor)
    return place


@pytest.fixture
def clock():
    """Time goes on when the test says so."""
    with time_machine.travel(timezone.now(), tick=True) as traveller:
        yield traveller


@dataclass
class Screen:
    """Somebody at their telephone; signed in anew each time, as people are."""

    new_context: object
    base: str
    page: object = None

    def of(self, membership):
        context = a_browser(self.new_context, PATIENCE)
        sign_in(context, membership, self.base)
        self.page = context.new_page()
        return self

    def open(self, path):
        self.page.goto(self.base + path)
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def follow(self, words):
        with self.page.expect_navigation():
            self.page.locator("main a", has_text=words).first.click()
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def press(self, name):
        """A button that leads on; what the page refuses is said by the test."""
        with self.page.expect_navigation() as led:
            self.page.get_by_role("button", name=name, exact=True).last.click()
        refused = self.page.locator(".govuk-error-summary").all_inner_texts()
        assert led.value.status < 400 and not refused, f"{self.page.title()}: {refused}"

    def day(self, name, day):
        for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
            self.page.locator(f"[name={name}_{part}]").fill(str(value))

    def moment(self, name, moment):
        self.day(name, moment)
        self.page.locator(f"[name={name}_time]").fill(moment.strftime("%H:%M"))

    def write(self, **fields):
        for name, text in fields.items():
            self.page.locator(f"[name={name}]").fill(text)

    def text(self):
        return " ".join(self.page.locator("main").inner_text().split())


@pytest.fixture
def screen(new_context, live_server):
    return Screen(new_context, live_server.url)


def make_the_plan(screen, place):
    screen.open(f"/episodes/{place.episode.reference}/plan/")
    assert place.plan in screen.text()
    screen.press("Begin the plan")
    screen.follow("Add a goal")
    screen.write(what=GOAL, how="On the sofa, with tea.", good_progress="None is older than a week.")
    if screen.page.locator("[name=needs]").count():
        screen.page.locator("[name=needs]").first.check()
    screen.press("Save")
    screen.follow("Add something to do")
    screen.write(what=LETTERS, measure="The pile is gone.")
    screen.page.locator("[name=who]").select_option(f"person:{place.parent.reference}")
    screen.day("by_when", timezone.localdate() + timedelta(days=60))
    screen.press("Save")
    if place.has_bottom_lines:
        screen.follow("Add a bottom line")
        screen.write(what=LINE, consequence=FOLLOWS)
        screen.page.locator("[name=who]").select_option(f"person:{place.parent.reference}")
        screen.day("by_when", timezone.localdate() + timedelta(days=30))
        screen.press("Save")
    screen.follow("Say how the plan runs")
    screen.write(review_every_days="42", **{name: "Said and agreed with nan." for name in place.asks_of_plan})
    screen.press("Save")


def meet(screen, place, kind, called, next_on=None, better="", **minutes):
    """The first is planned for this morning, a review was planned by the minutes before; then its minutes."""
    if kind == "planning":
        screen.open(f"/episodes/{place.episode.reference}/meetings/new/")
        screen.page.get_by_label(called, exact=True).check()
        screen.moment("starts_at", timezone.localtime() - timedelta(minutes=50))
        screen.write(place="At home", family_asked_for="In the morning.")
        screen.press("Save")
    screen.open(f"/episodes/{place.episode.reference}/meetings/")
    with screen.page.expect_navigation():
        screen.page.locator("main li", has_text="Planned").locator("a", has_text=called).click()
    expect(screen.page.locator("h1")).to_contain_text(called)
    screen.follow("Write the minutes")
    screen.page.evaluate(FILL, better)
    screen.moment("starts_at", timezone.localtime() - timedelta(minutes=50))
    screen.write(working_well="They ring us.", childs_voice="It is calmer now.", decided="We go on.", **minutes)
    if kind == "review":
        screen.page.locator(f"[name=outcome][value={'continue' if next_on else 'close'}]").check()
    if next_on:
        screen.day("next_on", next_on)
    else:
        screen.write(why_no_next="Help ends.")
    screen.press("Save the minutes")
    return screen.text()


def agree_to_it(screen, place):
    screen.open(f"/episodes/{place.episode.reference}/plan/")
    screen.follow(re.compile("[Aa]gree"))
    screen.page.locator("[name=who]").first.check()
    screen.press(screen.page.locator("main form button").last.inner_text())
    assert "Agreed" in screen.text()


def miss(screen, place, what):
    screen.open(f"/episodes/{place.episode.reference}/plan/")
    screen.follow(re.compile(f"Done or not: {what}"))
    screen.page.locator("[name=is_done][value=no]").check()
    screen.write(note="The money went on the boiler.")
    screen.press("Save")


def change_lead(screen, place):
    agency = place.next_lead.agency.reference
    screen.of(place.manager).open(f"/episodes/{place.episode.reference}/lead/?agency={agency}")
    screen.page.locator("select[name=lead]").evaluate(
        "(list, name) => { list.value = [...list.options].find(one => one.text.includes(name)).value }",
        place.next_lead.display_name,
    )
    screen.write(end_reason="School sees them every day.")
    screen.page.locator("[name=by_family]").check()
    screen.press("Ask them")
    screen.of(place.next_lead).open(f"/episodes/{place.episode.reference}/lead/agree/")
    screen.page.locator("[name=by_family]").check()
    screen.press("I agree to lead")


def ask_how_it_was(screen, place):
    """By a link, which somebody without an account follows on their own telephone."""
    screen.open(f"/episodes/{place.episode.reference}/feedback/")
    screen.page.locator(f"[name=person][value='{place.parent.reference}']").check()
    screen.page.locator("[name=asked][value=link]").check()
    screen.press("Go on")
    screen.press("Make a link")
    address = screen.page.locator("code").inner_text()
    visitor = Screen(screen.new_context, screen.base, a_browser(screen.new_context, PATIENCE).new_page())
    visitor.page.goto(screen.base + "/" + address.split("/", 3)[3])
    said = visitor.text()
    assert "How was the help?" in said and str(place.parent.family_name) not in said
    visitor.page.locator("[name=score-overall]").select_option("9")
    visitor.write(**{"words-overall": SAID})
    visitor.press("Send")
    assert "Thank you" in visitor.text()


def end(screen, place):
    screen.open(f"/episodes/{place.episode.reference}/close/")
    screen.page.locator("[name=reason][value=needs_met]").check()
    screen.page.locator("[name=family_view][value=agrees]").check()
    screen.page.evaluate(FILL, "8")
    screen.write(rationale="The letters are open and the rent is paid.", goes_on="School keeps an eye on them.")
    if place.manager_looks:
        screen.press("Save, and ask a manager to look")
        lead = screen.page
        screen.of(place.manager).open(f"/episodes/{place.episode.reference}/close/")
        screen.follow("Record your oversight of the closing")
        screen.page.locator("[name=occasion][value=closure]").check()
        for name in ("what_is_happening", "what_is_working", "what_should_be_done", "why"):
            screen.write(**{name: "They do it by themselves now."})
        screen.day("by_when", timezone.localdate() + timedelta(days=7))
        screen.press("Save the oversight")
        screen.page = lead
        screen.open(f"/episodes/{place.episode.reference}/close/")
    screen.press("End early help")


def test_from_the_assessment_to_the_end_of_help(place, clock, screen):
    clock.shift(timedelta(days=5))
    screen.of(place.worker)
    make_the_plan(screen, place)
    meet(screen, place, "planning", place.planning, timezone.localdate() + timedelta(days=42))
    agree_to_it(screen, place)

    clock.shift(timedelta(days=42))
    screen.of(place.worker)
    if place.has_bottom_lines:
        miss(screen, place, LINE)
        assert "This was missed." in screen.text() and FOLLOWS in screen.text()
    else:
        miss(screen, place, LETTERS)
    reviewed = meet(screen, place, "review", place.review, timezone.localdate() + timedelta(days=42), "6")
    assert place.review in reviewed

    clock.shift(timedelta(days=40))
    change_lead(screen, place)
    meet(screen, place, "review", place.review, better="7")

    clock.shift(timedelta(days=3))
    screen.of(place.next_lead)
    ask_how_it_was(screen, place)
    end(screen, place)

    screen.open(f"/episodes/{place.episode.reference}/close/")
    said = screen.text()
    assert "How help ended" in said and "School keeps an eye on them." in said
    screen.open(f"/episodes/{place.episode.reference}/feedback/")
    assert SAID in screen.text()
    with databases.as_owner():
        assert Episode.objects.get(pk=place.episode.pk).status == "closed"
        assert Feedback.objects.get().answers["overall"] == {"score": 9, "words": SAID}
        assert set(LaterScore.objects.values_list("at", flat=True)) == {"review", "closing"}
        told = [one.sentence for one in TimelineEvent.objects.filter(episode=place.episode).order_by("id")]
        ran = list(Clock.objects.filter(episode=place.episode).order_by("started_at", "id"))
    assert [line for line in told if "held with the family" in line] == [
        f"{place.planning} held with the family", *[f"{place.review} held with the family"] * 2,
    ]  # fmt: skip
    by_standard = {}
    for one in ran:
        by_standard.setdefault(one.standard, []).append((one.state, one.is_breached))
    if place.clocks:
        assert by_standard["plan_meeting"] == [("met", False)]
        assert [state for state, _ in by_standard["review"]] == ["met", "met", "cancelled"]
        assert ("met_late", False) in by_standard["plan_action"] or ("met_late", True) in by_standard["plan_action"]
    else:
        assert by_standard == {}

"""A whole assessment, from deciding with the family to the paper in their hands: three children, one of them not born
yet, two agencies who write at once, returned once, authorised."""

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from assessments.lifecycle import Status
from assessments.models import Assessment
from cases.choices import PersonKind
from cases.models import FamilyMember, TimelineEvent
from ehm import words
from standards.models import Clock
from tests import databases
from tests.assessments.writing import agree
from tests.browser.conftest import PATIENCE
from tests.browser.typing import a_browser, sign_in
from tests.cast import make_cast, make_person, share
from tests.standards.test_keeping import allocate

pytestmark = pytest.mark.django_db(transaction=True)
STRENGTHS, AROUND = "What works well, and what worries us", "What life is like around you"
WORDS, MEANING = "In the child's own words", "What it all means"
EATING, ASLEEP = "They eat together every evening.", "Ben falls asleep in class."
TWICE = "Ben falls asleep in class twice a week."
TOLD = [  # the newest first
    "Assessment authorised by a manager",
    "Assessment finished and shared with the family: Early Help Plan",
    "Assessment submitted",
    "Assessment returned by a manager, with what still needs doing",
    "Assessment finished and shared with the family: Early Help Plan",
    "Assessment submitted",
    "Decided with the family to make an assessment",
]

# As somebody fills in whatever is still blank and can be seen. A second line of a list that is blank stays so, and so
# does the list of what is kept from whom.
FILL = """() => {
    const form = document.querySelector('form[data-draft]'), lists = {}
    for (const folded of form.querySelectorAll('details')) folded.open = true
    for (const line of form.querySelectorAll('.ehm-entry')) {
        const cells = [...line.querySelectorAll('input[type=text], textarea, select')]
        const isSpare = line.parentElement.querySelectorAll('.ehm-entry').length > 1
        line.dataset.leave = isSpare && cells.every(cell => !cell.value) ? 'blank' : ''
    }
    const said = {phone: '01632 960100', email: 'jo@sleep.example', when: 'spring 2019', sex: 'Female'}
    const chosen = {outcome: 'plan', groups: 'none', assessment_type: 'early_help'}
    const leave = field => field.offsetParent === null || field.name.startsWith('l-limits')
        || field.name.endsWith('-why_not') || field.closest('[data-leave=blank]')
    for (const field of form.querySelectorAll('textarea, input[type=text], select')) {
        const last = field.name.split('-').at(-1), day = last.match(/_(day|month|year)$/)
        if (field.value || leave(field)) continue
        if (field.tagName === 'SELECT') field.value = field.name.startsWith('s-') ? '5' : field.options[1].value
        else if (day) field.value = {day: '2', month: '11', year: '2026'}[day[1]]
        else field.value = said[last] ?? `What there is to say in ${field.name}`.slice(0, 59)
    }
    for (const field of form.querySelectorAll('input[type=radio], input[type=checkbox]')) {
        const [kind, name] = field.name.split('-')
        const wanted = kind === 'n' && name !== 'debt' ? 'no' : chosen[name] ?? 'yes'
        if (field.value === wanted && !leave(field)) field.click()
    }
}"""


@pytest.fixture
def cast():
    cast = make_cast()
    allocate(cast)
    with databases.as_owner():
        due = timezone.localdate() + timedelta(weeks=8)
        baby = make_person(cast.practitioner, "", kind=PersonKind.UNBORN, expected_on=due)
        FamilyMember.objects.create(tenant=cast.north, family=cast.family, person=baby, role="household")
        FamilyMember.objects.filter(person=cast.leo).update(left_on=timezone.localdate())
        share(cast.episode, cast.school, cast.practitioner)
    agree(cast)
    return cast


@pytest.fixture
def signed_in_page(new_context, live_server):
    def make(membership, size="desk"):
        context = a_browser(new_context, PATIENCE, size)
        sign_in(context, membership, live_server.url)
        return context.new_page()

    return make


def press(page, name, leaves):
    """A button that leads away from `leaves`; what the page refuses is said by the test."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).last.click()
    refused = page.locator(".govuk-error-summary").all_inner_texts()
    assert leaves not in page.url, f"{page.title()}: {refused}"


def follow(page, name, role="link", **options):
    with page.expect_navigation():
        page.get_by_role(role, name=name, **options).first.click()
    page.wait_for_selector("html[data-ready]", state="attached")


def part(page, title):
    """Open a part of the assessment from its list."""
    follow(page, title, exact=True)


def save(page):
    press(page, "Save", leaves="/sections/")


def parts(page):
    return page.locator(".govuk-task-list__link").all_inner_texts()


def take_what_is_known(page):
    for question in ("household", "taking_part", "professionals"):
        every = page.locator(f"button[name=take][value='{question}::all']")
        known = every if every.count() else page.locator(f"button[name=take][value^='{question}::']").first
        if known.count():
            page.locator("details", has=known).locator("summary").click()
            with page.expect_navigation():
                known.click()
            page.wait_for_selector("html[data-ready]", state="attached")


def fill_every_part(page):
    for title in parts(page):
        part(page, title)
        take_what_is_known(page)
        page.evaluate(FILL)
        save(page)


def still_missing(page):
    """What holds the assessment back, as the page says it."""
    follow(page, "Check and submit", role="button")
    said = page.locator("main").inner_text()
    if "To be done first" not in said:
        assert "Nothing is missing." in said
        return ""
    return said.partition("To be done first")[2].partition("Look at this again")[0]


def submit(page, *, asks_when_shared):
    assert still_missing(page) == ""
    if asks_when_shared:
        day = timezone.localdate()
        page.get_by_label("Yes", exact=True).check()
        for name, value in (("day", day.day), ("month", day.month), ("year", day.year)):
            page.locator(f"[name=shared_on_{name}]").fill(str(value))
    else:
        expect(page.locator("[name=shared_on_day]")).to_have_count(0)
    press(page, "Submit the assessment", leaves="/submit/")


def follow_what_happened(page, live_server, sentence):
    """As whoever was told of it opens it."""
    page.goto(f"{live_server.url}/notifications/")
    follow(page, re.compile(sentence), role="button")


def due(page):
    """What the page says is due, and what was: 'Plan meeting … 14 days left'."""
    shown = page.locator("section", has=page.locator("#clocks"))
    shown.locator("details").evaluate_all("closed => closed.forEach(one => { one.open = true })")
    return [" ".join(line.split()) for line in shown.locator(".ehm-line").all_inner_texts()]


def link_the_need(page):
    part(page, AROUND)
    page.get_by_role("group", name="Money or debt worries").get_by_label("Yes", exact=True).check()
    page.locator("[name=n-debt-worries]").check()
    save(page)


def story(page, cast, live_server):
    """All that has happened, the newest first."""
    page.goto(f"{live_server.url}/families/{cast.family.reference}/")
    follow(page, "Everything", exact=True)
    return page.locator(".moj-timeline__title").all_inner_texts()


def saved_as_pdf(page):
    follow(page, "Read it all on one page", role="button")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a PDF", exact=True).click()
    paper = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    return squeezed("".join(page.extract_text() for page in paper.pages))


def squeezed(text):
    """Without the spaces, and the places where a line may break, that a PDF has of its own."""
    return "".join(text.replace("\u200b", "").split())


def test_a_whole_assessment(cast, signed_in_page, live_server):
    worker = signed_in_page(cast.practitioner, "phone")
    worker.goto(f"{live_server.url}/episodes/{cast.episode.reference}/assessment/")
    follow(worker, "Begin an assessment", role="button")
    press(worker, "Begin the assessment", leaves="/assess/")
    here = worker.url
    assert [title for title in parts(worker) if "words" in title] == [f"{WORDS}: Aisha", f"{WORDS}: Ben"]
    (line,) = due(worker)
    assert re.match(r"Finish the assessment .* (29|30) working days left", line)
    assert "Answer 'What is working well?'" in still_missing(worker)

    # Two agencies write in the same part at once: each keeps what they wrote, and reads the other's.
    teacher = signed_in_page(cast.teacher)
    for page in (worker, teacher):
        page.goto(here)
        part(page, STRENGTHS)
    worker.get_by_label("What is working well?").fill(EATING)
    teacher.get_by_label("What are we worried about?").fill(ASLEEP)
    for page in (worker, teacher):
        save(page)
    for page in (worker, teacher):
        part(page, STRENGTHS)
        expect(page.get_by_label("What is working well?")).to_have_value(EATING)
        expect(page.get_by_label("What are we worried about?")).to_have_value(ASLEEP)

    worker.goto(here)
    fill_every_part(worker)
    missing = still_missing(worker)
    assert "Link 'Money or debt worries' to a worry" in missing and "How things are with this worry" in missing
    worker.goto(here)
    link_the_need(worker)
    part(worker, MEANING)
    worker.evaluate(FILL)
    save(worker)
    submit(worker, asks_when_shared=True)

    manager = signed_in_page(cast.manager)
    follow_what_happened(manager, live_server, "submitted an assessment")
    manager.get_by_text(f"Comment on '{STRENGTHS}'", exact=True).click()
    manager.get_by_label(f"Your comment on '{STRENGTHS}'").fill("How often?")
    press(manager, "Return with comments", leaves="/decide/")

    follow_what_happened(worker, live_server, "was returned with comments")
    part(worker, STRENGTHS)
    expect(worker.locator("#remarks")).to_contain_text("How often?")
    worker.get_by_label("What are we worried about?").fill(TWICE)
    save(worker)
    press(worker, re.compile("^Done"), leaves="/settle/")
    submit(worker, asks_when_shared=False)

    follow_what_happened(manager, live_server, "submitted an assessment")
    expect(manager.locator("#changes + ul")).to_contain_text("What are we worried about?")
    manager.get_by_label("What do you think of this assessment").fill("Agreed: a plan with the school.")
    press(manager, "Authorise", leaves="/decide/")
    expect(manager.locator("main")).to_contain_text("Authorised by")

    with databases.as_owner():
        assert Assessment.objects.get().status == Status.AUTHORISED
        clocks = {clock.standard: clock for clock in Clock.objects.filter(standard__in=("assessment", "plan_meeting"))}
        told = [event.sentence for event in TimelineEvent.objects.filter(family=cast.family)]
    assert clocks["assessment"].state == "met" and not clocks["assessment"].is_breached
    assert clocks["plan_meeting"].state == "running"
    assert timezone.localdate(clocks["plan_meeting"].due_at) == timezone.localdate() + timedelta(days=14)
    worker.goto(here)
    running, met = due(worker)
    assert running.startswith("Plan meeting") and "14 days left" in running
    assert met.startswith("Finish the assessment") and f"done {words.day(timezone.localdate())}" in met

    shown = story(worker, cast, live_server)
    assert set(told) <= set(shown)
    assert [sentence for sentence in shown if "ssessment" in sentence] == TOLD
    assert any(line.startswith("Plan meeting") and "14 days left" in line for line in due(worker))

    worker.goto(here)
    paper = saved_as_pdf(worker)
    for said in (EATING, TWICE, "Early Help Plan", "Aisha", "Ben", "Unborn", cast.manager.display_name):
        assert squeezed(said) in paper, said

"""Every page of `tests/suite/pages.py` at both widths, and every form of theirs once more with its errors shown.

A page that is not opened here is named in `pages.py` with the reason; `tests/suite/test_every_page.py` holds that.
"""

import pytest

from hubs.views.public import FOLLOWING, NO_DANGER, VISIT
from tests.browser.conftest import SIZES
from tests.cast import make_cast
from tests.suite.pages import client_of, pages
from tests.suite.working_day import make_working_day

pytestmark = pytest.mark.django_db(transaction=True)

# Forms in which an empty answer is an answer.
ASK_NOTHING = {
    *("cases:agree_to_lead", "organisation:people", "organisation:area"),
    *("assessments:section", "assessments:section_about"),  # words only; a day that is none: tests/assessments
    *("assessments:childs_page", "plans:childs_page"),  # words only, and goals to tick
    *("plans:guests", "plans:replies"),  # nothing new
}
FORMS = """() => [...document.querySelectorAll('main form[method=post]')]
    .map((form, place) => [place, form.querySelector('input:not([type=hidden]), textarea, select')])
    .filter(([_, field]) => field).map(([place]) => place)"""
SEND_RUBBISH = """place => {
    const form = document.querySelectorAll('main form[method=post]')[place]
    for (const field of form.querySelectorAll('input:not([type=hidden]), textarea, select')) {
        if (['radio', 'checkbox'].includes(field.type)) field.checked = false
        else if (field.type === 'file') continue
        else if (field.tagName === 'SELECT') field.value = ''
        else if (field.name.match(/_(day|month|year)$/)) field.value = '99'
        else field.value = field.tagName === 'TEXTAREA' ? '' : '§ '.repeat(200)
    }
    HTMLFormElement.prototype.submit.call(form)
}"""


@pytest.fixture
def visits(audited, signed_in):
    """Page after page of the working day, opened by its reader; `visits.faults` is what was wrong."""
    cast = make_cast()
    day = make_working_day(cast)
    return Visits(audited, cast, day, signed_in)


class Visits:
    def __init__(self, audited, cast, day, signed_in):
        self.audited, self.cast, self.day, self.signed_in = audited, cast, day, signed_in
        self.faults, self.reader = [], None

    def of(self, half):
        for page in [one for one in pages(self.day) if one.is_whole][half::2]:
            if page.reader != self.reader:
                self.enter(page.reader)
            self.audited.page.goto(self.audited.address + page.address)
            yield page

    def enter(self, reader):
        cookies = client_of(reader, self.cast, self.day, self.signed_in).cookies
        self.audited.page.context.clear_cookies()
        kept = [cookies[name] for name in ("sessionid", VISIT, FOLLOWING, NO_DANGER) if name in cookies]
        self.audited.page.context.add_cookies(
            [{"name": one.key, "value": one.value, "url": self.audited.address} for one in kept]
        )
        self.reader = reader

    def judge(self, page, *more):
        self.faults += [f"{page}: {fault}" for fault in (*self.audited.faults_here(), *more)]


@pytest.mark.parametrize("screen", ["desk"], indirect=True)
@pytest.mark.parametrize("half", [0, 1])
def test_every_page(visits, half):
    """Opened once, judged as wide as a desk and as narrow as a phone; then its forms are sent wrong."""
    window = visits.audited.page
    for page in visits.of(half):
        for size in SIZES.values():
            window.set_viewport_size(size)
            visits.judge(page)
        for place in window.evaluate(FORMS) if page.name not in ASK_NOTHING else ():
            if window.url != visits.audited.address + page.address:
                window.goto(visits.audited.address + page.address)
            with window.expect_navigation():
                window.evaluate(SEND_RUBBISH, place)
            visits.judge(page, *what_is_wrong_with_errors(window))
    assert not visits.faults, "\n".join(visits.faults)


def what_is_wrong_with_errors(window):
    if not window.locator(".govuk-error-summary").is_visible():
        yield f"no error summary at {window.url}"
        return
    if not window.title().startswith("Error: "):
        yield f"the title is {window.title()}"
    if window.evaluate("document.activeElement.className") != "govuk-error-summary":
        yield "the focus is not on the error summary"

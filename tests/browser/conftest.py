"""Debian's Chromium, driven by Playwright: `screen` at desk and phone width, `audited` opens a page and judges it."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect

from ehm.assets import build
from tests.browser.own_server import OwnServer

PATIENCE = 30_000  # milliseconds: a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = """rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})
    .then(found => found.violations.map(rule => rule.id + ': ' + rule.nodes.map(node => node.target).join(' | ')))"""
UNFOLD = """() => { for (const one of document.querySelectorAll('main details:not([open])')) {
    one.open = true
    one.dataset.wasFolded = '' } }"""
FOLD = """() => { for (const one of document.querySelectorAll('details[data-was-folded]')) {
    one.open = false
    delete one.dataset.wasFolded } }"""
TELL_OF_REFUSALS = """document.addEventListener('securitypolicyviolation', refused =>
    console.error(`content policy: ${refused.violatedDirective} ${refused.blockedURI} ${refused.sample}`))"""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": QUIET}


@pytest.fixture(scope="session", autouse=True)
def libraries():
    """What every page loads, made where it is not there yet."""
    build.build_libraries()


@pytest.fixture(scope="session")
def axe(libraries):
    return (build.FRONTEND / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(params=list(SIZES))
def screen(request, new_context, axe):
    """A browser context of one width; the test runs once for each."""
    context = new_context(
        viewport=SIZES[request.param],
        reduced_motion="reduce",
        service_workers="block",
        locale="en-GB",
        timezone_id="Europe/London",
    )
    context.set_default_timeout(PATIENCE)
    return context


@dataclass
class Judged:
    """A page and what is wrong with it; `check()` judges it as it is now (a menu open, an error shown)."""

    page: object
    axe: str
    address: str
    signed_in: object
    faults: list[str] = field(default_factory=list)

    def become(self, membership):
        """Go on as this membership, signed in."""
        session = self.signed_in(membership).cookies["sessionid"].value
        self.page.context.add_cookies([{"name": "sessionid", "value": session, "url": self.address}])

    def open(self, path):
        self.page.goto(self.address + path)
        return self.check()

    def follow(self, leads):
        """Click on what leads to another page, or to the same one with its errors, and judge it once it is there."""
        with self.page.expect_navigation():
            leads.click()
        return self.check()

    def check(self):
        found = self.faults_here()
        assert not found, f"{self.page.url}: {found}"
        return self.page

    def faults_here(self):
        """What is wrong with the page as it is, with all that folds on it opened, and with what came since the last
        look."""
        self.page.wait_for_selector("html[data-ready]", state="attached")
        self.page.evaluate(self.axe)
        self.page.evaluate(UNFOLD)
        found = [f"axe {fault}" for fault in self.page.evaluate(RUN_AXE, RULES)]
        if self.page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            found.append("the page scrolls sideways")
        self.page.evaluate(FOLD)
        found += self.faults
        self.faults.clear()
        return found


def is_lawful(answer):
    """A form with mistakes, and what was still being saved of a form when it was sent: `ehm.drafts` refuses it."""
    return answer.status == 422 or answer.status == 409 and "/draft" in answer.url


@pytest.fixture
def audited(screen, live_server, axe, signed_in):
    """`audited.open(path)` gives the page when axe, the console, every answer and the width are in order."""
    page = screen.new_page()
    page.add_init_script(TELL_OF_REFUSALS)
    judged = Judged(page, axe, live_server.url, signed_in)

    def from_console(message):
        about_status = message.text.startswith("Failed to load resource")  # judged by its answer, below
        if message.type in ("error", "warning") and not about_status:
            judged.faults.append(message.text)

    page.on("console", from_console)
    page.on("pageerror", lambda error: judged.faults.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            answer.status >= 400 and not is_lawful(answer) and judged.faults.append(f"{answer.status} {answer.url}")
        ),
    )
    return judged


@pytest.fixture
def own_server(cast, tmp_path):
    """A web server that a test may kill and start again."""
    server = OwnServer(tmp_path / "server.log")
    server.start()
    yield server
    server.kill()

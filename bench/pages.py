"""The pages of a working day, each as a multiple of the floor page measured beside it."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

from assessments.pieces import digest
from bench.web import Browser, Site, median_ms


@dataclass(frozen=True)
class Measured:
    page: str
    ms: float
    times_floor: float
    aim: float
    kilobytes: float


def floor_browser(site: Site, session: str) -> Browser:
    browser = Browser(site)
    browser.cookies["sessionid"] = session
    assert "Signed in as reader" in browser.get("/")
    return browser


def signed_in(site: Site, email: str, password: str) -> Browser:
    browser = Browser(site)
    browser.get("/sign-in/")
    if browser.post("/sign-in/", login=email, password=password) != 302:
        raise SystemExit(f"{email} could not sign in")
    browser.get("/")
    return browser


def measure(site: Site, floor: Browser, password: str, times: int) -> list[Measured]:
    worker = signed_in(site, "practitioner@northbridge.example", password)
    manager = signed_in(site, "manager@northbridge.example", password)
    episodes = list(dict.fromkeys(re.findall(r'href="(/episodes/[^/"]+/)', worker.get("/"))))
    if not episodes:
        raise SystemExit("the demo practitioner has no work")
    family = re.search(r'href="(/families/[^/"]+/)"', worker.get(episodes[0]))
    if family is None:
        raise SystemExit(f"{episodes[0]} does not lead to its family")
    found = []

    def add(name: str, browser: Browser, act: Callable[[], object], aim: float) -> None:
        """Ours and the floor by turns, so that both meet the same machine."""
        own = min(median_ms(act, times), median_ms(act, times))
        base = min(median_ms(lambda: floor.get("/"), times), median_ms(lambda: floor.get("/"), times))
        found.append(Measured(name, own, own / base, aim, browser.gzipped / 1024))

    add("my work", worker, lambda: worker.get("/"), 6)
    add("caseload", worker, lambda: worker.get("/caseload/"), 6)
    add("family page", worker, lambda: worker.get(family[1]), 8)
    add("team page", manager, lambda: manager.get("/team/"), 6)
    look = _look(worker)
    add("search by name, results", worker, lambda: worker.get(look), 6)
    involved = _involved(worker, family[1])
    add("who is involved", worker, lambda: worker.get(involved), 6)
    add("contact save", worker, _save_contacts(worker, episodes), 6)
    section = _section(worker, episodes)
    add("assessment section, open", worker, lambda: worker.get(section), 6)
    add("assessment section, save", worker, _save_section(worker, section), 6)
    plan = _plan(worker, episodes)
    add("plan", worker, lambda: worker.get(plan), 8)
    add("impact", manager, lambda: manager.get("/impact/"), 8)
    chair = signed_in(site, "chair@northbridge.example", password)
    add("requests that wait", chair, lambda: chair.get("/requests/"), 6)
    return found


def _look(browser: Browser) -> str:
    browser.get("/search/")
    browser.post("/search/", q="Aisha Barlow")
    return browser.at


def _involved(browser: Browser, family: str) -> str:
    """Of a child of the caseload, as the search finds it."""
    names = re.findall(r'href="/families/[^/"]+/people/[^/"]+/"[^>]*>([^<]+)</a>', browser.get(f"{family}people/"))
    for name in names:
        browser.get("/search/")
        browser.post("/search/", q=html.unescape(name))
        if found := re.search(r'href="(/children/[^/"]+/involved/)"', browser.get(browser.at)):
            return found[1]
    raise SystemExit(f"the search finds no child of {family}")


def _save_contacts(browser: Browser, episodes: list[str]) -> Callable[[], object]:
    """Each save is a new contact with every child of the family seen, with each family of the caseload in turn; the
    forms themselves are fetched outside the clock."""
    forms = cycle([_form_of(browser, f"{episode}contacts/new/") for episode in episodes])
    number = 0

    def save() -> None:
        nonlocal number
        number += 1
        sent = f"{int(time.time()) & 0xFFFFFFFF:08x}-0000-4000-8000-{number:012x}"
        page, fields = next(forms)
        form = [(name, sent if name == "sent_once" else value) for name, value in fields]
        if browser.ask("POST", page, form) != 302:
            problems = re.findall(r'error-message">(.*?)</p>', browser.body.decode(), re.S)
            raise SystemExit(f"the contact was not saved: {browser.status} {problems}")

    return save


def _section(browser: Browser, episodes: list[str]) -> str:
    """A section of an assessment that is being written; one is begun where the caseload has none."""
    for episode in episodes:
        browser.get(f"{episode}assessment/")
        if found := re.search(r'href="(/assessments/[^/"]+/sections/strengths/)"', browser.body.decode()):
            return found[1]
    for episode in episodes:
        page = f"{episode}assess/"
        if browser.ask("GET", page) == 200 and "when" in dict(browser.fields()):
            browser.ask("POST", page, [*browser.fields(), ("when", "today")])
        browser.get(f"{episode}assessment/")
        if found := re.search(r'href="(/assessments/[^/"]+/sections/strengths/)"', browser.body.decode()):
            return found[1]
    raise SystemExit("no assessment could be begun")


def _plan(browser: Browser, episodes: list[str]) -> str:
    """A plan with goals, of a family of the caseload."""
    for episode in episodes:
        if "/plan-goals/" in browser.get(f"{episode}plan/"):
            return browser.at
    raise SystemExit("no family of the caseload has a plan")


def _save_section(browser: Browser, section: str) -> Callable[[], object]:
    """Each save builds upon the one before: its version and the digest of what it wrote."""
    browser.get(section)
    fields = dict(browser.fields())
    place = "answer|working_well||"
    shown = json.loads(html.unescape(fields["shown"]))
    version, words = shown.get(place, [0, ""])[0], fields.get("a-working_well", "")

    def save() -> None:
        nonlocal version, words
        shown[place] = [version, digest({"values": (words,)} if words else {})]
        version, words = version + 1, f"Everybody laughed, {version + 1} times. " + "They eat together. " * 20
        if (
            browser.ask("POST", section, [*(fields | {"shown": json.dumps(shown), "a-working_well": words}).items()])
            != 302
        ):
            raise SystemExit(f"the section was not saved: {browser.status}")

    return save


def _form_of(browser: Browser, page: str) -> tuple[str, list[tuple[str, str]]]:
    browser.get(page)
    fields = browser.fields()
    ticks = re.findall(r'name="([^"]+)"[^>]*value="seen"|value="seen"[^>]*name="([^"]+)"', browser.body.decode())
    seen = [(name, "seen") for name in sorted({one or two for one, two in ticks})]
    given = [(name, value) for name, value in fields if value != "seen"]
    return page, [*given, ("kind", "home_visit"), ("working_well", "Everybody laughed."), *seen]

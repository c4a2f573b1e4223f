"""What cannot be is said plainly in the error summary, and nothing typed is lost: every field of every form.

Addresses of records that are not there or not one's own: `test_every_url.py`. Text too long for any form, forms sent
signed out or by another site: `tests/ehm/test_held.py`.
"""

import html
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from ehm import drafts
from tests.cast import make_cast
from tests.conftest import signed_in_as
from tests.suite.filling import forms_of
from tests.suite.pages import client_of, pages
from tests.suite.working_day import make_working_day

TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)
# An unborn child is searched for by the day on which it is expected.
MAY_ASK_FOR_THE_UNBORN = {"cases:search", "cases:search_results", "cases:new_note"}
CHANGED_IN_PLACE = {
    *("assessments:describe_file", "assessments:change_life_event"),
    *(f"cases:{name}" for name in "correct_family correct_person set_identifiers record_birth".split()),
    *(f"cases:{name}" for name in ("change_note", "correct_contact")),
    *("own_form:question", "own_form:value", "hubs:prepare", "catalogue:change_service"),
    *("plans:change_goal", "plans:change_promise", "plans:trajectory", "plans:put_minutes_right"),
    *(f"organisation:{name}" for name in ("change_agency", "change_area", "change_person", "settings")),
}
# Drawn for nobody in particular, so that what is in them can be given back to nobody: a password, a code, an address.
DRAWN_FOR_NOBODY = ("account_", "mfa_", "platform:", "ehm:components", "ehm:invitation", "cases:link")


class Asked:
    """A form of a page, and who sends it."""

    def __init__(self, page, client, form):
        self.page, self.client, self.form = page, client, form
        self.url = form.action or page.address

    def send(self, **changes):
        return self.post(self.form.typed(**changes))

    def post(self, sent):
        self.sent = sent
        return self.client.post(self.url, self.sent)

    def faults(self, answer, *sentences):
        """What is wrong with the answer: no error summary, not these sentences in it, or something typed is gone."""
        if answer.status_code not in (200, 422):
            yield f"answers {answer.status_code}"
            return
        body = html.unescape(answer.content.decode())
        summary = re.search(r'class="govuk-error-summary"(.*?)</ul>', body, re.S)
        if not summary:
            yield "no error summary"
            return
        if not body.split("<title>")[1].startswith("Error: "):
            yield "the title does not say so"
        if sentences and not any(sentence in summary[1] for sentence in sentences):
            yield f"says {' '.join(re.sub('<[^>]+>', ' ', summary[1]).split())[:300]}"
        boxes = self.form.of_kind("text", "textarea")
        lost = [one.name for one in boxes if self.sent[one.name] and self.sent[one.name].strip() not in body]
        if lost:
            yield f"loses {lost}"


def foreign_for(name, cast):
    """The reference of another partnership's record of the kind that a field may ask for."""
    if "area" in name:
        return cast.quay.reference
    if "agency" in name:
        return cast.salt_council.reference
    if any(word in name for word in ("person", "child", "who", "relative")):
        return cast.salt_child.reference
    return cast.stranger.reference


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The working day and what its pages draw, once: each test takes back only what it did itself."""
    whole = transaction.atomic()
    whole._from_testcase = True  # as Django's own test cases mark theirs: a request begins within it
    with django_db_blocker.unblock(), whole:
        cast = make_cast()
        day = make_working_day(cast)
        drawn = []
        clients = Browsers(cast, day)
        for page in pages(day):
            body = clients[page.reader].get(page.address, follow=True).content.decode()
            drawn += [(page, form) for form in forms_of(body)]
        yield cast, day, drawn
        transaction.set_rollback(True)


class Browsers(dict):
    """One for each reader, signed in when it is first asked for."""

    def __init__(self, cast, day):
        super().__init__()
        self.cast, self.day = cast, day

    def __missing__(self, reader):
        self[reader] = client_of(reader, self.cast, self.day, signed_in_as)
        return self[reader]


@pytest.fixture
def cast(world):
    return world[0]


@pytest.fixture
def every_form(db, world):
    cast, day, drawn = world
    clients = Browsers(cast, day)
    return [Asked(page, clients[page.reader], form) for page, form in drawn]


def test_a_form_that_keeps_a_draft_saves_it_as_one_types(every_form):
    """Not only when it is sent with mistakes: its page has what drafts.js reads."""
    keep = {asked.page.name: asked for asked in every_form if drafts.is_registered(asked.page.name)}
    pages = {name: asked.client.get(asked.page.address).content.decode() for name, asked in keep.items()}
    assert len(keep) > 30
    assert not {name for name, page in pages.items() if "data-draft=" not in page or "ehm/drafts" not in page}


def test_values_that_cannot_be(every_form):
    faults, tried = [], Counter()
    for asked in every_form:
        for what, name, value, *sentences in cannot_be(asked):
            tried[what] += 1
            answer = asked.send(**value)
            faults += [f"{asked.page} {name}: {what}: {fault}" for fault in asked.faults(answer, *sentences)]
    assert not faults, "\n".join(faults)
    assert set(tried) == {"no such day", "not born yet", "a wrong check digit", "far too much"}, tried


def cannot_be(asked):
    """What is wrong, the field, what is sent for it, and the words of which one is said."""
    for name in asked.form.dates():
        yield "no such day", name, date_of(name, 31, 2, 2025), "real date"
        if name in ("date_of_birth", "born_on") and asked.page.name not in MAY_ASK_FOR_THE_UNBORN:
            tomorrow = date_of(name, TOMORROW.day, TOMORROW.month, TOMORROW.year)
            yield "not born yet", name, tomorrow, "past", "future", "today"
    if "nhs_number" in asked.form.fields:
        yield "a wrong check digit", "nhs_number", {"nhs_number": "999 000 0019"}, "NHS number"
    for one in asked.form.of_kind("textarea"):
        yield "far too much", one.name, {one.name: "x" * 200_000}, "characters or fewer"


def date_of(name, day, month, year):
    return {f"{name}_day": str(day), f"{name}_month": str(month), f"{name}_year": str(year)}


def test_options_that_are_not_there_and_those_of_others(every_form, cast):
    faults = []
    for asked in every_form:
        for one in asked.form.of_kind("select", "radio", "checkbox"):
            for value in ("no-such-option", foreign_for(one.name, cast)) if len(one.options) > 1 else ():
                answer = asked.send(**{one.name: value})
                faults += [f"{asked.page} {one.name}={value}: {fault}" for fault in asked.faults(answer)]
    assert not faults, "\n".join(faults)


# Written by several at once, answer by answer: tests/assessments/test_section_pages.py sends what was never shown. A
# manager's page asks for a button first: tests/assessments/test_kept_from.py decides about what has changed since.
MERGED = {"assessments:section", "assessments:section_about", "assessments:decision"}


def test_a_record_that_somebody_else_changed_meanwhile(every_form):
    asked_for_too = date_of("born_on", TODAY.day, TODAY.month, TODAY.year) | {
        "why_no_upn": "not_asked",
        "reason": "A slip",
    }
    faults, tried = [], set()
    for asked in every_form:
        for name, old in (("version", "0"), ("shown", "0" * 32)):
            if asked.page.name in MERGED:
                continue
            if asked.form.fields.get(name) and asked.form.fields[name].value not in ("", old):
                tried.add(asked.page.name)
                answer = asked.post(asked.form.drawn() | asked_for_too | {name: old})
                faults += [f"{asked.page}: {fault}" for fault in asked.faults(answer, "Somebody else changed")]
    assert not faults, "\n".join(faults)
    assert tried == CHANGED_IN_PLACE


def test_without_a_token(every_form):
    faults = []
    for asked in every_form:
        guarded = Client(enforce_csrf_checks=True)
        guarded.cookies = asked.client.cookies
        sent = asked.form.typed()
        sent.pop("csrfmiddlewaretoken", None)
        answer = guarded.post(asked.url, sent)
        if answer.status_code == 302:
            answer = guarded.get(answer["Location"])
        body = html.unescape(answer.content.decode())
        if "This page was open" not in body:
            faults.append(f"{asked.page}: {answer.status_code} without a word")
        lost = [one.name for one in asked.form.of_kind("text", "textarea") if sent[one.name] not in body]
        if lost and not asked.page.name.startswith(DRAWN_FOR_NOBODY):
            faults.append(f"{asked.page}: loses {lost}")
    assert not faults, "\n".join(faults)

"""What cannot be is said plainly in the error summary, and nothing typed is lost: every field of every form.

Addresses of records that are not there or not one's own: `test_every_url.py`. Text too long for any form, forms sent
signed out or by another site: `tests/ehm/test_held.py`.
"""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.suite.filling import forms_of
from tests.suite.pages import client_of, pages
from tests.suite.working_day import make_working_day

TOMORROW = timezone.localdate() + timedelta(days=1)

# An unborn child is searched for by the day on which it is expected.
MAY_ASK_FOR_THE_UNBORN = {"cases:search", "cases:search_results", "cases:new_note"}
CHANGED_IN_PLACE = {
    *(f"cases:{name}" for name in "correct_family correct_person set_identifiers record_birth".split()),
    *(f"cases:{name}" for name in ("change_note", "correct_contact")),
    *(f"organisation:{name}" for name in ("change_agency", "change_area", "change_person", "settings")),
}
TODAY = {f"born_on_{part}": str(getattr(TOMORROW - timedelta(days=1), part)) for part in ("day", "month", "year")}
ASKED_FOR_TOO = {"reason": "A slip", "why_no_upn": "not_asked", **TODAY}
# Drawn for nobody in particular, so that what is in them can be given back to nobody: a password, a code, an address.
DRAWN_FOR_NOBODY = ("account_", "mfa_", "platform:", "ehm:components", "ehm:invitation")


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


@pytest.fixture
def every_form(cast, signed_in):
    day = make_working_day(cast)
    clients, found = {}, []
    for page in pages(day):
        if page.reader not in clients:
            clients[page.reader] = client_of(page.reader, cast, day, signed_in)
        client = clients[page.reader]
        body = client.get(page.address, follow=True).content.decode()
        found += [Asked(page, client, form) for form in forms_of(body)]
    return found


def test_impossible_dates(every_form):
    faults = []
    for asked in every_form:
        for name in asked.form.dates():
            answer = asked.send(**{f"{name}_day": "31", f"{name}_month": "2", f"{name}_year": "2025"})
            faults += [f"{asked.page} {name}: {fault}" for fault in asked.faults(answer, "real date")]
    assert not faults, "\n".join(faults)


def test_births_in_the_future(every_form):
    faults = []
    for asked in every_form:
        if asked.page.name in MAY_ASK_FOR_THE_UNBORN:
            continue
        for name in ("date_of_birth", "born_on"):
            if name in asked.form.dates():
                given = {"day": TOMORROW.day, "month": TOMORROW.month, "year": TOMORROW.year}
                answer = asked.send(**{f"{name}_{part}": str(value) for part, value in given.items()})
                faults += [f"{asked.page} {name}: {fault}" for fault in asked.faults(answer, "past", "future", "today")]
    assert not faults, "\n".join(faults)


def test_a_wrong_check_digit(every_form):
    faults, tried = [], 0
    for asked in every_form:
        if "nhs_number" in asked.form.fields:
            tried += 1
            answer = asked.send(nhs_number="999 000 0019")
            faults += [f"{asked.page}: {fault}" for fault in asked.faults(answer, "NHS number")]
    assert tried and not faults, "\n".join(faults)


def test_far_too_much_text(every_form):
    faults = []
    for asked in every_form:
        for one in asked.form.of_kind("textarea"):
            answer = asked.send(**{one.name: "x" * 200_000})
            faults += [f"{asked.page} {one.name}: {fault}" for fault in asked.faults(answer, "characters or fewer")]
    assert not faults, "\n".join(faults)


def test_options_that_are_not_there_and_those_of_others(every_form, cast):
    faults = []
    for asked in every_form:
        for one in asked.form.of_kind("select", "radio", "checkbox"):
            for value in ("no-such-option", foreign_for(one.name, cast)) if len(one.options) > 1 else ():
                answer = asked.send(**{one.name: value})
                faults += [f"{asked.page} {one.name}={value}: {fault}" for fault in asked.faults(answer)]
    assert not faults, "\n".join(faults)


def test_a_record_that_somebody_else_changed_meanwhile(every_form):
    faults, tried = [], set()
    for asked in every_form:
        for name, old in (("version", "0"), ("shown", "0" * 32)):
            if asked.form.fields.get(name) and asked.form.fields[name].value:
                tried.add(asked.page.name)
                answer = asked.post(asked.form.drawn() | ASKED_FOR_TOO | {name: old})
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

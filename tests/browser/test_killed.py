"""While parts of an assessment are being typed the browser, or the web server, is killed: five times each, at moments
that nobody chose. No more than ten seconds of typing are lost with the browser, and nothing with the server (R27)."""

import itertools
import random
import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Error

from ehm.models import Draft
from tests import databases
from tests.assessments.writing import decided
from tests.browser.typing import LONG, a_browser, open_form, sign_in, wait_until_saved_again
from tests.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True)
TEN_SECONDS = 10
BOXES = {  # part of the form → where somebody types in it
    "family": "a-led_to_help",
    "timeline": "a-past_help",
    "strengths": "a-working_well",
    "professionals": "a-gp_name",
    "outcome": "a-outcome_reason",
}


@pytest.fixture
def cast():
    return make_cast()


@dataclass
class Typist:
    """One open part of the form; what was typed when, by the clock on the wall."""

    page: object
    address: str
    subject: str
    box: str
    words: object = field(default_factory=lambda: (f"word{number} " for number in itertools.count(1)))
    typed: str = ""
    moments: list = field(default_factory=list)

    def type(self):
        word = next(self.words)
        self.page.locator(f"[name={self.box}]").press_sequentially(word)
        self.typed += word
        self.moments.append((time.monotonic(), self.typed))

    def typed_by(self, moment):
        """What stood there then."""
        return max((typed for at, typed in self.moments if at <= moment), key=len, default="")

    def is_killed(self):
        """As when a telephone runs out of power: the page is told nothing, and says nothing."""
        with pytest.raises(Error, match="crash"):
            self.page.goto("chrome://crash")

    def kept(self):
        """What the database has, as the next page that is opened shows it."""
        with databases.as_owner():
            draft = Draft.objects.filter(subject=self.subject).first()
        return draft.values[self.box][0] if draft else ""


def typists(cast, context, url, sections):
    assessment = decided(cast)
    for section in sections:
        address = f"{url}/assessments/{assessment.reference}/sections/{section}/"
        subject = f"{assessment.reference}.{section}".upper()
        yield Typist(open_form(context, address), address, subject, BOXES[section])


def test_the_browser_is_killed(new_context, cast, live_server):
    context, chance = a_browser(new_context), random.Random(26)
    sign_in(context, cast.practitioner, live_server.url)
    typing = list(typists(cast, context, live_server.url, BOXES))
    begun = time.monotonic()
    killed_at = {typist.subject: begun + TEN_SECONDS + chance.uniform(1, 6) for typist in typing}
    alive = list(typing)
    while alive:
        for typist in tuple(alive):
            typist.type()
            if time.monotonic() >= killed_at[typist.subject]:
                killed_at[typist.subject] = time.monotonic()
                typist.is_killed()
                alive.remove(typist)
    for typist in typing:
        kept, must = typist.kept(), typist.typed_by(killed_at[typist.subject] - TEN_SECONDS)
        assert must and kept.startswith(must) and typist.typed.startswith(kept), typist.subject
    again = open_form(context, typing[0].address)
    assert again.input_value(f"[name={typing[0].box}]") == typing[0].kept()


def test_the_server_is_killed(new_context, cast, own_server):
    context, chance = a_browser(new_context, LONG), random.Random(27)
    sign_in(context, cast.practitioner, own_server.url)
    (typist,) = typists(cast, context, own_server.url, ["strengths"])
    for _ in range(5):
        type_for(typist, chance.uniform(0.2, 3))
        own_server.kill()
        type_for(typist, chance.uniform(0.2, 1))
        own_server.start()
    wait_until_saved_again(typist.page)
    assert typist.kept() == typist.typed
    typist.page.reload()
    assert typist.page.input_value(f"[name={typist.box}]") == typist.typed


def type_for(typist, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        typist.type()

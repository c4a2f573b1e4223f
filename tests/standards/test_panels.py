"""Clocks where the family's own pages show them."""

from django.urls import reverse

from tests.cases.contact_notes import record, seen
from tests.standards.test_keeping import FIRST
from tests.standards.working import MONDAY, days, text_of


def test_the_episode_shows_what_is_due_and_what_was(monday, signed_in):
    here = reverse("cases:episode", args=(monday.episode.reference,))
    text = text_of(signed_in(monday.practitioner).get(here))
    assert "What is due" in text and "First contact" in text and "5 working days left" in text
    monday.traveller.move_to(MONDAY + days(1))
    record(monday.practitioner, monday.episode, seen(monday.ben), happened_at=MONDAY + days(1), **FIRST)
    text = text_of(signed_in(monday.practitioner).get(here))
    assert "What was due before" in text and "done Tue 3 Mar" in text


def test_after_a_visit_it_says_what_that_did(monday, signed_in):
    monday.traveller.move_to(MONDAY + days(7))
    people = [seen(monday.aisha), seen(monday.ben)]
    contact = record(monday.practitioner, monday.episode, *people, happened_at=MONDAY + days(7), **FIRST)
    text = text_of(signed_in(monday.practitioner).get(reverse("cases:contact_saved", args=(contact.reference,))))
    for sentence in (
        "Recorded on time",
        "First contact: done on time",
        "Leo to be seen next by Mon 30 Mar",
        "Aisha and Ben to be seen next by Mon 6 Apr",
    ):
        assert sentence in text


def test_a_late_recording_says_so(monday, signed_in):
    monday.traveller.move_to(MONDAY + days(7))
    contact = record(monday.practitioner, monday.episode, seen(monday.ben), happened_at=MONDAY + days(1))
    text = text_of(signed_in(monday.practitioner).get(reverse("cases:contact_saved", args=(contact.reference,))))
    assert "Recorded late, it was due Thu 5 Mar" in text

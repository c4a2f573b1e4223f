"""What the tests of contacts write down."""

import uuid
from datetime import timedelta

from django.utils import timezone

from cases.actions.contacts import record_contact
from cases.choices import ContactKind
from cases.contact_note import Note, Told
from tests.cases.acting import acting_as


def a_note(**changes):
    given = {
        "happened_at": timezone.now() - timedelta(hours=2),
        "kind": ContactKind.HOME_VISIT,
        "working_well": "Breakfast together every day.",
    }
    return Note(**(given | changes))


def seen(person, alone=False, words=""):
    return Told(person, was_seen=True, was_seen_alone=alone, was_spoken_to=True, own_words=words)


def record(membership, episode, *people, sent_once=None, **changes):
    """`membership` records a contact, in a transaction of its own."""
    with acting_as(membership) as actor:
        return record_contact(
            episode=episode,
            note=a_note(**changes),
            people=people,
            sent_once=sent_once or uuid.uuid4(),
            by=actor,
        )

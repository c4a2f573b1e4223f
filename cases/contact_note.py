"""What is written down about one contact, and what cannot be true of it. Nothing here reads or writes a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from cases.choices import FACE_TO_FACE, ContactKind, EpisodeStatus
from cases.models import Episode, Person

OLDEST = timedelta(days=2 * 365)
CLOCKS_MAY_DIFFER_BY = timedelta(minutes=5)  # a phone's clock and ours
WITH_THE_FAMILY = FACE_TO_FACE | {ContactKind.VIDEO, ContactKind.PHONE}
MAY_BE_SEEN = FACE_TO_FACE | {ContactKind.VIDEO}


@dataclass(frozen=True)
class Told:
    """What the contact was for one person. A child's own words are the child's, not our summary."""

    person: Person
    was_seen: bool = False
    was_seen_alone: bool = False
    was_spoken_to: bool = False
    own_words: str = ""

    @property
    def took_part(self) -> bool:
        return self.was_seen or self.was_spoken_to


@dataclass(frozen=True)
class Note:
    """What is written down about a contact, apart from the people in it."""

    happened_at: datetime
    kind: str
    is_attempt: bool = False
    is_planned: bool = True
    unannounced_reason: str = ""
    working_well: str = ""
    worried_about: str = ""
    needs_to_happen: str = ""
    next_contact_on: date | None = None
    sharing_explained: bool = False
    leaflet_given: bool = False
    lead_details_given: bool = False


@dataclass(frozen=True)
class Problem:
    """`about` is a field of Note, the reference of a person, or nothing for the whole."""

    about: str
    sentence: str


def problems(
    episode: Episode, note: Note, people: Sequence[Told], *, recorded_at: datetime | None = None
) -> Iterator[Problem]:
    """What cannot be true of a contact, each in the words for whoever wrote it."""
    yield from _problems_of_the_moment(episode, note, recorded_at or timezone.now())
    if not note.is_planned and not note.unannounced_reason.strip():
        yield Problem("unannounced_reason", "Say why the visit was unannounced")
    for told in people:
        yield from _problems_of_a_person(note, told)
    took_part = any(told.took_part for told in people)
    said = (note.working_well, note.worried_about, note.needs_to_happen, *(told.own_words for told in people))
    if note.is_attempt and took_part:
        yield Problem("is_attempt", "You ticked that nobody was reached, and that somebody was seen or spoken to")
    if note.is_attempt or took_part:
        return
    if note.kind in WITH_THE_FAMILY:
        yield Problem("is_attempt", "Tick who was seen or spoken to, or that nobody was reached")
    elif not any(text.strip() for text in said):
        yield Problem("working_well", "Write what the contact was about in at least one of the boxes")


def _problems_of_the_moment(episode: Episode, note: Note, recorded_at: datetime) -> Iterator[Problem]:
    if note.happened_at > timezone.now() + CLOCKS_MAY_DIFFER_BY:
        yield Problem("happened_at", "When it happened must be now or in the past")
    elif note.happened_at < recorded_at - OLDEST:
        yield Problem("happened_at", "When it happened is more than two years ago: check the year")
    elif episode.status == EpisodeStatus.CLOSED and episode.closed_at and note.happened_at > episode.closed_at:
        yield Problem("happened_at", "Early help for this family had ended by then: choose a time before it ended")
    if note.next_contact_on:
        if note.next_contact_on < timezone.localdate(note.happened_at):
            yield Problem("next_contact_on", "The next contact must come after this one")
        elif note.next_contact_on > timezone.localdate(note.happened_at) + OLDEST:
            yield Problem("next_contact_on", "The next contact is more than two years away: check the year")


def _problems_of_a_person(note: Note, told: Told) -> Iterator[Problem]:
    name, about = told.person.short_name, told.person.reference
    if told.was_seen_alone and not told.was_seen:
        yield Problem(about, f"Tick that {name} was seen, as well as seen alone")
    elif told.was_seen and note.kind not in MAY_BE_SEEN:
        how = ContactKind(note.kind).label
        yield Problem(about, f"{name} cannot be seen by ‘{how}’: tick ‘spoken to’, or change how it happened")
    elif told.own_words.strip() and not told.took_part:
        yield Problem(about, f"Say whether {name} was seen or spoken to")

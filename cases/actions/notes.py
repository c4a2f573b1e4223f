"""Key agency notes: an agency tells the partnership that it supports a child (R038, R074, R116)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from cases import phones
from cases.actions.families import create_family
from cases.actions.people import NewPerson
from cases.models import KeyAgencyNote
from cases.permissions.notes import can_add_note, can_change_note
from cases.search import known_children
from ehm.actions import Refused, Stale, still_there
from ehm.permissions import require
from ehm.rows.actor import Actor

LONGEST_LINE = 255
LONGEST_SUPPORT = timedelta(days=26 * 366)


@dataclass(frozen=True)
class NoteWords:
    """What a note says. `area_of_support`: a few words, no detail, because the whole partnership reads them."""

    practitioner_name: str
    work_phone: str
    area_of_support: str
    started_on: date
    ended_on: date | None = None


NOTE_FIELDS = tuple(NoteWords.__dataclass_fields__)


@transaction.atomic
def add_note(*, child: str, words: NoteWords, by: Actor) -> KeyAgencyNote:
    """Say that one's agency supports this child. `child`: the reference of any child of the partnership, whether or
    not the record may be opened. Sent twice, it is saved once."""
    require(can_add_note, by, by.partnership)
    words = _checked(words)
    person_id = _child(child)
    same = (
        KeyAgencyNote.objects.visible_to(by)
        .current()
        .filter(
            person_id=person_id,
            agency_id=by.agency_id,
            practitioner_name=words.practitioner_name,
            area_of_support=words.area_of_support,
        )
    )
    return same.first() or _write(person_id, words, by)


@transaction.atomic
def add_note_of_new_child(*, new: NewPerson, words: NoteWords, by: Actor) -> KeyAgencyNote:
    """The same for a child whom nobody has written down yet: child and family are one's own agency's to keep."""
    require(can_add_note, by, by.partnership)
    words = _checked(words)
    family = create_family(name="", people=[new], by=by)
    return _write(family.members.get().person_id, words, by)


@transaction.atomic
def change_note(*, note: KeyAgencyNote, words: NoteWords, version: int, by: Actor) -> KeyAgencyNote:
    """Put a note of one's own agency right. To change it is to say that it is still true."""
    note = _lock(note, by)
    if note.version != version:
        theirs: dict[str, object] = {name: getattr(note, name) for name in (*NOTE_FIELDS, "version")}
        raise Stale("Somebody else changed this note while you were writing. Compare and save again.", theirs)
    words = _checked(words)
    note.practitioner_name, note.work_phone = words.practitioner_name, words.work_phone
    note.area_of_support, note.started_on, note.ended_on = words.area_of_support, words.started_on, words.ended_on
    note.confirmed_at, note.confirmed_by, note.version = timezone.now(), by.membership, version + 1
    note.save(update_fields=[*NOTE_FIELDS, "confirmed_at", "confirmed_by", "version"])
    return note


@transaction.atomic
def confirm_note(*, note: KeyAgencyNote, by: Actor) -> KeyAgencyNote:
    """Still true."""
    note = _lock(note, by)
    if not note.is_current:
        raise Refused("This note has ended. Leave a new one if your agency supports the child again.")
    note.confirmed_at, note.confirmed_by = timezone.now(), by.membership
    note.save(update_fields=["confirmed_at", "confirmed_by"])
    return note


@transaction.atomic
def end_note(*, note: KeyAgencyNote, by: Actor) -> KeyAgencyNote:
    """One's agency no longer supports the child. A note that ended already stays as it is."""
    note = _lock(note, by)
    if note.is_current:
        note.ended_on, note.version = timezone.localdate(), note.version + 1
        note.save(update_fields=["ended_on", "version"])
    return note


def _lock(note: KeyAgencyNote, by: Actor) -> KeyAgencyNote:
    require(can_change_note, by, note)
    return still_there(KeyAgencyNote.objects.select_for_update(of=("self",)), tenant_id=by.tenant_id, pk=note.pk)


def _child(reference: str) -> int:
    known = known_children(reference)
    if not known:
        raise Refused("Choose a child from the search results.")
    return known[0].person_id


def _write(person_id: int, words: NoteWords, by: Actor) -> KeyAgencyNote:
    return KeyAgencyNote.objects.create(
        tenant_id=by.tenant_id,
        person_id=person_id,
        agency_id=by.agency_id,
        practitioner_name=words.practitioner_name,
        work_phone=words.work_phone,
        area_of_support=words.area_of_support,
        started_on=words.started_on,
        ended_on=words.ended_on,
        recorded_by=by.membership,
    )


def _checked(words: NoteWords) -> NoteWords:
    name, line = " ".join(words.practitioner_name.split()), " ".join(words.area_of_support.split())
    today = timezone.localdate()
    if not name:
        raise Refused("Enter who supports the child.")
    if not phones.is_plausible(words.work_phone):
        raise Refused("Enter a work telephone number, like 01632 960001 or 07700 900982.")
    if not line:
        raise Refused("Enter the area of support in a few words.")
    if len(line) > LONGEST_LINE:
        raise Refused(f"Area of support must be {LONGEST_LINE} characters or fewer. Leave out the detail.")
    if words.started_on < today - LONGEST_SUPPORT:
        raise Refused("Check the year in which the support started.")
    if words.started_on > today:
        raise Refused("The support must have started. Leave the note on the day it starts.")
    if words.ended_on is not None and words.ended_on < words.started_on:
        raise Refused("The support cannot end before it starts.")
    return NoteWords(name, phones.show(words.work_phone), line, words.started_on, words.ended_on)

"""Record a visit or other contact for several people at once, and put one right afterwards (R040, R076)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from cases import timeline
from cases.choices import FACE_TO_FACE
from cases.contact_note import WITH_THE_FAMILY, Note, Problem, Told, problems
from cases.models import Contact, ContactPerson, Episode, FamilyMember
from cases.permissions.contacts import can_correct_contact, can_record_contact
from ehm import events
from ehm.actions import Refused, Stale, still_there
from ehm.permissions import require
from ehm.rows.actor import Actor


class AlreadySaved(Refused):
    """The form was sent before, with other words: what is new in it is a correction of `contact`."""

    def __init__(self, contact: Contact) -> None:
        super().__init__("You have saved this contact already.")
        self.contact = contact


NOTE_FIELDS = tuple(Note.__dataclass_fields__)
TOLD_FIELDS = ("was_seen", "was_seen_alone", "was_spoken_to", "own_words")


@transaction.atomic
def record_contact(
    *,
    episode: Episode,
    note: Note,
    people: Sequence[Told],
    sent_once: UUID,
    by: Actor,
    also: Iterable[Callable[[Contact, bool], None]] = (),
) -> Contact:
    """Write down a contact. Sent twice, such as by a double click, it is saved once. `also`: what else the visit did,
    done with it or not at all; called with the contact, and whether it was there before."""
    require(can_record_contact, by, episode)  # first: an auditor's role may not even lock
    episode = Episode.objects.lock(episode.pk)
    require(can_record_contact, by, episode)
    before = Contact.objects.filter(tenant_id=by.tenant_id, recorded_by=by.membership, sent_once=sent_once).first()
    if before is not None:
        if before.episode_id != episode.pk or not _says(before, note, people):
            raise AlreadySaved(before)
        for do in also:
            do(before, True)
        return before
    _refuse_what_cannot_be(problems(episode, note, people))
    check_people(episode, people, by)
    contact = Contact.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        agency_id=by.agency_id,
        recorded_by=by.membership,
        sent_once=sent_once,
        **_columns(note),
    )
    written = [_told_of(contact, told) for told in people if told.took_part]
    ContactPerson.objects.bulk_create(written)
    reached = not contact.is_attempt and contact.kind in WITH_THE_FAMILY
    if reached and (episode.last_contact_at is None or contact.happened_at > episode.last_contact_at):
        episode.last_contact_at = contact.happened_at
        episode.save(update_fields=["last_contact_at"])
    with events.together(by):
        events.record(
            timeline.CONTACT_RECORDED,
            contact,
            by=by,
            occurred_at=contact.happened_at,
            data={
                "contact": contact.reference,
                "id": contact.pk,
                "kind": contact.kind,
                "is_attempt": contact.is_attempt,
                "seen": [row.person.short_name for row in written if row.was_seen],
                "spoken_to": [row.person.short_name for row in written if row.was_spoken_to],
            },
        )
        for row in children_seen(contact, written):
            _child_seen(contact, row, by)
        if contact.completes_first_contact and not _was_told_before(contact):
            _first_contact_made(contact, by)
        for do in also:
            do(contact, False)
    return contact


@transaction.atomic
def correct_contact(
    *, contact: Contact, version: int, note: Note, people: Sequence[Told], reason: str, by: Actor
) -> Contact:
    """Put a contact right, and say why. What it said before stays in its history."""
    require(can_correct_contact, by, contact)
    episode = Episode.objects.lock(contact.episode_id)
    contact = still_there(Contact.objects.select_for_update(of=("self",)).select_related("episode"), pk=contact.pk)
    require(can_correct_contact, by, contact)
    rows = {row.person_id: row for row in people_in(contact)}
    if contact.version != version:
        raise Stale("Somebody else changed this contact while you were writing.", what_it_says(contact, rows.values()))
    if not reason.strip():
        raise Refused("Say why you are changing this contact.")
    _refuse_what_cannot_be(problems(episode, note, people, recorded_at=contact.recorded_at))
    check_people(episode, [told for told in people if told.person.pk not in rows], by)
    before = _for_clocks(contact, rows.values())
    already_seen = {row.person_id for row in children_seen(contact, rows.values())}
    was_first = contact.completes_first_contact
    for name, value in _columns(note).items():
        setattr(contact, name, value)
    contact.changed_at, contact.change_reason, contact.version = timezone.now(), reason.strip(), contact.version + 1
    contact.save(update_fields=[*NOTE_FIELDS, "changed_at", "change_reason", "version"])
    for told in people:
        row = rows.get(told.person.pk)
        if row is not None:
            _rewrite_person(row, told)
        elif told.took_part:
            rows[told.person.pk] = _told_of(contact, told)
            rows[told.person.pk].save(force_insert=True)
    _keep_last_contact(episode)
    with events.together(by):
        events.record(
            timeline.CONTACT_CORRECTED,
            contact,
            by=by,
            occurred_at=contact.happened_at,
            data={"contact": contact.reference, "before": before, "after": _for_clocks(contact, rows.values())},
        )
        for row in children_seen(contact, rows.values()):
            if row.person_id not in already_seen:
                _child_seen(contact, row, by)
        if contact.completes_first_contact and not was_first:
            if not _was_told_before(contact):
                _first_contact_made(contact, by)
    return contact


def _refuse_what_cannot_be(found: Iterable[Problem]) -> None:
    first = next(iter(found), None)
    if first is not None:
        raise Refused(f"{first.sentence}.")


def check_people(episode: Episode, people: Sequence[Told], by: Actor) -> None:
    """Only people of this family, each once."""
    asked = [told.person.pk for told in people]
    members = FamilyMember.objects.within([episode.family]).filter(person_id__in=asked)
    known = set(members.values_list("person_id", flat=True))
    if len(set(asked)) != len(asked) or not known.issuperset(asked):
        raise Refused("Choose people of this family only, each of them once.")


def people_in(contact: Contact) -> QuerySet[ContactPerson]:
    rows = ContactPerson.objects.filter(tenant_id=contact.tenant_id, contact=contact)
    return rows.select_related("person").order_by("id")


def children_seen(contact: Contact, rows: Iterable[ContactPerson]) -> list[ContactPerson]:
    """Seen in person: what the four-weekly standard counts (R080)."""
    if contact.is_attempt or contact.kind not in FACE_TO_FACE:
        return []
    return [row for row in rows if row.was_seen and row.person.is_child]


def what_it_says(contact: Contact, rows: Iterable[ContactPerson]) -> dict[str, object]:
    """Everything that a correction may change, field by field and person by person."""
    says: dict[str, object] = {name: getattr(contact, name) for name in NOTE_FIELDS}
    says["version"] = contact.version
    says["people"] = {row.person.reference: {name: getattr(row, name) for name in TOLD_FIELDS} for row in rows}
    return says


def _columns(note: Note) -> dict[str, Any]:
    values = asdict(note)
    values["unannounced_reason"] = "" if note.is_planned else note.unannounced_reason.strip()
    return values


def _says(contact: Contact, note: Note, people: Sequence[Told]) -> bool:
    """Is this what was saved? Only then is sending it again a double click."""
    rows = {row.person_id: row for row in people_in(contact) if row.took_part}
    sent = {told.person.pk: told for told in people if told.took_part}
    return (
        all(getattr(contact, name) == value for name, value in _columns(note).items())
        and rows.keys() == sent.keys()
        and all(getattr(rows[pk], name) == getattr(told, name) for pk, told in sent.items() for name in TOLD_FIELDS)
    )


def _told_of(contact: Contact, told: Told) -> ContactPerson:
    return ContactPerson(
        tenant_id=contact.tenant_id,
        contact=contact,
        episode_id=contact.episode_id,
        agency_id=contact.agency_id,
        **{name: getattr(told, name) for name in ("person", *TOLD_FIELDS)},
    )


def _rewrite_person(row: ContactPerson, told: Told) -> None:
    """Nobody is rubbed out: a person ticked by mistake stays as neither seen nor spoken to."""
    if any(getattr(row, name) != getattr(told, name) for name in TOLD_FIELDS):
        for name in TOLD_FIELDS:
            setattr(row, name, getattr(told, name))
        row.save(update_fields=list(TOLD_FIELDS))


def _keep_last_contact(episode: Episode) -> None:
    """The last time somebody of the family was reached."""
    reached = Contact.objects.filter(
        tenant_id=episode.tenant_id, episode=episode, is_attempt=False, kind__in=WITH_THE_FAMILY
    )
    last = reached.aggregate(last=Max("happened_at"))["last"]
    if last != episode.last_contact_at:
        episode.last_contact_at = last
        episode.save(update_fields=["last_contact_at"])


def _first_contacts(episode: Episode) -> QuerySet[Contact]:
    return Contact.objects.filter(
        tenant_id=episode.tenant_id,
        episode=episode,
        is_attempt=False,
        sharing_explained=True,
        leaflet_given=True,
        lead_details_given=True,
    )


def needs_first_contact(episode: Episode) -> bool:
    """Nobody has yet told the family what is recorded, with whom it is shared and why (R076)."""
    return not _first_contacts(episode).exists()


def _was_told_before(contact: Contact) -> bool:
    """Another contact told the family first. One written down before this, but of a later day, did not."""
    others = _first_contacts(contact.episode).exclude(pk=contact.pk)
    return others.filter(happened_at__lte=contact.happened_at).exists()


def _child_seen(contact: Contact, row: ContactPerson, by: Actor) -> None:
    row.contact = contact
    event = events.record(
        timeline.CHILD_SEEN,
        row,
        by=by,
        occurred_at=contact.happened_at,
        data={"name": row.person.short_name, "alone": row.was_seen_alone, "contact": contact.reference},
    )
    event.person = row.person  # whoever hears of it at the end of `together` need not read it again


def _first_contact_made(contact: Contact, by: Actor) -> None:
    events.record(
        timeline.FIRST_CONTACT_MADE,
        contact,
        by=by,
        occurred_at=contact.happened_at,
        data={"contact": contact.reference},
    )


def _for_clocks(contact: Contact, rows: Iterable[ContactPerson]) -> dict[str, Any]:
    """What practice standards count with, before and after a correction."""
    return {
        "happened_at": contact.happened_at.isoformat(),
        "kind": contact.kind,
        "is_attempt": contact.is_attempt,
        "is_first_contact": contact.completes_first_contact,
        "seen": [
            {"person": row.person.reference, "name": row.person.short_name, "alone": row.was_seen_alone}
            for row in children_seen(contact, rows)
        ],
    }

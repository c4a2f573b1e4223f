"""Recording a contact and putting it right (R040, R076, R079, R080)."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404
from django.utils import timezone

from cases.actions.contacts import AlreadySaved, correct_contact, record_contact
from cases.choices import ContactKind, EpisodeStatus
from cases.contact_note import Told
from cases.models import Contact, ContactPerson, Episode, TimelineEvent
from ehm.actions import Refused, Stale
from ehm.rows.context import acting
from tests import databases
from tests.cases.acting import acting_as, actor_of
from tests.cases.contact_notes import a_note, record, seen
from tests.cast import make_cast, share


def events(kind):
    with databases.as_owner():
        return list(TimelineEvent.objects.filter(kind=kind).order_by("id"))


def saved():
    with databases.as_owner():
        return list(Contact.objects.order_by("id"))


def correct(membership, contact, *people, version=1, reason="Wrong day.", **changes):
    with acting_as(membership) as actor:
        return correct_contact(
            contact=contact, version=version, note=a_note(**changes), people=people, reason=reason, by=actor
        )


def test_one_contact_for_several_people(cast):
    contact = record(cast.practitioner, cast.episode, seen(cast.aisha, True, "I like the hub."), seen(cast.ben))
    assert saved() == [contact]
    with databases.as_owner():
        rows = {row.person: row for row in ContactPerson.objects.all()}
        last = Episode.objects.get(pk=cast.episode.pk).last_contact_at
    assert set(rows) == {cast.aisha, cast.ben}
    assert (rows[cast.aisha].was_seen_alone, rows[cast.aisha].own_words) == (True, "I like the hub.")
    assert last == contact.happened_at
    assert contact.agency_id == cast.council.pk


def test_the_events_say_when_it_happened_and_who_was_seen(cast):
    contact = record(cast.practitioner, cast.episode, seen(cast.aisha, True), seen(cast.ben), seen(cast.dee))
    (told,) = events("contact.recorded")
    assert told.occurred_at == contact.happened_at and told.recorded_at > contact.happened_at
    assert told.data["contact"] == contact.reference and told.data["id"] == contact.pk
    assert told.data["seen"] == ["Aisha", "Ben", "Dee"]
    children = events("child.seen")
    assert [(event.person_id, event.data["alone"]) for event in children] == [
        (cast.aisha.pk, True),
        (cast.ben.pk, False),
    ]
    assert all(event.family_id == cast.family.pk and event.episode_id == cast.episode.pk for event in children)
    assert children[0].sentence == "Aisha seen alone"


@pytest.mark.parametrize(
    ("kind", "told"), [(ContactKind.VIDEO, 0), (ContactKind.SCHOOL_VISIT, 1), (ContactKind.HUB_VISIT, 1)]
)
def test_only_a_child_seen_in_person_counts_as_seen(cast, kind, told):
    record(cast.practitioner, cast.episode, seen(cast.aisha), kind=kind)
    assert len(events("child.seen")) == told


def test_spoken_to_is_not_seen(cast):
    record(cast.practitioner, cast.episode, Told(cast.aisha, was_spoken_to=True), kind=ContactKind.PHONE)
    assert not events("child.seen")
    assert events("contact.recorded")[0].data["spoken_to"] == ["Aisha"]


def test_first_contact_needs_all_three_and_is_told_once(cast):
    both = {"sharing_explained": True, "leaflet_given": True}
    record(cast.practitioner, cast.episode, seen(cast.dee), **both)
    assert not events("first_contact.made")
    record(cast.practitioner, cast.episode, seen(cast.dee), **both, lead_details_given=True)
    record(cast.practitioner, cast.episode, seen(cast.dee), **both, lead_details_given=True)
    assert len(events("first_contact.made")) == 1


def test_an_attempt_is_listed_and_reaches_nobody(cast):
    contact = record(cast.practitioner, cast.episode, is_attempt=True, working_well="", sharing_explained=True)
    assert contact.is_attempt
    assert events("contact.recorded")[0].sentence == "Home visit tried, nobody reached"
    with databases.as_owner():
        assert Episode.objects.get(pk=cast.episode.pk).last_contact_at is None


def test_an_older_contact_written_later_does_not_move_the_last_one_back(cast):
    newer = record(cast.practitioner, cast.episode, seen(cast.aisha))
    record(cast.practitioner, cast.episode, seen(cast.ben), happened_at=timezone.now() - timedelta(days=9))
    with databases.as_owner():
        assert Episode.objects.get(pk=cast.episode.pk).last_contact_at == newer.happened_at


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"happened_at": timedelta(hours=1)}, "now or in the past"),
        ({"happened_at": timedelta(days=-800)}, "check the year"),
        ({"is_planned": False, "unannounced_reason": " "}, "why the visit was unannounced"),
        ({"is_attempt": True}, "nobody was reached, and that somebody"),
        ({"kind": ContactKind.PHONE}, "cannot be seen by ‘Phone call’"),
        ({"next_contact_on": timedelta(days=-3)}, "must come after this one"),
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_saved(cast, changes, sentence):
    now = timezone.now()
    if "happened_at" in changes:
        changes = {"happened_at": now + changes["happened_at"]}
    if "next_contact_on" in changes:
        changes = {"next_contact_on": timezone.localdate() + changes["next_contact_on"]}
    with pytest.raises(Refused, match=sentence):
        record(cast.practitioner, cast.episode, seen(cast.aisha), **changes)
    assert not saved() and not events("contact.recorded")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"was_seen_alone": True, "was_spoken_to": True}, "was seen, as well as seen alone"),
        ({"own_words": "I am fine."}, "Say whether Aisha was seen or spoken to"),
    ],
)
def test_what_cannot_be_true_of_a_person(cast, told, sentence):
    with pytest.raises(Refused, match=sentence):
        record(cast.practitioner, cast.episode, Told(cast.aisha, **told), seen(cast.ben))
    assert not saved()


def test_a_visit_to_nobody_is_refused_but_a_talk_with_a_professional_is_not(cast):
    with pytest.raises(Refused, match="Tick who was seen"):
        record(cast.practitioner, cast.episode)
    assert record(cast.practitioner, cast.episode, kind=ContactKind.PROFESSIONALS)
    with pytest.raises(Refused, match="at least one of the boxes"):
        record(cast.practitioner, cast.episode, kind=ContactKind.PROFESSIONALS, working_well="")


def test_people_of_another_family_and_people_twice_are_refused(cast):
    for people in ([seen(cast.hidden_child)], [seen(cast.salt_child)], [seen(cast.ben), seen(cast.ben)]):
        with pytest.raises(Refused, match="people of this family"):
            record(cast.practitioner, cast.episode, *people)
    assert not saved()


def test_who_may_record(cast):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    for membership in (cast.practitioner, cast.manager, cast.hub, cast.teacher):
        contact = record(membership, cast.episode, seen(cast.aisha))
        assert contact.agency_id == membership.agency_id
    with acting_as(cast.auditor) as auditor:
        with pytest.raises(PermissionDenied):
            record_contact(
                episode=cast.episode,
                note=a_note(),
                people=[seen(cast.aisha)],
                sent_once=uuid.uuid4(),
                by=auditor,
            )
    assert len(saved()) == 4


@pytest.mark.parametrize("who", ["partner", "teacher", "stranger"])
def test_whoever_cannot_see_the_episode_cannot_record(cast, who):
    with pytest.raises(Http404):
        record(getattr(cast, who), cast.episode, seen(cast.aisha))
    assert not saved()


def test_after_the_end_only_what_happened_before_it(cast):
    closed_at = timezone.now() - timedelta(days=2)
    with databases.as_owner():
        Episode.objects.filter(pk=cast.episode.pk).update(
            status=EpisodeStatus.CLOSED, closed_at=closed_at, closed_by=cast.practitioner
        )
    with pytest.raises(Refused, match="had ended by then"):
        record(cast.practitioner, cast.episode, seen(cast.aisha))
    assert record(cast.practitioner, cast.episode, seen(cast.aisha), happened_at=closed_at - timedelta(hours=1))


def test_sent_twice_saved_once(cast):
    sent_once, happened_at = uuid.uuid4(), timezone.now()
    for _ in range(2):
        record(cast.practitioner, cast.episode, seen(cast.aisha), sent_once=sent_once, happened_at=happened_at)
    assert len(saved()) == len(events("contact.recorded")) == len(events("child.seen")) == 1


def test_sent_again_with_other_words_is_not_swallowed(cast):
    sent_once, happened_at = uuid.uuid4(), timezone.now()
    first = record(cast.practitioner, cast.episode, seen(cast.aisha), sent_once=sent_once, happened_at=happened_at)
    with pytest.raises(AlreadySaved) as refused:
        record(
            cast.practitioner,
            cast.episode,
            seen(cast.aisha),
            sent_once=sent_once,
            happened_at=happened_at,
            worried_about="Leo was not there.",
        )
    assert refused.value.contact == first and len(saved()) == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_save_one():
    cast = make_cast()
    sent_once, note, actor = uuid.uuid4(), a_note(), actor_of(cast.practitioner)

    def send(_):
        try:
            with acting(actor):
                contact = record_contact(
                    episode=cast.episode, note=note, people=[seen(cast.aisha)], sent_once=sent_once, by=actor
                )
                return contact.reference
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        references = list(pool.map(send, range(8)))
    assert len(set(references)) == 1
    assert len(saved()) == len(events("contact.recorded")) == 1


def test_a_correction_keeps_both_moments_and_who_was_seen(cast):
    contact = record(cast.practitioner, cast.episode, seen(cast.aisha), seen(cast.ben))
    moved = contact.happened_at - timedelta(days=3)
    corrected = correct(
        cast.manager, contact, seen(cast.aisha), Told(cast.ben), seen(cast.leo), happened_at=moved, worried_about="New"
    )
    assert (corrected.version, corrected.change_reason) == (2, "Wrong day.")
    (event,) = events("contact.corrected")
    before, after = event.data["before"], event.data["after"]
    assert before["happened_at"] == contact.happened_at.isoformat() and after["happened_at"] == moved.isoformat()
    assert [child["name"] for child in before["seen"]] == ["Aisha", "Ben"]
    assert [child["name"] for child in after["seen"]] == ["Aisha", "Leo"]
    assert [event.data["name"] for event in events("child.seen")] == ["Aisha", "Ben", "Leo"]
    with databases.as_owner():
        assert Episode.objects.get(pk=cast.episode.pk).last_contact_at == moved
        assert not ContactPerson.objects.get(person=cast.ben).took_part


def test_a_correction_can_complete_the_first_contact(cast):
    contact = record(cast.practitioner, cast.episode, seen(cast.dee), sharing_explained=True, leaflet_given=True)
    all_three = {"sharing_explained": True, "leaflet_given": True, "lead_details_given": True}
    correct(cast.practitioner, contact, seen(cast.dee), **all_three)
    correct(cast.practitioner, contact, seen(cast.dee), version=2, **all_three)
    assert len(events("first_contact.made")) == 1


def test_the_second_of_two_editors_is_told_what_the_first_wrote(cast):
    contact = record(cast.practitioner, cast.episode, seen(cast.aisha))
    correct(cast.manager, contact, seen(cast.aisha), working_well="The manager's words.")
    with pytest.raises(Stale) as stale:
        correct(cast.practitioner, contact, seen(cast.aisha), working_well="The practitioner's words.")
    assert stale.value.theirs["working_well"] == "The manager's words."
    assert stale.value.theirs["version"] == 2
    assert saved()[0].working_well == "The manager's words."


def test_a_correction_needs_a_reason_and_one_s_own_agency(cast):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    contact = record(cast.practitioner, cast.episode, seen(cast.aisha))
    with pytest.raises(Refused, match="Say why"):
        correct(cast.practitioner, contact, seen(cast.aisha), reason="  ")
    with pytest.raises((PermissionDenied, Http404)):
        correct(cast.teacher, contact, seen(cast.aisha), working_well="Not ours to say.")
    assert saved()[0].version == 1 and not events("contact.corrected")

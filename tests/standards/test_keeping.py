"""Events open, stop and re-date clocks in the transaction that caused them (R076-R082)."""

import random
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from cases import timeline
from cases.actions.contacts import correct_contact
from cases.choices import ContactKind
from cases.models import Episode, TimelineEvent
from ehm import events
from standards.chain import replay
from standards.dating import run_of
from standards.happenings import children_of, concerns, everything
from standards.models import Clock, ClockChange
from standards.partnership import rulebook_for
from tests import databases
from tests.cases.acting import acting_as
from tests.cases.contact_notes import a_note, record, seen
from tests.cast import make_family, make_person

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
FIRST = {"sharing_explained": True, "leaflet_given": True, "lead_details_given": True}


def clocks(episode, standard=None):
    with databases.as_owner():
        found = Clock.objects.filter(episode=episode).select_related("person").order_by("started_at", "id")
        return list(found.filter(standard=standard) if standard else found)


def allocate(cast, episode=None, lead=None, by=None):
    lead = lead or cast.practitioner
    with acting_as(by or cast.manager) as actor:
        events.record(
            timeline.ALLOCATION_MADE,
            episode or cast.episode,
            by=actor,
            data={
                "lead": "Sam",
                "agency": "Council",
                "is_local_authority": lead.agency.is_local_authority,
                "lead_id": lead.pk,
                "lead_agency_id": lead.agency_id,
            },
        )


@pytest.fixture
def started(cast):
    with time_machine.travel(MONDAY, tick=False):
        with databases.as_owner():
            Episode.objects.update(requested_at=MONDAY - timedelta(days=3), opened_at=MONDAY)
        allocate(cast)
    return cast


def test_an_allocation_to_the_hub_starts_three_standards(started):
    found = {(clock.standard, clock.subject): clock for clock in clocks(started.episode)}
    children = {child.reference for child in (started.aisha, started.ben, started.leo)}
    assert {subject for standard, subject in found if standard == "seen"} == children
    oversight = found["management_oversight", started.episode.reference]
    assert oversight.due_at == MONDAY + timedelta(hours=24) and oversight.holder == started.manager
    first = found["first_contact", started.episode.reference]
    assert first.due_at == datetime(2026, 3, 9, 23, 59, 59, tzinfo=UTC) and first.holder == started.practitioner
    with databases.as_owner():
        assert Episode.objects.get(pk=started.episode.pk).next_due_at == oversight.due_at


def test_a_visit_to_two_of_three_siblings(started):
    """The journey: recording met, two children start again, the third goes on."""
    with time_machine.travel(MONDAY + timedelta(days=7, hours=3), tick=False):
        record(
            started.practitioner,
            started.episode,
            seen(started.aisha, True),
            seen(started.ben),
            happened_at=MONDAY + timedelta(days=7),
            **FIRST,
        )
    (recording,) = clocks(started.episode, "recording")
    assert (recording.state, recording.is_breached) == ("met", False)
    (first,) = clocks(started.episode, "first_contact")
    assert first.state == "met" and first.stopped_at == MONDAY + timedelta(days=7)
    by_child = {}
    for clock in clocks(started.episode, "seen"):
        by_child.setdefault(clock.person.given_name, []).append((clock.state, clock.started_at))
    again = [("met", MONDAY), ("running", MONDAY + timedelta(days=7))]
    assert by_child == {"Aisha": again, "Ben": again, "Leo": [("running", MONDAY)]}


def test_a_late_recording_is_met_late_and_counts(started):
    with time_machine.travel(MONDAY + timedelta(days=6), tick=False):
        record(started.practitioner, started.episode, seen(started.ben), happened_at=MONDAY + timedelta(days=1))
    (recording,) = clocks(started.episode, "recording")
    assert (recording.state, recording.is_breached) == ("met_late", True)


def test_an_attempt_stops_nothing(started):
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        record(
            started.practitioner, started.episode, happened_at=MONDAY + timedelta(hours=20), is_attempt=True, **FIRST
        )
    assert clocks(started.episode, "first_contact")[0].state == "running"
    assert {clock.state for clock in clocks(started.episode, "seen")} == {"running"}


def test_a_visit_written_down_late_works_the_chain_out_again_and_keeps_what_was(started):
    for days in (20, 40):
        with time_machine.travel(MONDAY + timedelta(days=days), tick=False):
            record(started.practitioner, started.episode, seen(started.ben), happened_at=MONDAY + timedelta(days=days))
    with time_machine.travel(MONDAY + timedelta(days=41), tick=False):
        record(started.practitioner, started.episode, seen(started.ben), happened_at=MONDAY + timedelta(days=10))
    of_ben = [clock for clock in clocks(started.episode, "seen") if clock.person == started.ben]
    ends = [MONDAY + timedelta(days=days) for days in (10, 20, 40)]
    assert [clock.started_at for clock in of_ben] == [MONDAY, *ends]
    assert [clock.stopped_at for clock in of_ben] == [*ends, None]
    with databases.as_owner():
        changes = list(ClockChange.objects.all())
    assert changes and all(change.why and change.before != change.after for change in changes)


def test_a_corrected_date_recomputes(started):
    with time_machine.travel(MONDAY + timedelta(days=5), tick=False):
        contact = record(
            started.practitioner, started.episode, seen(started.ben), happened_at=MONDAY + timedelta(days=1), **FIRST
        )
    assert clocks(started.episode, "recording")[0].state == "met_late"
    with time_machine.travel(MONDAY + timedelta(days=6), tick=False), acting_as(started.practitioner) as actor:
        correct_contact(
            contact=contact,
            version=1,
            note=a_note(happened_at=MONDAY + timedelta(days=4), **FIRST),
            people=[seen(started.ben)],
            reason="Wrong day",
            by=actor,
        )
    assert clocks(started.episode, "recording")[0].state == "met"
    assert clocks(started.episode, "first_contact")[0].stopped_at == MONDAY + timedelta(days=4)
    of_ben = [clock for clock in clocks(started.episode, "seen") if clock.person == started.ben]
    assert [clock.started_at for clock in of_ben] == [MONDAY, MONDAY + timedelta(days=4)]


def first_contact_stops(episode):
    (first,) = clocks(episode, "first_contact")
    return first.stopped_at


def first_contact(cast, days, *, written=None):
    happened_at = MONDAY + timedelta(days=days)
    with time_machine.travel(MONDAY + timedelta(days=written or days, hours=1), tick=False):
        return record(cast.practitioner, cast.episode, seen(cast.dee), happened_at=happened_at, **FIRST)


def put_right(cast, contact, days, *, now, version=1, **told):
    with time_machine.travel(MONDAY + timedelta(days=now), tick=False), acting_as(cast.practitioner) as actor:
        return correct_contact(
            contact=contact,
            version=version,
            note=a_note(happened_at=MONDAY + timedelta(days=days), **told),
            people=[seen(cast.dee)],
            reason="Put right",
            by=actor,
        )


def test_an_earlier_first_contact_written_down_later_stops_the_clock_when_it_happened(started):
    """On Thursday somebody writes down Monday's visit; Wednesday's was there already."""
    first_contact(started, 2)
    assert first_contact_stops(started.episode) == MONDAY + timedelta(days=2)
    first_contact(started, 0.5, written=3)
    assert first_contact_stops(started.episode) == MONDAY + timedelta(days=0.5)
    with databases.as_owner():
        assert ClockChange.objects.filter(clock__standard="first_contact").count() == 1


def test_a_first_contact_put_right_moves_the_stop(started):
    """It was none; it was later; it was earlier: the clock says when the family was told first."""
    one, other = first_contact(started, 1), first_contact(started, 3)
    put_right(started, one, 1, now=4)
    assert first_contact_stops(started.episode) == MONDAY + timedelta(days=3), "the first one told nobody"
    put_right(started, one, 1, now=4.1, version=2, **FIRST)
    assert first_contact_stops(started.episode) == MONDAY + timedelta(days=1)
    put_right(started, one, 3.5, now=4.2, version=3, **FIRST)
    assert first_contact_stops(started.episode) == MONDAY + timedelta(days=3)
    put_right(started, other, 3, now=4.3)
    assert first_contact_stops(started.episode) == MONDAY + timedelta(days=3.5)
    put_right(started, one, 3.5, now=4.4, version=4)
    assert first_contact_stops(started.episode) is None, "nobody has told the family"


def test_closing_cancels_with_the_reason(started):
    with acting_as(started.practitioner) as actor:
        events.record(timeline.EPISODE_CLOSED, started.episode, by=actor, data={"reason": "needs_met"})
    running = [clock for clock in clocks(started.episode) if clock.is_open]
    assert running == []
    assert {clock.cancel_reason for clock in clocks(started.episode)} == {"Early help ended."}
    with databases.as_owner():
        assert Episode.objects.get(pk=started.episode.pk).next_due_at is None


def test_a_new_lead_holds_the_clocks(started):
    allocate(started, lead=started.hub)
    holders = {clock.holder_id for clock in clocks(started.episode) if clock.standard in ("first_contact", "seen")}
    assert holders == {started.hub.pk}


def test_a_profile_without_a_standard_shows_no_clock(cast):
    allocate(cast, cast.salt_episode, cast.stranger, by=cast.stranger)
    assert clocks(cast.salt_episode) == []


def test_a_school_that_leads_is_not_held_to_the_hubs_standards(cast):
    allocate(cast, cast.school_episode, cast.teacher, by=cast.teacher)
    assert {clock.standard for clock in clocks(cast.school_episode)} == {"first_contact"}


def test_a_child_who_joins_later_has_a_clock_of_their_own(started):
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False), databases.as_owner():
        kit = make_person(started.practitioner, "Kit")
        started.family.members.create(tenant=started.north, person=kit, role="household")
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False), acting_as(started.practitioner) as actor:
        subject = Joined(started.family, kit)
        events.record(timeline.MEMBER_ADDED, subject, by=actor, data={"name": "Kit"})
    assert [clock.started_at for clock in clocks(started.episode, "seen") if clock.person == kit] == [
        MONDAY + timedelta(days=2)
    ]


class Joined:
    def __init__(self, family, person):
        self.family, self.person, self.tenant_id = family, person, family.tenant_id

    def timeline_place(self):
        return {"family_id": self.family.pk, "episode_id": None, "person_id": self.person.pk}


@pytest.mark.parametrize("seed", range(12))
def test_clocks_kept_step_by_step_are_those_of_the_whole_story(started, seed):
    """Whatever comes in whatever order, early or late: the stored chain is the chain that the whole story gives."""
    chance = random.Random(seed)
    children = [started.aisha, started.ben, started.leo]
    contacts, now = [], MONDAY
    for _ in range(9):
        now += timedelta(hours=chance.randint(1, 400))
        with time_machine.travel(now, tick=False):
            happened_at = now - timedelta(hours=chance.choice([0, 1, 30, 90, 300, 600]))
            happened_at = max(happened_at, MONDAY - timedelta(days=2))
            people = [seen(child) for child in children if chance.random() < 0.6] or [seen(started.dee)]
            first = FIRST if chance.random() < 0.3 else {}
            kind = chance.choice([ContactKind.HOME_VISIT, ContactKind.SCHOOL_VISIT])
            if contacts and chance.random() < 0.3:
                contact = chance.choice(contacts)
                with acting_as(started.practitioner) as actor:
                    corrected = correct_contact(
                        contact=contact,
                        version=contact.version,
                        note=a_note(happened_at=min(happened_at, contact.recorded_at), kind=kind, **first),
                        people=people,
                        reason="Put right",
                        by=actor,
                    )
                contacts[contacts.index(contact)] = corrected
            else:
                contacts.append(
                    record(started.practitioner, started.episode, *people, happened_at=happened_at, kind=kind, **first)
                )
    with databases.as_owner():
        episode = Episode.objects.select_related("lead_agency").get(pk=started.episode.pk)
        rulebook, story, of_family = rulebook_for(started.north), everything(episode), children_of(episode)
        stored = {}
        for clock in clocks(episode):
            if clock.cancel_reason != "What started this clock was put right.":
                stored.setdefault((clock.standard, clock.subject), []).append(moments(run_of(clock)))
    expected = {}
    for standard in rulebook.enabled():
        by_subject = {}
        for item in story:
            if concerns(standard, item.name):
                for key in item.keys(standard, episode, of_family):
                    by_subject.setdefault(key.reference, []).append(item.happening)
        for subject, happenings in by_subject.items():
            runs = [moments(run) for run in replay(standard, happenings)]
            if runs:
                expected[standard.id, subject] = runs
    assert stored == expected


def moments(run):
    return run.started_at, run.stopped_at, run.cancelled_at


def test_two_families_do_not_share_clocks(started):
    with databases.as_owner():
        other = make_family(started.practitioner, "Fox family", make_person(started.practitioner, "Fen", "Fox"))
    assert not [clock for clock in clocks(started.episode) if clock.family_id == other.pk]
    with databases.as_owner():
        assert TimelineEvent.objects.filter(episode=started.episode).count() == 1

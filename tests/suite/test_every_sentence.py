"""One family's whole story, one administrator's whole year: each kind of event is recorded by an action, and what was
recorded reads as a plain sentence. A new kind needs the action that records it here."""

import re
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from assessments.actions import own_form
from assessments.choices import About, Kind
from cases.actions import contacts, episodes, families, oversight, people, places, sharing
from cases.actions.people import NewPerson
from cases.choices import AgreementForm, AgreementKind, ClosureReason, FamilyRole, Origin, PersonKind, Relation
from cases.models import FamilyMember, Handover, LeadAllocation, TeamAgency, TimelineEvent
from ehm import administration_log, events, notifications
from ehm.actions import agencies, areas, calendar, fingerprint, partnership, platform
from ehm.actions import people as staff
from ehm.models import Area, Job, NonWorkingDay, Notification, OrganisationEvent, Role
from ehm.rows.context import acting_as_role
from ehm.rows.roles import PLATFORM
from hubs.actions import services
from standards.actions import rulebook, variations
from standards.models import Clock
from standards.sweep import sweep
from tests import databases
from tests.cases.acting import acting_as, done
from tests.cases.contact_notes import a_note, seen
from tests.suite.asking import asked_for
from tests.suite.assessed import assess
from tests.suite.followed import follow_up, meet
from tests.suite.planned import plan
from tests.suite.working_day import due_in

TODAY = timezone.localdate()


def one(model, **which):
    with databases.as_owner():
        rows = model if isinstance(model, QuerySet) else model.objects
        return rows.filter(**which).latest("pk")


def member(name):
    with databases.as_owner():
        return FamilyMember.objects.select_related("family", "person").get(person__given_name=name, left_on=None)


def assert_plain(sentence):
    """As somebody would say it: a capital, a space, no full stop doubled, nothing left of how it was made."""
    assert re.match(r"^[A-Z]", sentence) and " " in sentence, sentence
    assert not re.search(r"[{}<>_\[\]]|None|lambda|object at|\(\)|  |\.\.|, ,|,$|:$|: ?,", sentence), sentence


@pytest.fixture
def story(cast):
    """From writing a family down to its assessments, twice: once not taken up."""
    by = cast.practitioner
    child = NewPerson(kind=PersonKind.CHILD, given_name="Kit", family_name="Lane", date_of_birth=TODAY - timedelta(900))
    mother = NewPerson(kind=PersonKind.ADULT, given_name="Jo", family_name="Lane", is_date_of_birth_unknown=True)
    unborn = NewPerson(kind=PersonKind.UNBORN, family_name="Lane", expected_on=TODAY + timedelta(7))
    family = done(by, families.create_family, name="", people=[child, mother], area=cast.east)
    done(by, families.correct_family, family=family, name="Lane-Fox family", area=cast.east, note="", version=1)
    baby = done(by, families.add_person_to_family, family=family, new=unborn)
    with databases.as_owner():
        baby = FamilyMember.objects.select_related("family", "person").get(family=family, person__kind="unborn")
    given = {"born_on": TODAY, "given_name": "Sky", "family_name": "Lane"}
    done(by, people.record_birth, member=baby, **given, version=baby.person.version)
    kit, jo = member("Kit"), member("Jo")
    changes = {"first_language": "Welsh", "known_as": "Kitty"}
    done(by, people.correct_person, member=kit, changes=changes, version=kit.person.version, reason="Asked")
    done(by, families.set_relationship, family=family, person=jo.person, relative=kit.person, relation=Relation.MOTHER)
    done(by, places.change_address, members=[kit, jo], lines="1 Elm Row", postcode="CV99 1AA")
    done(by, places.set_school, member=kit, school_name="Larkfield Primary")
    done(by, places.protect_whereabouts, members=[kit])
    done(by, places.unprotect_whereabouts, members=[kit])

    asked = {
        "family": family, "origin": Origin.REQUEST, "reason": "Kit does not speak yet.", "level": 3, "area": cast.east,
        "level_reason": "Three services help.", "lead_agency": cast.council,
    }  # fmt: skip
    done(by, episodes.give_up_episode, episode=asked_for(cast, family), reason="They wait for the cousin.")
    first = done(by, episodes.request_episode, **asked)
    done(by, sharing.exclude_from_sharing, episode=first, reason="An uncle", worker=cast.partner)  # kept in the second
    done(by, episodes.give_up_episode, episode=first, reason="They have help from a cousin.")
    episode = done(by, episodes.request_episode, **asked)
    agreed = {"form": AgreementForm.SPOKEN, "agreed_on": TODAY, "is_given": True, "person": jo.person}
    done(by, sharing.record_agreement, episode=episode, kind=AgreementKind.EARLY_HELP, **agreed)
    told = done(by, sharing.record_agreement, episode=episode, kind=AgreementKind.SHARING, **agreed)
    done(by, sharing.withdraw_agreement, agreement=told, withdrawn_on=TODAY)
    done(by, episodes.open_episode, episode=episode)
    done(by, episodes.decide_level, episode=episode, level=2, reason="Calmer", decided_on=TODAY)
    note = episodes.HandoverNote(first="Ring Jo")
    done(cast.manager, episodes.allocate_lead, episode=episode, lead_agency=cast.council, lead=by, handover=note)
    done(by, episodes.say_first_done, handover=one(Handover.objects.select_related("allocation"), episode=episode))
    done(by, episodes.agree_to_lead, allocation=one(LeadAllocation, episode=episode))
    overseen = {"what_is_happening": "x", "what_is_working": "x", "what_should_be_done": "x", "why": "x"}
    for occasion in ("allocation", "closure"):
        done(
            cast.manager, oversight.record_oversight, episode=episode, occasion=occasion, by_when=TODAY, **overseen
        )  # fmt: skip
    done(by, sharing.add_agency, episode=episode, agency=cast.school)
    done(by, sharing.end_agency, member=one(TeamAgency, episode=episode))
    limit = done(by, sharing.exclude_from_sharing, episode=episode, reason="They asked", worker=cast.helper)
    done(by, sharing.lift_exclusion, exclusion=limit, reason="They asked")
    note = a_note(sharing_explained=True, leaflet_given=True, lead_details_given=True)
    contact = done(
        by, contacts.record_contact, episode=episode, note=note, people=[seen(kit.person, True)], sent_once=uuid.uuid4()
    )
    later = a_note(working_well="They read together.")
    done(
        by, contacts.correct_contact, contact=contact, version=contact.version, note=later,
        people=[seen(kit.person)], reason="A slip",
    )  # fmt: skip
    more_time(cast, episode)
    assess(cast, episode, kit.person, jo.person)
    plan(cast, episode)
    meet(cast)
    follow_up(cast, episode)
    return episode


def ends(cast, episode):
    by = cast.practitioner
    done(by, families.end_membership, member=member("Jo"), left_on=TODAY, stays_as=FamilyRole.NON_RESIDENT)
    done(by, episodes.end_allocation, episode=episode, reason="Moved")
    looked = dict.fromkeys(("what_is_happening", "what_is_working", "what_should_be_done", "why"), "x")
    done(cast.manager, oversight.record_oversight, episode=episode, occasion="closure", by_when=TODAY, **looked)
    done(
        cast.hub,
        episodes.close_episode,
        episode=episode,
        reason=ClosureReason.NEEDS_MET,
        rationale="x",
        family_told=True,
    )


def more_time(cast, episode):
    """Asked for and refused; asked for, agreed, kept and ended. And what the sweep tells about the late ones."""
    by, review = cast.practitioner, TODAY + timedelta(days=20)
    clock = one(Clock, episode=episode, standard="seen", state="running")
    asked = {"clock": clock, "interval_days": 42, "paused_until": None, "reason": "Nights", "family_agreed": True}
    for agrees in (False, True):
        variation = done(by, variations.ask_for_variation, **asked)
        done(cast.manager, variations.decide_variation, variation=variation, agrees=agrees, note="x", review_on=review)
    done(cast.manager, variations.keep_variation, variation=variation, note="", review_on=review)
    done(cast.manager, variations.end_variation, variation=variation, note="They have time again")
    for days in (2, -3):
        with databases.as_owner():
            due_in(Clock.objects.open().filter(episode=episode), days)
        sweep()


def test_every_event_of_a_family_and_every_notification(story, cast):
    said = all_notifications()
    assert set(said) == set(notifications._words)
    for notice in said.values():
        assert_plain(notice.sentence)
        assert notice.url and notice.sentence != notifications.GONE
    ends(cast, story)
    with databases.as_owner():
        happened = list(TimelineEvent.objects.filter(family=story.family_id).select_related("membership"))
    sentences = {event.kind: event.sentence for event in happened}
    for sentence in sentences.values():
        assert_plain(sentence)
    assert set(sentences) == set(events.kinds)


def all_notifications():
    """By kind, as whoever was told reads them while the help that they are about goes on."""
    with databases.as_owner():
        told = list(Notification.objects.select_related("membership"))
    said = {}
    for one in told:
        with acting_as(one.membership) as actor:
            (notice,) = notifications.in_words([one], actor)
        if notice.url or one.kind not in said:  # of a meeting that is not held, nobody opens what they were asked
            said[one.kind] = notice
    return said


@pytest.fixture
def administered(cast):
    """Everything that administrators change, once."""
    by = cast.admin
    agency = {"name": "Moor Park", "kind": "primary_school", "phone": "", "isa_signed_on": None, "isa_review_on": None}
    new = done(by, agencies.add_agency, values=agency)
    change(by, agencies.change_agency, "agency", new, agency | {"phone": "01632 960111"})
    area = {"name": "South", "kind": "hub", "phone": ""}
    club = {"name": "Sleep clinic", "what": "Helps small children sleep."}
    service = done(by, services.add_service, values=club)
    change(by, services.change_service, "service", service, club | {"phone": "01632 960301"})
    done(by, services.end_service, service=service)
    south = done(by, areas.add_area, values=area)
    change(by, areas.change_area, "area", south, area | {"phone": "01632 960112"})
    done(by, areas.set_postcodes, area=south, prefixes=["ZX1"])
    done(by, areas.set_postcodes, area=south, prefixes=[])
    done(by, areas.end_area, area=one(Area, pk=south.pk))
    place = staff.Place(display_name="Sam Vale", role=Role.PRACTITIONER)
    person = done(by, staff.invite, email="new@north.example", agency=new, place=place)
    done(by, staff.send_invitation, person=person)
    called = replace(place, display_name="Sam Dale")
    done(by, staff.change_person, person=person, place=called, shown=fingerprint(person, vars(place)))
    done(by, staff.end_person, person=person)
    done(by, agencies.end_agency, agency=new)
    change(by, partnership.change_settings, None, cast.north, {"name": "North Bridge"})
    monday = next(day for day in map(TODAY.__add__, map(timedelta, range(7))) if day.weekday() == 0)
    done(by, calendar.add_closure, first=monday, last=monday, name="Training")
    with databases.as_owner():
        closed = NonWorkingDay.objects.get(tenant=cast.north, on=monday)
        job = Job.objects.create(tenant=cast.north, membership=by, name="ehm.invitations.send", attempts=99)
    done(by, calendar.rename_day, on=closed, name="Shut")
    done(by, calendar.remove_day, on=closed)
    done(by, partnership.retry_job, job_id=job.pk)
    done(by, rulebook.change_standard, standard="seen", values={"limit": 35}, why="The board")
    done(by, rulebook.change_standard, standard="seen", values={"enabled": False}, why="The board")
    pets = {"section": "family", "kind": Kind.TEXT, "about": About.FAMILY}
    asked = done(by, own_form.add_question, wording=own_form.Wording("Pets?"), **pets)
    shown = {"addition": asked, "shown": own_form.shown_of(asked)}
    done(by, own_form.change_question, wording=own_form.Wording("Any pets?", is_needed=True), **shown)
    done(by, own_form.stop_asking, addition=asked, why="It helped nobody")
    offered = done(by, own_form.add_value, code_set="groups", name="Shipyard families")
    shown = {"addition": offered, "shown": own_form.shown_of(offered)}
    done(by, own_form.change_value, name="Families of the yard", hint="", **shown)
    done(by, own_form.stop_offering, addition=offered, why="It closed.")
    with acting_as_role(PLATFORM):
        platform.add_partnership(
            platform.NewPartnership(
                "Eastmoor", "eastmoor", "hull-2018", "england", "Eastmoor Early Help", "a@eastmoor.example", "Ana Vale"
            )
        )


def test_every_change_by_administrators(administered):
    with databases.as_owner():
        said = {change.kind: administration_log.sentence(change) for change in OrganisationEvent.objects.all()}
    for sentence in said.values():
        assert_plain(sentence)
        assert sentence.endswith(".")
    assert set(said) == set(administration_log.kinds)


def change(by, action, what, record, values):
    """As a form does that showed the record as it is."""
    with databases.as_owner():
        record.refresh_from_db()
    shown = fingerprint(record, values)
    done(by, action, **({what: record} if what else {}), values=values, shown=shown)

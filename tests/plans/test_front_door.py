"""Whoever is worried tells the front door, for themselves, and hears what became of it (R062-R066, R085, R086)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from cases.models import SharingExclusion, TimelineEvent
from ehm.actions import Refused
from ehm.models import NonWorkingDay, Notification
from plans.actions import front_door, stuck
from plans.choices import AnonymousNext, FrontDoorDecision, ToldHow
from plans.models import Consultation, FrontDoorContact, Listing, Pack, Stuck
from plans.ways_out import working_days_after
from standards.models import Clock
from tests import databases
from tests.cases.acting import acting_as, done, refused
from tests.cast import share
from tests.plans.leaving import told

UNCHANGED = (FrontDoorContact, TimelineEvent, Notification)


def last(model):
    with databases.as_owner():
        return model.objects.latest("pk")


def moment(name, at):
    at = timezone.localtime(at)
    parts = {"day": at.day, "month": at.month, "year": at.year, "time": f"{at:%H:%M}"}
    return {f"{name}_{part}": value for part, value in parts.items()}


def clocks_of(contact):
    with databases.as_owner():
        return {one.standard: one for one in Clock.objects.filter(subject=contact.reference)}


@pytest.fixture
def teacher(cast):
    """A partner in the team around the family, who does not lead."""
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    return cast.teacher


class TestTelling:
    def test_anybody_in_the_team_tells_for_themselves_and_the_lead_knows(self, cast, teacher):
        contact = done(teacher, front_door.tell_front_door, episode=cast.episode, told=told())
        assert contact.recorded_by == teacher
        with databases.as_owner():
            heard = set(Notification.objects.filter(kind="plans.front_door_told").values_list("membership", flat=True))
            said = TimelineEvent.objects.get(kind="safeguarding_contact.made")
        assert heard == {cast.practitioner.pk, cast.manager.pk}
        assert said.sentence == "MASH told of a worry about a child" and "bruises" not in str(said.data)

    def test_nobody_whom_the_family_keeps_out_hears_of_it(self, cast, teacher):
        with databases.as_owner():
            SharingExclusion.objects.create(
                tenant=cast.north, episode=cast.episode, worker=cast.manager, reason="x", recorded_by=cast.practitioner
            )
        done(teacher, front_door.tell_front_door, episode=cast.episode, told=told())
        with databases.as_owner():
            heard = Notification.objects.filter(kind="plans.front_door_told").values_list("membership", flat=True)
            assert list(heard) == [cast.practitioner.pk]

    def test_nobody_tells_in_the_name_of_somebody_else(self, cast, teacher):
        with (
            acting_as(teacher) as actor,
            pytest.raises(DatabaseError, match="whoever is worried"),
            transaction.atomic(),
        ):
            values = vars(told()) | {"children": []}
            FrontDoorContact.objects.create(
                tenant_id=actor.tenant_id, episode=cast.episode, agency_id=actor.agency_id,
                recorded_by=cast.practitioner, **values,
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("given", "because"),
        [
            ({"why_parents_not_told": " "}, "why the parents"),
            ({"children_told": "no"}, "why the children"),
            ({"worry": " "}, "what you told them"),
            ({"made_at": timezone.now() + timedelta(hours=1)}, "future"),
            ({"children": ["ZZZZ-ZZZZ"]}, "children of this family"),
        ],
    )
    def test_what_is_asked_is_said(self, cast, given, because):
        refused(
            cast.practitioner,
            front_door.tell_front_door,
            unchanged=UNCHANGED,
            because=because,
            episode=cast.episode,
            told=told(**given),
        )

    def test_the_database_asks_for_the_reason_too(self, cast):
        with pytest.raises(IntegrityError), databases.as_owner(), transaction.atomic():
            values = vars(told(why_parents_not_told="")) | {"children": []}
            row = {"tenant": cast.north, "agency": cast.council, "recorded_by": cast.practitioner}
            FrontDoorContact.objects.create(**row, episode=cast.episode, **values)

    def test_an_auditor_reads_and_tells_nobody(self, cast, signed_in):
        client = signed_in(cast.auditor)
        address = f"/episodes/{cast.episode.reference}/front-door/"
        assert client.get(address).status_code == 403
        done(cast.practitioner, front_door.tell_front_door, episode=cast.episode, told=told())
        page = client.get(address).content.decode()
        assert "The parents do not know" in page and "<textarea" not in page
        assert client.post(address, {}).status_code == 403

    def test_from_any_page_in_one_step(self, cast, signed_in, teacher):
        client = signed_in(teacher)
        address = f"/episodes/{cast.episode.reference}/front-door/"
        assert address in client.get(f"/families/{cast.family.reference}/").content.decode()
        client.post(
            address,
            {
                **moment("made_at", timezone.now()),
                **{"how": "phone", "children": [cast.ben.reference], "worry": "Ben has bruises"},
                **{"is_harm_feared": "yes", "parents_told": "yes", "children_told": "too_young"},
            },
        )
        contact = last(FrontDoorContact)
        assert (contact.recorded_by, contact.children) == (teacher, [cast.ben.reference])


class TestClocks:
    """Hull: in writing within 48 hours, and asked after 5 working days."""

    def told(self, cast, **given):
        return done(cast.stranger, front_door.tell_front_door, episode=cast.salt_episode, told=told(**given))

    def test_forty_eight_hours_for_writing_and_five_days_for_an_answer(self, cast):
        contact = self.told(cast)
        clocks = clocks_of(contact)
        assert set(clocks) == {"written_follow_up", "feedback_chase"}
        writing = clocks["written_follow_up"]
        assert writing.due_at - contact.made_at == timedelta(hours=48) and writing.holder == cast.stranger
        done(cast.stranger, front_door.follow_up_in_writing, contact=contact, sent_at=timezone.now())
        heard = {"heard_at": timezone.now(), "decision": FrontDoorDecision.BOTH, "heard": ""}
        done(cast.stranger, front_door.hear_back, contact=contact, **heard)
        assert {name: one.state for name, one in clocks_of(contact).items()} == {
            "written_follow_up": "met",
            "feedback_chase": "met",
        }

    def test_what_was_sent_as_their_form_is_in_writing(self, cast):
        contact = self.told(cast, how=ToldHow.FORM)
        assert clocks_of(contact)["written_follow_up"].state == "met" and contact.sent_at

    def test_asking_for_help_is_no_concern_that_must_be_written(self, cast):
        assert set(clocks_of(self.told(cast, is_harm_feared=False))) == {"feedback_chase"}

    def test_each_contact_has_clocks_of_its_own(self, cast):
        first, second = self.told(cast), self.told(cast)
        assert clocks_of(first).keys() == clocks_of(second).keys() != set()

    def test_without_such_a_standard_a_day_is_set_and_stands_on_my_work(self, cast, signed_in):
        contact = done(cast.practitioner, front_door.tell_front_door, episode=cast.episode, told=told())
        assert not clocks_of(contact)
        assert contact.ask_on == working_days_after(timezone.localdate(contact.made_at), 5, cast.north.pk)
        client = signed_in(cast.practitioner)
        assert f"/front-door/{contact.reference}/heard/" in client.get("/").content.decode()
        later = timezone.localdate() + timedelta(days=9)
        day = {"ask_on_day": later.day, "ask_on_month": later.month, "ask_on_year": later.year}
        now = moment("heard_at", timezone.now())
        client.post(f"/front-door/{contact.reference}/heard/", {"decision": "not_yet"} | day | now)
        assert last(FrontDoorContact).ask_on == later
        heard = {"heard_at": timezone.now(), "decision": FrontDoorDecision.EARLY_HELP, "heard": ""}
        done(cast.practitioner, front_door.hear_back, contact=contact, **heard)
        assert "You told MASH" not in client.get("/").content.decode()


def test_working_days_skip_weekends_and_holidays(cast):
    with databases.as_owner():
        for on in (date(2026, 12, 25), date(2026, 12, 28)):
            NonWorkingDay.objects.create(tenant=cast.north, on=on, name="Christmas", kind="bank_holiday")
    assert working_days_after(date(2026, 12, 21), 5, cast.north.pk) == date(2026, 12, 30)


class TestHearing:
    def test_once_and_not_before_it_was_told(self, cast):
        contact = done(cast.practitioner, front_door.tell_front_door, episode=cast.episode, told=told())
        answer = {"decision": FrontDoorDecision.TAKES_OVER, "heard": "They assess."}
        before = contact.made_at - timedelta(hours=1)
        refused(
            cast.practitioner,
            front_door.hear_back,
            unchanged=UNCHANGED,
            because="after you told them",
            contact=contact,
            heard_at=before,
            **answer,
        )
        done(cast.practitioner, front_door.hear_back, contact=contact, heard_at=timezone.now(), **answer)
        refused(
            cast.practitioner,
            front_door.hear_back,
            unchanged=UNCHANGED,
            because="already",
            contact=contact,
            heard_at=timezone.now(),
            **answer,
        )

    def test_what_they_decided_stays_in_the_database(self, cast):
        contact = done(cast.practitioner, front_door.tell_front_door, episode=cast.episode, told=told())
        answer = {"decision": FrontDoorDecision.BOTH, "heard": "They visit."}
        done(cast.practitioner, front_door.hear_back, contact=contact, heard_at=timezone.now(), **answer)
        with acting_as(cast.practitioner), pytest.raises(DatabaseError, match="on record"), transaction.atomic():
            FrontDoorContact.objects.filter(pk=contact.pk).update(heard="Nothing")

    def test_only_those_who_told_go_on_with_it(self, cast, teacher):
        contact = done(teacher, front_door.tell_front_door, episode=cast.episode, told=told())
        answer = {"decision": FrontDoorDecision.BOTH, "heard": ""}
        refused(
            cast.practitioner,
            front_door.hear_back,
            unchanged=UNCHANGED,
            error=PermissionDenied,
            contact=contact,
            heard_at=timezone.now(),
            **answer,
        )
        done(teacher, front_door.hear_back, contact=contact, heard_at=timezone.now(), **answer)

    def test_when_social_care_takes_over_the_way_to_the_end_is_there(self, cast, signed_in):
        contact = done(cast.practitioner, front_door.tell_front_door, episode=cast.episode, told=told())
        answer = {"decision": FrontDoorDecision.TAKES_OVER, "heard": ""}
        done(cast.practitioner, front_door.hear_back, contact=contact, heard_at=timezone.now(), **answer)
        client = signed_in(cast.practitioner)
        page = client.get(f"/front-door/{contact.reference}/").content.decode()
        way = f"/episodes/{cast.episode.reference}/close/?because=stepped_up"
        assert way in page
        assert 'value="stepped_up" checked' in client.get(way).content.decode()


class TestNoMeetingWaitsWithHarm:
    def test_no_advice_is_waited_for(self, cast):
        said = {"because": "higher", "tried": "Visits", "wants": "", "is_harm_feared": True}
        with pytest.raises(Refused, match="tell MASH now"):
            done(cast.practitioner, stuck.say_stuck, episode=cast.episode, **said)
        with databases.as_owner():
            assert not (Stuck.objects.exists() or TimelineEvent.objects.exists() or Notification.objects.exists())

    def test_nor_by_a_row_written_at_once(self, cast):
        row = {"tenant_id": cast.north.pk, "agency": cast.council, "recorded_by": cast.practitioner}
        with acting_as(cast.practitioner), pytest.raises(IntegrityError), transaction.atomic():
            Stuck.objects.create(**row, episode=cast.episode, because="higher", tried="x", is_harm_ruled_out=False)
        with acting_as(cast.practitioner), pytest.raises(DatabaseError), transaction.atomic():
            Listing.objects.create(**row, episode=cast.episode, because="complex", is_harm_ruled_out=False)


class TestWithoutNames:
    def test_it_hangs_on_nobody_and_only_its_writer_reads_it(self, cast, signed_in):
        asked = {"asked": "A child has bruises", "advice": "Ring us", "then": AnonymousNext.CONTACT, "with_whom": ""}
        done(cast.practitioner, front_door.write_consultation, on=timezone.localdate(), **asked)
        names = {field.name for field in Consultation._meta.fields if field.is_relation}
        assert names == {"tenant", "membership"}
        assert "A child has bruises" in signed_in(cast.practitioner).get("/asked-without-names/").content.decode()
        assert "A child has bruises" not in signed_in(cast.manager).get("/asked-without-names/").content.decode()
        with acting_as(cast.manager):
            assert not Consultation.objects.exists()
        with databases.as_owner():
            assert not TimelineEvent.objects.exists()


def test_who_got_the_pack_is_on_record(cast):
    given = {"held": ["The assessment"], "given_on": timezone.localdate(), "given_how": "Secure e-mail"}
    done(cast.practitioner, front_door.give_pack, episode=cast.episode, recipient="MASH", agency=None, **given)
    assert (last(Pack).recipient, last(Pack).recorded_by) == ("MASH", cast.practitioner)

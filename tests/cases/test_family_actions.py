"""Writing families and people down and putting them right: each refusal beside its success."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from cases.actions import families, people, places
from cases.actions.families import RelationTo
from cases.actions.people import NewPerson
from cases.choices import EducationStatus, FamilyRole, PersonKind, Relation, WhyNotKnown
from cases.models import (
    Address,
    Family,
    FamilyMember,
    GpRegistration,
    Person,
    Relationship,
    SchoolPlace,
    TimelineEvent,
)
from ehm.actions import Refused, Stale
from tests.cases.acting import acting_as
from tests.cast import make_family, make_person, share
from tests.databases import as_owner

TODAY = timezone.localdate()
CHILD = NewPerson(kind=PersonKind.CHILD, given_name="Mia", family_name="Lane", date_of_birth=date(2019, 5, 4))
MOTHER = NewPerson(
    kind=PersonKind.ADULT,
    given_name="Jo",
    family_name="Lane",
    is_date_of_birth_unknown=True,
    relation=Relation.MOTHER,
    has_parental_responsibility=True,
)


def member_of(family, person):
    return FamilyMember.objects.select_related("family", "person").get(family=family, person=person, left_on=None)


def events_of(family):
    return [event.sentence for event in TimelineEvent.objects.filter(family=family).order_by("id")]


def count():
    return Person.objects.count(), FamilyMember.objects.count(), TimelineEvent.objects.count()


class TestCreateFamily:
    def test_with_its_first_people_and_who_they_are_to_each_other(self, cast):
        with acting_as(cast.teacher) as actor:
            family = families.create_family(name="", people=[MOTHER, CHILD], by=actor)
            assert family.name == "Lane family"
            mia = Person.objects.get(given_name="Mia")
            related = Relationship.objects.get(family=family)
            assert (related.person.given_name, related.relative, related.relation) == ("Jo", mia, Relation.MOTHER)
            assert related.has_parental_responsibility
            assert mia.why_no_nhs_number == WhyNotKnown.NOT_ASKED
            assert events_of(family) == [
                "Family written down",
                "Mia added to the family",
                "Jo added to the family",
            ]
        with acting_as(cast.partner) as actor:
            assert not Family.objects.visible_to(actor).filter(pk=family.pk).exists(), "nobody else sees it yet"

    @pytest.mark.parametrize("role", ["auditor", "admin"])
    def test_not_by_those_who_only_read_or_only_run_the_partnership(self, cast, role):
        with acting_as(getattr(cast, role)) as actor, pytest.raises(PermissionDenied):
            families.create_family(name="", people=[CHILD], by=actor)

    def test_not_without_a_child(self, cast):
        with acting_as(cast.teacher) as actor:
            with pytest.raises(Refused, match="starts with a child"):
                families.create_family(name="Lane family", people=[MOTHER], by=actor)
            assert not Family.objects.filter(name="Lane family").exists()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"family_name": ""}, "Enter the surname, or tick"),
            ({"is_family_name_unknown": True}, "not both"),
            ({"date_of_birth": None}, "Enter the date of birth, or tick"),
            ({"is_date_of_birth_unknown": True}, "not both"),
            ({"date_of_birth": TODAY + timedelta(days=1)}, "must be today or in the past"),
            ({"nhs_number": "9990000019"}, "wrong or swapped number"),
            ({"expected_on": TODAY}, "Only an unborn child"),
            ({"kind": PersonKind.UNBORN}, "An unborn child has an expected date"),
            ({"kind": PersonKind.UNBORN, "date_of_birth": None}, "Enter the expected date"),
            (
                {"kind": PersonKind.UNBORN, "date_of_birth": None, "expected_on": TODAY + timedelta(weeks=43)},
                "next 42 weeks",
            ),
            ({"given_name": "", "family_name": "", "is_family_name_unknown": True}, "first name or a surname"),
        ],
    )
    def test_what_is_written_down_must_be_possible(self, cast, changes, sentence):
        with acting_as(cast.teacher) as actor:
            before = count()
            with pytest.raises(Refused, match=sentence):
                families.create_family(name="", people=[NewPerson(**(vars(CHILD) | changes))], by=actor)
            assert count() == before and not Family.objects.filter(name="Lane family").exists()

    def test_unknown_surname_and_date_of_birth_are_marked(self, cast):
        new = NewPerson(
            kind=PersonKind.CHILD, given_name="Kit", is_family_name_unknown=True, is_date_of_birth_unknown=True
        )
        with acting_as(cast.teacher) as actor:
            family = families.create_family(name="", people=[new], by=actor)
            person = Person.objects.get(given_name="Kit")
            assert (family.name, person.name) == ("Family of Kit", "Kit (surname not known)")


class TestAddPerson:
    def test_joins_with_their_relations(self, cast):
        gran = NewPerson(
            kind=PersonKind.ADULT,
            role=FamilyRole.NETWORK,
            given_name="Nan",
            family_name="Shaw",
            is_date_of_birth_unknown=True,
        )
        with acting_as(cast.practitioner) as actor:
            wanted = [RelationTo(None, Relation.GRANDPARENT), RelationTo(cast.dee, Relation.MOTHER, True)]
            member = families.add_person_to_family(family=cast.family, new=gran, relations=wanted, by=actor)
            found = Relationship.objects.filter(person=member.person)
            assert {row.relative.given_name for row in found} == {"Aisha", "Ben", "Leo", "Dee"}
            assert found.get(relative=cast.dee).has_parental_responsibility is None, "only for children"
            assert events_of(cast.family) == ["Nan added to the family"]

    def test_not_related_to_somebody_elsewhere(self, cast):
        with acting_as(cast.practitioner) as actor:
            before = count()
            with pytest.raises(Refused, match="in this family"):
                families.add_person_to_family(
                    family=cast.family,
                    new=MOTHER,
                    relations=[RelationTo(cast.hidden_child, Relation.MOTHER)],
                    by=actor,
                )
            assert count() == before

    def test_not_in_a_family_that_one_cannot_see(self, cast):
        with acting_as(cast.partner) as actor, pytest.raises(Http404):
            families.add_person_to_family(family=cast.family, new=CHILD, by=actor)

    def test_the_team_around_the_family_may(self, cast):
        with as_owner():
            share(cast.episode, cast.police, cast.practitioner)
        with acting_as(cast.partner) as actor:
            assert families.add_person_to_family(family=cast.family, new=CHILD, by=actor).pk


class TestCorrectPerson:
    def correct(self, cast, by, changes, **rest):
        with acting_as(by) as actor:
            member = member_of(cast.family, cast.aisha)
            return people.correct_person(
                member=member, changes=changes, by=actor, **({"version": member.person.version} | rest)
            )

    def test_a_detail_changes_and_the_timeline_says_which_but_not_what(self, cast):
        person = self.correct(cast, cast.practitioner, {"first_language": "Urdu", "phone": "07700 900123"})
        assert (person.first_language, person.version) == ("Urdu", 2)
        with as_owner():
            assert events_of(cast.family) == ["Aisha: first language and telephone number changed"]

    def test_a_name_needs_a_reason(self, cast):
        with pytest.raises(Refused, match="Say why the surname changes"):
            self.correct(cast, cast.practitioner, {"family_name": "Shaw"})
        with as_owner():
            assert Person.objects.get(pk=cast.aisha.pk).family_name == "Reed"
        self.correct(cast, cast.practitioner, {"family_name": "Shaw"}, reason="Spelt wrongly by us")
        with as_owner():
            assert Person.objects.get(pk=cast.aisha.pk).family_name == "Shaw"
            assert events_of(cast.family) == ["Aisha: surname changed (Spelt wrongly by us)"]

    def test_a_date_of_birth_needs_a_reason_only_where_there_was_one(self, cast):
        with pytest.raises(Refused, match="Say why the date of birth changes"):
            self.correct(cast, cast.practitioner, {"date_of_birth": date(2017, 1, 1)})
        with as_owner():
            Person.objects.filter(pk=cast.aisha.pk).update(date_of_birth=None, is_date_of_birth_unknown=True)
        changes = {"date_of_birth": date(2017, 1, 1), "is_date_of_birth_unknown": False}
        assert self.correct(cast, cast.practitioner, changes).date_of_birth == date(2017, 1, 1)

    def test_an_older_version_is_told_what_is_saved_now(self, cast):
        self.correct(cast, cast.practitioner, {"first_language": "Urdu"})
        with pytest.raises(Stale) as caught:
            self.correct(cast, cast.hub, {"first_language": "Punjabi"}, version=1)
        assert caught.value.theirs["first_language"] == "Urdu"
        assert caught.value.theirs["version"] == 2
        with as_owner():
            assert Person.objects.get(pk=cast.aisha.pk).first_language == "Urdu"

    def test_nothing_changed_is_no_event(self, cast):
        assert self.correct(cast, cast.practitioner, {"given_name": "Aisha"}).version == 1
        with as_owner():
            assert events_of(cast.family) == []

    def test_a_foreign_agency_has_no_such_person(self, cast):
        with as_owner():
            member = member_of(cast.family, cast.aisha)
        with acting_as(cast.partner) as actor, pytest.raises(Http404):
            people.correct_person(member=member, changes={"phone": "1"}, version=1, by=actor)


class TestIdentifiers:
    def set(self, cast, person, **values):
        with acting_as(cast.practitioner) as actor:
            member = member_of(cast.family, person)
            return people.set_identifiers(member=member, version=member.person.version, by=actor, **values)

    def test_a_childs_numbers_or_why_not(self, cast):
        with pytest.raises(Refused, match="Enter the NHS number, or say why"):
            self.set(cast, cast.ben, upn="Z331999926001")
        person = self.set(
            cast, cast.ben, why_no_nhs_number=WhyNotKnown.FAMILY_DECLINED, upn="Z331999926001", why_no_upn="not_asked"
        )
        assert (person.why_no_nhs_number, person.upn, person.why_no_upn) == ("family_declined", "Z331999926001", "")

    def test_a_wrong_check_digit_is_refused_of_a_child_and_kept_of_an_adult(self, cast):
        with pytest.raises(Refused, match="wrong or swapped"):
            self.set(cast, cast.ben, nhs_number="9990000019", why_no_upn="not_asked")
        with as_owner():
            assert Person.objects.get(pk=cast.ben.pk).nhs_number == ""
        assert self.set(cast, cast.dee, nhs_number="999 000 0019").nhs_number == "9990000019"

    def test_ni_numbers_are_for_adults_and_pupil_numbers_for_children(self, cast):
        with pytest.raises(Refused, match="adults only"):
            self.set(cast, cast.ben, ni_number="QQ123456C")
        with pytest.raises(Refused, match="children only"):
            self.set(cast, cast.dee, upn="Z331999926001")
        assert self.set(cast, cast.dee, ni_number="QQ123456C").ni_number == "QQ123456C"


class TestBirth:
    @pytest.fixture
    def baby(self, cast):
        with as_owner():
            baby = make_person(
                cast.practitioner, "", kind=PersonKind.UNBORN, expected_on=TODAY, why_no_nhs_number=WhyNotKnown.UNBORN
            )
            FamilyMember.objects.create(tenant=cast.north, family=cast.family, person=baby, role="household")
        return baby

    def test_the_child_keeps_the_record(self, cast, baby):
        with acting_as(cast.practitioner) as actor:
            born = people.record_birth(
                member=member_of(cast.family, baby),
                born_on=TODAY - timedelta(days=2),
                given_name="Zara",
                sex="F",
                version=1,
                by=actor,
            )
        assert (born.pk, born.reference) == (baby.pk, baby.reference)
        assert (born.kind, born.date_of_birth, born.expected_on) == ("child", TODAY - timedelta(days=2), None)
        assert born.why_no_nhs_number == WhyNotKnown.NOT_ASKED
        with as_owner():
            event = TimelineEvent.objects.get(kind="child.born")
            assert timezone.localdate(event.occurred_at) == TODAY - timedelta(days=2)
            assert (event.sentence, event.person_id) == ("Zara was born", baby.pk)

    def test_not_in_the_future_and_not_twice(self, cast, baby):
        with acting_as(cast.practitioner) as actor:
            with pytest.raises(Refused, match="today or in the past"):
                people.record_birth(
                    member=member_of(cast.family, baby), born_on=TODAY + timedelta(days=1), version=1, by=actor
                )
            with pytest.raises(Refused, match="not written down as unborn"):
                people.record_birth(member=member_of(cast.family, cast.leo), born_on=TODAY, version=1, by=actor)
            assert Person.objects.get(pk=baby.pk).kind == PersonKind.UNBORN

    def test_correcting_an_unborn_child_never_makes_a_birthday(self, cast, baby):
        with acting_as(cast.practitioner) as actor, pytest.raises(Refused, match="Record the birth instead"):
            people.correct_person(
                member=member_of(cast.family, baby), changes={"date_of_birth": TODAY}, version=1, by=actor
            )


class TestMembership:
    def test_leaves_the_household_and_stays_in_the_family(self, cast):
        with acting_as(cast.practitioner) as actor:
            member = member_of(cast.family, cast.dee)
            now = families.end_membership(member=member, left_on=TODAY, stays_as=FamilyRole.NON_RESIDENT, by=actor)
            member.refresh_from_db()
            assert (member.left_on, now.role, now.joined_on) == (TODAY, "non_resident", TODAY)
            assert events_of(cast.family) == ["Dee left the household"]

    def test_not_in_the_future_and_not_twice(self, cast):
        with acting_as(cast.practitioner) as actor:
            member = member_of(cast.family, cast.dee)
            with pytest.raises(Refused, match="today or in the past"):
                families.end_membership(member=member, left_on=TODAY + timedelta(days=1), by=actor)
            assert families.end_membership(member=member, left_on=TODAY, by=actor) is None
            with pytest.raises(Refused, match="no longer written down"):
                families.end_membership(member=member, left_on=TODAY, by=actor)
            assert TimelineEvent.objects.count() == 1


class TestRelationships:
    def set(self, cast, person, relative, relation, **rest):
        with acting_as(cast.practitioner) as actor:
            return families.set_relationship(
                family=cast.family, person=person, relative=relative, relation=relation, by=actor, **rest
            )

    def test_typed_with_parental_responsibility_and_restrictions(self, cast):
        first = self.set(cast, cast.dee, cast.ben, Relation.MOTHER, has_parental_responsibility=False)
        again = self.set(
            cast, cast.dee, cast.ben, Relation.MOTHER, has_parental_responsibility=True, evidence="Birth certificate"
        )
        assert first.pk == again.pk and again.has_parental_responsibility
        assert again.evidence == "Birth certificate"

    def test_what_cannot_be(self, cast):
        with pytest.raises(Refused, match="two different people"):
            self.set(cast, cast.dee, cast.dee, Relation.SIBLING)
        with pytest.raises(Refused, match="two people of this family"):
            self.set(cast, cast.dee, cast.hidden_child, Relation.MOTHER)
        with pytest.raises(Refused, match="is for a child"):
            self.set(cast, cast.aisha, cast.dee, Relation.OTHER, has_parental_responsibility=True)
        with pytest.raises(Refused, match="written down as a parent of Aisha"):
            self.set(cast, cast.aisha, cast.dee, Relation.MOTHER)
        with as_owner():
            assert Relationship.objects.filter(family=cast.family).count() == 3

    def test_ended_or_removed(self, cast):
        found = self.set(cast, cast.aisha, cast.ben, Relation.SIBLING)
        with acting_as(cast.practitioner) as actor:
            with pytest.raises(Refused, match="today or in the past"):
                families.end_relationship(relationship=found, ended_on=TODAY + timedelta(days=1), by=actor)
            assert families.end_relationship(relationship=found, ended_on=TODAY, by=actor).ended_on == TODAY
            families.remove_relationship(relationship=found, by=actor)
            with pytest.raises(Refused, match="removed by somebody else"):
                families.remove_relationship(relationship=found, by=actor)
        with acting_as(cast.partner) as actor, pytest.raises(Refused):
            families.remove_relationship(
                relationship=Relationship(pk=found.pk, tenant=cast.north, family=cast.family), by=actor
            )


class TestPlaces:
    def members(self, cast, *people):
        return [member_of(cast.family, person) for person in people]

    def move(self, cast, by, *people, **where):
        with acting_as(by) as actor:
            return places.change_address(members=self.members(cast, *people), by=actor, **where)

    def test_a_move_ends_the_address_before(self, cast):
        self.move(cast, cast.practitioner, cast.aisha, cast.dee, lines="1 Elm Row", postcode="cv991aa")
        moved = date(2026, 1, 5)
        self.move(cast, cast.practitioner, cast.aisha, lines="2 Oak Row", postcode="CV99 1AB", moved_on=moved)
        with as_owner():
            before, now = Address.objects.filter(person=cast.aisha).order_by("id")
            assert (before.postcode, before.ended_on, now.started_on, now.ended_on) == (
                "CV99 1AA",
                moved,
                moved,
                None,
            )
            assert Address.objects.get(person=cast.dee).ended_on is None
            sentences = events_of(cast.family)
            assert sentences == ["Aisha and Dee moved", "Aisha moved"]
            stored = str(list(TimelineEvent.objects.values_list("data", flat=True)))
            assert "Row" not in stored and "CV99" not in stored

    def test_what_cannot_be_an_address(self, cast):
        for where, sentence in (
            ({}, "Enter the address"),
            ({"postcode": "CV9"}, "full postcode"),
            ({"lines": "1 Elm Row", "moved_on": TODAY + timedelta(days=1)}, "today or in the past"),
        ):
            with pytest.raises(Refused, match=sentence):
                self.move(cast, cast.practitioner, cast.aisha, **where)
        with as_owner():
            assert not Address.objects.exists() and not TimelineEvent.objects.exists()

    def test_no_fixed_abode(self, cast):
        assert self.move(cast, cast.practitioner, cast.aisha, is_no_fixed_abode=True)[0].postcode == "ZZ99 3VZ"

    def test_a_protected_address_takes_school_and_gp_with_it(self, cast):
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        with acting_as(cast.teacher) as actor:
            member = self.members(cast, cast.aisha)[0]
            places.set_school(member=member, school=cast.school, by=actor)
            places.set_gp(member=member, practice_name="Mill Lane Practice", by=actor)
        self.move(cast, cast.practitioner, cast.aisha, lines="1 Hidden Row", postcode="CV99 1AA", is_protected=True)
        with acting_as(cast.teacher) as actor:
            assert not any(kind.objects.exists() for kind in (Address, SchoolPlace, GpRegistration))
            member = self.members(cast, cast.aisha)[0]
            for change in (
                lambda: places.set_school(member=member, school_name="Another", by=actor),
                lambda: places.set_gp(member=member, practice_name="Another", by=actor),
                lambda: places.change_address(members=[member], lines="Elsewhere", by=actor),
                lambda: places.unprotect_whereabouts(members=[member], by=actor),
            ):
                with pytest.raises(PermissionDenied):
                    change()
        with acting_as(cast.hub) as actor:
            assert [kind.objects.count() for kind in (Address, SchoolPlace, GpRegistration)] == [1, 1, 1]
            member = self.members(cast, cast.aisha)[0]
            assert places.set_gp(member=member, practice_name="New Practice", by=actor).is_protected
            moved = places.change_address(members=[member], lines="2 Hidden Row", by=actor)
            assert moved[0].is_protected, "stays protected until somebody lifts it"

    def test_only_lead_and_hub_protect_and_lift(self, cast):
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        with acting_as(cast.teacher) as actor, pytest.raises(PermissionDenied):
            places.protect_whereabouts(members=self.members(cast, cast.aisha), by=actor)
        self.move(cast, cast.teacher, cast.aisha, lines="1 Elm Row")
        with acting_as(cast.practitioner) as actor:
            places.protect_whereabouts(members=self.members(cast, cast.aisha, cast.ben), by=actor)
            assert Person.objects.filter(is_whereabouts_protected=True).count() == 2
        with acting_as(cast.teacher):
            assert not Address.objects.exists()
        with acting_as(cast.practitioner) as actor:
            places.unprotect_whereabouts(members=self.members(cast, cast.aisha), by=actor)
            with pytest.raises(Refused, match="not protected"):
                places.unprotect_whereabouts(members=self.members(cast, cast.aisha), by=actor)
        with acting_as(cast.teacher):
            assert Address.objects.get().person == cast.aisha

    def test_another_school_ends_the_one_before_and_attendance_is_kept_on_it(self, cast):
        with acting_as(cast.practitioner) as actor:
            member = self.members(cast, cast.aisha)[0]
            first = places.set_school(member=member, school_name="Elm School", by=actor)
            same = places.set_school(
                member=member,
                school_name="Elm School",
                attendance_percent=Decimal("71.5"),
                attendance_on=TODAY,
                by=actor,
            )
            assert (first.pk, same.attendance_percent) == (same.pk, Decimal("71.5"))
            places.set_school(member=member, status=EducationStatus.HOME_EDUCATED, started_on=TODAY, by=actor)
            assert SchoolPlace.objects.get(pk=first.pk).ended_on == TODAY
            assert SchoolPlace.objects.filter(ended_on=None).count() == 1

    def test_school_and_gp_that_cannot_be(self, cast):
        with acting_as(cast.practitioner) as actor:
            member = self.members(cast, cast.aisha)[0]
            with pytest.raises(Refused, match="name of the school"):
                places.set_school(member=member, by=actor)
            with pytest.raises(Refused, match="between 0 and 100"):
                places.set_school(member=member, school_name="Elm", attendance_percent=Decimal(101), by=actor)
            with pytest.raises(Refused, match="day that the attendance"):
                places.set_school(member=member, school_name="Elm", attendance_percent=Decimal(90), by=actor)
            with pytest.raises(Refused, match="name of the GP"):
                places.set_gp(member=member, by=actor)
            assert not SchoolPlace.objects.exists() and not TimelineEvent.objects.exists()


def test_a_child_in_two_families_is_protected_in_both(cast):
    with as_owner():
        other = make_family(cast.practitioner, "Shaw family", cast.aisha)
        SchoolPlace.objects.create(
            tenant=cast.north,
            family=other,
            person=cast.aisha,
            school_name="Elm School",
            agency=cast.council,
            recorded_by=cast.practitioner,
        )
    with acting_as(cast.practitioner) as actor:
        places.protect_whereabouts(members=[member_of(cast.family, cast.aisha)], by=actor)
    with as_owner():
        assert SchoolPlace.objects.get().is_protected


def test_an_auditor_changes_nothing(cast):
    with acting_as(cast.auditor) as actor:
        member = member_of(cast.family, cast.aisha)
        relationship = Relationship.objects.select_related("family").first()
        before = count()
        for change in (
            lambda: families.add_person_to_family(family=cast.family, new=CHILD, by=actor),
            lambda: families.correct_family(family=cast.family, name="X", area=None, note="", version=1, by=actor),
            lambda: families.end_membership(member=member, left_on=TODAY, by=actor),
            lambda: families.set_relationship(
                family=cast.family, person=cast.dee, relative=cast.ben, relation=Relation.OTHER, by=actor
            ),
            lambda: families.end_relationship(relationship=relationship, ended_on=TODAY, by=actor),
            lambda: families.remove_relationship(relationship=relationship, by=actor),
            lambda: people.correct_person(member=member, changes={"phone": "1"}, version=1, by=actor),
            lambda: people.set_identifiers(member=member, version=1, by=actor),
            lambda: people.record_birth(member=member, born_on=TODAY, version=1, by=actor),
            lambda: places.change_address(members=[member], lines="Elsewhere", by=actor),
            lambda: places.protect_whereabouts(members=[member], by=actor),
            lambda: places.unprotect_whereabouts(members=[member], by=actor),
            lambda: places.set_school(member=member, school_name="Elm", by=actor),
            lambda: places.set_gp(member=member, practice_name="Elm", by=actor),
        ):
            with pytest.raises(PermissionDenied):
                change()
        assert count() == before


def test_the_familys_name_changes_and_an_older_version_is_told(cast):
    with acting_as(cast.practitioner) as actor:
        with pytest.raises(Refused, match="what the family is called"):
            families.correct_family(family=cast.family, name=" ", area=None, note="", version=1, by=actor)
        families.correct_family(
            family=cast.family, name="Reed-Shaw family", area=cast.east, note="", version=1, by=actor
        )
        with pytest.raises(Stale) as caught:
            families.correct_family(family=cast.family, name="Shaw family", area=None, note="", version=1, by=actor)
        assert caught.value.theirs["name"] == "Reed-Shaw family"
        assert Family.objects.get(pk=cast.family.pk).version == 2

"""A family's pages: who sees what, what is refused and how, and what nobody is told."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions import people, places
from cases.models import (
    Address,
    Contact,
    Family,
    FamilyMember,
    Person,
    Relationship,
    SchoolPlace,
    SharingExclusion,
)
from ehm.models import AreaPostcode, SearchLook
from tests.cases.acting import acting_as
from tests.cast import make_family, make_person, share
from tests.databases import as_owner

TODAY = timezone.localdate()
OF_FAMILY = (
    "family",
    "people",
    "record_log",
    "correct_family",
    "add_person",
    "change_address",
    "protect_whereabouts",
    "unprotect_whereabouts",
    "set_relationship",
)
OF_PERSON = ("person", "correct_person", "set_identifiers", "record_birth", "end_membership", "set_school", "set_gp")
READ = ("family", "people", "record_log", "person")


def address(name, family, person=None):
    return reverse(f"cases:{name}", args=[family.reference, *([person.reference] if person else [])])


def every_page(family, person):
    return [address(name, family) for name in OF_FAMILY] + [address(name, family, person) for name in OF_PERSON]


def date_fields(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year} if day else {}


NEW = {
    "kind": "child",
    "given_name": "Mia",
    "family_name": "Lane",
    **date_fields("date_of_birth", TODAY - timedelta(days=900)),
    "carer_given_name": "Jo",
    "carer_family_name": "Lane",
    "carer_relation": "mother",
    "carer_has_parental_responsibility": "yes",
    "lines": "1 Elm Row",
    "postcode": "cv991aa",
}


class TestWhoSeesWhat:
    def test_the_lead_opens_every_page(self, cast, signed_in):
        client = signed_in(cast.practitioner)
        for url in every_page(cast.family, cast.aisha):
            assert client.get(url).status_code == 200, url

    def test_an_auditor_reads_and_is_offered_no_change(self, cast, signed_in):
        client = signed_in(cast.auditor)
        for url in every_page(cast.family, cast.aisha):
            name = client.get(url).resolver_match.url_name
            assert client.get(url).status_code == (200 if name in READ else 403), url
        assert client.post(address("add_person", cast.family), {}).status_code == 403
        assert b"Change details" not in client.get(address("person", cast.family, cast.aisha)).content
        assert b"Add somebody" not in client.get(address("people", cast.family)).content

    def test_an_administrator_finds_no_page_of_any_family(self, cast, signed_in):
        client = signed_in(cast.admin)
        missing = client.get("/families/0000-0000/").content
        for url in [*every_page(cast.family, cast.aisha), reverse("cases:new_family")]:
            answer = client.get(url)
            assert (answer.status_code, answer.content) == (404, missing), url

    @pytest.mark.parametrize("whose", ["hidden_family", "salt_family"])
    def test_a_foreign_family_answers_like_one_that_does_not_exist(self, cast, signed_in, whose):
        client = signed_in(cast.practitioner)
        family = getattr(cast, whose)
        for foreign, missing in zip(
            every_page(family, cast.aisha), every_page(Family(reference="0000-0000"), cast.aisha), strict=True
        ):
            answers = client.get(foreign), client.get(missing)
            assert [answer.status_code for answer in answers] == [404, 404], foreign
            assert answers[0].content == answers[1].content

    def test_somebody_of_another_family_is_nobody_here(self, cast, signed_in):
        client = signed_in(cast.practitioner)
        with as_owner():
            visible_elsewhere = make_person(cast.practitioner, "Ida", "Lane")
            make_family(cast.practitioner, "Lane family", visible_elsewhere)
        for stranger in (visible_elsewhere, cast.hidden_child, cast.salt_child, Person(reference="0000-0000")):
            for name in OF_PERSON:
                assert client.get(address(name, cast.family, stranger)).status_code == 404
        answers = [
            client.get(
                reverse(
                    "cases:end_relationship",
                    args=[cast.family.reference, cast.dee.reference, relative.reference, "mother"],
                )
            ).status_code
            for relative in (cast.aisha, cast.hidden_child)
        ]
        assert answers == [200, 404]

    def test_the_team_around_the_family_changes_people(self, cast, signed_in):
        with as_owner():
            share(cast.episode, cast.police, cast.practitioner)
        client = signed_in(cast.partner)
        typed = {
            "version": 1,
            "given_name": "Ben",
            "family_name": "Reed",
            "ethnicity": "WBRI",
            "first_language": "Urdu",
        }
        typed |= date_fields("date_of_birth", cast.ben.date_of_birth)
        answer = client.post(address("correct_person", cast.family, cast.ben), typed)
        assert answer.status_code == 302
        with as_owner():
            assert Person.objects.get(pk=cast.ben.pk).first_language == "Urdu"


class TestProtectedAddress:
    @pytest.fixture
    def protected(self, cast):
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        with acting_as(cast.practitioner) as actor:
            rows = FamilyMember.objects.select_related("family", "person").filter(family=cast.family)
            members = {member.person_id: member for member in rows}
            child = members[cast.aisha.pk]
            places.set_school(member=child, school_name="Elm School", by=actor)
            places.set_gp(member=child, practice_name="Mill Practice", by=actor)
            places.change_address(
                members=[child], lines="1 Hidden Row", postcode="CV99 1ZZ", is_protected=True, by=actor
            )

    SECRETS = (b"CV99 1ZZ", b"Hidden Row", b"Elm School", b"Mill Practice")

    def pages(self, cast):
        return [
            address("family", cast.family) + "?show=all",
            address("people", cast.family),
            address("record_log", cast.family),
            address("person", cast.family, cast.aisha),
            address("change_address", cast.family),
        ]

    def test_the_team_is_warned_and_not_told(self, cast, signed_in, protected):
        client = signed_in(cast.teacher)
        for url in self.pages(cast):
            body = client.get(url).content
            assert b"Protected address" in body, url
            assert not [secret for secret in self.SECRETS if secret in body], url
        assert b"Only the lead agency and the hub know" in client.get(self.pages(cast)[3]).content
        assert client.get(address("set_school", cast.family, cast.aisha)).status_code == 403
        assert client.get(address("protect_whereabouts", cast.family)).status_code == 403

    @pytest.mark.parametrize("who", ["practitioner", "hub", "auditor"])
    def test_lead_hub_and_auditor_are_told(self, cast, signed_in, protected, who):
        client = signed_in(getattr(cast, who))
        body = client.get(address("person", cast.family, cast.aisha)).content
        assert not [secret for secret in self.SECRETS if secret not in body]
        assert b"CV99 1ZZ" in client.get(address("people", cast.family)).content

    def test_lifting_it_tells_the_team_again(self, cast, signed_in, protected):
        answer = signed_in(cast.practitioner).post(
            address("unprotect_whereabouts", cast.family), {"who": [cast.aisha.reference]}
        )
        assert answer.status_code == 302
        assert b"CV99 1ZZ" in signed_in(cast.teacher).get(address("people", cast.family)).content


class TestNewFamily:
    url = "/families/new/"

    def test_a_child_a_parent_and_a_home(self, cast, signed_in):
        client = signed_in(cast.teacher)
        answer = client.post(self.url, NEW)
        with as_owner():
            family = Family.objects.get(name="Lane family")
            assert answer.url == address("family", family)
            assert {row.person.given_name for row in FamilyMember.objects.filter(family=family)} == {"Mia", "Jo"}
            assert Relationship.objects.get(family=family).has_parental_responsibility
            assert set(Address.objects.filter(family=family).values_list("postcode", flat=True)) == {"CV99 1AA"}
        page = client.get(answer.url).content.decode()
        assert family.reference in page and "Jo Lane" in page and "mother of Mia" in page

    def test_the_area_is_found_by_the_postcode_unless_it_is_chosen(self, cast, signed_in):
        with as_owner():
            AreaPostcode.objects.create(tenant=cast.north, area=cast.west, prefix="CV99")
        client = signed_in(cast.teacher)
        chosen = {"given_name": "Otto", "family_name": "Vance", "area": cast.east.reference}
        for changes, area in (({}, cast.west), (chosen, cast.east)):
            assert client.post(self.url, NEW | changes).status_code == 302
            with as_owner():
                assert Family.objects.latest("id").area == area

    def test_an_area_that_reaches_cv9_does_not_reach_cv99(self, cast, signed_in):
        with as_owner():
            AreaPostcode.objects.create(tenant=cast.north, area=cast.west, prefix="CV9")
        assert signed_in(cast.teacher).post(self.url, NEW).status_code == 302
        with as_owner():
            assert Family.objects.latest("id").area is None

    def test_save_and_add_somebody_else(self, cast, signed_in):
        answer = signed_in(cast.teacher).post(self.url, NEW | {"another": "1"})
        with as_owner():
            assert answer.url == address("add_person", Family.objects.get(name="Lane family"))

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"nhs_number": "9990000019"}, "NHS number has a wrong or swapped number in it"),
            (date_fields("date_of_birth", TODAY + timedelta(days=1)), "Date of birth must be today or in the past"),
            ({"date_of_birth_day": 31, "date_of_birth_month": 2}, "Date of birth must be a real date"),
            ({"family_name": ""}, "Enter the surname, or tick that it is not known"),
            (
                {"date_of_birth_day": "", "date_of_birth_month": "", "date_of_birth_year": ""},
                "tick that it is not known",
            ),
            ({"kind": "unborn"}, "Enter the expected date of birth"),
            (
                {"kind": "unborn", **date_fields("expected_on", TODAY + timedelta(weeks=43))},
                "Expected date of birth must be within the next 42 weeks",
            ),
            ({"postcode": "CV99"}, "Postcode must be a full postcode"),
            ({"carer_relation": ""}, "Select what they are to the child"),
            ({"given_name": "x" * 101}, "First name must be 100 characters or fewer"),
            ({"area": "0000-0000"}, "Choose one of the options shown"),
        ],
    )
    def test_what_cannot_be_is_said_beside_the_field_and_nothing_typed_is_lost(
        self, cast, signed_in, changes, sentence
    ):
        answer = signed_in(cast.teacher).post(self.url, NEW | changes)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "There is a problem" in page and page.count(sentence) == 2, "in the summary and beside the field"
        assert "1 Elm Row" in page and 'value="Jo"' in page
        with as_owner():
            assert not Family.objects.filter(name="Lane family").exists()

    def test_an_unborn_child_and_unknown_things_are_marked(self, cast, signed_in):
        client = signed_in(cast.teacher)
        unborn = {"kind": "unborn", "given_name": "", "family_name": "Lane", "date_of_birth_day": ""}
        unborn |= date_fields("expected_on", TODAY + timedelta(weeks=20))
        assert client.post(self.url, unborn).status_code == 302
        unknown = {
            "kind": "child",
            "given_name": "Kit",
            "is_family_name_unknown": "on",
            "is_date_of_birth_unknown": "on",
        }
        assert client.post(self.url, unknown).status_code == 302
        with as_owner():
            assert Person.objects.filter(family_name="Lane", kind="unborn", date_of_birth=None).exists()
            assert Person.objects.get(given_name="Kit").is_family_name_unknown

    def test_what_was_searched_for_is_filled_in_and_only_ones_own(self, cast, signed_in):
        terms = {"q": "Mia Lane 4 5 2019 cv991aa", "nhs_number": "999 000 0026"}
        with as_owner():
            mine = SearchLook.objects.create(tenant=cast.north, membership=cast.teacher, terms=terms)
            theirs = SearchLook.objects.create(tenant=cast.north, membership=cast.partner, terms=terms)
        client = signed_in(cast.teacher)
        page = client.get(f"{self.url}?look={mine.pk}").content.decode()
        for value in ("Mia", "Lane", "2019", "CV99 1AA", "999 000 0026"):
            assert f'value="{value}"' in page, value
        for look in (theirs.pk, uuid.uuid4(), "nonsense"):
            assert 'value="Mia"' not in client.get(f"{self.url}?look={look}").content.decode()

    def test_a_likely_duplicate_is_asked_about_before_anything_is_written(self, cast, signed_in):
        client = signed_in(cast.teacher)
        typed = {"kind": "child", "given_name": "Aysha", "family_name": "Read"}
        typed |= date_fields("date_of_birth", cast.aisha.date_of_birth)
        asked = client.post(self.url, typed)
        page = asked.content.decode()
        assert asked.status_code == 200 and "Is it one of these?" in page and "Aisha Reed" in page
        assert "Known to Northbridge Early Help. Ask Practitioner" in page and 'value="Aysha"' in page
        with as_owner():
            assert not Person.objects.filter(given_name="Aysha").exists()
            assert SearchLook.objects.filter(membership=cast.teacher, terms__why="duplicates").count() == 1
            SharingExclusion.objects.create(
                tenant=cast.north,
                episode=cast.episode,
                agency=cast.police,
                recorded_by=cast.practitioner,
                reason="Asked",
            )
        assert client.post(self.url, typed | {"is_somebody_else": "yes"}).status_code == 302
        with as_owner():
            Person.objects.filter(given_name="Aysha").update(given_name="Other", family_name="Other")
        assert signed_in(cast.partner).post(self.url, typed).status_code == 302, (
            "whom a family keeps out is told nothing"
        )


class TestForms:
    def typed(self, **changes):
        return {"version": 1, "given_name": "Aisha", "family_name": "Reed", "ethnicity": "NOBT"} | changes

    def test_two_people_at_once_see_both_texts_and_lose_nothing(self, cast, signed_in):
        url = address("correct_person", cast.family, cast.aisha)
        typed = self.typed(**date_fields("date_of_birth", cast.aisha.date_of_birth))
        assert signed_in(cast.hub).post(url, typed | {"first_language": "Urdu"}).status_code == 302
        client = signed_in(cast.practitioner)
        answer = client.post(url, typed | {"first_language": "Punjabi", "phone": "07700 900123"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Somebody else changed the record of Aisha" in page
        assert 'data-label="Saved by somebody else">Urdu</td>' in page and 'value="Punjabi"' in page
        with as_owner():
            assert Person.objects.get(pk=cast.aisha.pk).first_language == "Urdu"
        assert 'name="version" value="2"' in page
        assert client.post(url, typed | {"version": 2, "first_language": "Punjabi"}).status_code == 302
        with as_owner():
            assert Person.objects.get(pk=cast.aisha.pk).first_language == "Punjabi"

    def test_a_changed_surname_asks_why(self, cast, signed_in):
        url = address("correct_person", cast.family, cast.aisha)
        typed = self.typed(family_name="Shaw", **date_fields("date_of_birth", cast.aisha.date_of_birth))
        client = signed_in(cast.practitioner)
        assert "Say why the surname changes" in client.post(url, typed).content.decode()
        assert client.post(url, typed | {"reason": "Married"}).status_code == 302
        with as_owner():
            assert Person.objects.get(pk=cast.aisha.pk).family_name == "Shaw"

    def test_numbers(self, cast, signed_in):
        client = signed_in(cast.practitioner)
        url = address("set_identifiers", cast.family, cast.ben)
        page = client.post(url, {"version": 1, "nhs_number": "9990000019", "why_no_upn": "not_asked"}).content.decode()
        assert page.count("NHS number has a wrong or swapped number") == 2 and 'value="9990000019"' in page
        page = client.post(url, {"version": 1, "upn": "Z331999926001"}).content.decode()
        assert "Enter the NHS number, or say why it is not known" in page
        good = {"version": 1, "nhs_number": "999 000 0026", "upn": "Z331999926001"}
        assert client.post(url, good).status_code == 302
        assert "999 000 0026" in client.get(address("person", cast.family, cast.ben)).content.decode()

    def test_an_adults_odd_nhs_number_is_kept_with_a_warning_and_the_ni_number_masked(self, cast, signed_in):
        client = signed_in(cast.practitioner)
        url = address("set_identifiers", cast.family, cast.dee)
        answer = client.post(url, {"version": 1, "nhs_number": "9990000019", "ni_number": "QQ123456C"}, follow=True)
        page = answer.content.decode()
        assert "not one from England or Wales" in page
        assert "ends 456C" in page and "QQ123456C" not in page

    def test_born(self, cast, signed_in):
        with as_owner():
            baby = make_person(cast.practitioner, "", kind="unborn", expected_on=TODAY)
            FamilyMember.objects.create(tenant=cast.north, family=cast.family, person=baby, role="household")
        client = signed_in(cast.practitioner)
        url = address("record_birth", cast.family, baby)
        typed = {"version": 1, "given_name": "Zara", "family_name": "Reed", "sex": "F"}
        page = client.post(url, typed | date_fields("born_on", TODAY + timedelta(days=2))).content.decode()
        assert "The date of birth must be today or in the past" in page and 'value="Zara"' in page
        assert client.post(url, typed | date_fields("born_on", TODAY)).status_code == 302
        with as_owner():
            born = Person.objects.get(pk=baby.pk)
            assert (born.kind, born.date_of_birth, born.reference) == ("child", TODAY, baby.reference)
        assert "Zara was born" in client.get(address("family", cast.family)).content.decode()

    def test_everything_else_saves(self, cast, signed_in):
        client = signed_in(cast.practitioner)
        typed = {
            address("add_person", cast.family): {
                "kind": "adult",
                "given_name": "Nan",
                "family_name": "Shaw",
                "is_date_of_birth_unknown": "on",
                "role": "network",
                "relation": "grandparent",
            },
            address("change_address", cast.family): {"who": [cast.aisha.reference], "postcode": "CV99 1AB"},
            address("set_school", cast.family, cast.aisha): {"status": "on_roll", "school_name": "Elm School"},
            address("set_gp", cast.family, cast.aisha): {"practice_name": "Mill Practice"},
            address("set_relationship", cast.family): {
                "person": cast.aisha.reference,
                "relation": "sibling",
                "relative": cast.ben.reference,
            },
            address("end_membership", cast.family, cast.leo): {"stays_as": "gone", **date_fields("left_on", TODAY)},
            address("protect_whereabouts", cast.family): {"who": [cast.aisha.reference]},
            address("correct_family", cast.family): {"name": "Reed-Shaw family", "version": 1, "note": "Big dog"},
            reverse(
                "cases:end_relationship",
                args=[cast.family.reference, cast.dee.reference, cast.leo.reference, "mother"],
            ): {"how": "mistake"},
        }
        for url, values in typed.items():
            answer = client.post(url, values)
            assert answer.status_code == 302, (url, answer.context["form"].errors)
        with as_owner():
            assert Relationship.objects.filter(relation="grandparent").count() == 3
            assert Address.objects.get(postcode="CV99 1AB").is_protected
            assert SchoolPlace.objects.get().is_protected
            assert not Relationship.objects.filter(relative=cast.leo, relation="mother").exists()
        page = client.get(address("family", cast.family)).content.decode()
        assert "Big dog" in page and "Reed-Shaw family" in page

    def test_somebody_of_another_family_cannot_be_chosen(self, cast, signed_in):
        client = signed_in(cast.practitioner)
        for name, values in (
            ("change_address", {"who": [cast.hidden_child.reference], "postcode": "CV99 1AB"}),
            (
                "set_relationship",
                {"person": cast.dee.reference, "relation": "mother", "relative": cast.salt_child.reference},
            ),
        ):
            answer = client.post(address(name, cast.family), values)
            assert answer.status_code == 422 and "Choose one of the options shown" in answer.content.decode()


class TestStory:
    def test_the_map_its_words_and_who_is_involved(self, cast, signed_in):
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        page = signed_in(cast.practitioner).get(address("family", cast.family)).content.decode()
        assert "<svg" in page and "Dee Reed, 30: mother of Aisha, Ben and Leo" in page
        assert "Larkfield Primary" in page and "Practitioner, leads" in page
        assert 'style="' not in page

    def test_filters_and_pages_without_counting(self, cast, signed_in):
        with acting_as(cast.practitioner) as actor:
            member = FamilyMember.objects.select_related("family", "person").get(person=cast.ben)
            for number in range(25):
                person = people.correct_person(
                    member=member, changes={"first_language": f"Language {number}"}, version=number + 1, by=actor
                )
            assert person.version == 26
        client = signed_in(cast.practitioner)
        url = address("family", cast.family)
        assert client.get(f"{url}?show=all").content.decode().count("moj-timeline__item") == 20
        assert client.get(f"{url}?show=all&page=2").content.decode().count("moj-timeline__item") == 5
        assert "Nothing of this kind" in client.get(f"{url}?show=contacts").content.decode()
        for odd in ("?page=0", "?page=-1", "?page=x", "?page=99999999999999999999", "?show=odd", "?page=²"):
            assert client.get(url + odd).status_code == 200
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(f"{url}?show=all")
        assert not [query for query in seen if "COUNT(" in query["sql"] and "timelineevent" in query["sql"]]


def test_the_record_log_shows_readers_to_auditors_only(cast, signed_in):
    signed_in(cast.hub).get(address("family", cast.family))
    page = signed_in(cast.auditor).get(address("record_log", cast.family)).content.decode()
    assert "Hub, Northbridge Early Help" in page and "Story" in page
    mine = signed_in(cast.practitioner).get(address("record_log", cast.family)).content.decode()
    assert "Hub, Northbridge" not in mine and "Auditors also see who opened" in mine


def test_the_record_log_knows_who_opened_a_contact_or_a_child_of_the_family(cast, signed_in):
    with as_owner():
        contact = Contact.objects.create(
            tenant=cast.north,
            episode=cast.episode,
            agency=cast.council,
            recorded_by=cast.practitioner,
            happened_at=timezone.now(),
            kind="home_visit",
        )
    signed_in(cast.hub).get(reverse("cases:contact", args=[contact.reference]))
    signed_in(cast.partner).get(reverse("cases:child", args=[cast.aisha.reference]))
    signed_in(cast.teacher).get(reverse("cases:child", args=[cast.hidden_child.reference]))
    page = signed_in(cast.auditor).get(address("record_log", cast.family)).content.decode()
    assert "Hub, Northbridge Early Help" in page and "A contact" in page
    assert "Partner, Northbridge Police" in page and "Key agency notes of a child" in page
    assert "Teacher, Larkfield Primary" not in page

"""Search: what one may open, who is known to others, and nothing at all for whom a family keeps out."""

import re
from datetime import date, timedelta
from difflib import unified_diff
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions.search import MOST_LOOKS, TooManyLooks, record_look
from cases.choices import PersonKind
from cases.duplicates import likely_duplicates
from cases.models import Address, FamilyMember, KeyAgencyNote, Person, SharingExclusion
from cases.search import look
from cases.search_terms import parse
from ehm.models import ReadLog, SearchLook
from tests.cases.acting import acting_as
from tests.cast import make_episode, make_family, make_person, share
from tests.databases import as_owner

BORN = date(2016, 5, 3)


@pytest.fixture
def zoe(cast):
    """A child of the school's, hidden from the council's practitioner; east of the river nobody knows her."""
    with as_owner():
        child = make_person(
            cast.teacher, "Zoë", "O'Brien-Łukasz", known_as="Zed", date_of_birth=BORN, nhs_number="9990000042"
        )
        family = make_family(cast.teacher, "O'Brien family", child, area=cast.west)
        child.episode = make_episode(cast.teacher, family, cast.west)
    return child


def find(membership, text):
    with acting_as(membership) as actor:
        return look(parse(text, today=timezone.localdate()), actor)


def own(membership, text):
    return [found.person.reference for found in find(membership, text).own]


def known(membership, text):
    return [child.reference for child in find(membership, text).known]


def exclude(cast, episode, **whom):
    with as_owner():
        return SharingExclusion.objects.create(
            tenant=cast.north, episode=episode, recorded_by=cast.teacher, reason="Asked", **whom
        )


def make_note(person, agency, by):
    return KeyAgencyNote.objects.create(
        tenant=person.tenant,
        person=person,
        agency=agency,
        recorded_by=by,
        practitioner_name="Sam Hill",
        work_phone="01632 960007",
        area_of_support="Attendance",
        started_on=date(2026, 1, 5),
    )


def page(client, text, **fields):
    response = client.post("/search/", {"q": text} | fields)
    assert response.status_code == 302, response.content.decode()
    assert response["Location"].startswith("/search/") and "q=" not in response["Location"]
    return client.get(response["Location"])


@pytest.mark.parametrize(
    "text",
    [
        "Zoe O'Brien",
        "zoë o’brien lukasz",
        "OBrien Zoe",
        "Lukasz",
        "Zo Lukasz",
        "zoe obr",
        "Zed Obrien",
        "Zoey Obrian",
        "Lukas Zoe",
        "Obirne Zoe",  # letters swapped
        "3/5/2016 zoe",
        "5/3/2016 zoe",  # day and month swapped
        "10 May 2016 Zoe Lukash",
        "999 000 0042",
    ],
)
def test_spellings(cast, zoe, text):
    """Her school opens her record; the council is told that she is known, and whom to ring."""
    assert own(cast.teacher, text)[:1] == [zoe.reference]
    assert known(cast.teacher, text) == []
    assert known(cast.practitioner, text) == [zoe.reference]
    assert own(cast.practitioner, text) == []


@pytest.mark.parametrize("text", ["Mary Turner", "Zoe Turner", "Quentin", "9990000050", "zoe turner 1 1 2001"])
def test_others_are_not_found(cast, zoe, text):
    assert zoe.reference not in own(cast.teacher, text) + known(cast.practitioner, text)


def test_the_best_comes_first(cast, zoe):
    with as_owner():
        other = make_person(cast.teacher, "Zoe", "O'Brien", date_of_birth=BORN + timedelta(days=1400))
        make_family(cast.teacher, "Other family", other)
    assert own(cast.teacher, "Zoe OBrien 3 May 2016") == [zoe.reference, other.reference]


def test_a_date_alone_finds_ones_own_but_tells_nobody_of_others(cast, zoe):
    assert own(cast.teacher, "3/5/2016") == own(cast.teacher, "5/3/2016") == [zoe.reference]
    assert not find(cast.practitioner, "3/5/2016")
    assert known(cast.practitioner, "zo") == [], "two letters fit too many"


def test_references_as_said_on_the_phone(cast, zoe):
    said = zoe.reference.lower().replace("-", " ")
    assert own(cast.teacher, said) == [zoe.reference]
    assert known(cast.practitioner, said) == [zoe.reference]
    family = cast.family
    assert [found.pk for found in find(cast.practitioner, family.reference).families] == [family.pk]
    assert [found.pk for found in find(cast.practitioner, cast.episode.reference).families] == [family.pk]
    for reference in (family.reference, cast.episode.reference, cast.dee.reference):
        assert not find(cast.teacher, reference)


def test_adults_are_found_by_those_who_may_open_them_only(cast):
    assert own(cast.practitioner, "Dee Reed") == [cast.dee.reference]
    assert cast.dee.reference not in known(cast.teacher, "Dee Reed")


def test_known_says_name_age_and_whom_to_ring(cast, zoe, signed_in):
    html = page(signed_in(cast.practitioner), "zoe obrien").content.decode()
    section = html[html.index("Known to others") :]
    assert "Zoë O&#x27;Brien-Łukasz" in section and "Known to Larkfield Primary. Ask Teacher" in section
    assert "07700 900100" in section
    for secret in ("May 2016", "9990000042", "Zed", "West hub", zoe.episode.reference):
        assert secret not in section


def test_postcodes_find_only_homes_that_one_may_know(cast, zoe):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        home = Address.objects.create(
            tenant=cast.north,
            family=cast.family,
            person=cast.ben,
            agency=cast.council,
            recorded_by=cast.practitioner,
            lines="1 Invented Row",
            postcode="CV99 1AA",
        )
    assert own(cast.teacher, "cv991aa") == own(cast.practitioner, "cv991aa") == [cast.ben.reference]
    assert not find(cast.partner, "cv991aa")
    assert known(cast.partner, "Ben Reed CV99 1AA") == known(cast.partner, "Ben Reed"), "a home is not told by a guess"
    with as_owner():
        Address.objects.filter(pk=home.pk).update(is_protected=True)
    assert not find(cast.teacher, "cv991aa")
    assert own(cast.practitioner, "cv991aa") == [cast.ben.reference]


@pytest.mark.parametrize("kind", ["agency", "worker"])
def test_whom_the_family_keeps_out_finds_nothing(cast, zoe, signed_in, kind):
    with as_owner():
        share(zoe.episode, cast.police, cast.teacher)
    with as_owner():
        make_note(zoe, cast.school, cast.teacher)
    assert own(cast.partner, "Zoe OBrien") == [zoe.reference]
    before = page(signed_in(cast.helper), "Zoe OBrien").content.decode()
    exclude(cast, zoe.episode, **({"agency": cast.police} if kind == "agency" else {"worker": cast.partner}))
    for text in ("Zoe OBrien", "Zoe OBrien 3/5/2016", "3/5/2016", "9990000042", zoe.reference, zoe.episode.reference):
        assert not find(cast.partner, text), text
    with acting_as(cast.partner) as actor:
        assert not likely_duplicates(actor, given="Zoe", family="OBrien", dob=BORN, nhs="9990000042")
    client = signed_in(cast.partner)
    html = page(client, "Zoe OBrien").content.decode()
    assert "Łukasz" not in html and "Attendance" not in html
    assert client.get(f"/children/{zoe.reference}/").status_code == 404
    assert "Łukasz" in before and "Attendance" in before, "others are still told"
    assert known(cast.helper, "Zoe OBrien") == [zoe.reference]


def test_a_protected_child_is_asked_after_at_the_partnerships_own_number(cast, zoe, signed_in):
    with as_owner():
        make_note(zoe, cast.school, cast.teacher)
    with as_owner():
        Address.objects.create(
            tenant=cast.north,
            family_id=zoe.episode.family_id,
            person=zoe,
            agency=cast.school,
            recorded_by=cast.teacher,
            lines="Refuge",
            postcode="CV99 9ZZ",
            is_protected=True,
        )
    client = signed_in(cast.partner)
    for html in (
        page(client, "Zoe OBrien").content.decode(),
        client.get(f"/children/{zoe.reference}/").content.decode(),
    ):
        assert "Łukasz" in html and "Ask Northbridge front door" in html and "01632 960900" in html
        for telling in ("Larkfield", "Teacher", "Attendance", "CV99", "West"):
            assert telling not in html
    assert "Attendance" in page(signed_in(cast.teacher), "Zoe OBrien").content.decode()


def test_another_partnership_knows_nothing(cast, zoe):
    for somebody in (cast.stranger, cast.stranger_auditor):
        for text in ("Zoe OBrien", "Aisha Reed", "9990000042", "9990000018", zoe.reference, cast.family.reference):
            assert not find(somebody, text)


def test_an_auditor_finds_everybody_of_the_partnership_but_whom_a_family_keeps_from_them(cast, zoe):
    assert own(cast.auditor, "Zoe OBrien") == [zoe.reference]
    assert own(cast.auditor, "Aisha Reed") == [cast.aisha.reference]
    exclude(cast, zoe.episode, worker=cast.auditor)
    assert not find(cast.auditor, "Zoe OBrien")


def test_an_administrator_may_not_search(cast, signed_in):
    client = signed_in(cast.admin)
    assert client.get("/search/").status_code == client.post("/search/", {"q": "Reed"}).status_code == 404
    assert client.get(f"/search/{uuid4()}/").status_code == 404


def test_only_its_maker_sees_a_look(cast, signed_in):
    url = signed_in(cast.practitioner).post("/search/", {"q": "Reed"})["Location"]
    assert signed_in(cast.practitioner).get(url).status_code == 200
    missing = signed_in(cast.manager).get(f"/search/{uuid4()}/")
    for other in (cast.manager, cast.auditor, cast.stranger):
        theirs = signed_in(other).get(url)
        assert theirs.status_code == 404 and theirs.content == missing.content


def test_every_look_is_kept_and_no_address_or_log_tells_what_was_typed(cast, signed_in, caplog, capfd):
    with caplog.at_level("DEBUG"):
        response = page(signed_in(cast.practitioner), "Aisha Reed")
    assert "Aisha" not in response.request["PATH_INFO"] + response.request["QUERY_STRING"]
    said = capfd.readouterr()
    sql_and_forms = ("django.db.backends",)
    logged = "".join(record.getMessage() for record in caplog.records if record.name not in sql_and_forms)
    assert "Aisha" not in logged + said.out + said.err
    with as_owner():
        kept = SearchLook.objects.get(membership=cast.practitioner)
        assert kept.terms == {"q": "Aisha Reed", "why": "search"}
        assert ReadLog.objects.filter(membership=cast.practitioner, page="cases:search_results").count() == 1


def masked(response):
    """Without what differs between any two answers to the same question: tokens and the look's own address."""
    html = response.content.decode()
    tokens = r'csrf-token" content="[^"]*"|(csrfmiddlewaretoken|written_by)" value="[^"]*"|nonce="[^"]*"|[0-9a-f-]{36}'
    return re.sub(tokens, "", html)


def test_hidden_rows_change_no_byte(cast, zoe, signed_in):
    """What somebody may not know of does not even take a place among the results."""
    exclude(cast, zoe.episode, agency=cast.police)
    questions = ("Zoe OBrien", "Zoe OBrien 3/5/2016", "Noor Hale", "9990000042", "3/5/2016")
    before = [masked(page(signed_in(cast.partner), text)) for text in questions]
    with as_owner():
        for number in range(35):
            for by, episode_area, kept_out in (
                (cast.stranger, cast.quay, None),
                (cast.teacher, cast.west, cast.police),
            ):
                twin = make_person(
                    by, "Zoe", "OBrien", date_of_birth=BORN, nhs_number="9990000042" if not number else ""
                )
                hale = make_person(by, "Noor", "Hale", date_of_birth=BORN)
                parent = make_person(by, "Zoe", "OBrien", kind=PersonKind.ADULT)
                episode = make_episode(
                    by, make_family(by, "Twin family", twin, hale, parent, area=episode_area), episode_area
                )
                if kept_out:
                    SharingExclusion.objects.create(
                        tenant=cast.north, episode=episode, agency=kept_out, recorded_by=by, reason="Asked"
                    )
    after = [masked(page(signed_in(cast.partner), text)) for text in questions]
    for question, one, other in zip(questions, before, after, strict=True):
        assert "\n".join(unified_diff(one.splitlines(), other.splitlines(), n=0)) == "", question


def test_own_and_known_do_not_push_each_other_out(cast, zoe):
    with as_owner():
        for _ in range(25):
            make_family(cast.practitioner, "Twin family", make_person(cast.practitioner, "Zoe", "OBrien"))
    results = find(cast.practitioner, "Zoe OBrien")
    assert len(results.own) == 25
    assert [child.reference for child in results.known] == [zoe.reference]


def test_the_index_follows_the_person(cast, zoe):
    with as_owner():
        Person.objects.filter(pk=zoe.pk).update(family_name="Turner", date_of_birth=date(2015, 1, 2), nhs_number="")
    assert own(cast.teacher, "Turner") == own(cast.teacher, "2 1 2015") == [zoe.reference]
    assert own(cast.teacher, "Lukasz") == own(cast.teacher, "9990000042") == []
    with as_owner():
        Person.objects.filter(pk=zoe.pk).update(kind=PersonKind.ADULT)
    assert known(cast.practitioner, "Zoe Turner") == []


def test_unborn_children_are_known_by_their_expected_date(cast):
    soon = timezone.localdate() + timedelta(days=60)
    with as_owner():
        child = make_person(cast.teacher, "", "Okafor", kind=PersonKind.UNBORN, expected_on=soon)
        make_episode(cast.teacher, make_family(cast.teacher, "Okafor family", child), cast.west)
    results = find(cast.practitioner, f"Okafor {soon:%d/%m/%Y}")
    assert [(one.name, one.age_in_words) for one in results.known] == [("Unborn Okafor", "not born yet")]


def test_a_person_of_ones_own_without_a_family_is_found(cast):
    with as_owner():
        alone = make_person(cast.helper, "Kit", "Fox")
    assert own(cast.helper, "Kit Fox") == [alone.reference]
    assert not own(cast.partner, "Kit Fox")


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE cases_person; --",
        "%' OR 1=1 --",
        "\\'; SELECT pg_sleep(5)",
        "{}[]()*?+|^$",
        "a" * 200,
        "‮Reed",
        "Reed﻿",
        "<script>alert(1)</script>",
        "${7*7}{{7*7}}",
        "😀",
        "--",
    ],
)
def test_hostile_input_finds_nothing_and_breaks_nothing(cast, signed_in, text):
    client = signed_in(cast.practitioner)
    response = client.post("/search/", {"q": text})
    assert response.status_code in (302, 422)
    if response.status_code == 302:
        html = client.get(response["Location"]).content.decode()
        assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a" * 10_000, "200 characters or"),
        ("Re\x00ed", "Null characters are not allowed"),
        ("", "Enter a name, a date of birth or a number"),
        ("31/2/2016", "31/2/2016 is not a date of birth"),
        ("9990000019", "9990000019 is not an NHS number"),
    ],
)
def test_what_cannot_be_searched_is_said_and_kept(cast, signed_in, text, said):
    response = signed_in(cast.practitioner).post("/search/", {"q": text})
    html = response.content.decode()
    assert response.status_code == 422 and said in html
    if text and "\x00" not in text:
        assert text in html
    with as_owner():
        assert not SearchLook.objects.exists()


def test_separate_fields(cast, zoe, signed_in):
    client = signed_in(cast.teacher)
    fields = {"given_name": "Zoe", "family_name": "Lukasz"}
    born = {"date_of_birth_day": "3", "date_of_birth_month": "may", "date_of_birth_year": "2016"}
    assert "Łukasz" in page(client, "", **fields, **born).content.decode()
    assert "Łukasz" in page(client, "", nhs_number="999 000 0042").content.decode()
    bad = client.post("/search/", {"nhs_number": "9990000019", "postcode": "CV99", "date_of_birth_day": "31"})
    html = bad.content.decode()
    assert bad.status_code == 422
    for said in ("NHS number must be", "Enter a whole postcode", "Date of birth must include"):
        assert said in html


def test_nobody_walks_through_the_index(cast, signed_in):
    with time_machine.travel("2026-11-24T10:00Z", tick=False) as now:
        client = signed_in(cast.partner)
        with acting_as(cast.partner) as actor:
            for number in range(MOST_LOOKS - 1):
                record_look(terms={"q": f"a{number}"}, by=actor)
        assert client.post("/search/", {"q": "Reed"}).status_code == 302
        refused = client.post("/search/", {"q": "Noor Hale"})
        assert refused.status_code == 429
        assert "You have searched 60 times in 10 minutes" in refused.content.decode()
        assert "Noor Hale" in refused.content.decode()
        with acting_as(cast.partner) as actor, pytest.raises(TooManyLooks):
            likely_duplicates(actor, given="Noor", family="Hale")
        assert signed_in(cast.helper).post("/search/", {"q": "Reed"}).status_code == 302, "only who asks too often"
        now.shift(timedelta(minutes=10, seconds=1))
        assert client.post("/search/", {"q": "Reed"}).status_code == 302


def test_as_many_queries_for_many_as_for_one(cast, zoe, signed_in):
    def queries():
        with acting_as(cast.practitioner) as actor, CaptureQueriesContext(connection) as seen:
            look(parse("Zoe OBrien CV99 1AA", today=timezone.localdate()), actor)
        return len(seen)

    with as_owner():
        make_family(cast.practitioner, "OBrien family", make_person(cast.practitioner, "Zoe", "OBrien"))
    with as_owner():
        make_note(zoe, cast.school, cast.teacher)
    few = queries()
    with as_owner():
        for _ in range(12):
            child = make_person(cast.practitioner, "Zoe", "OBrien")
            make_family(cast.practitioner, "OBrien family", child)
            other = make_person(cast.teacher, "Zoe", "OBrien")
            make_episode(cast.teacher, make_family(cast.teacher, "OBrien family", other), cast.west)
            make_note(other, cast.school, cast.teacher)
    assert queries() == few <= 6


def test_likely_duplicates(cast, zoe):
    with acting_as(cast.teacher) as actor:
        assert [one.person for one in likely_duplicates(actor, given="Zoe", family="OBrien", dob=BORN).own] == [zoe]
        assert likely_duplicates(actor, given="Zoey", family="Obrian", dob=date(2016, 3, 5)).own, "misspelt and swapped"
        assert likely_duplicates(actor, given="", nhs="9990000042").own
        assert not likely_duplicates(actor, given="Zoe", family="OBrien", dob=date(2003, 2, 1)), "another Zoe"
        assert not likely_duplicates(actor, given="Zach", family="OBrien", dob=BORN + timedelta(days=400))
        assert not likely_duplicates(actor, given="", family="")
    with acting_as(cast.practitioner) as actor:
        found = likely_duplicates(actor, given="Zoe", family="OBrien", dob=BORN)
        assert not found.own and [child.reference for child in found.known] == [zoe.reference]
    with as_owner():
        assert SearchLook.objects.filter(membership=cast.practitioner, terms__why="duplicates").count() == 1


def test_the_index_says_what_the_two_walls_say(cast, zoe):
    """`cases_find_own` repeats the policies: for everybody it finds exactly whom they may open."""
    with as_owner():
        everybody = Person.objects.filter(tenant=cast.north)
        everybody.update(nhs_number="9990000050")
        loner = make_person(cast.helper, "Kit", "Fox", nhs_number="9990000050")
        share(zoe.episode, cast.charity, cast.teacher)
        family = make_family(cast.helper, "Fox family", loner, area=cast.east)
        FamilyMember.objects.create(tenant=cast.north, family=cast.family, person=cast.hidden_child, role="network")
        assert family.pk and everybody.count() < 30
    for kept_out in (None, {"agency": cast.charity}, {"worker": cast.auditor}):
        if kept_out:
            exclude(cast, zoe.episode, **kept_out)
        for member in vars(cast).values():
            if type(member).__name__ != "Membership" or member.role == "administrator":
                continue
            with acting_as(member) as actor:
                allowed = set(
                    Person.objects.visible_to(actor).filter(nhs_number="9990000050").values_list("pk", flat=True)
                )
                with connection.cursor() as cursor:
                    cursor.execute("SELECT person_id FROM cases_find_own('', NULL, '9990000050')")
                    assert {row[0] for row in cursor.fetchall()} == allowed, member.display_name

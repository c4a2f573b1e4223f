"""Step-downs and diversions from a list: what is read, what is refused in words, and that nothing comes in twice."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ehm.models import AreaPostcode, Notification
from hubs import lists, visits
from hubs.actions.lists import keep_list, take_in_list
from hubs.models import HelpRequest, RequestedPerson, UploadedList
from tests import databases
from tests.cases.acting import acting_as, done, refused
from tests.hubs.asking import ask

UPLOAD, CHECK = "/requests/from-a-list/", "/requests/from-a-list/check/"
TODAY = date(2026, 11, 23)
FAMILY = {
    "Reference": "SD-1042",
    "Sent on from": "Step down",
    "Date": "02/11/2025",
    "Sent by": "Ruth Hill",
    "Telephone": "+44 1632 960001",
    "Agreed by": "Dee Marlow",
    "Agreed on": "1/11/2025",
    "Child 1 first name": "Ida",
    "Child 1 surname": "Marlow",
    "Child 1 date of birth": "2018-05-02",
    "Parent first name": "Dee",
    "Parent surname": "Marlow",
    "Parent is": "Mother",
    "Postcode": "cv99 1aa",
    "Why help is wanted": "- Nights are loud, and Ida is tired",
    "What should happen next": "Somebody who visits",
}


def a_list(*families, delimiter=",", encoding="utf-8", only=None):
    out = StringIO()
    writer = csv.DictWriter(out, only or list(FAMILY), delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows([FAMILY | one for one in families])
    return out.getvalue().encode(encoding)


def read(data, needs_agreement=True):
    return lists.read(lists.as_text(data), today=TODAY, needs_agreement=needs_agreement)


def problems(**change):
    (row,) = read(a_list({key.replace("_", " "): value for key, value in change.items()}))
    return " | ".join(row.problems)


@pytest.fixture
def reached(cast):
    with databases.as_owner():
        AreaPostcode.objects.create(tenant=cast.north, area=cast.east, prefix="CV99")
        AreaPostcode.objects.create(tenant=cast.north, area=cast.west, prefix="CV99 2")
    return cast


def upload(client, data, name="list.csv"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data, "text/csv")})


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_files_as_spreadsheets_save_them(delimiter, encoding):
    (row,) = read(a_list({"Sent by": "Zoë, “Hill”"}, delimiter=delimiter, encoding=encoding))
    assert row.problems == [] and row.cell("sent by") == "Zoë, “Hill”"
    assert (row.asked_on, row.agreed_on, row.postcode) == (date(2025, 11, 2), date(2025, 11, 1), "CV99 1AA")
    assert row.people[0]["born_on"] == date(2018, 5, 2) and row.people[1]["relation"] == "mother"


def test_the_list_to_fill_in_is_a_list_without_a_family():
    text = lists.to_fill_in()
    with pytest.raises(lists.ListRefused, match="no family"):
        lists.read(text, today=TODAY, needs_agreement=True)
    (row,) = lists.read(text.replace("# SD-1042", "SD-1042"), today=TODAY, needs_agreement=True)
    assert row.problems == [] and row.children == ["Ida Marlow"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 xl/workbook.xml", "must be a CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "must be a CSV"),
        (b"%PDF-1.7", "must be a CSV"),
        (b"\x89PNG\r\n\x1a\n", "must be a CSV"),
        (b"\x1f\x8b\x08", "must be a CSV"),
        (b"<html><script>alert(1)</script>", "must be a CSV"),
        (a_list({}).replace(b"Hill", b"Hi\x00ll"), "must be a CSV"),
        (a_list({}).decode().encode("utf-16"), "must be a CSV"),
        (b"Reference\x81,Date", "must be a CSV"),
        (b"x" * 1_000_001, "smaller than 1 MB"),
        (b"Date," * 10_000, "more than 200 columns"),
        (a_list({}) + b"," * 10_000, "more than 300 families or 200 columns"),
        (a_list({}) + b'"open', "quotation mark is not closed"),
        (a_list({"Sent by": "x" * 140_000}), "far too long"),
        (a_list(*[{"Reference": str(n)} for n in range(301)]), "more than 300 families"),
        (a_list(), "no family"),
        (b"just some words\nand more", "must be the heading"),
        (a_list({}).replace(b"Sent by", b"=HYPERLINK(1)"), "Nobody would read these columns: ‘=hyperlink(1)’"),
        (a_list({}).replace(b"Sent by", b"Date"), "stands there twice"),
        (a_list({}, only=["Reference", "Date", "Child 1 first name"]), "columns are missing: Sent on from"),
    ],
)
def test_what_is_no_such_list_is_refused_in_words(data, said):
    with pytest.raises(lists.ListRefused) as caught:
        read(data)
    assert said in str(caught.value) and len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Reference": ""}, "Reference is missing"),
        ({"Sent_on_from": "The moon"}, "‘Step down’ or ‘MASH’"),
        ({"Date": "31/02/2025"}, "Date must be a day"),
        ({"Date": "2/11/25"}, "Date must be a day"),
        ({"Date": "01/01/2030"}, "today or earlier"),
        ({"Agreed_by": "", "Agreed_on": ""}, "Nobody has agreed"),
        ({"Agreed_on": ""}, "both who agreed"),
        ({"Postcode": "XX"}, "full postcode"),
        ({"Child_1_first_name": "", "Child_1_surname": "", "Child_1_date_of_birth": ""}, "at least one child"),
        ({"Child_1_date_of_birth": "02/05/1950"}, "Ida: "),
        ({"Parent_is": "boss"}, "one word such as mother"),
        ({"Sent_by": '=HYPERLINK("http://x","y")'}, "like a formula"),
        ({"Why_help_is_wanted": "@SUM(A1)"}, "like a formula"),
        ({"Why_help_is_wanted": "x" * 4001}, "4,000 characters or fewer; it has 4,001"),
        ({"Sent_by": "Ru\x07th"}, "a sign that is no letter"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(change, said):
    assert said in problems(**change), problems(**change)


def test_a_line_is_right_without_what_is_not_needed():
    assert problems(Parent_is="", Parent_first_name="", Parent_surname="") == ""
    assert problems(Child_1_first_name="", Child_1_date_of_birth="01/03/2027") == ""
    (row,) = read(a_list({"Agreed by": "", "Agreed on": ""}), needs_agreement=False)
    assert row.problems == []


def test_more_cells_than_the_heading_and_the_same_reference_are_said():
    rows = read(a_list({}, {}) + b"SD-2" + b",x" * 20)
    assert "Line 2 has the same reference" in rows[1].problems
    assert any("more cells than the heading" in one for one in rows[2].problems)


def test_the_families_that_are_right_come_in_once_and_each_hub_is_told_once(reached, signed_in):
    cast, client = reached, signed_in(reached.hub)
    data = a_list({}, {"Reference": "SD-2", "Postcode": "CV99 2AA"}, {"Reference": "SD-3", "Date": "yesterday"},
                  {"Reference": "SD-1042", "Sent on from": "MASH"})  # fmt: skip
    assert upload(client, data).url == CHECK
    page = client.get(CHECK).content.decode()
    assert "Take in 3 families" in page and "1 to put right" in page and "Date must be a day" in page
    with databases.as_owner():
        assert not HelpRequest.objects.exists()
    assert client.post(CHECK).status_code == 302
    with databases.as_owner():
        rows = {(one.list_reference, one.diversion): one for one in HelpRequest.objects.select_related("area")}
        assert set(rows) == {("SD-1042", "step_down"), ("SD-2", "step_down"), ("SD-1042", "mash")}
        first = rows["SD-1042", "step_down"]
        assert (first.came_by, first.area, first.requester_name) == ("list", cast.east, "Ruth Hill")
        assert (first.agreed_by, first.worries) == ("Dee Marlow", FAMILY["Why help is wanted"])
        assert timezone.localdate(first.asked_at) == date(2025, 11, 2)
        assert rows["SD-2", "step_down"].area == cast.west
        people = RequestedPerson.objects.filter(request=first).order_by("position")
        assert list(people.values_list("given_name", "who", "relation")) == [
            ("Ida", "child", ""),
            ("Dee", "adult", "mother"),
        ]
        told = list(Notification.objects.filter(kind="hubs.from_list").values_list("membership_id", flat=True))
        assert sorted(told) == sorted([cast.chair.pk, cast.coordinator.pk, cast.west_hub.pk])
        assert not UploadedList.objects.exists()
    upload(client, data)
    page = client.get(CHECK).content.decode()
    assert "3 taken in already" in page and "Take in " not in page.split("<h1")[1].split("Throw")[0].split("</h1>")[1]
    assert "No family of this list can be taken in" in client.post(CHECK).content.decode()
    with databases.as_owner():
        assert HelpRequest.objects.count() == 3


def test_it_comes_in_once_though_another_hub_has_it(reached):
    cast = reached
    done(cast.west_hub, keep_list, name="a.csv", data=a_list({"Postcode": "CV99 2AA"}))
    done(cast.west_hub, take_in_list)
    with acting_as(cast.hub) as actor:
        assert not HelpRequest.objects.visible_to(actor).exists()
    done(cast.hub, keep_list, name="a.csv", data=a_list({}))
    refused(cast.hub, take_in_list, because="No family of this list", unchanged=[HelpRequest])


def test_what_may_be_a_double_is_said_as_far_as_one_may_see(reached, signed_in):
    cast = reached
    child = {"who": "child", "given_name": "ida", "family_name": "MARLOW", "born_on": date(2018, 5, 2)}
    request = ask(cast.teacher, cast.east, people=[child])
    born = {"Child 1 date of birth": cast.aisha.date_of_birth.isoformat()}
    aisha = born | {"Reference": "SD-2", "Child 1 first name": "Aisha", "Child 1 surname": "Reed"}
    noor = born | {"Child 1 date of birth": cast.hidden_child.date_of_birth.isoformat(), "Reference": "SD-3"}
    noor |= {"Child 1 first name": "Noor", "Child 1 surname": "Hale"}
    client = signed_in(cast.hub)
    upload(client, a_list({}, aisha, noor, {"Reference": "SD-4"}))
    page = client.get(CHECK).content.decode()
    assert f"Request {request.reference} waits for the same child" in page and "Aisha Reed is known here" in page
    assert "Noor Hale is known" not in page and "Line 2 has the same child" in page


def test_only_a_hub_takes_in_lists_and_each_sees_only_their_own(reached, signed_in):
    cast = reached
    for by in (cast.teacher, cast.partner, cast.practitioner, cast.auditor):
        client = signed_in(by)
        assert client.get(UPLOAD).status_code == client.get(CHECK).status_code == 403
        assert upload(client, a_list({})).status_code == 403
        refused(by, keep_list, name="x", data=a_list({}), error=PermissionDenied, unchanged=[UploadedList])
        refused(by, take_in_list, error=PermissionDenied, unchanged=[HelpRequest])
    done(cast.hub, keep_list, name="x", data=a_list({}))
    assert signed_in(cast.chair).get(CHECK).url == UPLOAD
    with acting_as(cast.chair):
        assert not UploadedList.objects.exists()
    client = signed_in(cast.hub)
    assert client.post("/requests/from-a-list/throw-away/").url == UPLOAD
    with databases.as_owner():
        assert not UploadedList.objects.exists() and not HelpRequest.objects.exists()


def test_a_hostile_file_is_said_on_the_page_and_a_hostile_cell_is_only_text(reached, signed_in):
    client = signed_in(reached.hub)
    answer = upload(client, b"PK\x03\x04", "list.xlsx")
    assert answer.status_code == 422 and "must be a CSV file" in answer.content.decode()
    upload(client, a_list({"Child 1 first name": "<script>alert(1)</script>"}), '<img src=x>".csv')
    page = client.get(CHECK).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;" in page


def test_it_costs_the_same_to_look_at_a_long_list(reached, signed_in):
    client = signed_in(reached.hub)

    def cost(count):
        upload(client, a_list(*[{"Reference": f"SD-{number}"} for number in range(count)]))
        with CaptureQueriesContext(connection) as counted:
            assert client.get(CHECK).status_code == 200
        return len(counted)

    cost(1)
    assert cost(1) == cost(20)


def test_at_night_a_list_that_nobody_took_in_for_a_week_is_thrown_away(cast):
    """Names, dates of birth and addresses of families: no longer kept than somebody looks at them."""
    done(cast.hub, keep_list, name="list.csv", data=a_list({}))
    done(cast.west_hub, keep_list, name="list.csv", data=a_list({}))
    with databases.as_owner():
        of_west = UploadedList.objects.filter(membership=cast.west_hub)
        of_west.update(uploaded_at=timezone.now() - timedelta(days=7, minutes=1))
        UploadedList.objects.exclude(pk__in=of_west).update(uploaded_at=timezone.now() - timedelta(days=6, hours=23))
    visits.forget()
    with databases.as_owner():
        assert UploadedList.objects.get().membership == cast.hub


def test_whoever_clears_up_reads_no_list(cast):
    done(cast.hub, keep_list, name="list.csv", data=a_list({}))
    with pytest.raises(ProgrammingError), transaction.atomic():
        UploadedList.objects.values_list("content").first()
    assert not UploadedList.objects.values_list("uploaded_at").exists()
    assert UploadedList.objects.all().delete()[0] == 0

"""Paging, order and filters of the lists."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Contact, Episode
from tests.api.asking import Program
from tests.cast import make_episode, make_family, make_person
from tests.databases import as_owner


def make_families(cast, count):
    with as_owner():
        for number in range(count):
            child = make_person(cast.practitioner, f"Child {number}", "Vale")
            make_episode(cast.practitioner, make_family(cast.practitioner, "Vale family", child), cast.east)


def make_contacts(cast, *moments):
    with as_owner():
        return [
            Contact.objects.create(
                tenant=cast.north,
                episode=cast.episode,
                agency=cast.council,
                recorded_by=cast.practitioner,
                happened_at=moment,
                kind="phone",
            )
            for moment in moments
        ]


def walk(program, path, **query):
    answer = program.get(path, **query).json()
    rows = answer["results"]
    while answer["next"]:
        answer = program.get(answer["next"]).json()
        rows += answer["results"]
    return [row["reference"] for row in rows]


@pytest.mark.parametrize("order", ["happened_at", "-happened_at", "reference"])
def test_every_row_once_in_order_also_where_rows_agree(cast, order):
    now = timezone.now()
    made = make_contacts(cast, *[now - timedelta(days=number // 3) for number in range(10)])
    expected = [one.reference for one in sorted(made, key=lambda one: (getattr(one, order.lstrip("-")), one.reference))]
    if order.startswith("-"):
        expected.reverse()
    program = Program(cast.practitioner)
    for size in (1, 3, 4, 10, 100):
        assert walk(program, "contacts/", order=order, page_size=size) == expected


def test_new_rows_move_none_to_another_page(cast):
    now = timezone.now()
    made = make_contacts(cast, *[now - timedelta(hours=number) for number in range(6)])
    program = Program(cast.practitioner)
    first = program.get("contacts/", order="-happened_at", page_size=3).json()
    make_contacts(cast, now + timedelta(hours=1), now - timedelta(minutes=30))
    second = program.get(first["next"]).json()
    seen = [row["reference"] for row in first["results"] + second["results"]]
    assert seen == [one.reference for one in made]
    assert second["next"] is None


def test_a_cursor_is_ours_and_tells_nothing(cast):
    make_families(cast, 3)
    program = Program(cast.practitioner)
    address = program.get("families/", page_size=1).json()["next"]
    assert program.get(address).status_code == 200
    assert program.get(address.replace("cursor=", "cursor=x")).status_code == 404
    assert program.get("families/", cursor="x").status_code == 404
    assert program.get(address.replace("families", "episodes") + "&order=requested_at").status_code == 404


@pytest.mark.parametrize("size", ["0", "101", "-1", "x", "1.5", "9" * 50, "٣"])
def test_a_page_has_one_to_a_hundred_rows(cast, size):
    answer = Program(cast.practitioner).get("families/", page_size=size)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "page_size", "message": "Choose a number from 1 to 100."}]


@pytest.mark.parametrize(
    "query",
    [
        {"name": "Reed"},
        {"nhs_number": "9990000018"},
        {"family_name__startswith": "R"},
        {"family__note": "x"},
        {"order": "date_of_birth"},
        {"order": "-family_name"},
        {"order": "?"},
        {"kind": ""},
        {"kind": "adult"},
        {"kind": ["child", "child"]},
        {"is_whereabouts_protected": "1"},
        {"changed_since": "yesterday"},
        {"changed_since": "2026-01-01T10:00:00"},
        {"family": "7KD4-Q2MX\n"},
        {"family": "\x00"},
    ],
)
def test_what_is_not_listed_is_refused(cast, query):
    answer = Program(cast.practitioner).get("children/", **query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == next(iter(query))


def test_filters(cast):
    make_families(cast, 1)
    with as_owner():
        Episode.objects.filter(pk=cast.episode.pk).update(level=2, next_due_at=timezone.now())
    program, mine = Program(cast.practitioner), cast.episode.reference
    before, after = (timezone.now() - timedelta(days=1)).isoformat(), (timezone.now() + timedelta(days=1)).isoformat()
    for query, found in (
        ({"level": 2}, True),
        ({"level": 4}, False),
        ({"status": "open"}, True),
        ({"status": "closed"}, False),
        ({"area": cast.east.reference}, True),
        ({"area": cast.east.reference.lower()}, True),
        ({"area": cast.west.reference}, False),
        ({"lead": cast.practitioner.reference}, True),
        ({"lead": cast.stranger.reference}, False),
        ({"lead_agency": cast.council.reference}, True),
        ({"family": cast.family.reference}, True),
        ({"due_before": after}, True),
        ({"due_before": before}, False),
        ({"changed_since": before}, True),
        ({"changed_since": after}, False),
    ):
        assert (mine in program.references("episodes/", **query)) is found, query
    assert program.references("children/", family=cast.family.reference) == {
        child.reference for child in (cast.aisha, cast.ben, cast.leo)
    }
    assert program.references("children/", family=cast.hidden_family.reference) == set()


def test_changed_since_follows_what_is_recorded(cast):
    program = Program(cast.practitioner)
    with as_owner():
        Episode.objects.filter(pk=cast.episode.pk).update(created_at=timezone.now() - timedelta(days=9))
    moment = timezone.now().isoformat()
    assert program.references("episodes/", changed_since=moment) == set()
    body = {"level": 2, "reason": "Things are calmer", "decided_on": timezone.localdate().isoformat()}
    assert program.post(f"episodes/{cast.episode.reference}/level/", body).status_code == 200
    assert program.references("episodes/", changed_since=moment) == {cast.episode.reference}
    assert program.references("families/", changed_since=moment) == {cast.family.reference}


@pytest.mark.parametrize("path", ["families/", "children/", "episodes/", "contacts/", "clocks/"])
def test_a_list_asks_the_database_as_often_whatever_it_holds(cast, path):
    program = Program(cast.practitioner)
    make_contacts(cast, timezone.now())
    program.get(path)  # the token's first use today
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            program.rows(path, page_size=100)
        counts.append(len(asked))
        make_families(cast, 5)
        make_contacts(cast, *[timezone.now()] * 5)
    assert counts[0] == counts[1]
    assert counts[0] <= 16, [query["sql"][:90] for query in asked.captured_queries]

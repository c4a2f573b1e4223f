"""How much and how often a program may ask."""

import json

import pytest
import time_machine
from django.utils import timezone

from ehm.models import ApiUse
from tests.api.asking import V1, Program


@pytest.fixture
def start_of_a_minute():
    with time_machine.travel(timezone.now().replace(second=15, microsecond=0), tick=False) as clock:
        yield clock


def test_a_token_asks_so_often_a_minute(cast, settings, start_of_a_minute):
    settings.API_ASKS_PER_MINUTE = 3
    busy, other = Program(cast.practitioner), Program(cast.practitioner)
    assert [busy.get("families/").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = busy.get("families/")
    assert (refused.headers["Retry-After"], refused.json()["detail"]) == ("45", "Ask again in 45 seconds.")
    assert other.get("families/").status_code == 200
    start_of_a_minute.shift(45)
    assert busy.get("families/").status_code == 200


def test_one_partnership_takes_nothing_from_another(cast, settings, start_of_a_minute):
    settings.API_PARTNERSHIP_ASKS_PER_MINUTE = 3
    programs = [Program(cast.practitioner), Program(cast.teacher)]
    assert [programs[turn % 2].get("families/").status_code for turn in range(4)] == [200, 200, 200, 429]
    assert Program(cast.stranger).get("families/").status_code == 200


def test_what_is_refused_is_counted_and_yesterday_is_forgotten(cast, settings, start_of_a_minute):
    from ehm import sessions

    program = Program(cast.admin)
    program.get("families/")
    assert set(ApiUse.objects.values_list("count", flat=True)) == {1}
    start_of_a_minute.shift(27 * 3600)
    sessions.clear_old()
    assert not ApiUse.objects.exists()


def test_long_bodies_are_not_read(cast):
    program = Program(cast.practitioner)
    answer = program.post("children/find/", {"q": "x" * 600_000})
    assert (answer.status_code, answer.json()["title"]) == (413, "Too long")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 409),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"null", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 200_000, "application/json", 400),
        (b'{"q": NaN}', "application/json", 400),
        (b'{"q": "\\ud800"}', "application/json", 400),
        (b'{"q": "a\\u0000b"}', "application/json", 400),
        (b'{"q": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b"q=x", "application/x-www-form-urlencoded", 415),
        (b"<q/>", "application/xml", 415),
        (b'{"q": "Aisha"}', "application/json; charset=utf-8", 200),
    ],
)
def test_json_only(cast, body, kind, status):
    program = Program(cast.practitioner)
    answer = program.client.post(f"{V1}children/find/", body, content_type=kind)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/json")


@pytest.mark.parametrize("path", ["", "persons/", "families/0000-0000/people/", "children/find/x/"])
def test_addresses_that_are_not_there_answer_in_json_too(cast, path):
    answer = Program(cast.practitioner).get(path)
    assert (answer.status_code, json.loads(answer.content)["title"]) == (404, "There is nothing here")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_no_other_methods(cast, method):
    program = Program(cast.practitioner)
    answer = getattr(program.client, method)(f"{V1}episodes/{cast.episode.reference}/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")

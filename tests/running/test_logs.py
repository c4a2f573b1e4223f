"""No line of a log says anything about a family (R36 of the assurance notes)."""

import io
import json
import logging

import pytest
import structlog

from ehm import logs

CANARY = "Amara Reed"


@pytest.fixture
def lines():
    """What ends up in the log, through the handler of the real configuration."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before)


def test_arguments_and_unknown_fields_are_left_out(lines):
    logging.getLogger("ehm.jobs").warning("could not write to %s", CANARY)
    logging.getLogger("ehm.jobs").warning("extra", extra={"person": CANARY})
    structlog.get_logger("ehm.sweep").warning("swept", alerts=3, person=CANARY)
    found = lines()
    assert CANARY not in json.dumps(found)
    assert found[0]["event"] == "could not write to %s" and found[0]["logger"] == "ehm.jobs"
    assert found[2] | {"event": "swept", "alerts": 3} == found[2]


def test_an_error_is_its_kind_and_its_place(lines):
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", f"/families/{CANARY}/")
    (found,) = lines()
    assert CANARY not in json.dumps(found)
    assert found["error"] == "ValueError" and "test_logs.py" in found["where"][-1]


def test_a_library_that_formats_for_itself_is_withheld(lines):
    logging.getLogger("somebody.else").warning(f"row ({CANARY}) violates a constraint")
    (found,) = lines()
    assert found["event"] == "(withheld)" and CANARY not in json.dumps(found)


def test_a_request_is_logged_by_its_page_without_address_or_query(lines, client, db):
    answer = client.get("/healthz/live", {"name": CANARY}, headers={"X-Request-ID": "abc-123-def"})
    found = [line for line in lines() if line["event"] == "request"]
    assert answer["X-Request-ID"] == found[0]["request_id"] == "abc-123-def"
    assert found[0]["status"] == 200 and found[0]["method"] == "GET"
    assert CANARY not in json.dumps(lines()) and "healthz/live?" not in json.dumps(lines())


def test_a_made_up_request_number_is_replaced(client, db):
    assert CANARY not in client.get("/healthz/live", headers={"X-Request-ID": CANARY})["X-Request-ID"]


def test_the_configuration_uses_this_formatter(settings):
    assert settings.LOGGING["formatters"]["json"]["()"] == "ehm.logs.formatter"
    assert all(handler["formatter"] == "json" for handler in settings.LOGGING["handlers"].values())

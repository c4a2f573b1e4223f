"""schemathesis asks everything that the description allows, and much that it does not, and finds no fault.

Right and wrong data for every operation, about records that are there and records that are not: no fault of ours
(5xx), no status or answer that the description does not name, nothing right refused or wrong accepted, nothing given
without a token. The same data each time; `make fuzz` asks longer and follows links from one answer to the next.
"""

import os
import subprocess
import sys

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from ehm.api.schema import description
from tests.api.asking import token_for
from tests.api.test_reading import records  # noqa: F401  # a fixture
from tests.cast import make_cast

LONGER = os.environ.get("EHM_FUZZ", "")
EXAMPLES = 12
OPERATIONS = [(method, path) for path, methods in description()["paths"].items() for method in methods]


def load():
    config = schemathesis.Config.from_dict({"generation": {"allow-x00": True}})
    schema = schemathesis.openapi.from_dict(description(), config=config)
    schema.app = WSGIHandler()
    return schema


@pytest.fixture(scope="module")
def schema():
    return load()


def ask(operation, mode, token, **fixed):
    @given(case=operation.as_strategy(generation_mode=mode, **fixed))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case):
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

    check()


@pytest.fixture
def unlimited(settings):
    """No limit of requests, and the test's connection stays open between them, as with Django's own client."""
    settings.API_ASKS_PER_MINUTE = settings.API_PARTNERSHIP_ASKS_PER_MINUTE = 1_000_000
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_fault_is_found(schema, cast, records, unlimited, method, path):  # noqa: F811
    operation = schema[path][method.upper()]
    _, token = token_for(cast.practitioner)
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        ask(operation, mode, token)
        kind = path.removeprefix("/api/v1/").split("/")[0]
        if "{reference}" in path and kind in records["own"]:
            ask(operation, mode, token, path_parameters={"reference": records["own"][kind]})


@pytest.mark.skipif(not LONGER, reason="make fuzz")
@pytest.mark.django_db(transaction=True)
def test_no_fault_is_found_when_asked_for_long(live_server, unlimited, tmp_path):
    """All of schemathesis against a server: examples, edges, random data, and what one answer lets one ask next."""
    _, token = token_for(make_cast().practitioner)
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{live_server.url}/api/v1/schema/"]
    options = ["--header", f"Authorization: Bearer {token}", "--max-examples", LONGER, "--continue-on-failure"]
    asked = subprocess.run(
        [*command, *options, "--no-color", "--seed", "1"], capture_output=True, text=True, cwd=tmp_path
    )
    assert asked.returncode == 0, asked.stdout[-20_000:]


def test_the_description_is_valid_and_for_anybody(db):
    answer = Client().get("/api/v1/schema/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    found = answer.json()
    assert found["openapi"].startswith("3.1")
    load().validate()
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            assert operation["security"] == [{"token": []}], path
            assert method in ("get", "post")
            for parameter in operation.get("parameters", []):
                assert not {"name", "date_of_birth", "nhs_number", "postcode", "q"} & {parameter["name"]}

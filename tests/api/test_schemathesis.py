"""schemathesis asks everything that the description allows, and much that it does not, and finds no fault.

Right and wrong data for every operation, about records that are there and records that are not: no fault of ours
(5xx), no status or answer that the description does not name, nothing right refused or wrong accepted, nothing given
without a token. The same data each time; `make fuzz` asks longer and follows links from one answer to the next.
"""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from ehm.api.schema import description
from tests.api.asking import token_for

EXAMPLES = 12
OPERATIONS = sorted((path, method) for path, methods in description()["paths"].items() for method in methods)


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


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_fault_is_found(schema, cast, records, unlimited, path, method):
    operation = schema[path][method.upper()]
    _, token = token_for(cast.practitioner)
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        ask(operation, mode, token)
        kind = path.removeprefix("/api/v1/").split("/")[0]
        if "{reference}" in path and kind in records["own"]:
            ask(operation, mode, token, path_parameters={"reference": records["own"][kind]})


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

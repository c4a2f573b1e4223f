"""Requests for help by programs: the action of the page, and nothing of the hub's own side."""

import pytest
from django.utils import timezone

from ehm.models import AreaPostcode
from hubs.actions.triage import ask_back
from hubs.models import HelpRequest, RequestedPerson
from tests.api.asking import Program
from tests.api.test_writing import count, detail, errors
from tests.cases.acting import acting_as
from tests.databases import as_owner
from tests.hubs.asking import ask
from tests.hubs.test_triage import decided

PATH = "requests-for-help/"


@pytest.fixture
def sent(cast):
    with as_owner():
        AreaPostcode.objects.create(tenant=cast.north, area=cast.east, prefix="CV99")
    return {
        "no_child_is_in_danger": True,
        "phone": "01632 960001",
        "agreed_by": "Ruth Marlow",
        "agreed_on": timezone.localdate().isoformat(),
        "postcode": "cv991aa",
        "prompts": ["young_carer"],
        "people": [
            {"who": "child", "given_name": "Ida", "family_name": "Marlow", "born_on": "2018-05-02"},
            {"who": "adult", "given_name": "Ruth", "family_name": "Marlow", "relation": "mother"},
        ],
        "worries": "Ida is tired",
        "strengths": "They sing",
        "involvement": "Breakfast club",
        "wanted": "Help at home",
    }


def test_help_is_asked_for_and_followed(cast, sent):
    program = Program(cast.teacher)
    made = program.post(PATH, sent)
    assert made.status_code == 201, made.json()
    body = made.json()
    assert (body["area"]["reference"], body["status"]) == (cast.east.reference, "sent")
    assert [one["given_name"] for one in body["people"]] == ["Ida", "Ruth"]
    assert "postcode" not in body and "address" not in str(body)
    with as_owner():
        assert HelpRequest.objects.get().postcode == "CV99 1AA"
    assert program.references(PATH, status="sent") == {body["reference"]}
    assert Program(cast.hub).references(PATH) == {body["reference"]}
    assert Program(cast.west_hub).references(PATH) == Program(cast.partner).references(PATH) == set()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"no_child_is_in_danger": False}, "Tell the front door at once"),
        ({"postcode": "B1 1AA"}, "No area reaches"),
        ({"people": [{"who": "adult", "given_name": "Ruth"}]}, "Name at least one child"),
        ({"people": [{"who": "child"}]}, "Enter a first name or a surname"),
        ({"people": [{"who": "child", "given_name": "Ida", "born_on": "1950-05-02"}]}, "This date of birth makes them"),
        ({"people": [{"who": "child", "given_name": "Ida", "nhs_number": "9990000019"}]}, "wrong or swapped number"),
        ({"prompts": ["no_such"]}, "does not ask about"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(cast, sent, change, said):
    assert said in detail(Program(cast.teacher).post(PATH, sent | change))
    assert count(HelpRequest) == count(RequestedPerson) == 0


def test_another_partnerships_area_and_agency_are_not_there(cast, sent):
    program = Program(cast.teacher)
    assert "No area" in detail(program.post(PATH, sent | {"area": cast.quay.reference}))
    assert "no agency" in detail(program.post(PATH, sent | {"kept_from": cast.salt_school.reference}))
    assert set(errors(program.post(PATH, sent | {"area": 7}))) == {"area"}


def test_the_hub_asks_and_is_answered(cast):
    request = ask(cast.teacher, cast.east)
    path = f"{PATH}{request.reference}/"
    program = Program(cast.teacher)
    assert "asked nothing" in detail(program.post(path + "answer/", {"answer": "Nan"}))
    with acting_as(cast.hub) as actor:
        ask_back(request=request, question="Who is at home?", by=actor)
    [question] = program.post(path + "answer/", {"answer": "Nan"}).json()["questions"]
    assert (question["asked"], question["answer"]) == ("Who is at home?", "Nan")
    assert Program(cast.hub).post(path + "answer/", {"answer": "x"}).status_code == 403


def test_the_hubs_own_side_is_not_in_it(cast):
    request = ask(cast.teacher, cast.east)
    decided(cast, request, reason="Known from before", told="Somebody rings")
    for who in (cast.teacher, cast.chair):
        body = Program(who).get(f"{PATH}{request.reference}/").json()
        assert (body["outcome"], body["told"]) == ("advice", "Somebody rings")
        assert "Known from before" not in str(body)

"""Meetings of a hub and what they agreed, by programs: nobody reads more than on the pages."""

import pytest

from hubs.models import AgendaItem, MeetingAction
from tests.api.asking import Program
from tests.api.test_writing import detail, errors
from tests.databases import as_owner
from tests.hubs import met
from tests.hubs.asking import ask

MEETINGS, ACTIONS = "hub-meetings/", "hub-actions/"


@pytest.fixture
def world(cast):
    cast.meeting = met.meeting(cast.chair, cast.east, place="The hall")
    cast.item = met.item(cast.chair, cast.meeting, ask(cast.teacher, cast.east), asks=[cast.school])
    met.decision(cast.chair, cast.item, lead_agency=cast.council, lead=cast.practitioner)
    cast.action = met.action(cast.chair, cast.item, cast.school, cast.teacher)
    return cast


def families(who, meeting):
    body = Program(who).get(f"{MEETINGS}{meeting.reference}/").json()
    return [one["family_name"] for one in body["items"]]


def test_a_meeting_with_the_families_that_one_may_see(world):
    assert families(world.hub, world.meeting) == families(world.auditor, world.meeting) == ["Marlow family"]
    assert families(world.teacher, world.meeting) == ["Marlow family"]
    assert families(world.helper, world.meeting) == families(world.west_hub, world.meeting) == []
    met.end(world.meeting)
    assert families(world.teacher, world.meeting) == []
    body = Program(world.hub).get(f"{MEETINGS}{world.meeting.reference}/").json()
    assert (body["status"], body["place"], body["chair"]["name"]) == ("ended", "The hall", "Chair")
    (item,) = body["items"]
    assert item["decision"]["lead"]["name"] == "Practitioner" and item["decision"]["level"] == 2
    assert [one["what"] for one in item["actions"]] == ["Ring the landlord"]


def test_meetings_are_listed_for_the_partnership_alone(world):
    here = {world.meeting.reference}
    assert (
        Program(world.teacher).references(MEETINGS) == Program(world.hub).references(MEETINGS, status="running") == here
    )
    assert Program(world.hub).references(MEETINGS, status="planned") == set()
    assert Program(world.stranger).references(MEETINGS) == set()
    assert Program(world.stranger).get(f"{MEETINGS}{world.meeting.reference}/").status_code == 404


def test_where_a_hub_meets_is_for_those_who_come(world):
    def place(who):
        return Program(who).get(f"{MEETINGS}{world.meeting.reference}/").json()["place"]

    assert place(world.hub) == place(world.teacher) == place(world.auditor) == "The hall"
    assert place(world.helper) == place(world.west_hub) == ""


def test_whom_the_family_keeps_out_reads_nothing_of_it(world):
    with as_owner():
        AgendaItem.objects.update(excluded=[f"user:{world.hub.user_id}"])
    assert families(world.hub, world.meeting) == [] and families(world.chair, world.meeting) == ["Marlow family"]


def test_an_agency_reads_its_actions_and_says_that_they_are_done(world):
    other = met.action(world.chair, world.item, world.police, what="Look at the road")
    program, path = Program(world.teacher), f"{ACTIONS}{world.action.reference}/done/"
    assert program.references(ACTIONS) == {world.action.reference}
    assert Program(world.hub).references(ACTIONS) == {world.action.reference, other.reference}
    assert program.post(f"{ACTIONS}{other.reference}/done/", {"outcome": "x"}).status_code == 404
    assert set(errors(program.post(path, {"outcome": " "}))) == {"outcome"}
    assert program.post(path, {"outcome": "He waits"}).json()["outcome"] == "He waits"
    with as_owner():
        assert MeetingAction.objects.get(pk=world.action.pk).done_by == world.teacher
    assert "done already" in detail(program.post(path, {"outcome": "x"}))
    assert program.references(ACTIONS, status="to_do") == program.references(ACTIONS, status="dropped") == set()
    assert program.references(ACTIONS, status="done") == {world.action.reference}
    assert Program(world.auditor).post(path, {"outcome": "x"}).status_code == 403

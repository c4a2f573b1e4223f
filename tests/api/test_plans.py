"""Plans and meetings for programs: read as on the pages, written by the pages' own actions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plans.models import Goal, Meeting, Plan, Promise
from tests.api.asking import Program
from tests.api.test_writing import count, detail, errors
from tests.assessments.writing import decided, limit, save
from tests.cast import share
from tests.databases import as_owner
from tests.plans.writing import begun, goal, planned, promise

TODAY = timezone.localdate()


@pytest.fixture
def program(cast):
    return Program(cast.practitioner)


def test_a_plan_is_begun_filled_and_read(cast, program):
    made = program.post("plans/", {"episode": cast.episode.reference})
    assert made.status_code == 201
    path = f"plans/{made.json()['reference']}/"
    assert program.post("plans/", {"episode": cast.episode.reference}).status_code == 409
    [of] = program.post(path + "goals/", {"what": "Ben sleeps", "person": cast.ben.reference}).json()["goals"]
    assert (of["what"], of["person"]) == ("Ben sleeps", cast.ben.reference)
    by_when = (TODAY + timedelta(days=9)).isoformat()
    sent = {"kind": "action", "what": "Bed at eight", "goal": of["reference"], "by_when": by_when}
    [one] = program.post(path + "promises/", sent | {"person": cast.dee.reference}).json()["promises"]
    assert (one["goal"], one["whose"], one["by_when"], one["status"]) == (of["reference"], "Dee", by_when, "open")
    finished = {"promise": one["reference"], "is_done": True, "on": TODAY.isoformat(), "note": "Every night"}
    [done] = program.post(path + "finish/", finished).json()["promises"]
    assert (done["status"], done["note"]) == ("done", "Every night")
    assert program.references("plans/", episode=cast.episode.reference) == {made.json()["reference"]}
    assert program.rows("plans/", status="ended") == []


def test_what_cannot_be_is_refused_and_nothing_written(cast, program):
    plan = begun(cast)
    path = f"plans/{plan.reference}/"
    sent = {"kind": "action", "what": "Bed at eight"}
    both = sent | {"person": cast.dee.reference, "somebody": "Gran"}
    assert "one of worker, person and somebody" in detail(program.post(path + "promises/", both))
    stranger = sent | {"person": cast.salt_child.reference}
    assert "no such person in this family" in detail(program.post(path + "promises/", stranger))
    outsider = sent | {"worker": cast.teacher.reference}
    assert "no such worker in the team" in detail(program.post(path + "promises/", outsider))
    assert set(errors(program.post(path + "promises/", sent | {"x": 1}))) == {"x"}
    assert set(errors(program.post(path + "goals/", {"what": " "}))) == {"what"}
    assert count(Promise) == count(Goal) == 0


def test_a_goal_that_is_kept_from_somebody_is_not_in_their_answer(cast, program):
    plan = begun(cast)
    kept, other = goal(cast.practitioner, plan, "They talk of it"), goal(cast.practitioner, plan, "They sleep")
    promise(cast.practitioner, plan, "Go to a group", goal=kept)
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        Goal.objects.filter(pk=kept.pk).update(excluded=[f"agency:{cast.school.pk}"])
    seen = Program(cast.teacher).get(f"plans/{plan.reference}/").json()
    assert [one["what"] for one in seen["goals"]] == [other.what] and seen["promises"] == []
    assert len(program.get(f"plans/{plan.reference}/").json()["goals"]) == 2


def test_who_helps_adds_and_who_runs_it_begins(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    helper = Program(cast.teacher)
    assert helper.post("plans/", {"episode": cast.episode.reference}).status_code == 403
    plan = begun(cast)
    assert helper.post(f"plans/{plan.reference}/goals/", {"what": "A friend at school"}).status_code == 200
    assert count(Plan) == 1


def test_a_meeting_is_planned_and_read(cast, program):
    at = (timezone.now() + timedelta(days=5)).replace(microsecond=0)
    sent = {"episode": cast.episode.reference, "kind": "planning", "starts_at": at.isoformat(), "place": "At home"}
    guests = [{"person": cast.dee.reference}, {"name": "Mo Hart", "works_as": "debt adviser"}]
    made = program.post("meetings/", sent | {"guests": guests})
    assert made.status_code == 201
    invited = [(one["who"], one["works_as"]) for one in made.json()["invited"]]
    assert invited == [("Dee", ""), ("Mo Hart", "debt adviser")]
    assert program.references("meetings/", since=timezone.now().isoformat()) == {made.json()["reference"]}
    nobody = program.post("meetings/", sent | {"guests": [{}]})
    assert "one of worker, person and name" in detail(nobody) and count(Meeting) == 1
    held = planned(cast.practitioner, cast.episode)
    assert program.references("meetings/", before=timezone.now().isoformat()) == {held.reference}


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_days_from_which_nothing_can_be_counted_are_refused(cast, program, year):
    """A meeting at the end of time broke the calendar of all who were asked; a promise, the plan's agreement."""
    plan = begun(cast)
    promised = {"kind": "action", "what": "Bed at eight", "by_when": f"{year}-12-31"}
    assert "years 1900 to 2199" in detail(program.post(f"plans/{plan.reference}/promises/", promised))
    asked = {"episode": cast.episode.reference, "kind": "planning", "starts_at": f"{year}-12-31T23:59:59Z"}
    assert "years 1900 to 2199" in detail(program.post("meetings/", asked))
    assert count(Promise) == count(Meeting) == 0


def test_no_program_asks_whom_the_family_keeps_out_to_a_meeting(cast, program):
    """The page does not offer them, and notices their names."""
    save(cast.practitioner, decided(cast), "sharing", limit(cast.dee, "all", who="person"))
    at = (timezone.now() + timedelta(days=5)).isoformat()
    sent = {"episode": cast.episode.reference, "kind": "planning", "starts_at": at}
    for guest in ({"person": cast.dee.reference}, {"name": "Dee Reed, mother"}):
        assert "does not want everything shared" in detail(program.post("meetings/", sent | {"guests": [guest]}))
    assert count(Meeting) == 0
    assert program.post("meetings/", sent | {"guests": [{"person": cast.ben.reference}]}).status_code == 201

"""The one button of a clock: for whoever may press it."""

import pytest

from assessments.timeline import ASSESSMENT_DECIDED
from cases.models import Episode
from ehm import events
from standards import doing
from tests import databases
from tests.cases.acting import acting_as, actor_of
from tests.standards.working import clock_of


@pytest.fixture
def clock(cast):
    with acting_as(cast.practitioner) as actor:
        events.record(ASSESSMENT_DECIDED, cast.episode, by=actor, data={"assessment": "AAAA1111BBBB"})
    return clock_of(cast.episode, "assessment")


def action(clock, worker, **given):
    with databases.as_owner():
        clock.episode = Episode.objects.select_related("lead").get(pk=clock.episode_id)
        vars(clock.episode).update(given)
        return doing.action_for(clock, actor_of(worker))


def test_an_assessment_is_completed_by_whoever_runs_the_episode(clock, cast):
    for worker in (cast.practitioner, cast.manager):
        found = action(clock, worker)
        assert (found.text, found.stops) == ("Complete assessment", True)
        assert found.url == f"/episodes/{cast.episode.reference}/assessment/"
    assert action(clock, cast.auditor).text == "Open the episode"


def test_not_once_the_episode_has_ended(clock, cast):
    assert action(clock, cast.practitioner, status="closed").text == "Open the episode"

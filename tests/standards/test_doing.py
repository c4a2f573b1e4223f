"""The one button of a clock: for whoever may press it, and only while its page is there."""

import pytest

from assessments.timeline import ASSESSMENT_DECIDED
from cases.models import Episode
from ehm import addresses, events
from standards import doing
from tests import databases
from tests.cases.acting import acting_as, actor_of
from tests.standards.working import clock_of


@pytest.fixture
def with_page(settings):
    """The page that an assessment clock leads to; what was found without it is forgotten, before and after."""
    settings.ROOT_URLCONF = "tests.standards.with_assessments"
    for known in (doing._is_there, addresses._around):
        known.cache_clear()
    yield
    for known in (doing._is_there, addresses._around):
        known.cache_clear()


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


def test_an_assessment_is_completed_by_whoever_runs_the_episode(clock, cast, with_page):
    for worker in (cast.practitioner, cast.manager):
        found = action(clock, worker)
        assert (found.text, found.stops) == ("Complete assessment", True)
        assert found.url == f"/episodes/{cast.episode.reference}/assessment/"
    assert action(clock, cast.auditor).text == "Open the episode"


def test_not_once_the_episode_has_ended(clock, cast, with_page):
    assert action(clock, cast.practitioner, status="closed").text == "Open the episode"


def test_where_a_page_is_not_there_the_episode_is_opened(clock, cast, monkeypatch):
    missing = doing.Doing("Go nowhere", "nowhere:page", lambda actor, episode: True)
    monkeypatch.setitem(doing.DOINGS, "assessment", missing)
    found = action(clock, cast.practitioner)
    assert (found.text, found.stops) == ("Open the episode", False)
    assert found.url == f"/episodes/{cast.episode.reference}/"

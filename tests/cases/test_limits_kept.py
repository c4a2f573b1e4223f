"""A limit on sharing holds in the family's next early help too (ADR 4)."""

import pytest
from django.db import ProgrammingError, connection

from cases.actions.episodes import request_episode
from cases.actions.sharing import KEPT, add_agency, exclude_from_sharing, keep_limits, lift_exclusion
from cases.choices import EpisodeStatus, Origin
from cases.models import Episode, SharingExclusion, TimelineEvent
from tests.cases.acting import acting_as
from tests.cases.test_sharing import done, refused, sees
from tests.cast import make_episode
from tests.databases import as_owner


@pytest.fixture
def before(cast):
    """Help that has ended, in which the family kept out the school, and one worker of the police."""
    for whom in ({"agency": cast.school}, {"worker": cast.partner}):
        done(cast.practitioner, exclude_from_sharing, episode=cast.episode, reason="An aunt works there", **whom)
    with as_owner():
        Episode.objects.filter(pk=cast.episode.pk).update(status=EpisodeStatus.NOT_TAKEN_UP)
    return cast


def ask_again(cast, **changes):
    given = {
        "family": cast.family,
        "origin": Origin.REQUEST,
        "reason": "Sleep",
        "level": 3,
        "level_reason": "Several services",
        "area": cast.east,
        "lead_agency": cast.council,
    }
    return done(cast.hub, request_episode, **(given | changes))


def kept_out(episode):
    with as_owner():
        found = SharingExclusion.objects.filter(episode=episode, lifted_at=None)
        return {row.agency or row.worker for row in found}


def test_new_help_starts_with_the_limits_of_the_last(before):
    episode = ask_again(before)
    assert kept_out(episode) == {before.school, before.partner}
    with as_owner():
        assert {row.reason for row in SharingExclusion.objects.filter(episode=episode)} == {KEPT}
        assert TimelineEvent.objects.filter(episode=episode, kind="exclusion.kept").count() == 1
    refused(before.hub, add_agency, episode=episode, agency=before.school, because="The family does not want")
    assert episode.pk not in sees(before.teacher) | sees(before.partner)


def test_what_was_lifted_stays_lifted(before):
    with as_owner():
        exclusion = SharingExclusion.objects.get(episode=before.episode, agency=before.school)
    done(before.hub, lift_exclusion, exclusion=exclusion, reason="The aunt has left")
    assert kept_out(ask_again(before)) == {before.partner}


def test_the_latest_help_counts(before):
    """Lifted in the second, it does not come back into the third from the first."""
    second = ask_again(before)
    with as_owner():
        exclusion = SharingExclusion.objects.get(episode=second, agency=before.school)
    done(before.hub, lift_exclusion, exclusion=exclusion, reason="The family is friends with it again")
    with as_owner():
        Episode.objects.filter(pk=second.pk).update(status=EpisodeStatus.NOT_TAKEN_UP)
    assert kept_out(ask_again(before)) == {before.partner}


def test_not_against_its_own_lead(before):
    assert kept_out(ask_again(before, lead_agency=before.school)) == {before.partner}


def test_a_lead_that_never_saw_the_earlier_help_keeps_it(before):
    with as_owner():
        episode = make_episode(before.helper, before.family, before.east)
    assert before.episode.pk not in sees(before.helper)
    with acting_as(before.helper) as actor:
        keep_limits(episode, actor)
    assert kept_out(episode) == {before.school, before.partner}


@pytest.mark.parametrize("who", ["teacher", "helper", "stranger", "auditor"])
def test_nobody_else_learns_whom_a_family_keeps_out(before, who):
    episode = ask_again(before)
    try:
        with acting_as(getattr(before, who)), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM cases_limits_before(%s)", [episode.pk])
            assert cursor.fetchall() == []
    except ProgrammingError as denied:
        assert who == "auditor" and "permission denied" in str(denied)


def test_nothing_is_said_where_there_was_no_limit(cast):
    with as_owner():
        Episode.objects.filter(pk=cast.episode.pk).update(status=EpisodeStatus.NOT_TAKEN_UP)
    episode = ask_again(cast)
    assert kept_out(episode) == set()
    with as_owner():
        assert not TimelineEvent.objects.filter(episode=episode, kind="exclusion.kept").exists()


def test_whoever_it_would_keep_out_does_not_begin_it(before):
    """They see the family through help before that, in which nobody was kept out; the agency and the name at once."""
    with as_owner():
        make_episode(before.practitioner, before.family, before.east, status=EpisodeStatus.NOT_TAKEN_UP)
        limited = make_episode(before.practitioner, before.family, before.east, status=EpisodeStatus.NOT_TAKEN_UP)
        for whom in ({"agency": before.council}, {"worker": before.hub}):
            given = {"episode": limited, "reason": "A cousin", "recorded_by": before.practitioner}
            SharingExclusion.objects.create(tenant=before.north, **given, **whom)
        episodes = Episode.objects.filter(family=before.family).count()
    asked = {
        "family": before.family,
        "origin": Origin.REQUEST,
        "reason": "Sleep",
        "level": 3,
        "level_reason": "Several services",
        "area": before.east,
        "lead_agency": before.school,
    }
    refused(before.hub, request_episode, **asked, because="Somebody else must begin early help for this family")
    with as_owner():
        assert Episode.objects.filter(family=before.family).count() == episodes

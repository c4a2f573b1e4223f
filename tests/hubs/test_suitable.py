"""Who could take a family on: how many families each leads now, and nobody whom the family keeps out."""

import pytest
from django.db import connection
from django.utils import timezone

from cases.actions.sharing import exclude_from_sharing
from cases.models import Episode
from hubs.actions.meetings import send_agenda, start_meeting
from hubs.actions.requests import Limit
from hubs.suitable import suitable
from tests import databases
from tests.cases.acting import acting_as, done
from tests.cast import make_worker
from tests.hubs.meeting import arranged, item_of, listed, started
from tests.hubs.test_meetings import stuck_with


def offered(cast, item, meeting):
    """Agency → worker → how many families they lead."""
    with acting_as(cast.chair) as actor:
        return {
            one.agency.name: {worker.membership: worker.families for worker in one.workers}
            for one in suitable(item, meeting, actor)
        }


def leads(cast, worker):
    with acting_as(cast.chair), connection.cursor() as cursor:
        cursor.execute("SELECT membership_id, families FROM hubs_caseloads(%s)", [[worker.agency_id]])
        return dict(cursor.fetchall()).get(worker.pk, 0)


@pytest.mark.parametrize(("status", "counts"), [("requested", 1), ("open", 1), ("closed", 0), ("not_taken_up", 0)])
def test_help_that_has_ended_is_no_family_that_somebody_leads_now(cast, status, counts):
    with databases.as_owner():
        closed = {"closed_at": timezone.now(), "closed_by": cast.practitioner} if status == "closed" else {}
        Episode.objects.filter(pk=cast.episode.pk).update(status=status, **closed)
    assert leads(cast, cast.practitioner) == counts
    meeting = started(cast)
    assert offered(cast, item_of(meeting), meeting)[cast.council.name][cast.practitioner] == counts


@pytest.mark.parametrize("who", ["practitioner", "teacher", "manager_elsewhere", "stranger"])
def test_how_much_somebody_has_to_do_is_told_to_hubs_alone(cast, who):
    with databases.as_owner():
        cast.manager_elsewhere = make_worker("head.office@northbridge.example", cast.council, "manager")
    with acting_as(getattr(cast, who)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hubs_caseloads(%s)", [[cast.council.pk, cast.school.pk]])
        assert cursor.fetchone()[0] == 0
    assert leads(cast, cast.practitioner) == 1


def test_a_hub_counts_nothing_of_another_partnership(cast):
    with databases.as_owner():
        assert Episode.objects.filter(lead=cast.stranger).exists()
    assert leads(cast, cast.stranger) == 0


def test_those_who_are_asked_come_first_and_nobody_whom_the_family_keeps_out(cast):
    request = listed(cast, limits=[Limit(cast.charity, "", "They know him")])
    meeting = started(cast, request, here=[cast.charity, cast.police])
    names = list(offered(cast, item_of(meeting), meeting))
    assert names[0] == cast.school.name and cast.police.name in names
    assert cast.charity.name not in names


def test_a_worker_whom_the_family_keeps_out_is_not_offered(cast):
    stuck_with(cast)
    done(cast.practitioner, exclude_from_sharing, episode=cast.episode, worker=cast.manager, reason="A neighbour")
    meeting = done(cast.chair, send_agenda, meeting=arranged(cast, by=cast.chair))
    meeting = done(cast.chair, start_meeting, meeting=meeting, here=[])
    workers = offered(cast, item_of(meeting), meeting)[cast.council.name]
    assert cast.practitioner in workers and cast.manager not in workers


def test_whoever_leads_fewest_families_comes_first(cast):
    with databases.as_owner():
        free = make_worker("zoe.free@northbridge.example", cast.council)
    meeting = started(cast)
    workers = [one for one in offered(cast, item_of(meeting), meeting)[cast.council.name] if one.area_id is None]
    assert workers.index(free) < workers.index(cast.practitioner)

"""Where early help is as in Herefordshire, a plan of actions with its review day is enough at level 2 (R029, R095)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Episode
from ehm.actions import Refused
from ehm.models import AgencyKind, Area
from plans.actions.plans import TRAJECTORY, agree_plan, set_trajectory
from plans.choices import MeetingKind
from standards.engine.calendar import day_in_london
from standards.models import Clock
from tests import databases
from tests.cases.acting import done
from tests.cast import make_agency, make_episode, make_family, make_person, make_worker
from tests.plans.writing import begun, held, planned, promise

DAYS = dict.fromkeys(TRAJECTORY, "") | {"review_every_days": 56, "expected_end_on": None}


@pytest.fixture
def march(cast):
    with databases.as_owner():
        county = Area.objects.create(tenant=cast.march, name="County hub", kind="county")
        council = make_agency(cast.march, "Marchfield Early Help", AgencyKind.LOCAL_AUTHORITY)
        cast.key_worker = make_worker("practitioner@marchfield.example", council)
        child = make_person(cast.key_worker, "Kit", "Fox")
        cast.fox = make_family(cast.key_worker, "Fox family", child, area=county)
        cast.fox_episode = make_episode(cast.key_worker, cast.fox, county, level=2)
    return cast


def due(episode):
    with databases.as_owner():
        clocks = list(Clock.objects.filter(episode=episode, standard="level_2_plan_review").order_by("id"))
    return [(clock.state, day_in_london(clock.due_at)) for clock in clocks]


def test_actions_with_a_review_are_a_plan_at_level_2(march, signed_in):
    by, episode, today = march.key_worker, march.fox_episode, timezone.localdate()
    page = signed_in(by)
    assert "no plan of actions yet" in page.get(f"/episodes/{episode.reference}/plan/").content.decode()
    plan = begun(march, by=by, episode=episode)
    assert f"/plans/{plan.reference}/actions/new/" in page.get(f"/plans/{plan.reference}/").content.decode()
    with pytest.raises(Refused, match="Add at least one thing"):
        done(by, agree_plan, plan=plan)
    promise(by, plan)
    with pytest.raises(Refused, match="names the day of its review"):
        done(by, agree_plan, plan=plan)
    assert due(episode) == []
    done(by, set_trajectory, plan=plan, values=DAYS, version=plan.version)
    shown = page.get(f"/plans/{plan.reference}/").content.decode()
    assert "Plan of actions" in shown and f"/plans/{plan.reference}/agree/" in shown and "No goal yet" not in shown
    done(by, agree_plan, plan=plan)
    assert due(episode) == [("running", today + timedelta(days=56))]
    next_on = today + timedelta(days=20)
    held(by, planned(by, episode, MeetingKind.REVIEW), outcome="continue", next_on=next_on)
    assert due(episode) == [("met", today + timedelta(days=56)), ("running", next_on)]


def test_at_level_3_a_plan_has_goals_and_no_such_clock(march, signed_in):
    by, episode = march.key_worker, march.fox_episode
    with databases.as_owner():
        Episode.objects.filter(pk=episode.pk).update(level=3)
        episode.refresh_from_db()
    plan = begun(march, by=by, episode=episode)
    promise(by, plan)
    done(by, set_trajectory, plan=plan, values=DAYS, version=plan.version)
    with pytest.raises(Refused, match="at least one goal"):
        done(by, agree_plan, plan=plan)
    shown = signed_in(by).get(f"/plans/{plan.reference}/").content.decode()
    assert "Support plan" in shown and "No goal yet" in shown and due(episode) == []

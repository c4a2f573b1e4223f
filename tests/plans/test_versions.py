"""What was agreed stays as it was, whole, and is read by whom it may be read."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from cases.actions.episodes import decide_level
from plans.actions.parts import GOAL, PROMISE, change_goal, change_promise, finish_promise, remove_part
from plans.actions.plans import TRAJECTORY, set_trajectory
from plans.choices import PromiseKind
from plans.models import AgreedGoal, AgreedPromise, Goal, Plan, PlanVersion, Promise
from tests import databases
from tests.assessments.writing import decided, limit, save
from tests.assessments.writing import line as line_of
from tests.cases.acting import acting_as
from tests.cast import share
from tests.plans.writing import agreed, begun, goal, promise, stored

TODAY = timezone.localdate()


@pytest.fixture
def browser(cast, signed_in):
    return signed_in(cast.practitioner)


@pytest.fixture
def in_team(cast, signed_in):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    return signed_in(cast.teacher)


def fresh(row):
    with databases.as_owner():
        return type(row).objects.select_related("plan__episode").get(pk=row.pk)


def changed(by, row, **values):
    act, names = (change_goal, GOAL) if isinstance(row, Goal) else (change_promise, PROMISE)
    row = fresh(row)
    name = "goal" if isinstance(row, Goal) else "promise"
    with acting_as(by) as actor:
        kept = {one: getattr(row, one) for one in names} | values
        act(**{name: row}, values=kept, version=row.version, by=actor)


def page_of(client, plan, number):
    with databases.as_owner():
        version = PlanVersion.objects.get(plan=plan, number=number)
    return client.get(f"/plan-versions/{version.reference}/").content.decode()


def test_each_agreement_keeps_the_whole_plan_and_says_what_changed(cast, browser):
    by, plan = cast.practitioner, begun(cast)
    sleeps, friends = goal(by, plan, "Ben sleeps"), goal(by, plan, "Ben has friends")
    bed = promise(by, plan, "Bed at eight", goal=sleeps, person=cast.dee, by_when=TODAY + timedelta(days=9))
    bus = promise(by, plan, "Mend the light", somebody="Mr Reyes")
    agreed(by, plan)
    changed(by, sleeps, what="Ben and Leo sleep")
    changed(by, bus, somebody="", worker=by)
    bed, friends, stands = fresh(bed), fresh(friends), stored_plan(plan)
    with acting_as(by) as actor:
        finish_promise(promise=bed, is_done=True, on=TODAY, note="", by=actor)
        remove_part(part=friends, by=actor)
        set_trajectory(plan=stands, values=nothing_of_plan() | {"review_every_days": 42}, version=2, by=actor)
    promise(by, plan, "A grown-up at home", PromiseKind.BOTTOM_LINE, consequence="We all meet")
    with acting_as(by) as actor:
        decide_level(episode=stands.episode, level=2, reason="More", decided_on=TODAY, by=actor)
    asked = browser.get(f"/plans/{plan.reference}/agree/").content.decode()
    assert "What has changed since they agreed last" in asked and "Ben and Leo sleep" in asked
    agreed(by, plan)
    first, second = page_of(browser, plan, 1), page_of(browser, plan, 2)
    assert "Ben sleeps" in first and "Ben has friends" in first and "Mr Reyes" in first
    assert "and Leo sleep" not in first and "grown-up" not in first and "Every 6 weeks" not in first
    told = second.split('id="changed"')[1]
    for sentence in (
        "The goal &#x27;Ben sleeps&#x27; is now: &#x27;Ben and Leo sleep&#x27;.",
        "No longer there: the goal &#x27;Ben has friends&#x27;.",
        "&#x27;Bed at eight&#x27;: done.",
        f"&#x27;Mend the light&#x27;, who: {by.display_name}. It was: Mr Reyes.",
        "New bottom line: &#x27;A grown-up at home&#x27;.",
        "Reviewed: Every 6 weeks.",
        "Level of need:",
    ):
        assert sentence in told, sentence


def stored_plan(plan):
    with databases.as_owner():
        return Plan.objects.select_related("episode").get(pk=plan.pk)


def nothing_of_plan():
    return dict.fromkeys(TRAJECTORY, "") | {"review_every_days": None, "expected_end_on": None}


def test_nobody_hopes_to_be_done_before_the_plan_began(cast, browser):
    plan = begun(cast)
    address, yesterday = f"/plans/{plan.reference}/about/", timezone.localdate() - timedelta(days=1)
    day = {f"expected_end_on_{part}": str(getattr(yesterday, part)) for part in ("day", "month", "year")}
    day["version"] = str(stored_plan(plan).version)
    assert "comes after that" in browser.post(address, day).content.decode()
    assert stored_plan(plan).expected_end_on is None
    with databases.as_owner():
        Plan.objects.filter(pk=plan.pk).update(expected_end_on=yesterday)  # as it may stand since before
    assert browser.post(address, day | {"what_it_takes": "Time."}).status_code == 302


def test_it_is_agreed_by_somebody(cast, browser):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    address = f"/plans/{plan.reference}/agree/"
    refused = browser.post(address)
    assert refused.status_code == 422 and "Say who agrees" in refused.content.decode()
    assert stored(plan).number == 0
    browser.post(address, {"who": [f"person:{cast.dee.reference}"], "others": "Nan"})
    with databases.as_owner():
        version = PlanVersion.objects.get()
    assert version.number == stored(plan).number == 1 and version.agreed_with == f"{cast.dee.name}; Nan"
    listed = browser.get(f"/plans/{plan.reference}/versions/").content.decode()
    assert f"Agreed by {cast.dee.name}; Nan" in listed and f"/plan-versions/{version.reference}/" in listed


def test_nobody_changes_what_was_agreed(cast):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    agreed(cast.practitioner, plan)
    with acting_as(cast.practitioner):
        for change in (
            lambda: AgreedGoal.objects.update(what="x"),
            lambda: PlanVersion.objects.update(agreed_with="x"),
            lambda: AgreedGoal.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                change()
        version = PlanVersion.objects.get()
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            row = {"tenant_id": version.tenant_id, "episode_id": version.episode_id, "version": version}
            AgreedGoal.objects.create(**row, goal=Goal.objects.get(), what="x")


def with_worry(cast, what="Money runs out"):
    assessment = decided(cast)
    worry = line_of("worry", "worries", {"statement": what, "goal": "Enough"})
    save(cast.practitioner, assessment, "analysis", worry)
    return assessment, worry.place.key


def read_by(membership):
    """What the database itself gives, without Django's wall."""
    with acting_as(membership):
        goals = set(AgreedGoal.objects.values_list("what", flat=True))
        return goals | set(AgreedPromise.objects.values_list("what", flat=True))


def test_what_is_kept_from_somebody_now_is_kept_in_every_version(cast, in_team):
    """Also where an earlier version had no link to it yet, and where a later one has none any more."""
    by, (assessment, worry) = cast.practitioner, with_worry(cast)
    plan = begun(cast)
    rent, sleeps = goal(by, plan, "QrentX"), goal(by, plan, "QsleepX")
    ring = promise(by, plan, "QringX", goal=rent)
    promise(by, plan, "QbedX", goal=sleeps)
    agreed(by, plan)
    changed(by, rent, worries=[worry])
    agreed(by, plan)
    everything = {"QrentX", "QsleepX", "QringX", "QbedX"}
    assert read_by(cast.teacher) == everything
    save(by, assessment, "sharing", limit(cast.school, f"analysis/worries#{worry}"))
    assert read_by(cast.teacher) == {"QsleepX", "QbedX"} and read_by(by) == everything
    for number in (1, 2):
        text = page_of(in_team, plan, number)
        assert "QsleepX" in text and "QrentX" not in text and "QringX" not in text
    changed(by, rent, worries=[])  # the plan has no link any more, and the version still tells of it
    changed(by, ring, goal=fresh(sleeps))
    agreed(by, plan)
    assert read_by(cast.teacher) == {"QsleepX", "QbedX"}
    for number in (1, 2, 3):
        text = page_of(in_team, plan, number)
        assert "QrentX" not in text and "QringX" not in text and "No longer" not in text


def test_a_promise_that_goes_under_a_hidden_goal_is_hidden_where_it_stood_before(cast, in_team):
    by, (assessment, worry) = cast.practitioner, with_worry(cast)
    plan = begun(cast)
    save(by, assessment, "sharing", limit(cast.school, f"analysis/worries#{worry}"))
    rent, sleeps = goal(by, plan, "QrentX", worries=[worry]), goal(by, plan, "QsleepX")
    ring = promise(by, plan, "QringX", goal=sleeps)
    agreed(by, plan)
    assert read_by(cast.teacher) == {"QsleepX", "QringX"}
    changed(by, ring, goal=fresh(rent))
    assert read_by(cast.teacher) == {"QsleepX"}


def test_the_database_keeps_also_what_whoever_agrees_may_not_read(cast):
    plan = begun(cast)
    goal(cast.practitioner, plan, "QrentX")
    with databases.as_owner():
        Goal.objects.update(excluded=[f"agency:{cast.council.pk}"])
    goal(cast.practitioner, plan, "QsleepX")
    agreed(cast.practitioner, plan)
    with databases.as_owner():
        assert set(AgreedGoal.objects.values_list("what", flat=True)) == {"QrentX", "QsleepX"}
        assert not Promise.objects.exists()
    assert read_by(cast.practitioner) == {"QsleepX"}


def test_others_find_no_version(cast, signed_in):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    agreed(cast.practitioner, plan)
    with databases.as_owner():
        version = PlanVersion.objects.get()
    for reader in (cast.stranger, cast.helper):
        client = signed_in(reader)
        there = client.get(f"/plan-versions/{version.reference}/")
        nowhere = client.get("/plan-versions/0000-0000-0000/")
        assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
        assert client.get(f"/plans/{plan.reference}/versions/").status_code == 404


def test_the_level_and_its_history_stand_on_the_plan(cast, browser):
    plan = begun(cast)
    episode = stored_plan(plan).episode
    with acting_as(cast.practitioner) as actor:
        decide_level(episode=episode, level=2, reason="More", decided_on=TODAY, by=actor)
    page = browser.get(f"/plans/{plan.reference}/").content.decode().split("Level of need")[1]
    assert "RHRT 2" in page

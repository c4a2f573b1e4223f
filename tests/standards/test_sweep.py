"""Time passes: running → due soon → overdue, each alert exactly once, however often and by however many it is swept."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction

from ehm.models import Notification
from ehm.rows.context import acting_as_role
from standards.engine import Deadline, standing
from standards.models import Alert, Clock
from standards.sweep import sweep
from tests import databases
from tests.cast import make_cast
from tests.standards.test_keeping import MONDAY, allocate


@pytest.fixture
def running(cast):
    with time_machine.travel(MONDAY, tick=False):
        allocate(cast)
    return cast


def heard():
    with databases.as_owner():
        return sorted(
            (row.data["standard"], row.kind, row.membership.display_name)
            for row in Notification.objects.select_related("membership")
        )


def test_each_state_at_its_moment_and_everybody_told_once(running):
    assert sweep(MONDAY + timedelta(hours=1)).alerts == 0
    soon = sweep(MONDAY + timedelta(hours=20))
    assert (soon.due_soon, soon.overdue) == (1, 0)
    assert heard() == [("management_oversight", "standards.due_soon", "Manager")]
    late = sweep(MONDAY + timedelta(hours=24, seconds=1))
    assert (late.due_soon, late.overdue) == (0, 1)
    assert sweep(MONDAY + timedelta(hours=24, seconds=1)).alerts == 0, "a second run changes nothing"
    assert len(heard()) == len(set(heard()))


def test_first_contact_overdue_tells_holder_and_manager(running):
    sweep(datetime(2026, 3, 10, 0, 0, 0, tzinfo=UTC))
    late = [(kind, who) for standard, kind, who in heard() if standard == "first_contact"]
    assert late == [("standards.overdue", "Manager"), ("standards.overdue", "Practitioner")]


def test_somebody_who_has_left_is_told_nothing(running):
    with databases.as_owner():
        running.practitioner.ended_at = MONDAY
        running.practitioner.save(update_fields=["ended_at"])
    sweep(datetime(2026, 3, 10, tzinfo=UTC))
    assert {who for _, _, who in heard()} == {"Manager"}


def test_the_statement_says_what_the_engine_says(running):
    """At every hour of six weeks the swept state is the engine's."""
    with databases.as_owner():
        before = {clock.pk: clock for clock in Clock.objects.all()}
    moment = MONDAY
    while moment < MONDAY + timedelta(days=42):
        sweep(moment)
        with databases.as_owner():
            for clock in Clock.objects.all():
                stored = before[clock.pk]
                asked = Deadline(
                    stored.started_at, stored.due_soon_at, stored.due_at, stored.limit_due_at, stored.is_varied, ()
                )
                how = standing(asked, moment)
                assert (clock.state, clock.is_breached, clock.next_evaluation_at) == (
                    how.state,
                    how.breached,
                    how.next_evaluation_at,
                ), (clock.standard, moment)
        moment += timedelta(hours=11)


def test_the_command_prints_its_figures(running, capsys):
    call_command("sweep", "--at", "2026-03-10T00:00+00:00")
    figures = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert set(figures) == {"due_soon", "overdue", "alerts", "seconds"}
    assert figures["alerts"] == figures["due_soon"] + figures["overdue"] == 2


def test_the_sweep_role_reads_no_case(running):
    with acting_as_role("ehm_sweep"):
        refusal = pytest.raises(Exception, match="permission denied")
        with refusal, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM cases_episode")


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_raise_no_alert_twice():
    cast = make_cast()
    with time_machine.travel(MONDAY, tick=False):
        allocate(cast)
    together, results = threading.Barrier(4), []

    def run():
        together.wait()
        results.append(sweep(datetime(2026, 4, 15, tzinfo=UTC)))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    with databases.as_owner():
        alerts, told = Alert.objects.count(), Notification.objects.count()
        assert alerts == sum(swept.alerts for swept in results) == 5
        assert told == sum(swept.told for swept in results)
        assert Clock.objects.exclude(state="overdue").count() == 0

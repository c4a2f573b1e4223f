from datetime import date, timedelta

import pytest
from django.utils import timezone

from ehm.models import NonWorkingDay
from ehm.views import health
from tests import databases

LIVE, READY = "/healthz/live", "/healthz/ready"


def test_live_asks_nothing_of_anybody(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(LIVE)
    assert answer.status_code == 200 and answer.content == b"ok"
    assert "no-store" in answer["Cache-Control"]


def test_ready_when_all_is_well(client, cast):
    answer = client.get(READY)
    assert answer.status_code == 200, answer.json()
    assert answer.json() == {
        "ready": True,
        "checks": dict.fromkeys(("database", "role", "migrations", "broker", "holidays"), "ok"),
    }


def test_a_migration_that_is_missing_makes_it_unready(client, cast, monkeypatch):
    monkeypatch.setattr(health, "_migrations_of_this_code", lambda: frozenset({("cases", "9999_later")}))
    answer = client.get(READY)
    assert answer.status_code == 503 and answer.json()["checks"]["migrations"] == "1 not applied"


def test_a_lost_broker_is_said_and_takes_no_server_out(client, cast, settings, tmp_path):
    settings.BROKER_URL = f"redis+socket://{tmp_path}/none.sock"
    answer = client.get(READY)
    assert answer.status_code == 200 and "does not answer" in answer.json()["checks"]["broker"]


@pytest.mark.parametrize(("days", "said"), [(400, "ok"), (10, "known only until")])
def test_holidays_that_run_out_are_said(client, cast, days, said):
    with databases.as_owner():
        NonWorkingDay.objects.create(
            tenant=cast.north, on=timezone.localdate() + timedelta(days=days), name="A day", kind="bank_holiday"
        )
        NonWorkingDay.objects.create(tenant=cast.north, on=date(2020, 12, 25), name="Past", kind="bank_holiday")
    assert said in client.get(READY).json()["checks"]["holidays"]


def test_an_unreachable_database_says_only_the_kind(client, db, monkeypatch):
    from django.db import OperationalError

    def fail():
        raise OperationalError("host secret.example refused user ehm_app")

    monkeypatch.setitem(health.NEEDED, "database", fail)
    answer = client.get(READY)
    assert answer.status_code == 503 and b"secret" not in answer.content


def test_nothing_can_be_posted(client, db):
    assert client.post(READY).status_code == 405

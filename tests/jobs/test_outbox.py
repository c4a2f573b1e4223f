"""What must still happen is written with what caused it, and is done once however often the bell rings."""

import threading
from datetime import timedelta

import pytest
from celery.schedules import crontab
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from cases.models import Episode
from ehm.celery import app
from ehm.jobs import outbox, tasks
from ehm.models import Job, Membership
from ehm.rows.actor import actor_for
from ehm.rows.context import acting
from tests.cast import make_cast
from tests.databases import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
JOB = "tests.jobs.marks.leave_a_mark"


@pytest.fixture
def rung(monkeypatch):
    found = []
    monkeypatch.setattr(outbox, "ring", lambda job_id: found.append(str(job_id)))
    return found


def enqueued(cast, name=JOB):
    actor = actor_for(cast.practitioner.user)
    with acting(actor):
        outbox.enqueue(name, by=actor, episode_id=cast.episode.pk)


def marks(episode):
    with as_owner():
        return Episode.objects.get(pk=episode.pk).reason


def test_a_job_has_more_time_than_a_page_and_waits_for_no_lock_for_ever(monkeypatch):
    cast = make_cast()
    actor = actor_for(cast.practitioner.user)
    found = []

    def timeouts(*args):
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
            found.append(cursor.fetchone())

    timeouts()
    monkeypatch.setattr(outbox, "run", timeouts)
    tasks.run_job("x")
    monkeypatch.setitem(tasks._repeating, "look", timeouts)
    tasks.occurrence("look", timezone.now().isoformat())
    timeouts()
    page, worker = found[0], ("1min", "10s")
    assert page != worker and found == [page, worker, worker, page]


def test_rings_after_commit_only(rung):
    cast = make_cast()
    actor = actor_for(cast.practitioner.user)
    with pytest.raises(RuntimeError), acting(actor):
        outbox.enqueue(JOB, by=actor, episode_id=cast.episode.pk)
        raise RuntimeError
    assert rung == [] and Job.objects.count() == 0
    enqueued(cast)
    assert len(rung) == 1 and Job.objects.count() == 1


def test_delivered_twice_runs_once(rung):
    cast = make_cast()
    enqueued(cast)
    assert [outbox.run(rung[0]), outbox.run(rung[0])] == [True, False]
    assert marks(cast.episode) == "+"


def test_delivered_to_four_workers_at_once_runs_once(rung):
    cast = make_cast()
    enqueued(cast)
    together, results = threading.Barrier(4), []

    def worker():
        together.wait()
        results.append(outbox.run(rung[0]))
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(results) == [False, False, False, True]
    assert marks(cast.episode) == "+"


def test_a_failing_job_leaves_nothing_half_done_and_no_name_behind(rung):
    cast = make_cast()
    enqueued(cast, "tests.jobs.marks.fail")
    for _ in range(outbox.GIVE_UP_AFTER):
        with pytest.raises(ValueError):
            outbox.run(rung[0])
    assert outbox.run(rung[0]) is False, "given up"
    job = Job.objects.get()
    assert (job.attempts, job.error, job.done_at) == (outbox.GIVE_UP_AFTER, "ValueError", None)
    assert marks(cast.episode) == ""


def test_a_job_of_somebody_who_has_left_sees_nothing(rung):
    """The rights of now count, not those of the moment when the job was written."""
    cast = make_cast()
    enqueued(cast)
    with as_owner():
        Membership.objects.filter(pk=cast.practitioner.pk).update(agency=cast.charity)
    with pytest.raises(Episode.DoesNotExist):
        outbox.run(rung[0])
    assert marks(cast.episode) == ""


def test_a_lost_bell_is_rung_again(rung):
    cast = make_cast()
    enqueued(cast)
    rung.clear()
    tasks.ring_forgotten_jobs()
    assert rung == [], "a minute's patience"
    with as_owner():
        Job.objects.update(enqueued_at=timezone.now() - timedelta(minutes=2))
    tasks.ring_forgotten_jobs()
    assert rung == [str(Job.objects.get().pk)]


def test_two_beats_one_occurrence(monkeypatch):
    runs = []
    monkeypatch.setitem(tasks._repeating, "count", lambda: runs.append(1))
    moment = "2026-04-01T09:00:00+00:00"
    assert [tasks.occurrence("count", moment) for _ in range(2)] == [True, False]
    assert runs == [1]


def test_every_repeating_job_is_there_and_keeps_off_the_changing_hour():
    """Beat sends crontabs only; none runs only between 23:00 and 00:00 UTC, which is another day in summer."""
    assert set(app.conf.beat_schedule) == set(tasks._repeating)
    for entry in app.conf.beat_schedule.values():
        assert isinstance(entry["schedule"], crontab)
        assert entry["schedule"].hour != {23}


def test_every_queued_job_resolves():
    import re
    from pathlib import Path

    root = Path(__file__).resolve().parents[2]
    found = {
        name
        for app_name in ("ehm", "cases", "standards")
        for path in (root / app_name).rglob("*.py")
        for name in re.findall(r'enqueue\(\s*"([\w.]+)"', path.read_text())
    }
    for name in found:
        assert callable(import_string(name)), name

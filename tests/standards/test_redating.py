"""A changed calendar or rulebook counts open clocks again, on the record, without the administrator seeing a case."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from cases.models import Episode
from ehm.actions.calendar import add_closure, remove_day
from ehm.jobs import outbox
from ehm.models import Job, NonWorkingDay
from ehm.rows.context import acting, as_sweep
from standards import redating
from standards.models import Clock, ClockChange
from standards.sweep import sweep
from tests import databases
from tests.cases.acting import acting_as, actor_of
from tests.cases.contact_notes import record, seen
from tests.cast import make_episode, make_family, make_person
from tests.standards.test_keeping import FIRST, allocate
from tests.standards.test_variations import SIX_WEEKS, ask, decide
from tests.standards.working import MONDAY, clock_of, days, text_of

MONDAY_DUE = datetime(2026, 3, 9, 23, 59, 59, tzinfo=UTC)


def close(monday, first=date(2026, 3, 4), last=date(2026, 3, 5)):
    with acting_as(monday.admin) as actor:
        add_closure(first=first, last=last, name="Burst pipe", by=actor)
    run_jobs()


def run_jobs():
    """As the worker would, until nothing is left."""
    while waiting := list(Job.objects.filter(done_at=None, name=redating.JOB).values_list("pk", flat=True)):
        for pk in waiting:
            assert outbox.run(str(pk))


def changes():
    with databases.as_owner():
        return list(ClockChange.objects.select_related("clock", "membership").order_by("pk"))


def test_a_closure_moves_working_day_clocks_and_says_why(monday, signed_in):
    close(monday)
    clock = clock_of(monday.episode, "first_contact")
    assert clock.due_at == datetime(2026, 3, 11, 23, 59, 59, tzinfo=UTC)
    (change,) = changes()
    assert change.clock_id == clock.pk and change.membership_id == monday.admin.pk
    assert change.why == "Added Burst pipe, Wed 4 Mar to Thu 5 Mar, to the calendar."
    text = text_of(signed_in(monday.practitioner).get(f"/clocks/{clock.reference}/"))
    assert change.why in text and "Due Mon 9 Mar became Wed 11 Mar" in text
    assert "Wednesday 4 March 2026 is not counted: closed, Burst pipe." in text


def test_taking_the_day_away_moves_them_back(monday):
    close(monday)
    with acting_as(monday.admin) as actor:
        for day in NonWorkingDay.objects.filter(tenant=monday.north):
            remove_day(on=day, by=actor)
    run_jobs()
    assert clock_of(monday.episode, "first_contact").due_at == MONDAY_DUE
    assert [change.why.split(" ")[0] for change in changes()] == ["Added", "Removed"], "the second finds nothing to do"


def test_what_has_ended_keeps_its_day_and_other_partnerships_theirs(monday):
    monday.traveller.move_to(MONDAY + days(1))
    record(monday.practitioner, monday.episode, seen(monday.ben), happened_at=MONDAY + days(1), **FIRST)
    close(monday)
    assert clock_of(monday.episode, "first_contact").due_at == MONDAY_DUE
    assert changes() == []


def test_a_family_is_sorted_by_the_new_day(monday):
    with databases.as_owner():
        Clock.objects.filter(standard="management_oversight").delete()
    close(monday)
    with databases.as_owner():
        episode = Episode.objects.get(pk=monday.episode.pk)
    assert episode.next_due_at == clock_of(monday.episode, "first_contact").due_at


def test_a_clock_that_was_late_is_so_no_more_and_is_told_again_when_it_is(monday):
    monday.traveller.move_to(MONDAY + days(8))
    sweep()
    assert clock_of(monday.episode, "first_contact").state == "overdue"
    close(monday)
    again = clock_of(monday.episode, "first_contact")
    assert (again.state, again.is_breached) == ("due_soon", False)
    monday.traveller.move_to(MONDAY + days(10))
    assert sweep().overdue == 1


def test_an_agreed_variation_is_kept(monday):
    clock = clock_of(monday.episode, "seen", monday.aisha)
    decide(monday.manager, ask(monday.practitioner, clock))
    with databases.as_owner():
        before = ClockChange.objects.count()
    close(monday)
    varied = clock_of(monday.episode, "seen", monday.aisha)
    assert (varied.due_at, varied.is_varied) == (SIX_WEEKS, True)
    assert len(changes()) == before + 1


def test_in_batches_each_its_own_job_and_safe_to_run_twice(monday, monkeypatch):
    monkeypatch.setattr(redating, "BATCH", 3)
    for number in range(5):
        with databases.as_owner():
            family = make_family(monday.practitioner, f"Fox {number}", make_person(monday.practitioner, f"Kit{number}"))
            episode = make_episode(monday.practitioner, family, monday.east)
        allocate(monday, episode)
    close(monday)
    with databases.as_owner():
        moved = Clock.objects.filter(standard="first_contact", due_at__day=11).count()
        jobs = Job.objects.filter(name=redating.JOB)
        assert moved == 6 and jobs.count() > 4
        arguments = [job.arguments for job in jobs]
    before = len(changes())
    for given in arguments:
        with acting_as(monday.admin) as actor:
            redating.redate(**given, by=actor)
    assert len(changes()) == before == 6


def test_the_administrator_and_the_sweep_still_see_no_case(monday):
    close(monday)
    actor = actor_of(monday.admin)
    for statement in (
        "SELECT 1 FROM cases_episode",
        "SELECT standards_keep_next_due(ARRAY[1]::bigint[])",
        "SELECT 1 FROM standards_clock",
    ):
        with acting(actor), pytest.raises(Exception, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
    with acting(actor), as_sweep(actor):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM cases_person")


def test_the_functions_touch_no_other_partnership(monday):
    with databases.as_owner():
        Episode.objects.filter(pk=monday.salt_episode.pk).update(next_due_at=MONDAY)
    actor = actor_of(monday.admin)
    with acting(actor), as_sweep(actor), connection.cursor() as cursor:
        cursor.execute("SELECT standards_keep_next_due(%s)", [[monday.salt_episode.pk]])
    with databases.as_owner():
        assert Episode.objects.get(pk=monday.salt_episode.pk).next_due_at == MONDAY

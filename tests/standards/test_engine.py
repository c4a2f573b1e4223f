"""Calendars, limits, states and sentences, case by case."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from standards import engine
from standards.bank_holidays import bank_holidays
from standards.engine import (
    BadLimit,
    DayKind,
    DueSoon,
    Limit,
    NonWorkingDay,
    NoWorkingDay,
    Roll,
    State,
    Unit,
    Variation,
    WorkingCalendar,
    deadline,
    explain,
    reckon,
    standing,
    steps_as_data,
)
from standards.engine.calendar import LONDON

ENGLAND = WorkingCalendar.of(bank_holidays(range(2024, 2031)))
FIVE_DAYS = Limit(5, Unit.WORKING_DAYS)
TWO_DAYS_LEFT = DueSoon(working_days=2)
SECOND = timedelta(seconds=1)


def london(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def first_contact(started="2026-11-16T10:00", **more):  # a Monday; due on Monday 23 November
    return deadline(FIVE_DAYS, TWO_DAYS_LEFT, london(started), ENGLAND, **more)


def test_every_moment_is_utc_so_that_comparing_and_subtracting_are_real():
    found = first_contact("2026-07-01T10:00")
    assert {moment.tzinfo for moment in (found.started_at, found.due_soon_at, found.due_at, found.overdue_at)} == {UTC}


class TestStates:
    def test_running_due_soon_overdue_and_when_each_ends(self):
        clock = first_contact()
        assert clock.due_at == london("2026-11-23T23:59:59")
        assert clock.due_soon_at == london("2026-11-19T00:00")  # Thursday and Friday are left before Monday
        for now, state, next_at in [
            (clock.started_at, State.RUNNING, clock.due_soon_at),
            (clock.due_soon_at - SECOND, State.RUNNING, clock.due_soon_at),
            (clock.due_soon_at, State.DUE_SOON, clock.due_at + SECOND),
            (clock.due_at, State.DUE_SOON, clock.due_at + SECOND),
            (clock.due_at + SECOND, State.OVERDUE, None),
        ]:
            found = standing(clock, now)
            assert (found.state, found.next_evaluation_at, found.breached) == (state, next_at, state is State.OVERDUE)

    def test_the_state_changes_at_no_other_moment_than_the_next_evaluation(self):
        clock, now = first_contact(), london("2026-11-16T10:00")
        found = standing(clock, now)
        for minute in range(60 * 24 * 9):
            later = now + timedelta(minutes=minute)
            seen = standing(clock, later)
            if seen.state is not found.state:
                assert later - timedelta(minutes=1) < found.next_evaluation_at <= later
                found = seen
        assert found.state is State.OVERDUE

    def test_done_in_the_last_second_is_in_time_and_the_next_is_late(self):
        clock = first_contact()
        last = clock.due_at + timedelta(milliseconds=999)
        assert standing(clock, last, stopped_at=last).state is State.MET
        late = standing(clock, last, stopped_at=clock.due_at + SECOND)
        assert (late.state, late.breached, late.next_evaluation_at) == (State.MET_LATE, True, None)

    def test_something_done_before_the_start_counts_as_met(self):
        clock = first_contact()
        assert standing(clock, clock.due_at, stopped_at=clock.started_at - SECOND).state is State.MET

    def test_of_stop_and_cancellation_the_earlier_decides(self):
        clock = first_contact()
        early, later = london("2026-11-17T09:00"), london("2026-11-18T09:00")
        assert standing(clock, later, stopped_at=early, cancelled_at=later).state is State.MET
        assert standing(clock, later, stopped_at=later, cancelled_at=early).state is State.CANCELLED

    def test_closing_a_late_clock_does_not_hide_the_breach(self):
        clock = first_contact()
        in_time = standing(clock, clock.due_at, cancelled_at=clock.due_at)
        too_late = standing(clock, clock.overdue_at, cancelled_at=clock.overdue_at)
        assert (in_time.state, in_time.breached) == (State.CANCELLED, False)
        assert (too_late.state, too_late.breached) == (State.CANCELLED, True)

    def test_the_repeated_hour_is_two_different_hours(self):
        started = datetime(2026, 10, 24, 0, 30, tzinfo=UTC)  # 1:30am BST; 24 hours on it is 1:30am BST again
        clock = deadline(Limit(24, Unit.HOURS), DueSoon(percent=20), started, ENGLAND)
        second_time_round = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1)
        assert clock.due_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert standing(clock, second_time_round).state is State.OVERDUE
        assert standing(clock, second_time_round.replace(fold=0)).state is State.DUE_SOON


class TestDueSoon:
    def test_a_share_of_the_time(self):
        clock = deadline(Limit(24, Unit.HOURS), DueSoon(percent=20), london("2026-11-16T10:00"), ENGLAND)
        assert clock.due_at - clock.due_soon_at == timedelta(hours=4, minutes=48)

    def test_working_days_skip_a_closure_and_a_bank_holiday(self):
        shut = NonWorkingDay(date(2026, 12, 24), "winter shutdown", DayKind.CLOSURE)
        calendar = WorkingCalendar.of([*ENGLAND.non_working.values(), shut])
        clock = deadline(Limit(14, Unit.CALENDAR_DAYS), TWO_DAYS_LEFT, london("2026-12-14T10:00"), calendar)
        assert clock.due_soon_at == london("2026-12-22T00:00")

    def test_never_before_the_start(self):
        clock = deadline(Limit(1, Unit.WORKING_DAYS), DueSoon(working_days=3), london("2026-11-16T10:00"), ENGLAND)
        assert clock.due_soon_at == clock.started_at
        assert standing(clock, clock.started_at).state is State.DUE_SOON

    @pytest.mark.parametrize("parts", [{}, {"percent": 20, "working_days": 2}, {"percent": 0}, {"working_days": -1}])
    def test_refused(self, parts):
        with pytest.raises(BadLimit):
            DueSoon(**parts)


class TestVariation:
    def seen(self, variation=None):
        return deadline(
            Limit(28, Unit.CALENDAR_DAYS), DueSoon(percent=20), london("2026-11-02T15:00"), ENGLAND, variation=variation
        )

    def test_a_longer_interval_moves_the_due_day_and_keeps_the_standards_own(self):
        clock = self.seen(Variation(interval_days=42))
        assert (clock.due_at, clock.limit_due_at) == (london("2026-12-14T23:59:59"), london("2026-11-30T23:59:59"))
        assert standing(clock, clock.started_at) == standing(clock, clock.limit_due_at + SECOND)
        assert standing(clock, clock.started_at).state is State.VARIED
        assert standing(clock, clock.due_soon_at).state is State.DUE_SOON
        assert standing(clock, clock.overdue_at).state is State.OVERDUE

    def test_stopped_in_the_standards_time_is_met_in_the_varied_time_varied_and_then_late(self):
        clock = self.seen(Variation(paused_until=date(2027, 1, 15)))
        states = [
            standing(clock, moment, stopped_at=moment).state
            for moment in (clock.limit_due_at, clock.limit_due_at + SECOND, clock.due_at, clock.due_at + SECOND)
        ]
        assert states == [State.MET, State.VARIED, State.VARIED, State.MET_LATE]

    def test_less_time_than_the_standard_is_refused(self):
        assert self.seen(Variation(interval_days=29)).is_varied
        with pytest.raises(BadLimit, match="more time"):
            self.seen(Variation(interval_days=28))

    @pytest.mark.parametrize("parts", [{}, {"interval_days": 42, "paused_until": date(2027, 1, 15)}])
    def test_neither_or_both_is_refused(self, parts):
        with pytest.raises(BadLimit):
            Variation(**parts)


class TestLimits:
    def due(self, limit, started, **more):
        return reckon(limit, london(started), ENGLAND, **more).due_at.astimezone(LONDON)

    def test_hours_on_working_days(self):
        hours = Limit(24, Unit.HOURS_SKIP_NON_WORKING)
        assert self.due(hours, "2026-11-20T16:30") == london("2026-11-23T16:30")
        assert self.due(hours, "2026-10-23T16:30") == london("2026-10-26T16:30")  # the clocks go back on the Sunday
        assert self.due(hours, "2026-11-21T10:00") == london("2026-11-24T00:00")  # a Saturday: all of Monday

    def test_months_end_where_the_month_does(self):
        assert self.due(Limit(1, Unit.MONTHS), "2026-01-31T10:00").date() == date(2026, 2, 28)
        assert self.due(Limit(1, Unit.MONTHS), "2028-01-31T10:00").date() == date(2028, 2, 29)
        assert self.due(Limit(1, Unit.CALENDAR_MONTHS), "2026-12-01T10:00").date() == date(2027, 1, 31)

    def test_a_due_day_rolls_only_when_asked(self):
        assert self.due(Limit(14, Unit.CALENDAR_DAYS), "2026-12-14T10:00").date() == date(2026, 12, 28)
        rolled = Limit(14, Unit.CALENDAR_DAYS, Roll.NEXT_WORKING)
        assert self.due(rolled, "2026-12-14T10:00").date() == date(2026, 12, 29)

    def test_the_plans_shorter_interval_wins_and_a_longer_one_does_not(self):
        twelve_weeks = Limit(84, Unit.CALENDAR_DAYS)
        assert self.due(twelve_weeks, "2026-10-12T10:00", agreed_days=42).date() == date(2026, 11, 23)
        assert self.due(twelve_weeks, "2026-10-12T10:00", agreed_days=120).date() == date(2027, 1, 4)

    def test_the_day_of_an_evening_in_summer_is_londons(self):
        late = datetime(2026, 7, 5, 23, 30, tzinfo=UTC)  # half past midnight on Monday 6 July
        assert reckon(Limit(1, Unit.WORKING_DAYS), late, ENGLAND).due_at == london("2026-07-07T23:59:59")

    def test_a_limit_from_the_record_needs_the_record(self):
        assert self.due(Limit(None, Unit.AS_AGREED), "2026-11-02T10:00", agreed_on=date(2026, 11, 20)) == london(
            "2026-11-20T23:59:59"
        )
        with pytest.raises(BadLimit, match="agreed in the record"):
            self.due(Limit(None, Unit.AS_AGREED), "2026-11-02T10:00")

    @pytest.mark.parametrize(
        ("amount", "unit", "roll"),
        [
            (0, Unit.WEEKS, Roll.NONE),
            (-5, Unit.WORKING_DAYS, Roll.NONE),
            (1001, Unit.HOURS, Roll.NONE),
            (True, Unit.HOURS, Roll.NONE),
            (None, Unit.HOURS, Roll.NONE),
            (5, Unit.AS_AGREED, Roll.NONE),
            (5, Unit.WORKING_DAYS, Roll.NEXT_WORKING),
            (24, Unit.HOURS, Roll.NEXT_WORKING),
        ],
    )
    def test_refused(self, amount, unit, roll):
        with pytest.raises(BadLimit):
            Limit(amount, unit, roll)

    def test_a_start_without_a_time_zone_is_refused(self):
        with pytest.raises(BadLimit, match="time zone"):
            reckon(FIVE_DAYS, datetime(2026, 11, 16, 10), ENGLAND)

    def test_closures_without_end_are_refused_rather_than_walked_for_ever(self):
        days = [date(2026, 1, 1) + timedelta(days=n) for n in range(1000)]
        shut = WorkingCalendar.of(NonWorkingDay(day, "shut", DayKind.CLOSURE) for day in days)
        with pytest.raises(NoWorkingDay, match="Check the closures"):
            reckon(FIVE_DAYS, london("2026-02-01T10:00"), shut)
        with pytest.raises(NoWorkingDay, match="Check the closures"):
            shut.working_days_before(date(2028, 9, 1), 1)


class TestSentences:
    def sentences(self, limit, started, calendar=ENGLAND, **more):
        clock = deadline(limit, DueSoon(percent=20), london(started), calendar, **more)
        return explain(clock, limit, started_by="the plan meeting was held")

    def test_a_closure_has_its_name_and_a_bank_holiday_keeps_its_own(self):
        closures = [NonWorkingDay(date(2026, 12, day), "winter shutdown", DayKind.CLOSURE) for day in (24, 25)]
        calendar = WorkingCalendar.of([*closures, *ENGLAND.non_working.values()])
        spoken = self.sentences(Limit(1, Unit.WORKING_DAYS), "2026-12-23T10:00", calendar)
        assert "Thursday 24 December 2026 is not counted: closed, winter shutdown." in spoken
        assert "Friday 25 December 2026 is not counted: a bank holiday, Christmas Day." in spoken

    def test_hours_on_working_days_say_how_much_each_day_gave(self):
        spoken = self.sentences(Limit(24, Unit.HOURS_SKIP_NON_WORKING), "2026-11-20T16:30")
        assert spoken[1:] == (
            "Friday 20 November 2026 counts for 7 hours 30 minutes.",
            "Saturday 21 November 2026 is not counted: a weekend.",
            "Sunday 22 November 2026 is not counted: a weekend.",
            "Monday 23 November 2026 counts for 16 hours 30 minutes.",
            "Due at 4:30pm on Monday 23 November 2026.",
        )

    def test_rolled_shortened_and_varied(self):
        rolled = self.sentences(Limit(14, Unit.CALENDAR_DAYS, Roll.NEXT_WORKING), "2026-12-14T10:00")
        assert rolled[-2].endswith("so it moves to Tuesday 29 December 2026.") and "Boxing Day" in rolled[-2]
        shorter = self.sentences(Limit(84, Unit.CALENDAR_DAYS), "2026-10-12T10:00", agreed_days=42)
        assert shorter[-2:] == (
            "The family's plan asks for it every 42 days: Monday 23 November 2026, sooner than Monday 4 January 2027, "
            "the latest day that the standard allows.",
            "Due by the end of Monday 23 November 2026.",
        )
        varied = self.sentences(
            Limit(28, Unit.CALENDAR_DAYS), "2026-11-02T15:00", variation=Variation(interval_days=42)
        )
        assert varied[-2:] == (
            "A variation was agreed: 42 days instead, so not by Monday 30 November 2026.",
            "Due by the end of Monday 14 December 2026.",
        )

    def test_a_pause_says_until_when(self):
        pause = Variation(paused_until=date(2027, 1, 15))
        paused = self.sentences(Limit(28, Unit.CALENDAR_DAYS), "2026-11-02T15:00", variation=pause)
        assert paused[-2:] == (
            "A variation was agreed: it may wait until Friday 15 January 2027, so not by Monday 30 November 2026.",
            "Due by the end of Friday 15 January 2027.",
        )

    def test_steps_are_plain_data(self):
        steps = reckon(Limit(1, Unit.WORKING_DAYS), london("2026-04-02T10:00"), ENGLAND).steps
        assert steps_as_data(steps)[:2] == [
            {"step": "DayZero", "day": "2026-04-02"},
            {
                "step": "Skipped",
                "day": "2026-04-03",
                "why": {"on": "2026-04-03", "name": "Good Friday", "kind": "bank_holiday"},
            },
        ]


class TestPurity:
    """The engine can be read and trusted alone: no Django, no database, no clock of its own (house-style)."""

    MODULES = sorted(Path(engine.__file__).parent.glob("*.py"))
    ALLOWED = {"calendar", "collections", "dataclasses", "datetime", "enum", "zoneinfo", "standards"}

    @pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
    def test_imports_only_itself_and_the_standard_library(self, path):
        imported = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module)
        assert {name.split(".")[0] for name in imported} <= self.ALLOWED
        assert all(name.startswith("standards.engine") for name in imported if name.startswith("standards"))

    @pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
    def test_never_asks_what_time_it_is(self, path):
        calls = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert not calls & {"now", "utcnow", "today", "time_ns", "monotonic"}

"""The engine and an independently written oracle agree, on 100,000 random cases and on what hypothesis thinks up."""

import random
from datetime import UTC, date, datetime, timedelta

from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given, settings
from hypothesis import strategies as st

from standards.bank_holidays import bank_holidays
from standards.engine import DayKind, Limit, NonWorkingDay, Roll, Unit, WorkingCalendar, reckon
from standards.engine.limits import ROLLABLE, Counted, Skipped
from tests.standards import oracle

CASES = 100_000
SEED = 76
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
HOLIDAYS = bank_holidays(range(2018, 2045))
LARGEST = {
    Unit.HOURS: 200,
    Unit.HOURS_SKIP_NON_WORKING: 100,
    Unit.WORKING_DAYS: 45,
    Unit.CALENDAR_DAYS: 90,
    Unit.WEEKS: 30,
    Unit.MONTHS: 40,
    Unit.CALENDAR_MONTHS: 14,
}


def calendar_with(closures):
    return WorkingCalendar.of([*HOLIDAYS, *(NonWorkingDay(day, "shut", DayKind.CLOSURE) for day in closures)])


def some_closures(chance):
    """A winter shutdown in every year, a run of days somewhere, or none."""
    closures = set()
    if chance.random() < 0.5:
        closures |= {date(year, 12, day) for year in range(2019, 2034) for day in (29, 30, 31)}
    for _ in range(chance.randrange(6)):
        first = FIRST.date() + timedelta(days=chance.randrange(4000))
        closures |= {first + timedelta(days=n) for n in range(chance.randrange(1, 15))}
    return frozenset(closures)


def some_start(chance):
    """Any second of the years, and often one close to midnight or to a change of the clocks."""
    kind = chance.random()
    if kind < 0.15:
        change = oracle.last_sunday(chance.randrange(2020, 2029), chance.choice((3, 10)))
        around = datetime(change.year, change.month, change.day, 1, tzinfo=UTC)
        return around + timedelta(seconds=chance.randrange(-3 * 86400, 3 * 86400))
    if kind < 0.3:
        midnight = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
        return midnight + timedelta(seconds=chance.choice((-3601, -3600, -1, 0, 1, 3599, 3600, 86399)))
    return FIRST + timedelta(seconds=chance.randrange(int((LAST - FIRST).total_seconds())))


def test_agrees_with_the_oracle_on_a_hundred_thousand_cases():
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    worlds = [(closures, calendar_with(closures)) for closures in (some_closures(chance) for _ in range(60))]
    units = list(LARGEST)
    for case in range(CASES):
        closures, calendar = chance.choice(worlds)
        unit = chance.choice(units)
        amount = chance.randint(1, LARGEST[unit])
        roll = chance.choice(list(Roll)) if unit in ROLLABLE else Roll.NONE
        started_at = some_start(chance)
        found = reckon(Limit(amount, unit, roll), started_at, calendar).due_at
        expected = oracle.due(started_at, amount, unit.value, roll.value, closures)
        assert found == expected, f"seed {SEED}, case {case}: {amount} {unit} {roll} from {started_at}: {closures}"


@settings(max_examples=500, deadline=None, derandomize=True)
@given(
    started_at=st.datetimes(datetime(2020, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)),
    unit=st.sampled_from(list(LARGEST)),
    amount=st.integers(1, 60),
    closures=st.frozensets(st.dates(date(2020, 1, 1), date(2030, 12, 31)), max_size=20),
)
def test_agrees_with_the_oracle_on_shrinkable_cases(started_at, unit, amount, closures):
    started_at = started_at.replace(microsecond=0)
    found = reckon(Limit(amount, unit), started_at, calendar_with(closures)).due_at
    assert found == oracle.due(started_at, amount, unit.value, "none", closures)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    started_at=st.datetimes(datetime(2020, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)),
    amount=st.integers(1, 60),
)
def test_a_working_day_explanation_names_every_day_once(started_at, amount):
    reckoning = reckon(Limit(amount, Unit.WORKING_DAYS), started_at, calendar_with(()))
    days = [step.day for step in reckoning.steps]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    counted = [step for step in reckoning.steps if isinstance(step, Counted)]
    skipped = {step.day for step in reckoning.steps if isinstance(step, Skipped)}
    assert [step.number for step in counted] == list(range(1, amount + 1))
    assert all(oracle.works(step.day, ()) for step in counted) and not any(oracle.works(day, ()) for day in skipped)


def test_bank_holidays_agree_with_the_governments_list():
    published = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    days = {holiday["date"] for holiday in published}
    first, last = 2020, max(days).year
    assert last >= 2028
    published_weekdays = {day for day in days if day.year >= first}
    ours = {day.on for day in bank_holidays(range(first, last + 1)) if day.on.weekday() < 5}
    assert ours == {day for day in published_weekdays if day.weekday() < 5}
    assert ours == {day.on for day in bank_holidays(range(first, last + 1), "wales") if day.on.weekday() < 5}

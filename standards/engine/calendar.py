"""Which days count: Monday to Friday, less bank holidays and the partnership's closures (A6.1)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
LONGEST_STANDSTILL = 366  # days without one working day: beyond this the closures must be a mistake


class DayKind(StrEnum):
    """Why a day is not a working day."""

    WEEKEND = "weekend"
    BANK_HOLIDAY = "bank_holiday"
    CLOSURE = "closure"


@dataclass(frozen=True, slots=True)
class NonWorkingDay:
    """One day that is not counted, with the name people know it by."""

    on: date
    name: str
    kind: DayKind = DayKind.BANK_HOLIDAY


class NoWorkingDay(ValueError):
    """The closures leave no day to count."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of one partnership. Knows nothing of hours."""

    non_working: Mapping[date, NonWorkingDay] = field(default_factory=dict)

    @classmethod
    def of(cls, days: Iterable[NonWorkingDay]) -> "WorkingCalendar":
        """A calendar from bank holidays and closures; a bank holiday's name wins where both fall on one day."""
        found: dict[date, NonWorkingDay] = {}
        for day in days:
            if day.on not in found or day.kind is DayKind.BANK_HOLIDAY:
                found[day.on] = day
        return cls(found)

    def why_not(self, day: date) -> NonWorkingDay | None:
        """The reason this day is not counted, or None when it is a working day."""
        if day.weekday() >= 5:
            return NonWorkingDay(day, "weekend", DayKind.WEEKEND)
        return self.non_working.get(day)

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.non_working

    def days_from(self, day: date) -> Iterator[tuple[date, NonWorkingDay | None]]:
        """This day and every later one, each with the reason why it is not counted, if it is not."""
        standstill = 0
        while True:
            reason = self.why_not(day)
            standstill = standstill + 1 if reason else 0
            if standstill > LONGEST_STANDSTILL:
                raise NoWorkingDay(f"There is no working day in the year before {day}. Check the closures.")
            yield day, reason
            day += ONE_DAY

    def working_day_from(self, day: date) -> date:
        """The first working day on or after this day."""
        return next(later for later, reason in self.days_from(day) if reason is None)

    def working_days_before(self, day: date, count: int) -> date:
        """The day from which, this day itself left out, that many working days remain before it."""
        for _ in range(count):
            day -= ONE_DAY
            standstill = 0
            while not self.is_working(day):
                day -= ONE_DAY
                standstill += 1
                if standstill > LONGEST_STANDSTILL:
                    raise NoWorkingDay(f"There is no working day in the year after {day}. Check the closures.")
        return day


def day_in_london(moment: datetime) -> date:
    """The date on a wall calendar in England and Wales at this moment."""
    return moment.astimezone(LONDON).date()


def start_of_day(day: date) -> datetime:
    """Midnight at the beginning of this day in London, in UTC like every moment of the engine."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """23:59:59 on this day in London: the moment meant by 'by the end of' (A6.1)."""
    return datetime.combine(day, time(23, 59, 59), LONDON).astimezone(UTC)

"""What people write when they are asked when something happened, and a day to put it in order by. Pure.

'Spring 2019', '3/2019', 'when Leo was 3', 'about ten years ago': the words stay as they were written, and nothing is
refused. What cannot be read has no day and comes last.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_LIFE = 120

MONTHS = "january february march april may june july august september october november december".split()
MONTH = r"(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS).replace("sep(", "sept?(") + r")\.?"
SEASONS = {"spring": 3, "easter": 4, "summer": 6, "autumn": 9, "winter": 12, "christmas": 12}
SEASON = rf"(?P<season>{'|'.join(SEASONS)})(?: holidays?| term| half[- ]term| time)?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
SHORT_YEAR = r"(?P<year>(?:19|20)?\d\d)"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen twenty".split(),
        start=1,
    )
} | {"a": 1, "an": 1, "a couple of": 2}
NUMBER = rf"(?P<number>\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
UNIT = r"(?P<unit>day|week|month|year)s?"
PART_OF_YEAR = {"early": 1, "start": 1, "beginning": 1, "mid": 6, "middle": 6, "late": 10, "end": 10}
PART = rf"(?P<part>{'|'.join(PART_OF_YEAR)})(?: of| in)?[ -]"
ABOUT = re.compile(r"\b(?:about|around|roughly|approx\w*|circa|maybe|perhaps|or so)\b|\?|~", re.ASCII)


class Precision(StrEnum):
    """How much time the words leave open."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    ROUGHLY = "roughly"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class When:
    """`words` as they were written; `sorts_on` is the first day that they can mean, None where they cannot be read."""

    words: str
    sorts_on: date | None = None
    precision: Precision = Precision.UNKNOWN


Found = tuple[date, Precision]
Reader = Callable[["re.Match[str]", date], Found | None]


def read(words: str, *, today: date, born: Mapping[str, date] | None = None) -> When:
    """`today` is the day on which it was said; `born`: the names that the family goes by, and when each was born."""
    said = " ".join(words.casefold().replace("’", "'").split())
    found = [(start, -length, one) for start, length, one in _all_in(said, today, born or {})]
    if not found:
        return When(words)
    sorts_on, precision = min(found, key=lambda item: item[:2])[2]  # of a stretch of time, when it began
    return When(words, sorts_on, Precision.ROUGHLY if ABOUT.search(said) else precision)


def in_order(when: When) -> tuple[bool, date]:
    """A key to sort by: from the earliest, and what cannot be read last, as it was written down."""
    return when.sorts_on is None, when.sorts_on or date.min


def _all_in(said: str, today: date, born: Mapping[str, date]) -> Iterator[tuple[int, int, Found]]:
    for pattern, reader in READERS:
        for match in pattern.finditer(said):
            if (found := reader(match, today)) is not None:
                yield match.start(), len(match.group()), found
    for name, born_on in born.items():
        for match in _of_life(name.casefold()).finditer(said):
            if (found := _age(match, born_on)) is not None:
                yield match.start(), len(match.group()), found


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(written: str, today: date) -> int:
    """Of two digits the last such year: '19' is 2019, '87' is 1987."""
    number = int(written)
    if number >= 100:
        return number
    return number + (2000 if number <= (today.year + 1) % 100 else 1900)


def _month(written: str) -> int:
    return next(number for number, name in enumerate(MONTHS, start=1) if name.startswith(written[:3]))


def _number(written: str) -> int:
    return NUMBERS.get(written) or int(written)


def _exact(match: re.Match[str], today: date) -> Found | None:
    month = match["month"]
    number = int(month) if month.isdecimal() else _month(month)
    on = _day_of(_year(match["year"], today), number, int(match["day"]))
    return (on, Precision.DAY) if on else None


def _in_month(match: re.Match[str], today: date) -> Found | None:
    month = match["month"]
    number = int(month) if month.isdecimal() else _month(month)
    on = _day_of(_year(match["year"], today), number, 1)
    return (on, Precision.MONTH) if on else None


def _in_season(match: re.Match[str], today: date) -> Found:
    return date(int(match["year"]), SEASONS[match["season"]], 1), Precision.SEASON


def _in_year(match: re.Match[str], today: date) -> Found:
    return date(int(match["year"]), 1, 1), Precision.YEAR


def _in_part(match: re.Match[str], today: date) -> Found:
    return date(int(match["year"]), PART_OF_YEAR[match["part"]], 1), Precision.SEASON


def _in_decade(match: re.Match[str], today: date) -> Found:
    return date(_year(match["year"], today), 1, 1), Precision.ROUGHLY


def _ago(match: re.Match[str], today: date) -> Found | None:
    count, unit = _number(match["number"]), match["unit"]
    if unit in ("day", "week"):
        days = timedelta(days=count * (7 if unit == "week" else 1))
        return today - days, Precision.DAY if unit == "day" else Precision.MONTH
    months = count * (12 if unit == "year" else 1)
    if months > LONGEST_LIFE * 12:
        return None
    return _later(today, -months), Precision.ROUGHLY if unit == "year" else Precision.MONTH


def _last(match: re.Match[str], today: date) -> Found:
    unit = match["unit"]
    if unit == "year":
        return date(today.year - 1, 1, 1), Precision.YEAR
    if unit == "month":
        return _later(today.replace(day=1), -1), Precision.MONTH
    return today - timedelta(days=7), Precision.MONTH


def _this_year(match: re.Match[str], today: date) -> Found:
    return date(today.year, 1, 1), Precision.YEAR


def _of_life(name: str) -> re.Pattern[str]:
    """'Leo was 3', 'Leo aged 18 months', 'Leo's third birthday', 'Leo was born'."""
    verb = r"(?: (?:was|is|were|turned|became))?(?: (?:about|around|nearly|only|just))?(?:,? aged?)?"
    years = rf"{verb} {NUMBER}(?:[ -]{UNIT})?(?: old)?"
    birthday = r"'s? (?P<birthday>\d{1,2})(?:st|nd|rd|th) birthday"
    birth = r"(?P<birth>'s? birth\b|(?: (?:was|is))? (?:born|a (?:new)?(?:born )?baby|newborn))"
    return re.compile(rf"\b{re.escape(name)}(?:{birth}|{birthday}|{years})(?!\w)", re.ASCII)


def _age(match: re.Match[str], born_on: date) -> Found | None:
    if match["birth"]:
        return born_on, Precision.DAY if "born" in match["birth"] or "birth" in match["birth"] else Precision.YEAR
    count, unit = int(match["birthday"] or 0) or _number(match["number"]), match["unit"] or "year"
    if unit in ("day", "week"):
        return born_on + timedelta(days=count * (7 if unit == "week" else 1)), Precision.MONTH
    months = count * (12 if unit == "year" else 1)
    if months > LONGEST_LIFE * 12:
        return None
    precision = Precision.DAY if match["birthday"] else Precision.YEAR if unit == "year" else Precision.MONTH
    return _later(born_on, months), precision


def _later(on: date, months: int) -> date:
    years, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(years, month + 1, min(on.day, monthrange(years, month + 1)[1]))


READERS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(rf"(?<![\w/.]){pattern}(?!\w)", re.ASCII), reader)
    for pattern, reader in (
        (rf"{DAY}[/.-](?P<month>\d{{1,2}})[/.-]{SHORT_YEAR}", _exact),
        (rf"{YEAR}-(?P<month>\d\d)-(?P<day>\d\d)", _exact),
        (rf"{DAY}(?: of)? {MONTH},? {SHORT_YEAR}", _exact),
        (rf"{MONTH} {DAY},? {YEAR}", _exact),
        (rf"(?P<month>\d{{1,2}})[/.-]{YEAR}", _in_month),
        (rf"{YEAR}-(?P<month>\d\d)", _in_month),
        (rf"{MONTH},?(?: of)? '?{SHORT_YEAR}", _in_month),
        (rf"{YEAR} {MONTH}", _in_month),
        (rf"{SEASON}(?: of)? {YEAR}", _in_season),
        (rf"{YEAR} {SEASON}", _in_season),
        (rf"{PART}{YEAR}", _in_part),
        (YEAR, _in_year),
        (r"(?P<year>(?:19|20)?\d0)'?s", _in_decade),
        (rf"{NUMBER} {UNIT} (?:ago|back|earlier)", _ago),
        (r"last (?P<unit>year|month|week)", _last),
        (r"this year", _this_year),
    )
)

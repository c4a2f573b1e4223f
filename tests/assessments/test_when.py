"""When something happened, as people write it: kept as it is, put in order where it can be read, never refused."""

import random
import string
from datetime import date

import pytest

from assessments.when import Precision, When, in_order, read

TODAY = date(2026, 11, 22)
BORN = {"Leo": date(2019, 5, 14), "Aisha": date(2012, 2, 29), "Mary Ann": date(1988, 7, 1)}


def when(words):
    return read(words, today=TODAY, born=BORN)


@pytest.mark.parametrize(
    ("words", "sorts_on", "precision"),
    [
        ("12 March 2019", "2019-03-12", "day"),
        ("12th of March 2019", "2019-03-12", "day"),
        ("on Tuesday 12 Mar 2019, after school", "2019-03-12", "day"),
        ("March 12, 2019", "2019-03-12", "day"),
        ("12/3/2019", "2019-03-12", "day"),
        ("12.03.19", "2019-03-12", "day"),
        ("2/7/87", "1987-07-02", "day"),
        ("2019-03-12", "2019-03-12", "day"),
        ("March 2019", "2019-03-01", "month"),
        ("Sept 2019", "2019-09-01", "month"),
        ("sep. 2019", "2019-09-01", "month"),
        ("May 2019", "2019-05-01", "month"),
        ("Mar '19", "2019-03-01", "month"),
        ("3/2019", "2019-03-01", "month"),
        ("2019-03", "2019-03-01", "month"),
        ("2019 March", "2019-03-01", "month"),
        ("Spring 2019", "2019-03-01", "season"),
        ("the summer holidays of 2018", "2018-06-01", "season"),
        ("autumn term 2018", "2018-09-01", "season"),
        ("winter 2018/19", "2018-12-01", "season"),
        ("Christmas 2020", "2020-12-01", "season"),
        ("early 2019", "2019-01-01", "season"),
        ("the end of 2019", "2019-10-01", "season"),
        ("2019", "2019-01-01", "year"),
        ("in 2019", "2019-01-01", "year"),
        ("last year", "2025-01-01", "year"),
        ("this year", "2026-01-01", "year"),
        ("last month", "2026-10-01", "month"),
        ("about 2015", "2015-01-01", "roughly"),
        ("2015?", "2015-01-01", "roughly"),
        ("the 1990s", "1990-01-01", "roughly"),
        ("90s", "1990-01-01", "roughly"),
        ("about 10 years ago", "2016-11-22", "roughly"),
        ("ten years ago", "2016-11-22", "roughly"),
        ("a couple of months ago", "2026-09-22", "month"),
        ("3 weeks ago", "2026-11-01", "month"),
        ("a year ago", "2025-11-22", "roughly"),
        ("when Leo was 3", "2022-05-14", "year"),
        ("when LEO was three", "2022-05-14", "year"),
        ("Leo aged 18 months", "2020-11-14", "month"),
        ("when Leo was about 3", "2022-05-14", "roughly"),
        ("Leo was 3 years old", "2022-05-14", "year"),
        ("when Leo was born", "2019-05-14", "day"),
        ("Leo’s birth", "2019-05-14", "day"),
        ("when Leo was a baby", "2019-05-14", "year"),
        ("Leo's 3rd birthday", "2022-05-14", "day"),
        ("when Leo was 6 weeks old", "2019-06-25", "month"),
        ("when Aisha was 1", "2013-02-28", "year"),
        ("when Mary Ann was 16", "2004-07-01", "year"),
    ],
)
def test_what_people_write(words, sorts_on, precision):
    assert when(words) == When(words, date.fromisoformat(sorts_on), Precision(precision))


@pytest.mark.parametrize(
    ("words", "sorts_on"),
    [
        ("2018 to 2020", "2018-01-01"),
        ("2018-2020", "2018-01-01"),
        ("2018/19", "2018-01-01"),
        ("from March 2019 until June 2020", "2019-03-01"),
        ("March 2019 - now", "2019-03-01"),
        ("Leo was 2, in 2021", "2021-05-14"),
        ("2017, before Leo was born", "2017-01-01"),
    ],
)
def test_a_stretch_of_time_stands_where_it_began(words, sorts_on):
    assert when(words).sorts_on == date.fromisoformat(sorts_on)


@pytest.mark.parametrize(
    "words",
    [
        *("", "   ", "before he left", "when Zed was 3", "March", "31/2", "12", "a long time ago", "3 o'clock"),
        *("when Leonard was 3", "when Leo was 300", "room 20191", "999 years ago", "call 07700 900123"),
    ],
)
def test_what_cannot_be_read_is_kept_and_has_no_day(words):
    assert when(words) == When(words, None, Precision.UNKNOWN)


def test_an_impossible_day_leaves_what_can_be_read():
    assert when("31 February 2019").sorts_on == date(2019, 2, 1)
    assert when("31/2/2019").sorts_on is None or when("31/2/2019").sorts_on.year == 2019


def test_in_order_and_what_cannot_be_read_last_as_it_was_written():
    told = ["when he came back", "2021", "when Leo was born", "before that", "spring 2021", "about 20 years ago"]
    found = [one.words for one in sorted(map(when, told), key=in_order)]
    assert found == [
        "about 20 years ago",
        "when Leo was born",
        "2021",
        "spring 2021",
        "when he came back",
        "before that",
    ]


def test_a_name_with_signs_of_its_own_is_a_name():
    found = read("when D'Arcy (Jo) was 2", today=TODAY, born={"D'Arcy (Jo)": date(2020, 1, 1)})
    assert found.sorts_on == date(2022, 1, 1)


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_refused(seed):
    chance = random.Random(seed)
    pieces = [*"when was aged Leo March spring 2019 31 0 12/13/2019 99/99 ago years 3 last end of the - '".split()]
    for _ in range(300):
        words = " ".join(chance.choice([*pieces, chance.choice(string.printable)]) for _ in range(chance.randint(0, 8)))
        assert when(words).words == words

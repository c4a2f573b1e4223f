import datetime

import pytest
from django.template import Context, Template

from ehm import words

TODAY = datetime.date(2026, 11, 27)


def test_days_and_moments():
    assert words.day(datetime.date(2026, 11, 27), TODAY) == "Fri 27 Nov"
    assert words.day(datetime.date(2025, 2, 3), TODAY) == "Mon 3 Feb 2025"
    summer = datetime.datetime(2026, 6, 30, 23, 30, tzinfo=datetime.UTC)
    assert words.day(summer, TODAY) == "Wed 1 Jul"
    assert words.moment(summer, TODAY) == "Wed 1 Jul at 00:30"
    assert words.moment(TODAY, TODAY) == "Fri 27 Nov"


@pytest.mark.parametrize(
    ("count", "unit", "text"),
    [
        (3, "working days", "3 working days left"),
        (1, "working days", "due next working day"),
        (1, "days", "due tomorrow"),
        (0, "working days", "due today"),
        (0, "hours", "due within the hour"),
        (1, "hours", "1 hour left"),
        (-1, "working days", "1 working day late"),
        (-2, "days", "2 days late"),
    ],
)
def test_how_long_is_left(count, unit, text):
    assert words.how_long_left(count, unit) == text


@pytest.mark.parametrize(
    ("born_on", "text"),
    [
        ((2012, 11, 27), "14"), ((2012, 11, 28), "13"), ((2024, 11, 28), "23 months"), ((2024, 11, 27), "2"),
        ((2026, 11, 1), "3 weeks"), ((2026, 11, 26), "1 day"), ((2026, 11, 27), "0 days"), ((2027, 3, 1), "unborn"),
        ((2024, 2, 29), "2"),
    ],
)  # fmt: skip
def test_age(born_on, text):
    assert words.age(datetime.date(*born_on), TODAY) == text


def test_in_templates():
    page = Template(
        "{% load ehm %}{{ nothing|day }}{{ nothing|age }}{{ nothing|how_long_left }}{{ 2|how_long_left:'days' }}"
        "{% card evil kind='late' %}<p>{{ evil }}</p>{% endcard %}"
        "{% details evil %}{{ evil }}{% enddetails %}{% scroll_region evil %}x{% endscroll_region %}"
    )
    html = page.render(Context({"evil": "<b>", "nothing": None}))
    assert html.startswith("2 days left<section")
    assert "<b>" not in html and "<p>&lt;b&gt;</p>" in html

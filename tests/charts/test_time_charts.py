import datetime
import xml.etree.ElementTree as ElementTree

import pytest

from ehm.charts.axes import STYLES, TimeAxis
from ehm.charts.scaling import BETWEEN_LABELS, Series, scaling
from ehm.charts.strip import Event, strip

SVG = "{http://www.w3.org/2000/svg}"
JAN, FEB, JUN = (datetime.date(2026, month, 12) for month in (1, 2, 6))
SERIES = [Series("Family", [(JUN, 7), (JAN, 3), (FEB, 4)]), Series("Aisha", [(JAN, 2), (JUN, 7)])]


def read(picture):
    assert " style=" not in picture and "<script" not in picture
    return ElementTree.fromstring(picture)


def test_scaling_draws_each_view_in_order_of_time_and_says_it_in_words():
    svg = read(scaling(SERIES, "How are things at home?", goal=7, events=[(FEB, "Moved house")]))
    family, aisha = svg.findall(f"{SVG}polyline")
    across = [float(point.split(",")[0]) for point in family.get("points").split()]
    up = [float(point.split(",")[1]) for point in family.get("points").split()]
    assert across == sorted(across) and up == sorted(up, reverse=True)
    assert family.get("stroke-dasharray") != aisha.get("stroke-dasharray")
    assert svg.find(f"{SVG}desc").text == (
        "Family: 3 on 12 January 2026, 4 on 12 February 2026, 7 on 12 June 2026. "
        "Aisha: 2 on 12 January 2026, 7 on 12 June 2026. The goal is 7 or more"
    )
    assert "Moved house" in [mark.text for mark in svg.iter(f"{SVG}text")]


@pytest.mark.parametrize("score", [0, 5, 10])
def test_names_at_the_ends_of_lines_never_cover_each_other(score):
    svg = read(scaling([Series(f"View {number}", [(JAN, score)]) for number in range(4)], "All the same"))
    heights = sorted(float(mark.get("y")) for mark in svg.iter(f"{SVG}text") if (mark.text or "").startswith("View"))
    assert len(heights) == 4 and heights[-1] < float(svg.get("height"))
    assert all(below - above >= BETWEEN_LABELS - 0.1 for above, below in zip(heights, heights[1:], strict=False))


def test_marks_differ_in_shape_not_only_in_colour():
    assert len({style.mark for style in STYLES}) == len(STYLES) == len({style.dash for style in STYLES})


def test_dates_beside_each_other_have_room():
    axis = TimeAxis(JAN, JUN, 0, 300)
    days = [JAN + datetime.timedelta(days=day) for day in range(100)]
    places = [axis.x(on) for on in axis.labelled(days)]
    assert len(places) > 1 and all(right - left >= 64 for left, right in zip(places, places[1:], strict=False))


def test_strip_has_a_lane_for_each_kind_and_words_for_each_event():
    events = [Event(FEB, "School", "Excluded <2 days>"), Event(JAN, "Police", "Callout"), Event(JUN, "School", "Back")]
    svg = read(strip(events, "Chronology"))
    assert [mark.text for mark in svg.iter(f"{SVG}text") if mark.get("font-weight")] == ["School", "Police"]
    assert len(svg.findall(f"{SVG}g")) == 3
    assert svg.find(f"{SVG}desc").text.startswith("12 January 2026, Police: Callout. 12 February 2026, School: Excl")


def test_nothing_yet():
    assert read(scaling([], "Scores")).find(f"{SVG}desc").text == "No scores yet"
    assert read(strip([], "Chronology")).find(f"{SVG}desc").text == "Nothing yet"


def test_one_day_is_enough():
    read(scaling([Series("Family", [(JAN, 5)])], "One"))
    read(strip([Event(JAN, "School", "x")], "One"))

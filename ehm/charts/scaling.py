"""How are things, from 0 to 10: one line for each person asked, over time."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ehm.charts import svg
from ehm.charts.axes import STYLES, Style, TimeAxis, in_full, mark

WIDTH, HEIGHT = 720.0, 360.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 150.0, 34.0, 56.0
HIGHEST = 10
BETWEEN_LABELS = 20.0
LONGEST_NAME = 12  # characters

Score = tuple[datetime.date, int]


@dataclass(frozen=True)
class Series:
    """`name` is whose view it is; `scores` in any order."""

    name: str
    scores: Sequence[Score]


def scaling(
    series: Sequence[Series], title: str, *, goal: int | None = None, events: Sequence[tuple[datetime.date, str]] = ()
) -> SafeString:
    """At most four series (more could not be told apart). `goal` shades what was agreed to be good enough."""
    shown = [Series(one.name, sorted(one.scores)) for one in series if one.scores][: len(STYLES)]
    days = [on for one in shown for on, _ in one.scores] + [on for on, _ in events]
    if not shown:
        return svg.picture(WIDTH, 60, title, "No scores yet", [svg.text(LEFT, 36, "No scores yet")])
    axis = TimeAxis(min(days), max(days), LEFT, WIDTH - LEFT - RIGHT)
    parts = _grid()
    if goal is not None:
        parts += _goal(goal)
    parts += [part for on, label in events for part in _event(axis, on, label)]
    parts += _dates(axis, [on for one in shown for on, _ in one.scores])
    for one, style in zip(shown, STYLES, strict=False):
        parts += _line(axis, one.scores, style)
    return svg.picture(WIDTH, HEIGHT, title, in_words(shown, goal), parts + _labels(shown))


def in_words(series: Sequence[Series], goal: int | None = None) -> str:
    told = [f"{one.name}: {', '.join(f'{score} on {in_full(on)}' for on, score in one.scores)}" for one in series]
    return ". ".join(told + ([f"The goal is {goal} or more"] if goal is not None else []))


def _y(score: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - score / HIGHEST)


def _grid() -> list[SafeString]:
    parts = []
    for score in range(HIGHEST + 1):
        stroke = svg.FAINT if score % 5 else svg.QUIET
        parts.append(svg.line(LEFT, _y(score), WIDTH - RIGHT, _y(score), stroke=stroke, width=1))
        parts.append(svg.text(LEFT - 10, _y(score) + 5, score, anchor="end"))
    return parts


def _goal(goal: int) -> list[SafeString]:
    size = {"width": WIDTH - LEFT - RIGHT, "height": _y(goal) - TOP}
    band = svg.element("rect", x=LEFT, y=TOP, fill="#cce2d8", opacity="0.5", **size)
    return [band, svg.text(LEFT + 6, _y(goal) - 6, f"goal: {goal} or more", size=13)]


def _event(axis: TimeAxis, on: datetime.date, label: str) -> list[SafeString]:
    x = axis.x(on)
    anchor, aside = ("end", -4) if x > WIDTH - RIGHT - 80 else ("start", 4)
    words = svg.text(x + aside, TOP - 8, label, size=12, fill=svg.QUIET, anchor=anchor)
    return [svg.line(x, TOP, x, HEIGHT - BOTTOM, stroke=svg.QUIET, width=1, dash="3 3"), words]


def _dates(axis: TimeAxis, days: Sequence[datetime.date]) -> list[SafeString]:
    foot = HEIGHT - BOTTOM
    parts = [svg.line(axis.x(on), foot, axis.x(on), foot + 6, width=1) for on in sorted(set(days))]
    for on in axis.labelled(days):
        parts.append(svg.text(axis.x(on), foot + 22, f"{on.day} {on:%b}", size=13, anchor="middle"))
        parts.append(svg.text(axis.x(on), foot + 38, on.year, size=12, anchor="middle", fill=svg.QUIET))
    return parts


def _line(axis: TimeAxis, scores: Sequence[Score], style: Style) -> list[SafeString]:
    points = " ".join(f"{axis.x(on):.1f},{_y(score):.1f}" for on, score in scores)
    path = svg.element(
        "polyline", points=points, fill="none", stroke=style.colour, stroke_width=3, stroke_dasharray=style.dash or None
    )
    return [path, *(mark(style.mark, axis.x(on), _y(score), style.colour) for on, score in scores)]


def _labels(series: Sequence[Series]) -> list[SafeString]:
    """Each line's name at its end, pushed apart where lines end together, from the lowest up where there is no room."""
    ends = sorted((_y(one.scores[-1][1]), at) for at, one in enumerate(series))
    heights = [y for y, _ in ends]
    for at in range(1, len(heights)):
        heights[at] = max(heights[at], heights[at - 1] + BETWEEN_LABELS)
    limit = HEIGHT - BOTTOM
    for at in reversed(range(len(heights))):
        heights[at] = min(heights[at], limit)
        limit = heights[at] - BETWEEN_LABELS
    parts = []
    for y, (_, at) in zip(heights, ends, strict=True):
        name, colour = series[at].name, STYLES[at].colour
        short = svg.shortened(name, LONGEST_NAME)
        parts.append(mark(STYLES[at].mark, WIDTH - RIGHT + 20, y, colour, 5))
        parts.append(
            svg.text(WIDTH - RIGHT + 32, y + 5, f"{short}: {series[at].scores[-1][1]}", bold=True, fill=colour)
        )
    return parts

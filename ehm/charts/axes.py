"""What pictures with a time axis share: where a day falls, which days get a label, and marks told apart by shape."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ehm.charts import svg

ROOM_FOR_A_DATE = 64


@dataclass(frozen=True)
class Style:
    """A line and its mark; they differ in shape and dash, so that colour is never needed."""

    colour: str
    dash: str
    mark: str


STYLES = (
    Style("#0b5a62", "", "circle"),
    Style("#942514", "8 5", "square"),
    Style("#4c2c92", "2 4", "triangle"),
    Style("#5a4a00", "12 4 2 4", "diamond"),
)


@dataclass(frozen=True)
class TimeAxis:
    first: datetime.date
    last: datetime.date
    left: float
    width: float

    def x(self, on: datetime.date) -> float:
        return self.left + self.width * (on - self.first).days / max((self.last - self.first).days, 1)

    def labelled(self, days: Iterable[datetime.date]) -> list[datetime.date]:
        """As many of `days` as fit side by side, always with the first."""
        kept: list[datetime.date] = []
        for on in sorted(set(days)):
            if not kept or self.x(on) - self.x(kept[-1]) >= ROOM_FOR_A_DATE:
                kept.append(on)
        return kept


def mark(kind: str, x: float, y: float, colour: str, radius: float = 6) -> SafeString:
    if kind == "circle":
        return svg.element("circle", cx=x, cy=y, r=radius, fill=colour)
    if kind == "square":
        place = {"x": x - radius, "y": y - radius, "width": 2 * radius, "height": 2 * radius}
        return svg.element("rect", fill="#ffffff", stroke=colour, stroke_width=3, **place)
    top, bottom = f"{x:.1f},{y - radius - 1:.1f}", f"{x:.1f},{y + radius + 1:.1f}"
    left, right = x - radius - 1, x + radius + 1
    if kind == "triangle":
        points = f"{top} {right:.1f},{y + radius:.1f} {left:.1f},{y + radius:.1f}"
    else:
        points = f"{top} {right:.1f},{y:.1f} {bottom} {left:.1f},{y:.1f}"
    return svg.element("polygon", points=points, fill=colour)


def in_full(on: datetime.date) -> str:
    return f"{on.day} {on:%B %Y}"

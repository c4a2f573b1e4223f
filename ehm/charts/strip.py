"""The chronology at a glance: one lane for each kind of event. The list of events stays the real thing."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ehm.charts import svg
from ehm.charts.axes import STYLES, TimeAxis, in_full, mark

WIDTH = 720.0
LEFT, RIGHT, TOP, BOTTOM = 140.0, 20.0, 30.0, 16.0
LANE = 40.0
LONGEST_LANE = 18  # characters


@dataclass(frozen=True)
class Event:
    on: datetime.date
    lane: str
    words: str


def strip(events: Sequence[Event], title: str) -> SafeString:
    lanes = list(dict.fromkeys(event.lane for event in events))
    if not lanes:
        return svg.picture(WIDTH, 60, title, "Nothing yet", [svg.text(10, 36, "Nothing yet")])
    first, last = min(event.on for event in events), max(event.on for event in events)
    axis = TimeAxis(first.replace(day=1), last + datetime.timedelta(days=10), LEFT, WIDTH - LEFT - RIGHT)
    foot = TOP + LANE * len(lanes)
    parts = _months(axis, foot)
    for number, lane in enumerate(lanes):
        y, style = TOP + LANE * (number + 0.5), STYLES[number % len(STYLES)]
        short = svg.shortened(lane, LONGEST_LANE)
        parts.append(svg.line(LEFT, y, WIDTH - RIGHT, y, stroke=svg.FAINT, width=1))
        parts.append(svg.text(LEFT - 12, y + 5, short, anchor="end", bold=True))
        for event in events:
            if event.lane == lane:
                words = svg.element("title", f"{in_full(event.on)}: {event.words}")
                parts.append(svg.element("g", words, mark(style.mark, axis.x(event.on), y, style.colour, 7)))
    told = ". ".join(f"{in_full(event.on)}, {event.lane}: {event.words}" for event in sorted(events, key=_by_day))
    return svg.picture(WIDTH, foot + BOTTOM, title, told, parts)


def _by_day(event: Event) -> datetime.date:
    return event.on


def _months(axis: TimeAxis, foot: float) -> list[SafeString]:
    months, month = [], axis.first
    while month <= axis.last:
        months.append(month)
        month = (month + datetime.timedelta(days=32)).replace(day=1)
    parts = [svg.line(axis.x(on), TOP, axis.x(on), foot, stroke=svg.FAINT, width=1) for on in axis.labelled(months)]
    for on in axis.labelled(months):
        parts.append(svg.text(axis.x(on) + 3, TOP - 8, f"{on:%b %Y}", size=12, fill=svg.QUIET))
    return parts

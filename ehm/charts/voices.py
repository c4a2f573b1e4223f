"""How a child, the parents and the practitioner see the same thing: one line from 0 to 10 for each scale.

0 is the worst and 10 the best, and both ends say so in the form's own words. The stretch between the lowest and the
highest view is shaded, so that it is plain at a glance where people see things differently.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.safestring import SafeString

from ehm.charts import svg

LOWEST, HIGHEST = 0, 10
WIDTH = 360.0  # of a phone: wider screens enlarge the picture (svg.picture, `grows`)
LEFT = 22.0
ACROSS = WIDTH - 2 * LEFT
LANE = 30.0
RADIUS = 11.0
LONGEST_NAME = 16  # characters beside a mark
END_WIDTH = 150.0
BETWEEN = 26.0
SHADE = "#d9dedd"
HOW_TO_READ = (
    "C is a child, P a parent, Pr the practitioner. The shaded part goes from the lowest view to the highest: "
    "the wider it is, the more they differ."
)


class Who(StrEnum):
    CHILD = "child"
    PARENT = "parent"
    PRACTITIONER = "practitioner"


@dataclass(frozen=True)
class View:
    """`name`: whose view it is, where there are several, or the child's. Without a number, `why_none` says why."""

    who: Who
    value: int | None
    name: str = ""
    why_none: str = ""

    @property
    def label(self) -> str:
        """'Aisha', 'parent', 'Dee (parent)'."""
        if not self.name or self.who is Who.CHILD:
            return self.name or self.who
        return f"{self.name} ({self.who})"


@dataclass(frozen=True)
class Scale:
    """One thing that was scaled, and what its ends mean."""

    name: str
    worst: str
    best: str
    views: Sequence[View]

    @property
    def told(self) -> list[View]:
        """Those with a number: the child first, the practitioner last."""
        order = list(Who)
        return sorted((view for view in self.views if view.value is not None), key=lambda view: order.index(view.who))

    @property
    def numbers(self) -> list[int]:
        return [view.value for view in self.views if view.value is not None]


@dataclass(frozen=True)
class Mark:
    """Told apart by shape and letters; the colour only helps."""

    shape: str
    letters: str
    fill: str
    edge: str
    ink: str


MARKS = {
    Who.CHILD: Mark("circle", "C", "#0b5a62", "#0b5a62", "#ffffff"),
    Who.PARENT: Mark("square", "P", "#ffffff", "#942514", "#942514"),
    Who.PRACTITIONER: Mark("diamond", "Pr", "#4c2c92", "#4c2c92", "#ffffff"),
}


def voices(scales: Sequence[Scale], title: str, *, is_bare: bool = False) -> SafeString:
    """Beside it belongs a list or a table with the reasons; the picture holds the numbers and why there is none.

    `is_bare`: what is scaled, how far views differ and what the ends mean stand beside it as well. In a PDF words of a
    picture are drawn letter by letter.
    """
    if not scales:
        return svg.picture(WIDTH, 40, title, "No views yet", [svg.text(LEFT, 26, "No views yet")], grows=True)
    parts: list[SafeString] = []
    y = 0.0
    for scale in scales:
        if parts:
            parts.append(svg.line(0, y + BETWEEN / 2, WIDTH, y + BETWEEN / 2, stroke=svg.FAINT, width=1))
            y += BETWEEN
        drawn, y = _scale(scale, y, is_bare)
        parts += drawn
    return svg.picture(WIDTH, y + 4, title, in_words(scales), parts, grows=True)


def in_words(scales: Sequence[Scale]) -> str:
    """The whole picture for whoever does not see it."""
    return " ".join(
        f"{scale.name}, from 0 ({scale.worst}) to 10 ({scale.best}). {' '.join([difference(scale), *_without(scale)])}"
        for scale in scales
    )


def difference(scale: Scale) -> str:
    """'Views differ by 4: Aisha 3, parent 7, practitioner 5.'"""
    told = ", ".join(f"{view.label} {view.value}" for view in scale.told)
    numbers = scale.numbers
    if not numbers:
        return "No numbers yet."
    if len(numbers) == 1:
        return f"One view only: {told}."
    apart = max(numbers) - min(numbers)
    return f"Views differ by {apart}: {told}." if apart else f"Views agree: {told}."


def _without(scale: Scale) -> list[str]:
    lines = (
        f"{view.label}, no number: {view.why_none or 'not asked yet'}" for view in scale.views if view.value is None
    )
    return [f"{line[:1].upper()}{line[1:].rstrip('.')}." for line in lines]


def _x(value: float) -> float:
    return LEFT + ACROSS * (value - LOWEST) / (HIGHEST - LOWEST)


def _scale(scale: Scale, y: float, is_bare: bool) -> tuple[list[SafeString], float]:
    """What is drawn from `y` down, and where it ends."""
    parts: list[SafeString] = []
    if not is_bare:
        parts, y = _lines(scale.name, y, size=16, bold=True)
        for number, words in enumerate([difference(scale), *_without(scale)]):
            more, y = _lines(words, y, size=14, fill=svg.INK if number == 0 else svg.QUIET)
            parts += more
    top, foot = y + 8, y + 14 + LANE * len(scale.told)
    parts += _stretch(scale.numbers, top, foot)
    parts.append(svg.line(LEFT, foot, WIDTH - LEFT, foot, stroke=svg.INK, width=1))
    for value in range(LOWEST, HIGHEST + 1):
        parts.append(svg.line(_x(value), foot - 3, _x(value), foot + 4, width=1))
        parts.append(svg.text(_x(value), foot + 18, value, size=13, anchor="middle"))
    for lane, view in enumerate(scale.told):
        parts += _view(view, top + LANE * (lane + 0.5))
    return (parts, foot + 22) if is_bare else _with_ends(scale, parts, foot + 22)


def _stretch(numbers: Sequence[int], top: float, foot: float) -> list[SafeString]:
    """From the lowest view to the highest: the wider, the further apart."""
    if not numbers or min(numbers) == max(numbers):
        return []
    low, high = _x(min(numbers)), _x(max(numbers))
    shade = svg.element("rect", x=low, y=top, width=high - low, height=foot - top, fill=SHADE)
    return [shade, svg.line(low, foot, high, foot, width=6)]


def _view(view: View, y: float) -> list[SafeString]:
    value = view.value or 0
    style, x = MARKS[view.who], _x(value)
    letters = svg.text(x, y + 4, style.letters, size=12, anchor="middle", bold=True, fill=style.ink)
    aside, anchor = (RADIUS + 7, "start") if value <= HIGHEST / 2 else (-RADIUS - 7, "end")
    words = f"{svg.shortened(view.label, LONGEST_NAME)} {value}"
    return [_mark(style, x, y), letters, svg.text(x + aside, y + 5, words, size=15, anchor=anchor, bold=True)]


def _mark(style: Mark, x: float, y: float) -> SafeString:
    paint: dict[str, svg.Value] = {"fill": style.fill, "stroke": style.edge, "stroke_width": 2}
    if style.shape == "circle":
        return svg.element("circle", cx=x, cy=y, r=RADIUS, **paint)
    if style.shape == "square":
        side = 2 * RADIUS - 2
        return svg.element("rect", x=x - side / 2, y=y - side / 2, width=side, height=side, **paint)
    far = RADIUS + 3
    points = f"{x:.1f},{y - far:.1f} {x + far:.1f},{y:.1f} {x:.1f},{y + far:.1f} {x - far:.1f},{y:.1f}"
    return svg.element("polygon", points=points, **paint)


def _with_ends(scale: Scale, parts: list[SafeString], y: float) -> tuple[list[SafeString], float]:
    """What 0 and 10 mean, under their ends."""
    feet = []
    for words, x, anchor in ((f"0: {scale.worst}", 2.0, "start"), (f"10: {scale.best}", WIDTH - 2, "end")):
        more, foot = _lines(words, y, size=13, x=x, anchor=anchor, width=END_WIDTH)
        parts += more
        feet.append(foot)
    return parts, max(feet)


def _lines(
    words: str,
    y: float,
    *,
    size: int,
    x: float = 2.0,
    width: float = WIDTH - 4,
    bold: bool = False,
    anchor: str = "start",
    fill: str = svg.INK,
) -> tuple[list[SafeString], float]:
    """`words` in as many lines as they need, and where the last one ends."""
    parts = []
    for line in svg.wrapped(words, width, size):
        y += size + 4
        parts.append(svg.text(x, y, line, size=size, bold=bold, anchor=anchor, fill=fill))
    return parts, y

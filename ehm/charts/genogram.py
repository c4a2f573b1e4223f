"""The family map: who is in this family, drawn with the symbols that social workers use."""

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from ehm.charts import svg
from ehm.charts.family import Bond, Child, Couple, Parentage, Person, Shape, only_known
from ehm.charts.family_layout import SPACING, lay_out

RADIUS = 24.0
ROW_HEIGHT = 184.0
TOP = 56.0
UNDER_NAMES = 104.0
EDGE = SPACING * 0.6
LINE_OF_NAME = 15  # characters that fit under a shape

HOUSEHOLD = "#d5e8e6"
FOCUS = "#fff3bf"
BETWEEN_LEVELS = 9.0  # lines to children that would run into each other run at different heights

DASH_OF_BOND = {Bond.COHABITING: "7 5"}
STROKES_OF_BOND = {Bond.SEPARATED: 1, Bond.DIVORCED: 2}
DASH_OF_PARENTAGE = {Parentage.ADOPTION: "8 4", Parentage.FOSTER: "2 4", Parentage.STEP: "8 4 2 4"}

HOW_TO_READ = (
    "Squares are male, circles female, diamonds other or not known, triangles unborn. A cross: has died. "
    "A double outline: the child this record is about. A coloured box: lives in the home. "
    "A dashed line between two people: living together; one stroke through it: separated; two: divorced. "
    "A broken line to a child: adopted, fostered or stepchild."
)


def genogram(people: Iterable[Person], couples: Iterable[Couple], title: str) -> SafeString:
    """Everybody in `people`, and of `couples` what lies between them."""
    known, kept = only_known(people, couples)
    return _Map(known, kept).draw(title)


class _Map:
    def __init__(self, people: dict[str, Person], couples: Sequence[Couple]) -> None:
        self.people = people
        self.couples = couples
        layout = lay_out(list(people), couples)
        self.row = layout.row
        self.x = {key: x + EDGE for key, x in layout.x.items()}
        self.y = {key: TOP + row * ROW_HEIGHT for key, row in layout.row.items()}
        self.levels = self._levels()

    def draw(self, title: str) -> SafeString:
        width = max(self.x.values(), default=0) + EDGE
        height = max(self.y.values(), default=0) + UNDER_NAMES
        parts = [self._household_box(person) for person in self.people.values() if person.in_household]
        for number, couple in enumerate(self.couples):
            parts += self._couple(number, couple)
        parts += [self._person(person) for person in self.people.values()]
        return svg.picture(width, height, title, self.description(), parts)

    # Couples and their children

    def _sides(self, couple: Couple) -> tuple[str, str]:
        left, *rest = sorted(couple.partners, key=self.x.__getitem__)
        return left, rest[0] if rest else left

    def _stand_together(self, couple: Couple) -> bool:
        left, right = self._sides(couple)
        return self.x[right] - self.x[left] < SPACING * 1.5

    def _drop(self, couple: Couple) -> float:
        """Where the line to the children leaves: between the partners, and never through somebody in between."""
        left, right = self._sides(couple)
        return self.x[left] if left == right else self.x[right] - min(SPACING, self.x[right] - self.x[left]) / 2

    def _reach(self, couple: Couple) -> tuple[float, float]:
        places = [self._drop(couple), *(self.x[child.key] for child in couple.children)]
        return min(places), max(places)

    def _levels(self) -> list[int]:
        """For each couple, the height of its line to the children: free of every other line in that row."""
        levels: list[int] = []
        for number, couple in enumerate(self.couples):
            start, end = self._reach(couple)
            taken = set()
            for other, level in zip(self.couples[:number], levels, strict=True):
                other_start, other_end = self._reach(other)
                same_row = self.row[other.partners[0]] == self.row[couple.partners[0]]
                if same_row and other.children and start <= other_end + 4 and other_start <= end + 4:
                    taken.add(level)
            levels.append(next(level for level in range(len(taken) + 1) if level not in taken))
        return levels

    def _couple(self, number: int, couple: Couple) -> list[SafeString]:
        left, right = self._sides(couple)
        parts: list[SafeString] = []
        bottom = self.y[left] + RADIUS + 42  # under a single parent's name
        if left != right:
            bottom = self._height_of_bond(number, couple)
            parts += self._bond(couple, bottom)
        if couple.children:
            parts += self._children(number, couple, bottom)
        return parts

    def _height_of_bond(self, number: int, couple: Couple) -> float:
        y = self.y[couple.partners[0]]
        return y if self._stand_together(couple) else y - RADIUS - 8 - 6 * (self.levels[number] % 3)

    def _bond(self, couple: Couple, y: float) -> list[SafeString]:
        left, right = self._sides(couple)
        start, end, dash = self.x[left], self.x[right], DASH_OF_BOND.get(couple.bond, "")
        if self._stand_together(couple):
            parts = [svg.line(start + RADIUS, y, end - RADIUS, y, dash=dash)]
        else:  # over the heads of those in between
            top = self.y[left] - RADIUS
            parts = [
                svg.line(start, top, start, y, dash=dash),
                svg.line(end, top, end, y, dash=dash),
                svg.line(start, y, end, y, dash=dash),
            ]
        beside = self._drop(couple) + 13
        for stroke in range(STROKES_OF_BOND.get(couple.bond, 0)):
            parts.append(svg.line(beside + stroke * 6 - 4, y + 8, beside + stroke * 6 + 4, y - 8))
        return parts

    def _children(self, number: int, couple: Couple, top: float) -> list[SafeString]:
        drop, (start, end) = self._drop(couple), self._reach(couple)
        y = self.y[couple.partners[0]] + RADIUS + 62 + BETWEEN_LEVELS * (self.levels[number] % 6)
        parts = [svg.line(drop, top, drop, y), svg.line(start, y, end, y)]
        for child in couple.children:
            foot = self.y[child.key] - RADIUS
            parts.append(svg.line(self.x[child.key], y, self.x[child.key], foot, dash=self._dash(child)))
        return parts

    def _dash(self, child: Child) -> str:
        return DASH_OF_PARENTAGE.get(child.parentage, "")

    # People

    def _household_box(self, person: Person) -> SafeString:
        x, y = self.x[person.key] - 50, self.y[person.key] - RADIUS - 6
        return svg.element("rect", x=x, y=y, width=100, height=2 * RADIUS + 48, rx=12, fill=HOUSEHOLD)

    def _person(self, person: Person) -> SafeString:
        x, y = self.x[person.key], self.y[person.key]
        parts = [svg.element("title", in_words(person)), outline(person.shape, x, y, RADIUS, "#ffffff")]
        if person.in_focus:
            parts.append(outline(person.shape, x, y, RADIUS - 5, FOCUS))
        if person.has_died:
            reach = RADIUS * (0.71 if person.shape == Shape.FEMALE else 1)
            parts += [
                svg.line(x - reach, y - reach, x + reach, y + reach),
                svg.line(x - reach, y + reach, x + reach, y - reach),
            ]
        elif person.age:
            parts.append(
                svg.text(x, y + 5, person.age, size=15 if len(person.age) < 4 else 10, anchor="middle", bold=True)
            )
        for number, words in enumerate(name_in_lines(person.name)):
            parts.append(svg.text(x, y + RADIUS + 17 + 15 * number, words, size=13, anchor="middle"))
        return svg.element("g", *parts)

    def description(self) -> str:
        sentences = []
        for couple in self.couples:
            names = " and ".join(self.people[key].name for key in couple.partners)
            bond = f", {couple.bond.value}" if len(couple.partners) > 1 else ""
            children = ", ".join(self._child_in_words(child) for child in couple.children)
            sentences.append(f"{names}{bond}" + (f"; children: {children}" if children else ""))
        joined = {key for couple in self.couples for key in (*couple.partners, *(c.key for c in couple.children))}
        sentences += [in_words(person) for key, person in self.people.items() if key not in joined]
        at_home = [person.name for person in self.people.values() if person.in_household]
        if at_home:
            sentences.append(f"Lives in the home: {', '.join(at_home)}")
        return ". ".join(sentences)

    def _child_in_words(self, child: Child) -> str:
        words = in_words(self.people[child.key])
        return words if child.parentage == Parentage.BIRTH else f"{words} ({child.parentage.value})"


def outline(shape: Shape, x: float, y: float, radius: float, fill: str) -> SafeString:
    ink: dict[str, svg.Value] = {"fill": fill, "stroke": svg.INK, "stroke_width": 2.5}
    if shape == Shape.MALE:
        return svg.element("rect", x=x - radius, y=y - radius, width=2 * radius, height=2 * radius, **ink)
    if shape == Shape.FEMALE:
        return svg.element("circle", cx=x, cy=y, r=radius, **ink)
    corners = [(0, -1), (1, 1), (-1, 1)] if shape == Shape.UNBORN else [(0, -1), (1, 0), (0, 1), (-1, 0)]
    points = " ".join(f"{x + across * radius:.1f},{y + down * radius:.1f}" for across, down in corners)
    return svg.element("polygon", points=points, **ink)


def in_words(person: Person) -> str:
    return ", ".join([person.name] + ([person.age] if person.age else []) + (["has died"] if person.has_died else []))


def name_in_lines(name: str) -> list[str]:
    """At most two lines that fit under a shape; the whole name is in the picture's description."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(f"{lines[-1]} {word}") > LINE_OF_NAME:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) == 1 and " " in name.strip():  # a first name and a surname stand on two lines
        lines = lines[0].rsplit(" ", 1)
    kept = lines[:2] if len(lines) < 3 else [lines[0], f"{lines[1]}…"]
    return [line if len(line) <= LINE_OF_NAME else f"{line[: LINE_OF_NAME - 1]}…" for line in kept]

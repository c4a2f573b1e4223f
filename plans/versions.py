"""A plan as it stands, or as it stood when it was agreed, in plain values; and what is not as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cases.profile import profile_of as profile_of_cases
from ehm.charts.axes import in_full
from ehm.models import Partnership
from ehm.rows.actor import Actor
from plans.choices import PromiseKind
from plans.lifecycle import Done
from plans.models import AgreedGoal, AgreedPromise, Goal, Plan, PlanVersion, Promise

CALLED = 60  # letters of a goal or promise that tell it from the others


@dataclass(frozen=True)
class Line:
    """An action or a bottom line. `key` is the same in every version."""

    key: int
    reference: str
    goal: int | None
    is_bottom_line: bool
    what: str
    whose: str
    person: int | None
    by_when: date | None
    measure: str
    consequence: str
    status: Done

    @property
    def outcome(self) -> str:
        return "" if self.status == Done.OPEN else self.status.label


@dataclass(frozen=True)
class Wanted:
    """A goal. `needs` and `worries` are those that it answered then."""

    key: int
    reference: str
    what: str
    how: str
    good_progress: str
    child: str
    is_cause: bool
    needs: frozenset[str]
    worries: frozenset[str]
    excluded: frozenset[str]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Stand:
    """`number` is 0 until the plan is agreed."""

    number: int
    level: str
    goals: tuple[Wanted, ...]
    others: tuple[Line, ...]
    bottom_lines: tuple[Line, ...]
    runs: tuple[tuple[str, str], ...]

    def lines(self) -> Iterator[Line]:
        for goal in self.goals:
            yield from goal.lines
        yield from (*self.others, *self.bottom_lines)


def as_it_stands(plan: Plan, by: Actor) -> Stand:
    """Of a plan that was read through `visible_to`: all that `by` may see."""
    goals = Goal.objects.within([plan], by).kept().select_related("person").order_by("position", "pk")
    promises = Promise.objects.within([plan], by).kept().select_related("worker", "person").order_by("position", "pk")
    episode = plan.episode
    level = level_name(by.partnership, episode.level, episode.level_band)
    found = [_wanted(one, one.pk, one.reference) for one in goals]
    return _stand(plan.number, level, found, [_line(one, one.pk, one.reference) for one in promises], plan)


def as_agreed(versions: Iterable[PlanVersion], by: Actor) -> dict[int, Stand]:
    """The same of versions, by their keys; two queries for all of them."""
    known = list(versions)
    goals = AgreedGoal.objects.of(known, by).select_related("goal", "person").order_by("position", "pk")
    rows = AgreedPromise.objects.of(known, by).select_related("promise", "worker", "person").order_by("position", "pk")
    wanted: dict[int, list[Wanted]] = {}
    for one in goals:
        wanted.setdefault(one.version_id, []).append(_wanted(one, one.goal_id, one.goal.reference))
    lines: dict[int, list[Line]] = {}
    for row in rows:
        lines.setdefault(row.version_id, []).append(_line(row, row.promise_id, row.promise.reference))
    return {
        version.pk: _stand(
            version.number,
            level_name(by.partnership, version.level, version.level_band),
            wanted.get(version.pk, []),
            lines.get(version.pk, []),
            version,
        )
        for version in known
    }


def version_before(version: PlanVersion) -> PlanVersion | None:
    """What was agreed the time before, of a version that was read through `visible_to`."""
    earlier = PlanVersion.objects.within([version.episode]).filter(plan_id=version.plan_id)
    return earlier.filter(number=version.number - 1).select_related("episode").first()


def level_name(partnership: Partnership, level: int, band: str) -> str:
    return profile_of_cases(partnership).level_name(level, band)


def every(days: int | None) -> str:
    if days is None:
        return ""
    return f"Every {days // 7} weeks" if days % 7 == 0 and days > 7 else f"Every {days} days"


def how_it_runs(row: Plan | PlanVersion) -> tuple[tuple[str, str], ...]:
    """What is said about how the plan runs, each under its name."""
    return (
        ("What it takes", row.what_it_takes),
        ("Reviewed", every(row.review_every_days)),
        ("Kept together by", row.coordinated_by),
        ("Hoped to be done by", in_full(row.expected_end_on) if row.expected_end_on else ""),
        ("How progress is measured", row.how_measured),
        ("If things get worse", row.contingency),
    )


def changes(old: Stand, new: Stand) -> list[str]:
    """What is new, other or gone, in sentences; both cut to what their reader may see."""
    return list(_changes(old, new))


def _changes(old: Stand, new: Stand) -> Iterator[str]:
    if old.level != new.level:
        yield f"Level of need: {new.level}. It was: {old.level}."
    before = {goal.key: goal for goal in old.goals}
    for goal in new.goals:
        was = before.get(goal.key)
        if was is None:
            yield f"New goal: {_called(goal)}."
        else:
            yield from _of_goal(was, goal)
    there = {goal.key for goal in new.goals}
    for goal in old.goals:
        if goal.key not in there:
            yield f"No longer there: the goal {_called(goal)}."
    lines = {line.key: line for line in old.lines()}
    for line in new.lines():
        stood = lines.get(line.key)
        if stood is None:
            yield f"New {_kind(line)}: {_called(line)}."
        else:
            yield from _of_line(stood, line)
    left = {line.key for line in new.lines()}
    for line in old.lines():
        if line.key not in left:
            yield f"No longer there: the {_kind(line)} {_called(line)}."
    for (name, was_said), (_, said) in zip(old.runs, new.runs, strict=True):
        if was_said != said:
            yield _other(name, was_said, said)


def _of_goal(was: Wanted, now: Wanted) -> Iterator[str]:
    if was.what != now.what:
        yield f"The goal {_called(was)} is now: {_called(now)}."
    for name, one, other in (
        ("how", was.how, now.how),
        ("what good progress looks like", was.good_progress, now.good_progress),
        ("whom it is for", was.child, now.child),
    ):
        if one != other:
            yield _other(f"{_called(now)}, {name}", one, other)


def _of_line(was: Line, now: Line) -> Iterator[str]:
    if was.what != now.what:
        yield f"The {_kind(was)} {_called(was)} is now: {_called(now)}."
    if was.goal != now.goal:
        yield f"{_called(now)} stands somewhere else in the plan."
    if was.status != now.status:
        yield f"{_called(now)}: {now.status.label.lower()}."
    for name, one, other in (
        ("who", was.whose, now.whose),
        ("by when", in_full(was.by_when) if was.by_when else "", in_full(now.by_when) if now.by_when else ""),
        ("how one sees it", was.measure, now.measure),
        ("what follows", was.consequence, now.consequence),
    ):
        if one != other:
            yield _other(f"{_called(now)}, {name}", one, other)


def _other(name: str, was: str, now: str) -> str:
    said = _ended(f"{name}: {_short(now)}" if now else f"{name}: not said any more")
    return f"{said} It was: {_ended(_short(was))}" if was else said


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _kind(line: Line) -> str:
    return "bottom line" if line.is_bottom_line else "thing to do"


def _called(one: Wanted | Line) -> str:
    return f"'{_short(one.what)}'"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= CALLED else f"{line[:CALLED].rstrip()}…"


def _wanted(row: Any, key: int, reference: str) -> Wanted:
    return Wanted(
        key,
        reference,
        row.what,
        row.how,
        row.good_progress,
        row.person.short_name if row.person else "",
        row.is_cause,
        frozenset(row.needs),
        frozenset(row.worries),
        frozenset(row.excluded),
        (),
    )


def _line(row: Any, key: int, reference: str) -> Line:
    worker = row.worker.display_name if row.worker else ""
    return Line(
        key,
        reference,
        row.goal_id,
        row.kind == PromiseKind.BOTTOM_LINE,
        row.what,
        worker or (row.person.short_name if row.person else row.somebody),
        row.person_id,
        row.by_when,
        row.measure,
        row.consequence,
        Done(row.status),
    )


def _stand(number: int, level: str, goals: list[Wanted], lines: list[Line], row: Plan | PlanVersion) -> Stand:
    """A line whose goal is not there is left out with it."""
    rest = [one for one in lines if one.goal is None]
    return Stand(
        number,
        level,
        tuple(replace(goal, lines=tuple(one for one in lines if one.goal == goal.key)) for goal in goals),
        tuple(one for one in rest if not one.is_bottom_line),
        tuple(one for one in rest if one.is_bottom_line),
        how_it_runs(row),
    )

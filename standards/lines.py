"""Clocks as the lines of a list, by day: late, today, the next seven days, later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from cases.lifecycle import RUNNING
from cases.permissions.episodes import can_allocate_lead
from ehm import words
from ehm.rows.actor import Actor
from standards.doing import Action, action_for
from standards.engine import State
from standards.engine.calendar import day_in_london, end_of_day
from standards.models import Clock
from standards.wording import Wording, asked, state_now

MOST = 100  # lines of one list; nobody reads more, and what is late comes first


@dataclass(frozen=True)
class Line:
    clock: Clock
    what: str
    state: State
    left: str
    due: str
    url: str
    action: Action
    reassign_url: str

    @property
    def last_seen(self) -> str:
        """Of a child: 'last seen Mon 2 Nov'; before the first visit 'not seen since', from when the clock started."""
        if self.clock.standard != "seen" or not self.clock.is_open:
            return ""
        verb = "last seen" if self.clock.started_by in ("child.seen", "family.seen") else "not seen since"
        return f"{verb} {words.day(day_in_london(self.clock.started_at))}"

    @property
    def family(self) -> str:
        return str(self.clock.family.name)


@dataclass(frozen=True)
class Day:
    title: str
    lines: list[Line]
    is_late: bool = False


@dataclass(frozen=True)
class Lines:
    days: list[Day]
    count: int
    has_more: bool


def with_records(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    """With what a line says about each clock, in the same query."""
    return clocks.select_related("family", "person", "episode", "episode__lead", "episode__lead_agency", "holder")


def line_of(clock: Clock, wording: Wording, actor: Actor) -> Line:
    return Line(
        clock=clock,
        what=asked(clock),
        state=state_now(clock, wording.now),
        left=wording.left(clock),
        due=wording.due(clock),
        url=reverse("standards:clock", args=(clock.reference,)),
        action=action_for(clock, actor),
        reassign_url=_reassign_url(clock, actor),
    )


def lines_by_day(clocks: QuerySet[Clock], wording: Wording, actor: Actor) -> Lines:
    """What is due soonest first."""
    found = list(with_records(clocks).order_by("due_at", "pk")[: MOST + 1])
    lines = [line_of(clock, wording, actor) for clock in found[:MOST]]
    return Lines(_by_day(lines, wording.now), len(lines), len(found) > MOST)


def end_of_seven_days(now: datetime) -> datetime:
    """Not the end of the calendar week: on a Sunday, Monday's visit is what matters."""
    return end_of_day(day_in_london(now) + timedelta(days=7))


def _reassign_url(clock: Clock, actor: Actor) -> str:
    may = clock.episode.status in RUNNING and can_allocate_lead(actor, clock.episode)
    return reverse("cases:allocate_lead", args=(clock.episode.reference,)) if may else ""


def _by_day(lines: Iterable[Line], now: datetime) -> list[Day]:
    days = [Day("Late", [], is_late=True), Day("Today", []), Day("In the next 7 days", []), Day("Later", [])]
    today, week = end_of_day(day_in_london(now)), end_of_seven_days(now)
    for line in lines:
        if line.state is State.OVERDUE:
            days[0].lines.append(line)
        elif line.clock.due_at <= today:
            days[1].lines.append(line)
        elif line.clock.due_at <= week:
            days[2].lines.append(line)
        else:
            days[3].lines.append(line)
    return [day for day in days if day.lines]

"""What an invented plan wants and promises, what was agreed, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cases.demo.stories import Somebody, Told
from ehm.models import Membership
from plans.choices import PromiseKind
from plans.demo import words
from plans.demo.telling import Telling
from plans.demo.words import Line
from plans.lifecycle import Done


@dataclass
class Promised:
    """A line of the plan while it is being made up; `finished_at` is when somebody said how it went."""

    id: int
    reference: str
    goal_id: int | None
    kind: PromiseKind
    position: int
    what: str
    measure: str
    consequence: str
    worker: Membership | None
    person: Somebody | None
    somebody: str
    first_day: date
    by_when: date
    agreed_at: datetime | None = None
    moved_at: datetime | None = None
    status: Done = Done.OPEN
    finished_at: datetime | None = None
    note: str = ""
    meeting_id: int | None = None


class PromiseMaker(Telling):
    """The goals, the lines under them, and each agreement with its day."""

    def start(self) -> None:
        self.goals: list[tuple[Any, ...]] = []
        self.promises: list[Promised] = []
        self.agreements: list[tuple[int, datetime]] = []
        self._want()

    @property
    def agreed_at(self) -> datetime | None:
        return self.agreements[-1][1] if self.agreements else None

    def _want(self) -> None:
        """The goals, and the lines that are to be agreed for each."""
        chance, assessed = self.chance, self.assessed
        child = self.schoolchild(self.begun)
        for position, goal in enumerate(words.GOALS if child else words.GOALS[:2], 1):
            number, called = self.t.goal.new_id(), child.name if child else ""
            needs = [need for need in goal.needs if need in assessed.needs]
            worries = [assessed.worries[goal.worry]] if goal.worry is not None and assessed.worries else []
            said = [text.format(child=called) for text in (goal.what, goal.how, goal.good_progress)]
            about = child if goal.needs == () else None
            self.goals.append(
                (number, position, *said, goal.is_cause, needs, worries, about.id if about is not None else None)
            )
            self.t.goal.add(number, *self.row(), self.number, position, self.begun, *self.goals[-1][2:])
            for line in goal.lines:
                self._promise(line, number, self.begun.date() + timedelta(days=chance.randint(20, 70)), called)
        if self.profile.bottom_lines:
            what, follows = chance.choice(words.BOTTOM_LINES)
            day = self.begun.date() + timedelta(days=chance.randint(25, 60))
            self._promise(Line(what, words.PARENT, ""), None, day, "", follows)

    def _promise(
        self, line: Line, goal_id: int | None, day: date, child: str, consequence: str = "", meeting: int | None = None
    ) -> Promised:
        worker: Membership | None = None
        person: Somebody | None = None
        somebody = ""
        team = [one for agency in self.story.team for one in self.world.made.partners[agency.pk][-1:]]
        match line.whose:
            case words.PARENT if self.story.adults:
                person = self.story.adults[0]
            case words.RELATIVE:
                somebody = self.chance.choice(words.RELATIVES)
            case words.AGENCY if team:
                worker = team[0]
            case _:
                worker = self.by
        kind = PromiseKind.BOTTOM_LINE if consequence else PromiseKind.ACTION
        promise = Promised(
            self.t.promise.new_id(),
            self.new_reference(),
            goal_id,
            kind,
            len(self.promises) + 1,
            line.what.format(child=child),
            line.measure.format(child=child),
            consequence,
            worker,
            person,
            somebody,
            day,
            day,
            meeting_id=meeting,
        )
        self.promises.append(promise)
        return promise

    def agree(self, at: datetime) -> None:
        """The plan as it stands then; each line that is new has a day from now on."""
        version, number = self.t.version.new_id(), len(self.agreements) + 1
        self.agreements.append((version, at))
        for one in self.promises:
            one.agreed_at = one.agreed_at or at
        parent = self.story.adults[0].name if self.story.adults else self.child()
        whom = (f"{parent} and everybody at the meeting", self.assessed.id, self.story.level)
        self.t.version.add(version, *self.row(), *self.runs(), self.number, number, at, *whom)
        for goal, position, what, how, progress, is_cause, needs, worries, person in self.goals:
            row = (self.t.agreed_goal.new_id(), self.world.tenant_id, self.story.episode_id, version, position, what)
            self.t.agreed_goal.add(*row, person, goal, how, progress, is_cause, needs, worries)
        until = (at.date() + timedelta(days=self.every)).isoformat()
        self.tell("plan.agreed", at, {"plan": self.reference}, {"number": number, "agreed_on": until})

    def decide_later(self, meeting: int, at: datetime) -> None:
        """Something new that a review decided on, and the plan agreed again."""
        day = at.date() + timedelta(days=35)
        self._promise(words.DECIDED_LATER, self.goals[0][0], day, "", meeting=meeting)
        self.agree(at)

    def runs(self) -> tuple[Any, ...]:
        says = self.profile
        return (
            words.TAKES,
            self.every,
            self.by.display_name,
            self.begun.date() + timedelta(days=180),
            words.MEASURED if says.how_measured else "",
            words.CONTINGENCY if says.contingency else "",
        )

    def finish_promises(self) -> None:
        """What became of each line, as far as its day has come: most were done, a bottom line is missed more often."""
        chance = self.chance
        for one in self.promises:
            if one.agreed_at is None:
                continue
            if chance.random() < 0.15:
                moved_at = self.working(one.first_day - timedelta(days=2))
                if one.agreed_at < moved_at < self.until:
                    one.moved_at, one.by_when = moved_at, one.first_day + timedelta(days=21)
            is_line = one.kind is PromiseKind.BOTTOM_LINE
            ended = self.working(one.by_when + timedelta(days=chance.randint(-6, 6)))
            ended = max(ended, one.agreed_at + timedelta(days=1))
            if ended >= self.until or chance.random() < (0.1 if self.story.is_open else 0.03):
                continue  # its day is to come, or nobody has said yet
            is_done = chance.random() < (0.5 if is_line else 0.8)
            one.status, one.finished_at = Done.DONE if is_done else Done.NOT_DONE, ended
            one.note = chance.choice(words.DONE if is_done else words.MISSED if is_line else words.NOT_DONE)

    def write_promises(self) -> None:
        for one in self.promises:
            self._write_promise(one)
        for version, at in self.agreements:
            self._keep_promises(version, at)

    def _write_promise(self, one: Promised) -> None:
        owner, finished = one.worker, one.finished_at
        whose = (owner.pk if owner else None, one.person.id if one.person else None, one.somebody)
        ended = (one.status.value, finished.date() if finished else None, self.by.pk if finished else None, one.note)
        row = (self.world.tenant_id, one.reference, self.story.episode_id, self.by.agency_id, self.by.pk, self.number)
        said = (one.position, finished or self.begun, one.kind.value, one.goal_id, one.what)
        rest = (one.by_when, one.measure, one.consequence, *ended, one.meeting_id)
        self.t.promise.add(one.id, *row, *said, *whose, *rest)
        if one.agreed_at is None:
            return
        known = {"plan_action": one.reference}
        owner_id = owner.pk if owner else None
        first = known | {"agreed_on": one.first_day.isoformat(), "owner_id": owner_id}
        number = self.event("plan_action.agreed", one.agreed_at, first)
        told = Told(
            "plan_action.agreed", one.agreed_at, number, self.by, records=known, agreed_on=one.by_when, owner=owner
        )
        self.story.happenings.append(told)
        if one.moved_at is not None:
            at, why = one.moved_at, self.chance.choice(words.MOVED)
            self.t.move.add(self.t.move.new_id(), *self.row(), one.id, one.first_day, one.by_when, why, at)
            moved = known | {"agreed_on": one.by_when.isoformat(), "owner_id": owner_id}
            self.event("plan_action.moved", at, moved)
        if finished is not None:
            self.tell("plan_action.finished", finished, known, {"is_done": one.status is Done.DONE})

    def _keep_promises(self, version: int, at: datetime) -> None:
        """The lines as they were when the version was agreed."""
        for one in self.promises:
            if one.agreed_at is None or one.agreed_at > at:
                continue
            was_moved = one.moved_at is not None and one.moved_at <= at
            was_finished = one.finished_at is not None and one.finished_at <= at
            self.t.agreed_promise.add(
                self.t.agreed_promise.new_id(),
                self.world.tenant_id,
                self.story.episode_id,
                version,
                one.position,
                one.what,
                one.person.id if one.person else None,
                one.id,
                one.goal_id,
                one.kind.value,
                one.worker.pk if one.worker else None,
                one.somebody,
                one.by_when if was_moved else one.first_day,
                one.measure,
                one.consequence,
                one.status.value if was_finished else Done.OPEN.value,
            )

"""Plans that answer invented assessments, from being made to the end of help."""

from __future__ import annotations

from datetime import timedelta

from assessments.demo import Assessed
from cases.demo.stories import Story
from plans.demo.telling import World
from plans.demo.ways_out import WaysOutMaker
from plans.lifecycle import PlanStatus

HOUR = timedelta(hours=1)


class PlanMaker(World):
    """Of one partnership."""

    def make(self, story: Story, assessed: Assessed | None) -> None:
        if assessed is not None and assessed.outcome == "plan":
            OnePlan(self, story, assessed).make()


class OnePlan(WaysOutMaker):
    """One plan and everything that hangs on it."""

    def make(self) -> None:
        begun, is_open = self.begun, self.story.is_open
        first = self.working(begun.date() + timedelta(days=self.chance.choice([2, 5, 8, 10, 12, 17, 24])))
        is_met = first + 3 * HOUR < self.until
        if begun >= self.until or not (is_met or is_open):
            return
        self.event("plan.begun", begun, {"plan": self.reference})
        self.start()
        self.come_down()
        held = self.hold_meetings(first) if is_met else []
        if is_open:
            self.meeting_to_come(held, first)
        self.finish_promises()
        self.write_promises()
        self._write()
        closed = self.story.closed_at
        self.say_scores(held)
        self.go_up(closed)
        if closed is not None:
            self.end(closed)
        elif self.agreed_at is not None and self.chance.random() < 0.15:
            self.get_stuck(self.agreed_at)

    def _write(self) -> None:
        closed, agreed = self.story.closed_at, self.agreed_at
        if closed is not None:
            self.tell("plan.ended", closed, {"plan": self.reference}, {})
        status = PlanStatus.ENDED if closed else PlanStatus.AGREED if agreed else PlanStatus.BEING_MADE
        whose = (self.world.tenant_id, self.reference, self.story.episode_id, self.by.agency_id, self.by.pk)
        stands = (self.assessed.id, status.value, len(self.agreements), self.begun, agreed)
        ended = (closed, self.by.pk, "Early help ended") if closed else (None, None, "")
        self.t.plan.add(self.number, *whose, *self.runs(), *stands, *ended)

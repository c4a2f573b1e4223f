"""Meetings as they come: planned, moved, back-dated, cancelled, held twice, put right, taken back, another agency's.
After each step the clocks of R081-R083 are those that a plain reading of what is so gives (issue 4, shown 2)."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from assessments.timeline import ASSESSMENT_COMPLETED
from cases.models import Episode
from ehm import events
from ehm.actions import Refused
from ehm.models import Partnership
from ehm.models.tenancy import new_reference
from plans.actions.meetings import cancel_meeting, move_meeting
from plans.actions.minutes import take_meeting_back
from plans.actions.plans import end_plan, set_trajectory
from plans.choices import MeetingKind
from plans.models import Meeting
from plans.profile import profile_of
from standards.keeping import PUT_RIGHT
from standards.models import Clock
from tests import databases
from tests.cases.acting import acting_as
from tests.plans.writing import begun, held, planned, put_right, stored
from tests.standards import oracle

BEGIN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
STEPS = 28
# The rules as the councils' documents have them: R081 in 14 days, R082 in 84 or as the plan says, R083 in 42.
COVENTRY, FRAMEWORK = ("plan_meeting", "review"), "quality_framework-1"
WORLDS = [
    ("coventry-2019", [], COVENTRY, 1),
    ("coventry-2019", [], COVENTRY, 2),
    ("coventry-2019", [], COVENTRY, 3),
    ("coventry-2019", [FRAMEWORK], (*COVENTRY, "first_review"), 4),
    ("coventry-2019", [FRAMEWORK], (*COVENTRY, "first_review"), 5),
    ("hull-2018", [], (), 6),
    ("hull-2018", [FRAMEWORK], ("first_review",), 11),
    ("herefordshire-2020", [], (), 8),
    ("herefordshire-2020", [FRAMEWORK], ("first_review",), 9),
]
SEEDS_MORE = range(0)  # widen by hand: each is one more world of the framework on Coventry
WORLDS += [("coventry-2019", [FRAMEWORK], (*COVENTRY, "first_review"), 100 + seed) for seed in SEEDS_MORE]


@dataclass
class Told:
    """What is so, as the test knows it: nothing here is read from the database."""

    held: dict = field(default_factory=dict)  # meeting → (kind, began, days between reviews when it was written)
    completed: list = field(default_factory=list)
    ended: list = field(default_factory=list)
    interval: int | None = None

    def story(self):
        """(when, what, interval), in the order of time."""
        yield from sorted(
            [
                *((at, "completed", None) for at in self.completed),
                *((at, "ended", None) for at in self.ended),
                *((began, "review" if kind == MeetingKind.REVIEW else "met", days) for kind, began, days in self.met()),
            ],
            key=lambda one: one[0],
        )

    def met(self):
        return [one for one in self.held.values() if one[0] != MeetingKind.HANDOVER]

    def clocks(self, standard):
        """[start, days, stop, cancelled] of each."""
        found = []
        for at, what, days in self.story():
            running = found[-1] if found and found[-1][2] is None and found[-1][3] is None else None
            if standard == "plan_meeting":
                if what == "completed" and running is None:
                    found.append([at, 14, None, None])
                elif what == "met" and running:
                    running[2] = at
            elif what == "ended" and running:
                running[3] = at
            elif what == "met" and running is None and not (standard == "first_review" and found):
                found.append([at, 42 if standard == "first_review" else min(84, days or 84), None, None])
            elif what == "review" and running:
                running[2] = at
                if standard == "review":
                    found.append([at, min(84, days or 84), None, None])
        return [
            (at, oracle.due(at, days, "calendar_days", "none", ()), stop, end, _standing(at, days, stop, end))
            for at, days, stop, end in found
        ]


def _standing(at, days, stop, end):
    due = oracle.due(at, days, "calendar_days", "none", ())
    if end is not None:
        return "cancelled"
    if stop is not None:
        return "met" if stop <= due else "met_late"
    return "overdue" if timezone.now() > due else "running"


def stored_clocks(standard):
    with databases.as_owner():
        rows = Clock.objects.filter(standard=standard).exclude(cancel_reason=PUT_RIGHT).order_by("started_at", "pk")
        return [(one.started_at, one.due_at, one.stopped_at, one.cancelled_at, _as_said(one)) for one in rows]


def _as_said(clock):
    """The sweep says later that a running clock is late; by its due moment it is late already."""
    if clock.stopped_at or clock.cancelled_at:
        return clock.state
    return "overdue" if timezone.now() > clock.due_at else "running"


@pytest.mark.parametrize(("profile", "overlays", "standards", "seed"), WORLDS)
def test_the_clocks_are_what_the_story_gives(cast, profile, overlays, standards, seed):
    chance, told, log = random.Random(seed), Told(), []
    with time_machine.travel(BEGIN, tick=False) as traveller:
        with databases.as_owner():
            Partnership.objects.filter(pk=cast.north.pk).update(profile=profile, overlays=overlays)
            Episode.objects.update(requested_at=BEGIN - timedelta(days=30), opened_at=BEGIN - timedelta(days=30))
        cast.practitioner.tenant.refresh_from_db()
        world = World(cast, chance, told, profile_of(cast.practitioner.tenant))
        for number in range(STEPS):
            traveller.shift(timedelta(seconds=chance.randrange(3600, 9 * 86400)))
            step = world.first[number] if number < 2 else chance.choices(world.steps, weights=world.weights)[0]
            log.append(f"{number} {timezone.now():%d %b} {step.__name__}: {step()}")
            for standard in ("plan_meeting", "review", "first_review"):
                expected = told.clocks(standard) if standard in standards else []
                assert stored_clocks(standard) == expected, f"{standard}, seed {seed}\n" + "\n".join(log)


class World:
    def __init__(self, cast, chance, told, profile):
        self.cast, self.chance, self.told, self.kinds = cast, chance, told, profile.kinds
        self.by, self.plan, self.waiting = cast.practitioner, None, []
        self.steps = [
            *(self.plans, self.moves, self.cancels, self.holds, self.holds_twice, self.puts_right, self.takes_back),
            *(self.completes, self.begins_or_ends, self.says_how_often),
        ]
        self.first = [self.plans, self.holds]
        self.weights = [6, 1, 1, 7, 1, 3, 1, 2, 2, 1]

    def some_moment(self, most=40):
        """Back-dated by up to forty days; to the second, so that no two are at once."""
        now = timezone.now()
        return max(now - timedelta(seconds=self.chance.randrange(1, most * 86400)), BEGIN - timedelta(days=29))

    def plans(self):
        kinds = [kind for kind in self.kinds if kind != MeetingKind.REVIEW or self.plan is not None]
        kind = self.chance.choice(kinds)
        more = {"another_agencys": "Core group", "whose": "Social care"} if self.chance.random() < 0.3 else {}
        at = timezone.now() + timedelta(days=self.chance.randrange(-20, 20))
        self.waiting.append(planned(self.by, self.cast.episode, kind, max(at, BEGIN), **more))
        return kind.value

    def moves(self):
        if not self.waiting:
            return "none"
        with acting_as(self.by) as actor:
            move_meeting(meeting=self.chance.choice(self.waiting), starts_at=self.some_moment(), place="", by=actor)

    def cancels(self):
        if not self.waiting:
            return "none"
        with acting_as(self.by) as actor:
            cancel_meeting(meeting=self._one_of_waiting(), reason="Snow", by=actor)

    def holds(self):
        if not self.waiting:
            return "none"
        meeting, began = self._one_of_waiting(), self.some_moment()
        held(self.by, meeting, began, outcome="continue")
        self.told.held[meeting.pk] = (MeetingKind(meeting.kind), began, self.told.interval if self.plan else None)
        return f"{meeting.kind} of {began:%d %b}"

    def holds_twice(self):
        meeting = self._one_held()
        if meeting is None:
            return "none"
        with pytest.raises(Refused):
            held(self.by, meeting, self.some_moment())

    def puts_right(self):
        meeting = self._one_held()
        if meeting is None:
            return "none"
        kind, _, days = self.told.held[meeting.pk]
        began = self.some_moment(80)
        put_right(self.by, meeting, began)
        self.told.held[meeting.pk] = (kind, began, days)
        return f"{kind.value} to {began:%d %b}"

    def takes_back(self):
        meeting = self._one_held()
        if meeting is None:
            return "none"
        with acting_as(self.by) as actor:
            take_meeting_back(meeting=meeting, reason="Nobody came", by=actor)
        return self.told.held.pop(meeting.pk)[0].value

    def completes(self):
        at = self.some_moment()
        with acting_as(self.by) as actor:
            said = {"assessment": new_reference(), "outcome": "plan"}
            events.record(ASSESSMENT_COMPLETED, self.cast.episode, by=actor, occurred_at=at, data=said)
        self.told.completed.append(at)
        return f"{at:%d %b}"

    def begins_or_ends(self):
        if self.plan is None:
            self.plan, self.told.interval = begun(self.cast), None
            return "begun"
        with acting_as(self.by) as actor:
            end_plan(plan=self.plan, reason="Done", by=actor)
        self.plan, self.told.interval = None, None
        self.told.ended.append(timezone.now())
        return "ended"

    def says_how_often(self):
        if self.plan is None:
            return "none"
        days = self.chance.choice([14, 42, 120])
        values = dict.fromkeys(("what_it_takes", "coordinated_by", "how_measured", "contingency"), "")
        values |= {"review_every_days": days, "expected_end_on": None}
        version = stored(self.plan).version
        with acting_as(self.by) as actor:
            set_trajectory(plan=self.plan, values=values, version=version, by=actor)
        self.told.interval = days
        return days

    def _one_of_waiting(self):
        return self.waiting.pop(self.chance.randrange(len(self.waiting)))

    def _one_held(self):
        if not self.told.held:
            return None
        with databases.as_owner():
            rows = Meeting.objects.select_related("episode__lead_agency", "episode__area", "episode__lead")
            return rows.get(pk=self.chance.choice(list(self.told.held)))

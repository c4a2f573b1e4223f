"""What a partnership calls its plans and meetings, and what it asks of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ehm import profiles
from ehm.models import Partnership
from plans.choices import MeetingKind, StepUpOutcome


@dataclass(frozen=True)
class StepsUp:
    """What a partnership asks of step up (R057, R061, R063). `outcomes`: where a conversation may lead, in its own
    words; `agrees_first`: the family and whoever leads next agree before, and it is handed over; `ask_after_days`:
    working days after which whoever told the front door asks again, where no standard of the partnership says so;
    `goes_with`: what must go with it."""

    talks_with: str
    form: str
    outcomes: tuple[tuple[StepUpOutcome, str], ...]
    agrees_first: bool = False
    ask_after_days: int | None = None
    goes_with: tuple[str, ...] = ()

    def called(self, outcome: str) -> str:
        return dict(self.outcomes).get(StepUpOutcome(outcome), StepUpOutcome(outcome).label)

    def may_lead_to(self, outcome: str) -> bool:
        return outcome in dict(self.outcomes)


@dataclass(frozen=True)
class ActionsOnly:
    """At this level a plan need not have goals: actions are enough, with the day of its review (R029, R095)."""

    level: int
    plan: str


@dataclass(frozen=True)
class Profile:
    """`plan` stands inside a sentence; `planning` to `handover` are what kinds of meetings are called, and a profile
    has those that it names. The rest says what a plan must have before it is agreed; a profile that does not name it
    does not ask for it."""

    plan: str
    planning: str
    review: str
    step_up: StepsUp
    child_centred: str = ""
    handover: str = ""
    bottom_lines: bool = False
    contingency: bool = False
    how_measured: bool = False
    actions_only: ActionsOnly | None = None

    def is_actions_only(self, level: int) -> bool:
        return self.actions_only is not None and self.actions_only.level == level

    def plan_at(self, level: int) -> str:
        """What a plan is called where help is of this level."""
        return self.actions_only.plan if self.actions_only is not None and self.is_actions_only(level) else self.plan

    def called(self, kind: str) -> str:
        """The name of a kind of meeting; of one that was held under another profile, the plain one."""
        name: str = getattr(self, kind)
        return name or MeetingKind(kind).label

    @property
    def kinds(self) -> list[MeetingKind]:
        """The kinds of meetings that are held here, the usual ones first."""
        return [kind for kind in MeetingKind if getattr(self, kind.value)]


def profile_of(partnership: Partnership) -> Profile:
    return _profile(partnership.profile, tuple(partnership.overlays))


@cache
def _profile(name: str, overlays: tuple[str, ...]) -> Profile:
    facts: dict[str, Any] = {}
    step_up: dict[str, Any] = {}
    for part in (name, *overlays):
        given = profiles.load("plans", part)
        facts |= given.get("words", {}) | given.get("asks", {})
        if "actions_only" in given:
            facts["actions_only"] = ActionsOnly(**given["actions_only"])
        step_up |= given.get("step_up", {})
    outcomes = tuple((StepUpOutcome(one["key"]), one["name"]) for one in step_up["outcomes"])
    goes_with = tuple(step_up.get("goes_with", ()))
    return Profile(**facts, step_up=StepsUp(**step_up | {"outcomes": outcomes, "goes_with": goes_with}))

"""Each check of a good plan (A11 section 3) fires where it should, and is silent where all is well."""

from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from cases.models import Episode
from plans.choices import PromiseKind
from plans.models import Goal, Plan, Promise
from plans.needs import Found
from plans.profile import Profile, StepsUp
from plans.quality import still_missing

PLAN = {"review_every_days": 42, "expected_end_on": date(2026, 9, 1)}
STEPS_UP = StepsUp(talks_with="", form="", outcomes=())
COVENTRY = Profile(plan="plan", planning="", review="", step_up=STEPS_UP, bottom_lines=True)
HULL = Profile(plan="plan", planning="", review="", step_up=STEPS_UP, contingency=True, how_measured=True)


def action(**fields):
    return Promise(**{"goal_id": 1, "somebody": "Mum", "by_when": date(2026, 6, 1), "measure": "In school", **fields})


def bottom_line(**fields):
    good = {
        "kind": PromiseKind.BOTTOM_LINE,
        "somebody": "Dad",
        "by_when": date(2026, 6, 1),
        "consequence": "Ask again",
    }
    return Promise(**(good | fields))


@dataclass(frozen=True)
class Made:
    profile: Profile
    plan: dict = field(default_factory=lambda: {**PLAN, "episode": Episode(level=3)})
    goals: tuple = (Goal(pk=1, is_cause=True),)
    promises: tuple = (action(), bottom_line())
    unanswered: tuple = ()

    def but(self, **plan):
        return replace(self, plan=self.plan | plan)

    def lacks(self):
        return list(still_missing(Plan(**self.plan), self.goals, self.promises, self.unanswered, self.profile))


IN_COVENTRY = Made(COVENTRY)
IN_HULL = Made(HULL, promises=(action(),)).but(contingency="Call Gran", how_measured="Sam asks each month")
NEED = Found(key="sleep", words="Sleep")
FIRES = [
    ("3.2", replace(IN_COVENTRY, goals=(Goal(pk=1),)), "what lies behind"),
    ("3.3", replace(IN_COVENTRY, unanswered=(NEED,)), "1 of the assessment's needs and worries has no goal yet"),
    ("3.3 many", replace(IN_COVENTRY, unanswered=(NEED, NEED)), "2 of the assessment's needs and worries have"),
    ("3.6 who", replace(IN_HULL, promises=(action(somebody=""),)), "1 thing to do lacks who"),
    ("3.6 when", replace(IN_HULL, promises=(action(by_when=None), action(measure=""))), "2 things to do lack who"),
    ("3.6 how", replace(IN_HULL, promises=(action(measure=""),)), "1 thing to do lacks"),
    ("3.6 line", replace(IN_COVENTRY, promises=(action(), bottom_line(consequence=""))), "1 thing to do lacks"),
    ("3.6 none", replace(IN_COVENTRY, goals=(Goal(pk=1, is_cause=True), Goal(pk=2))), "1 of the goals has nothing"),
    ("3.8 how often", IN_COVENTRY.but(review_every_days=None), "how often"),
    ("3.8 until when", IN_COVENTRY.but(expected_end_on=None), "hope to be done"),
    ("bottom lines", replace(IN_COVENTRY, promises=(action(),)), "No bottom line"),
    ("contingency", IN_HULL.but(contingency=""), "if things get worse"),
    ("how measured", IN_HULL.but(how_measured=""), "how progress is measured"),
]


@pytest.mark.parametrize("made", [IN_COVENTRY, IN_HULL], ids=["coventry", "hull"])
def test_they_are_silent_where_all_is_well(made):
    assert made.lacks() == []


@pytest.mark.parametrize(("made", "words"), [one[1:] for one in FIRES], ids=[one[0] for one in FIRES])
def test_it_fires_alone(made, words):
    (sentence,) = made.lacks()
    assert words in sentence


def test_a_plan_without_goals_is_told_to_begin_with_the_family():
    assert replace(IN_COVENTRY, goals=(), promises=(bottom_line(),)).lacks() == [
        "No goal yet: begin with what the family wants."
    ]

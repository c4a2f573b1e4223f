"""What the assessment found, for the plan to answer: each need and each worry is linked to a goal, or named as missing
(A11 3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.answers import YES
from assessments.choices import Kind
from assessments.models import Need, Worry
from assessments.partnership import form_of_assessment
from ehm.rows.actor import Actor
from plans.models import Goal, Plan


@dataclass(frozen=True)
class Found:
    """One need or worry. `key` is the item of the checklist, or the reference of the worry."""

    key: str
    words: str
    is_worry: bool = False

    def is_answered_by(self, goal: Goal) -> bool:
        return self.key in (goal.worries if self.is_worry else goal.needs)


def found_by_assessment(plan: Plan, actor: Actor) -> list[Found]:
    """Needs answered yes, unless the family wants to see to one alone, and every worry; without those that `actor` is
    kept out of."""
    assessment = plan.assessment
    if assessment is None:
        return []
    form = form_of_assessment(assessment, actor.partnership)
    checklists = (one for section in form.sections for one in section.questions if one.kind is Kind.CHECKLIST)
    names = {item.key: item.name for one in checklists for item in form.code_sets[one.code_set].values}
    needs = Need.objects.within([assessment], actor).filter(answer=YES, why_not_now="").order_by("pk")
    worries = Worry.objects.within([assessment], actor).kept().exclude(statement="").order_by("position", "pk")
    return [
        *(Found(one.item, names.get(one.item, one.item)) for one in needs),
        *(Found(one.reference, one.statement, is_worry=True) for one in worries),
    ]


def without_goal(found: Iterable[Found], goals: Sequence[Goal]) -> list[Found]:
    """What no goal answers yet."""
    return [one for one in found if not any(one.is_answered_by(goal) for goal in goals)]

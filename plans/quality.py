"""What a good plan has (A11 section 3), said in plain words before it is agreed; nothing of it holds anybody back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plans.choices import PromiseKind
from plans.models import Goal, Plan, Promise
from plans.needs import Found
from plans.profile import Profile
from plans.promises import lacks


def still_missing(
    plan: Plan, goals: Sequence[Goal], promises: Sequence[Promise], unanswered: Sequence[Found], profile: Profile
) -> Iterator[str]:
    """Sentences, the weightiest first. `unanswered`: what the assessment found and no goal answers yet."""
    if not goals and not profile.is_actions_only(plan.episode.level):
        yield "No goal yet: begin with what the family wants."
    if unanswered:
        count = len(unanswered)
        yield f"{count} of the assessment's needs and worries {'has' if count == 1 else 'have'} no goal yet."
    if goals and not any(goal.is_cause for goal in goals):
        yield "No goal is marked as going to what lies behind."
    incomplete = sum(bool(lacks(one)) for one in promises)
    if incomplete:
        things = "1 thing to do lacks" if incomplete == 1 else f"{incomplete} things to do lack"
        yield f"{things} who, by when, or how you will see it."
    without = sum(not any(one.goal_id == goal.pk for one in promises) for goal in goals)
    if without:
        yield f"{without} of the goals {'has' if without == 1 else 'have'} nothing that anybody does for it."
    if profile.bottom_lines and not any(one.kind == PromiseKind.BOTTOM_LINE for one in promises):
        yield "No bottom line: what must happen, and what follows if it does not."
    if profile.contingency and not plan.contingency:
        yield "Not said: what happens if things get worse, or the plan does not work."
    if profile.how_measured and not plan.how_measured:
        yield "Not said: how progress is measured, and by whom."
    if plan.review_every_days is None:
        yield "Not said: how often the plan is reviewed."
    if plan.expected_end_on is None:
        yield "Not said: when you all hope to be done."

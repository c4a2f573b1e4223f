"""A question that another answer decides, in words."""

from __future__ import annotations

from assessments.actions.own_form import CHOOSING
from assessments.choices import Kind
from assessments.form import Form, Question


def when_in_words(question: Question, form: Form) -> str:
    """'Only where …', or nothing."""
    condition = question.asked_when
    if condition is None:
        return ""
    other = form.question(condition.question)
    named = dict(answers_to(form, other))
    return f"Only where ‘{other.text}’ is answered {' or '.join(named.get(one, one) for one in condition.among)}"


def answers_to(form: Form, question: Question) -> list[tuple[str, str]]:
    """What can be answered to it, where that is chosen."""
    if question.kind is Kind.YES_NO:
        return [("yes", "Yes"), ("no", "No")]
    if question.kind is Kind.OUTCOME:
        return [(outcome.key.value, outcome.name) for outcome in form.outcomes]
    if question.kind in CHOOSING:
        return [(value.key, value.name) for value in form.code_sets[question.code_set].offered()]
    return []

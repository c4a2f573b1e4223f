"""A family that says no: what was tried, what comes next, and who decided where safety is a worry (R052, A11 1.3)."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.declining import Attempt, Declined, NextStep, what_is_missing

CALM = Declined(
    attempts=(Attempt(date(2026, 11, 2), "At home", "Not now, thank you"),),
    reason="Too much going on before Christmas",
    next_step=NextStep.TRY_AGAIN,
    try_again_on=date(2027, 1, 11),
    is_safety_a_worry=False,
)
WORRIED = replace(
    CALM,
    is_safety_a_worry=True,
    risk_assessment="The younger child is often alone in the evening",
    decided_by="The safeguarding lead",
    decision="Visit again within the week, with the health visitor",
)


@pytest.mark.parametrize("declined", [CALM, WORRIED, replace(CALM, next_step=NextStep.RESPECT_IT, try_again_on=None)])
def test_nothing_is_missing(declined):
    assert what_is_missing(declined) == ()


@pytest.mark.parametrize(
    ("declined", "change", "said"),
    [
        (CALM, {"attempts": ()}, "at least one time that help was offered"),
        (CALM, {"reason": " "}, "why the family said no"),
        (CALM, {"next_step": None}, "Say what happens next"),
        (CALM, {"try_again_on": None}, "Say when you will offer help again."),
        (CALM, {"is_safety_a_worry": None}, "Say whether anybody is worried"),
        (WORRIED, {"risk_assessment": ""}, "Write down the risks to each child"),
        (WORRIED, {"decided_by": ""}, "Name the senior manager or safeguarding lead"),
        (WORRIED, {"decision": ""}, "Name the senior manager or safeguarding lead"),
        (WORRIED, {"next_step": NextStep.RESPECT_IT}, "Where safety is a worry, help is offered again"),
    ],
)
def test_what_is_missing(declined, change, said):
    (sentence,) = what_is_missing(replace(declined, **change))
    assert said in sentence


def test_without_a_worry_about_safety_nobody_senior_is_asked():
    assert what_is_missing(replace(CALM, risk_assessment="", decided_by="", decision="")) == ()

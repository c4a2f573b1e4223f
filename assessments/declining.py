"""What an assessment that the family declined, or withdrew from, leaves on record (R052, A11 1.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class NextStep(StrEnum):
    """What is done when a family says no."""

    TRY_AGAIN = "try_again"
    ASK_FRONT_DOOR = "ask_front_door"
    RESPECT_IT = "respect_it"  # help is voluntary and nobody is worried about safety


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that help was offered, and what came of it."""

    on: date
    how: str
    answer: str


@dataclass(frozen=True, slots=True)
class Declined:
    attempts: tuple[Attempt, ...]
    reason: str  # in the family's own words, where they gave one
    next_step: NextStep | None
    try_again_on: date | None = None
    is_safety_a_worry: bool | None = None
    risk_assessment: str = ""
    decided_by: str = ""  # the senior manager or safeguarding lead
    decision: str = ""


def what_is_missing(declined: Declined) -> tuple[str, ...]:
    """What must be written down before the assessment is recorded as declined, a sentence each."""
    return tuple((*_of_everyone(declined), *_where_safety_is_a_worry(declined)))


def _of_everyone(declined: Declined) -> Iterator[str]:
    if not declined.attempts:
        yield "Write down at least one time that help was offered, and what the family said."
    if not declined.reason.strip():
        yield "Write down why the family said no, or that they gave no reason."
    if declined.next_step is None:
        yield "Say what happens next: try again, ask the front door, or leave it with the family."
    if declined.next_step is NextStep.TRY_AGAIN and declined.try_again_on is None:
        yield "Say when you will offer help again."
    if declined.is_safety_a_worry is None:
        yield "Say whether anybody is worried about a child's safety."


def _where_safety_is_a_worry(declined: Declined) -> Iterator[str]:
    if not declined.is_safety_a_worry:
        return
    if not declined.risk_assessment.strip():
        yield "Write down the risks to each child, and what keeps them safe."
    if not declined.decided_by.strip() or not declined.decision.strip():
        yield "Name the senior manager or safeguarding lead who decided what happens next, and what they decided."
    if declined.next_step is NextStep.RESPECT_IT:
        yield "Where safety is a worry, help is offered again or the front door is asked: choose one of them."

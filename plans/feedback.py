"""What people are asked when help ends: a set of questions for each kind of person (plans/stock/feedback.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cases.models import Person
from plans.choices import FeedbackSet

STOCK = Path(__file__).parent / "stock" / "feedback.toml"
ELEVEN = 11  # years, from which somebody is asked as a young person


@dataclass(frozen=True)
class Question:
    """Scored from 0 (`worst`) to 10 (`best`) where these are given; words may be added to each."""

    key: str
    text: str
    worst: str = ""
    best: str = ""

    @property
    def is_scored(self) -> bool:
        return bool(self.worst)


@cache
def _sets() -> Mapping[FeedbackSet, tuple[Question, ...]]:
    stock = tomllib.loads(STOCK.read_text())
    return {
        FeedbackSet(one["key"]): tuple(Question(**question) for question in one["question"]) for one in stock["set"]
    }


def questions_of(name: str) -> Sequence[Question]:
    """Of a set by its name (`Feedback.questions`)."""
    return _sets()[FeedbackSet(name)]


def set_for(person: Person) -> FeedbackSet:
    """By age; a child whose age is not known is asked as a young person."""
    if not person.is_child:
        return FeedbackSet.PARENTS
    is_young = person.age is not None and person.age < ELEVEN
    return FeedbackSet.CHILD if is_young else FeedbackSet.YOUNG_PERSON

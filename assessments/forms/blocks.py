"""The questions of a page as it draws them, each with the fields that stand there (templates/assessments/blocks)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.forms.boundfield import BoundField

from assessments.answers import Subject
from assessments.form import Question
from assessments.last_time import LastTime
from assessments.offers import Offer
from assessments.pieces import Conflict


@dataclass(frozen=True)
class Line:
    """One line of a list."""

    reference: str
    cells: tuple[BoundField, ...]
    remove: BoundField
    source: BoundField
    is_new: bool = False


@dataclass(frozen=True)
class View:
    """One person's view on one scale."""

    value: BoundField
    why: BoundField


@dataclass(frozen=True)
class Scaled:
    """One scale, with a view for each of those who are asked."""

    name: str
    worst: str
    best: str
    views: tuple[View, ...]


@dataclass(frozen=True)
class Block:
    """One question as it is put to one subject. Of what follows, what its kind has."""

    question: Question
    subject: Subject
    answer: BoundField | None = None
    lines: tuple[Line, ...] = ()
    items: tuple[BoundField, ...] = ()
    scales: tuple[Scaled, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    source: BoundField | None = None
    offers: tuple[Offer, ...] = ()
    last_time: LastTime | None = None
    pictures: Sequence[Any] = ()
    add_url: str = ""

    @property
    def anchor(self) -> str:
        return f"q-{self.question.key}" + (f"-{self.subject.key}" if self.subject.key else "")

    @property
    def template(self) -> str:
        return f"assessments/blocks/{self.question.kind}.html"

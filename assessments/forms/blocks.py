"""The questions of a page as it draws them, each with the fields that stand there (templates/assessments/blocks)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.forms.boundfield import BoundField

from assessments.answers import YES, Subject
from assessments.form import Question
from assessments.forms.names import anchor_of
from assessments.last_time import LastTime
from assessments.offers import Offer
from assessments.pieces import Conflict
from assessments.remarks import ShownRemark


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
    asks_why: bool = False  # the form wants a reason for every number

    @property
    def shows_why(self) -> bool:
        """The box for it is open where a reason is wanted, stands there already, or is wrong."""
        return bool(self.asks_why or self.why.value() or self.why.errors)


@dataclass(frozen=True)
class Group:
    """Items of a checklist that belong together. `is_open`: what is so, or is wrong, is never folded away."""

    name: str
    items: tuple[BoundField, ...]
    is_open: bool = False

    @property
    def so(self) -> int:
        return sum(item.value() == YES for item in self.items)

    @property
    def answered(self) -> int:
        return sum(bool(item.value()) for item in self.items)

    @property
    def folds(self) -> bool:
        return bool(self.name) and len(self.items) > 1


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
    groups: tuple[Group, ...] = ()
    scales: tuple[Scaled, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    source: BoundField | None = None
    offers: tuple[Offer, ...] = ()
    last_time: LastTime | None = None
    pictures: Sequence[Any] = ()
    add_url: str = ""
    remarks: Sequence[ShownRemark] = ()
    is_open: bool = True  # of what folds

    @property
    def anchor(self) -> str:
        return anchor_of(self.question.key, self.subject.key)

    @property
    def template(self) -> str:
        return f"assessments/blocks/{self.question.kind}.html"

    @property
    def views(self) -> tuple[View, ...]:
        return tuple(view for scale in self.scales for view in scale.views)

    @property
    def given(self) -> int:
        """How many of the views have a number, or say why there is none."""
        return sum(bool(view.value.value() or view.why.value()) for view in self.views)

    @property
    def folds(self) -> bool:
        """Several scales about one of the children: the page shows one child at a time, the others by name."""
        return bool(self.subject.key) and len(self.scales) > 1

    @property
    def is_wrong(self) -> bool:
        return any(view.value.errors or view.why.errors for view in self.views)

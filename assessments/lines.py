"""Which table keeps which record, and what its columns are called: the form's words on the left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db import models

from assessments.choices import Record
from assessments.models import (
    Answer,
    HouseholdMember,
    LifeEvent,
    Limit,
    Need,
    Professional,
    Score,
    Seen,
    TakingPart,
    Worry,
)
from assessments.pieces import ANSWER, Content, Place, score_key

Cell = str | tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """`columns`: the cell's name in the form → the model's field. `person`: the cell that names somebody."""

    model: type[models.Model]
    columns: Mapping[str, str]
    person: str = ""

    @property
    def is_line(self) -> bool:
        return any(field.name == "removed_at" for field in self.model._meta.concrete_fields)

    @property
    def written(self) -> list[str]:
        """The fields that a save may change: rights.py grants no others."""
        also = ["position", "removed_at"] if self.is_line else []
        return [*self.columns.values(), *also, "source", "saved_at", "recorded_by", "agency", "version"]

    def content(self, row: Any) -> dict[str, Cell]:
        found: dict[str, Cell] = {cell: _said(getattr(row, field)) for cell, field in self.columns.items()}
        if self.person:
            found[self.person] = row.about
        return found

    def longest(self, cell: str) -> int | None:
        """Characters that there is room for; None where it is as many as anybody writes."""
        field: Any = self.model._meta.get_field(self.columns[cell])
        return field.max_length if isinstance(field, models.CharField) else None

    def values(self, content: Content) -> dict[str, Any]:
        """The model's fields for what is written; a cell that is not there is blank."""
        return {field: _meant(self.model, field, content.get(cell, "")) for cell, field in self.columns.items()}

    def place(self, row: Any) -> Place:
        record = RECORD_OF[self.model]
        if record == ANSWER:
            return Place(record, row.question, row.about)
        if record == Record.NEED:
            return Place(record, row.question, "", row.item)
        if record == Record.SCORE:
            return Place(record, row.question, row.about, score_key(row.scale_set, row.scale, row.respondent))
        return Place(record, row.question, "", row.reference)

    def key(self, place: Place) -> dict[str, Any]:
        """The fields that say which row it is."""
        if place.record == ANSWER:
            return {}
        if place.record == Record.NEED:
            return {"item": place.key}
        if place.record == Record.SCORE:
            return dict(zip(("scale_set", "scale", "respondent"), place.key.split(":"), strict=True))
        return {"reference": place.key}


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


KEPT: Mapping[str, Kept] = MappingProxyType(
    {
        ANSWER: Kept(Answer, _same("values")),
        Record.NEED: Kept(Need, _same("answer", "comment", "why_not_now", "worries")),
        Record.SCORE: Kept(Score, _same("value", "reason", "why_none")),
        Record.WORRY: Kept(Worry, _same("statement", "goal")),
        Record.HOUSEHOLD_MEMBER: Kept(HouseholdMember, _same("name", "sex", "born", "status")),
        Record.PROFESSIONAL: Kept(
            Professional,
            _same("name", "role", "started_on", "ended_on", "phone", "email")
            | {"agency": "works_for", "address": "postal_address"},
        ),
        Record.LIFE_EVENT: Kept(LifeEvent, {"when": "said_when", "what": "what", "impact": "impact"}),
        Record.SEEN: Kept(Seen, {"seen_on": "seen_on", "seen_alone": "seen_alone", "where": "place"}, person="person"),
        Record.TAKING_PART: Kept(TakingPart, _same("took_part", "why_not", "note"), person="person"),
        Record.LIMIT: Kept(Limit, {"where": "holds_back"} | _same("who", "with_whom", "what", "reason")),
    }
)
RECORD_OF: Mapping[type[models.Model], str] = MappingProxyType({kept.model: record for record, kept in KEPT.items()})


def _said(value: Any) -> Cell:
    match value:
        case None:
            return ""
        case list() | tuple():
            return tuple(value)
        case date():
            return value.isoformat()
    return str(value)


def _meant(model: type[models.Model], name: str, cell: Cell) -> Any:
    field: Any = model._meta.get_field(name)
    if hasattr(field, "base_field"):
        return [cell] if isinstance(cell, str) and cell else list(cell)
    if isinstance(field, models.DateField):
        return date.fromisoformat(str(cell)) if cell else None
    if isinstance(field, models.PositiveSmallIntegerField):
        return int(str(cell)) if cell else None
    return str(cell)

"""What is offered, put into what somebody types: each once, and into a card that is still blank before a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from assessments.choices import ColumnKind, Kind
from assessments.form import Column, Question
from assessments.forms import names
from assessments.offers import Offer, is_same_line
from ehm.models.tenancy import new_reference

DATE_PARTS = ("year", "month", "day")


@dataclass(frozen=True)
class Typed:
    """One question about one subject, in `data` as a browser sends it."""

    data: QueryDict
    question: Question
    about: str = ""

    def has(self, offer: Offer) -> bool:
        """What is ticked to be taken off the list is not there."""
        if offer.cells:
            return any(is_same_line(self.question, self._line(one), offer.cells) for one in self._lines())
        said = self.data.getlist(names.answer(self.question, self.about))
        return any(offer.words in _lines_ended_alike(word) for word in said)

    def take(self, offer: Offer) -> None:
        """Put it there, with its source beside it."""
        if self.has(offer):
            return
        if offer.cells:
            self._put_line(offer)
            return
        name = names.answer(self.question, self.about)
        before = self.data.get(name, "").strip() if self.question.kind is Kind.LONG_TEXT else ""
        self.data[name] = f"{before}\n\n{offer.words}" if before else offer.words
        self.data[names.source(name)] = offer.source

    def _lines(self) -> Iterator[str]:
        for reference in self.data.getlist(names.lines(self.question.key)):
            if not self.data.get(names.cell(self.question.key, reference, "remove")):
                yield reference

    def _line(self, reference: str) -> dict[str, str]:
        return {column.key: self._cell(column, reference) for column in self.question.columns}

    def _cell(self, column: Column, reference: str) -> str:
        name = names.cell(self.question.key, reference, column.key)
        if column.kind is not ColumnKind.DATE:
            return self.data.get(name, "")
        parts = [self.data.get(f"{name}_{part}", "").strip() for part in DATE_PARTS]
        return "-".join(part.zfill(2) for part in parts) if any(parts) else ""

    def _put_line(self, offer: Offer) -> None:
        key = self.question.key
        reference = next((one for one in self._lines() if not any(map(str.strip, self._line(one).values()))), "")
        if not reference:
            reference = new_reference()
            self.data.appendlist(names.lines(key), reference)
        self.data[names.cell(key, reference, "source")] = offer.source
        for column in self.question.columns:
            words = str(offer.cells.get(column.key, ""))
            name = names.cell(key, reference, column.key)
            if column.kind is ColumnKind.DATE and words:
                for part, number in zip(DATE_PARTS, words.split("-"), strict=True):
                    self.data[f"{name}_{part}"] = number
            elif words:
                self.data[name] = words


def _lines_ended_alike(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n")

"""The document of an assessment on a page of ours: the same blocks as on paper, with files where they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from assessments import when
from assessments.choices import Record
from assessments.documents.blocks import PRINTED, ShownPicture
from assessments.documents.tree import Entry, File, Table


@dataclass(frozen=True)
class Happened:
    """As components/chronology.html wants it."""

    when: str
    what: str
    meant: str
    on: date | None = None


@dataclass(frozen=True)
class Chronology:
    """`others` are those of which nobody knows when."""

    entries: tuple[Happened, ...]
    others: tuple[Happened, ...]


@dataclass(frozen=True)
class Screen:
    """`said_on`: the day to read 'two years ago' by. `born`: when those were born whose age says when it was."""

    said_on: date
    born: Mapping[str, date]

    def shown(self, file: File) -> ShownPicture:
        if file.media_type not in PRINTED:
            return ShownPicture(file.shows or "A document", leads_to=reverse("assessments:file", args=(file.key,)))
        small, whole = (reverse(f"assessments:{name}", args=(file.key,)) for name in ("file_small", "file"))
        return ShownPicture(file.shows or "A picture", small, whole)

    def own_way(self, entry: Entry) -> tuple[str, object] | None:
        if entry.record is Record.LIFE_EVENT and isinstance(entry.content, Table):
            return "chronology", self._chronology(entry.content)
        return None

    def _chronology(self, table: Table) -> Chronology:
        told = []
        for line in table.lines:
            said = when.read(table.cell(line, "when"), today=self.said_on, born=self.born)
            on = said.sorts_on if said.precision is when.Precision.DAY else None
            told.append((said, Happened(said.words, table.cell(line, "what"), table.cell(line, "impact"), on)))
        told.sort(key=lambda pair: when.in_order(pair[0]))
        return Chronology(
            tuple(happened for said, happened in told if said.sorts_on),
            tuple(happened for said, happened in told if not said.sorts_on),
        )

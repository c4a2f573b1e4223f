"""What a document is made of. Everything has an address on the form, and nothing here can be changed.

A question that nobody has answered is not part of a document, so that what was left out looks no different.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assessments.address import Address
from assessments.answers import Child, Spot
from assessments.choices import About, Record, Respondent, Step, VoicePart


class Stage(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    AUTHORISED = "authorised"


class Kind(StrEnum):
    """Whose copy it is."""

    RECORD = "record"  # the record's own: everything
    SHARED = "shared"  # for an agency or a worker
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class File:
    """A picture or a document that was uploaded. `shows` says in words what is in it; no `data`: only named."""

    key: str
    shows: str
    data: bytes = b""
    media_type: str = ""

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a document needs to know beside the form and the answers. `people`: names by the key in the answers."""

    reference: str
    partnership: str
    stage: Stage
    written_by: str
    version: int = 1
    people: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""  # how to reach whoever wrote it
    submitted_on: datetime.date | None = None
    authorised_on: datetime.date | None = None
    authorised_by: str = ""
    safeguarding_phone: str = ""
    files: Mapping[Spot, tuple[File, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """`is_quotation`: a child's own words, exactly."""

    paragraphs: tuple[str, ...]
    is_quotation: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table, a cell for each column."""

    address: Address
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    def rows(self) -> Iterator[tuple[tuple[str, str], ...]]:
        """Each row as what its columns are called and what stands there."""
        for line in self.lines:
            yield tuple((column.text, cell) for column, cell in zip(self.columns, line.cells, strict=True))

    def cell(self, line: Line, column: str) -> str:
        return next((cell for head, cell in zip(self.columns, line.cells, strict=True) if head.key == column), "")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the checklist. `worries`: the worry statements that take it up."""

    address: Address
    name: str
    is_so: bool
    comment: str = ""
    worries: tuple[str, ...] = ()
    why_not_now: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    items: tuple[Item, ...]

    def told(self) -> tuple[Item, ...]:
        """The items that are so, or that something was said about."""
        return tuple(item for item in self.items if item.is_so or item.comment)

    def not_so(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.items if not item.is_so and not item.comment)


@dataclass(frozen=True, slots=True)
class View:
    """How one of those asked sees it, from 0 (worst) to 10 (best), or why nobody can say."""

    address: Address
    respondent: Respondent
    value: int | None
    reason: str = ""
    why_none: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    address: Address
    name: str
    worst: str
    best: str
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class Scales:
    scales: tuple[Scale, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    address: Address
    file: File


@dataclass(frozen=True, slots=True)
class Pictures:
    pictures: tuple[Picture, ...]


Content = Words | Choices | Table | Checklist | Scales | Pictures


@dataclass(frozen=True, slots=True)
class Entry:
    """A question as it was answered about somebody. `to_child`: its words on the child's own page. `rests_on`: places
    that this answer would give away."""

    address: Address
    question: str
    content: Content
    about: About = About.FAMILY
    subject: str = ""
    record: Record | None = None
    voice: VoicePart | None = None
    to_child: str = ""
    rests_on: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section, with what was answered in it."""

    address: Address
    title: str
    entries: tuple[Entry, ...]
    about: About = About.FAMILY
    step: Step = Step.SUBMISSION


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    reference: str
    partnership: str
    stage: Stage
    version: int
    written_by: str
    contact: str
    submitted_on: datetime.date | None
    authorised_on: datetime.date | None
    authorised_by: str
    safeguarding_phone: str
    children: tuple[Child, ...]
    parts: tuple[Part, ...]
    kind: Kind = Kind.RECORD

    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for part in self.parts for entry in part.entries)

    def kept_as(self, record: Record) -> tuple[Entry, ...]:
        """The entries whose answers are these rows."""
        return tuple(entry for entry in self.entries() if entry.record is record)

    def cells(self, record: Record, column: str) -> Iterator[tuple[str, str]]:
        """Of each of these rows its key and what stands in this column."""
        for entry in self.kept_as(record):
            if isinstance(entry.content, Table):
                for line in entry.content.lines:
                    yield line.address.row, entry.content.cell(line, column)

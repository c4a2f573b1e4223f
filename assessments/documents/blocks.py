"""The blocks of a document, on paper and on our pages alike: answers under one heading, and how each is drawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from assessments.choices import About, Record, Respondent
from assessments.documents.tree import (
    Checklist,
    Choices,
    Document,
    Entry,
    File,
    Part,
    Pictures,
    Scale,
    Scales,
    Table,
    Words,
)
from ehm.charts import voices

SHORT = 90  # characters that still stand well beside their question
PRINTED = ("image/png", "image/jpeg")
DRAWN = {
    Words: "words",
    Choices: "choices",
    Table: "table",
    Checklist: "checklist",
    Scales: "scales",
    Pictures: "pictures",
}


@dataclass(frozen=True, slots=True)
class ShownPicture:
    shows: str
    source: str = ""  # none where it is only named
    leads_to: str = ""  # the file itself, on a page


@dataclass(frozen=True, slots=True)
class ShownPictures:
    pictures: tuple[ShownPicture, ...]


@dataclass(frozen=True, slots=True)
class ShownScale:
    """`chart`: the views on one line, where anybody gave a number; beside it the table that says the same and why.
    `says`: the same for whoever does not see it; `differ`: how far they are apart, in words."""

    scale: Scale
    chart: str = ""
    says: str = ""
    differ: str = ""


@dataclass(frozen=True, slots=True)
class ShownScales:
    scales: tuple[ShownScale, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry and the way in which it is drawn. `is_short`: it stands beside its question."""

    question: str
    subject: str
    drawn: str
    content: object
    is_short: bool

    @property
    def template(self) -> str:
        """On a page of ours."""
        return f"assessments/read/_{self.drawn}.html"


@dataclass(frozen=True, slots=True)
class ShownWorry:
    """A worry in its own words, with what was answered about it."""

    says: tuple[tuple[str, str], ...]
    entries: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Entries under one heading: a question, somebody (`is_subject`), or short answers side by side with their
    questions (`facts`) or with whom they are about (`people`); or each worry with its scale."""

    heading: str = ""
    entries: tuple[Shown, ...] = ()
    facts: tuple[Entry, ...] = ()
    people: tuple[Entry, ...] = ()
    worries: tuple[ShownWorry, ...] = ()
    is_subject: bool = False


@dataclass(frozen=True, slots=True)
class ShownPart:
    title: str
    blocks: tuple[Block, ...]


class Medium(Protocol):
    """Paper or a page of ours: how it shows a file."""

    def shown(self, file: File) -> ShownPicture: ...

    def own_way(self, entry: Entry) -> tuple[str, object] | None:
        """The name and content of what it draws in a way of its own."""


def shown_parts(document: Document, medium: Medium) -> list[ShownPart]:
    """Section by section, in blocks under one heading each."""
    return [ShownPart(part.title, tuple(_blocks(part, medium))) for part in document.parts]


def _blocks(part: Part, medium: Medium) -> Iterator[Block]:
    if part.about is About.EACH_CHILD:
        for subject, entries in groupby(part.entries, key=lambda entry: entry.subject):
            if subject:
                yield Block(subject, tuple(_shown(entry, medium) for entry in entries), is_subject=True)
            else:
                yield from _by_question(entries, medium)
    else:
        yield from _by_question(part.entries, medium)


def _by_question(entries: Iterable[Entry], medium: Medium) -> Iterator[Block]:
    """A block for each question; one for neighbours whose answers are a few words. Worries take their scales along."""
    told = tuple(entries)
    of_worries = [entry for entry in told if entry.about is About.EACH_WORRY]
    others = [entry for entry in told if entry.about is not About.EACH_WORRY]
    for is_fact, run in groupby(others, key=_is_fact):
        if is_fact:
            yield Block(facts=tuple(run))
            continue
        for _, asked in groupby(run, key=lambda entry: entry.address.question):
            yield _block(tuple(asked), of_worries, medium)


def _block(asked: tuple[Entry, ...], of_worries: Iterable[Entry], medium: Medium) -> Block:
    first = asked[0]
    if first.record is Record.WORRY and isinstance(first.content, Table):
        return Block(first.question, worries=tuple(_worries(first.content, of_worries, medium)))
    if first.about is About.EACH_CHILD and all(isinstance(entry.content, Words) for entry in asked):
        return Block(first.question, people=asked)
    return Block(first.question, tuple(_shown(entry, medium) for entry in asked))


def _worries(table: Table, of_worries: Iterable[Entry], medium: Medium) -> Iterator[ShownWorry]:
    told = tuple(of_worries)
    for line, says in zip(table.lines, table.rows(), strict=True):
        about = (entry for entry in told if entry.address.about == line.address.row)
        said = tuple((name, words) for name, words in says if words)
        yield ShownWorry(said, tuple(_shown(entry, medium) for entry in about))


def _is_fact(entry: Entry) -> bool:
    return entry.about is About.FAMILY and _is_short(entry)


def _is_short(entry: Entry) -> bool:
    words = entry.content
    if not isinstance(words, Words) or words.is_quotation:
        return False
    return len(words.paragraphs) == 1 and len(words.paragraphs[0]) <= SHORT and "\n" not in words.paragraphs[0]


def _shown(entry: Entry, medium: Medium) -> Shown:
    drawn, content = medium.own_way(entry) or (DRAWN[type(entry.content)], entry.content)
    if isinstance(content, Pictures):
        content = ShownPictures(tuple(medium.shown(picture.file) for picture in content.pictures))
    elif isinstance(content, Scales):
        content = ShownScales(tuple(_scale(scale, entry) for scale in content.scales))
    return Shown(entry.question, entry.subject, drawn, content, _is_short(entry))


def _scale(scale: Scale, entry: Entry) -> ShownScale:
    if all(view.value is None for view in scale.views):
        return ShownScale(scale)
    childs = entry.subject if entry.about is About.EACH_CHILD else ""
    views = [
        voices.View(
            voices.Who(view.respondent),
            view.value,
            childs if view.respondent is Respondent.CHILD else "",
            "told beside it",
        )
        for view in scale.views
    ]
    drawn = voices.Scale(scale.name, scale.worst, scale.best, views)
    title = f"{scale.name}: {entry.subject}" if entry.subject else scale.name
    chart = voices.voices([drawn], title, is_bare=True)
    return ShownScale(scale, chart, voices.in_words([drawn]), voices.difference(drawn))

"""What is new, changed or gone between two versions, in sentences for the manager who decides about the later one.

A new version has rows of its own, copied from the earlier. So lines of a list are the same when they say the same, and
the one line changed when only their first words do.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from assessments.address import Address
from assessments.choices import Record
from assessments.documents.tree import (
    Checklist,
    Choices,
    Content,
    Document,
    Entry,
    Pictures,
    Scales,
    Table,
    Words,
)


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was. `address` is where it stands now, or where it stood. `before` and `after`: what
    it said, blank where it was not there."""

    change: Change
    address: Address
    section: str
    sentence: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """The smallest thing that is compared: an answer, or one line of it."""

    address: Address
    section: str
    name: str
    words: str
    head: str = ""  # of a line: what it says first


def differences(old: Document, new: Document) -> tuple[Difference, ...]:
    """In the order of the later version, then what is gone. Both cut to what their reader may see."""
    before = {piece.address: piece for piece in _pieces(_with_rows_of(old, new))}
    after = {piece.address: piece for piece in _pieces(new)}
    since = f"since version {old.version}"
    found = []
    for address, piece in after.items():
        was = before.get(address)
        if was is None:
            sentence = f"New {since}: {piece.name}."
            found.append(Difference(Change.NEW, address, piece.section, sentence, after=piece.words))
        elif was.words != piece.words:
            sentence = f"Changed {since}: {piece.name}."
            found.append(Difference(Change.CHANGED, address, piece.section, sentence, was.words, piece.words))
    for address, piece in before.items():
        if address not in after:
            sentence = f"No longer there {since}: {piece.name}."
            found.append(Difference(Change.GONE, address, piece.section, sentence, before=piece.words))
    return tuple(found)


def _with_rows_of(old: Document, new: Document) -> Document:
    """The old document with its rows under the keys that the same rows have in the new one."""
    later = {entry.address: entry.content for entry in new.entries()}
    became: dict[tuple[str, str], str] = {}  # by question and old key
    for entry in old.entries():
        rows = _same_rows(_rows(entry.content), _rows(later.get(entry.address)))
        became |= {(entry.address.question, row): now for row, now in rows.items()}
    lists = {entry.address.question for entry in new.entries() if entry.record is Record.WORRY}
    worries = {row: now for (question, row), now in became.items() if question in lists}
    parts = (
        replace(part, entries=tuple(_renamed(entry, became, worries) for entry in part.entries)) for part in old.parts
    )
    return replace(old, parts=tuple(parts))


def _rows(content: Content | None) -> dict[str, tuple[str, ...]]:
    """What each line or picture says, first words first, by its key."""
    match content:
        case Table(_, lines):
            return {line.address.row: tuple(cell for cell in line.cells if cell) for line in lines}
        case Pictures(pictures):
            return {one.address.row: (one.file.shows, hashlib.sha256(one.file.data).hexdigest()) for one in pictures}
        case _:
            return {}


def _same_rows(old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Keys of old rows with the keys of the new rows that they became: of the same key, saying the same, or beginning
    the same, in this order."""
    became = {key: key for key in old if key in new}
    for length in (None, 1):
        for key, words in old.items():
            left = (now for now, said in new.items() if said[:length] == words[:length] and now not in became.values())
            if key not in became and (found := next(left, None)):
                became[key] = found
    return became


def _renamed(entry: Entry, became: Mapping[tuple[str, str], str], worries: Mapping[str, str]) -> Entry:
    place = replace(entry.address, about=worries.get(entry.address.about, entry.address.about))

    def now(address: Address) -> Address:
        return replace(place, row=became.get((address.question, address.row), address.row))

    content = entry.content
    match content:
        case Table(columns, lines):
            content = Table(columns, tuple(replace(line, address=now(line.address)) for line in lines))
        case Pictures(pictures):
            content = Pictures(tuple(replace(one, address=now(one.address)) for one in pictures))
        case Scales(scales):
            content = Scales(
                tuple(
                    replace(one, views=tuple(replace(view, address=now(view.address)) for view in one.views))
                    for one in scales
                )
            )
    return replace(entry, address=place, content=content)


def _pieces(document: Document) -> Iterator[_Piece]:
    for part in document.parts:
        for entry in part.entries:
            for address, head, words in _said(entry.address, entry.content):
                about = f" for {entry.subject}" if entry.subject else ""
                line = f"{head}, in " if head else ""
                name = f"{line}'{entry.question}'{about}"
                yield _Piece(address, part.title, name, words, head)


def _said(place: Address, content: Content) -> Iterable[tuple[Address, str, str]]:
    """Each piece of an answer: where, what it says first, and all that it says."""
    match content:
        case Words(paragraphs):
            yield place, "", "\n\n".join(paragraphs)
        case Choices(names):
            yield place, "", ", ".join(names)
        case Table(columns, lines):
            for line in lines:
                cells = [f"{column.text}: {cell}" for column, cell in zip(columns, line.cells, strict=True) if cell]
                yield line.address, f"'{next(filter(None, line.cells), '')}'", "; ".join(cells)
        case Checklist(items):
            for item in items:
                words = ["Yes" if item.is_so else "No", item.comment, item.why_not_now, *item.worries]
                yield item.address, f"'{item.name}'", "; ".join(word for word in words if word)
        case Scales(scales):
            for scale in scales:
                for view in scale.views:
                    words = ["" if view.value is None else f"{view.value} out of 10", view.reason, view.why_none]
                    head = f"'{scale.name}' as the {view.respondent} sees it"
                    yield view.address, head, "; ".join(word for word in words if word)
        case Pictures(pictures):
            for picture in pictures:
                yield picture.address, f"'{picture.file.shows or 'A file'}'", picture.file.shows or "A file"

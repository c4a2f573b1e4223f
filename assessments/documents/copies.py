"""What may be handed to somebody: the document without what they may not know, and without what would betray it.

Copies look the same whether or not anything was left out. So what would show a gap is in no copy at all: the list of
who should not see what, the items of the checklist that are not so, and which worry takes up which need.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from assessments.address import Address
from assessments.choices import Record, Step
from assessments.documents.tree import (
    Checklist,
    Content,
    Document,
    Entry,
    Kind,
    Part,
    Pictures,
    Scales,
    Table,
)

NOT_FOR_THE_FAMILY = {
    Record.TAKING_PART: ("why_not", "note")
}  # why a parent did not take part is not another's to read

IsHidden = Callable[[Address], bool]


def full_copy(document: Document) -> Document:
    """The record's own: everything that whoever asked for it may see. It is kept, and handed to nobody."""
    return replace(document, kind=Kind.RECORD)


def shared_copy(document: Document, limits: Iterable[Address]) -> Document:
    """For an agency or a worker, whom `limits` bind."""
    return replace(without(document, limits), kind=Kind.SHARED)


def family_copy(document: Document, limits: Iterable[Address]) -> Document:
    """For the family: without the manager's remarks, and without why a parent did not take part. `limits`: whatever
    binds anybody of the family who may read it."""
    copy = without(document, limits)
    parts = (
        replace(part, entries=tuple(_for_the_family(entry) for entry in part.entries))
        for part in copy.parts
        if part.step is not Step.AUTHORISATION
    )
    return replace(copy, parts=tuple(parts), kind=Kind.FAMILY)


def _for_the_family(entry: Entry) -> Entry:
    kept_back = NOT_FOR_THE_FAMILY.get(entry.record) if entry.record else None
    if not kept_back or not isinstance(entry.content, Table):
        return entry
    table = entry.content
    places = [at for at, column in enumerate(table.columns) if column.key not in kept_back]
    lines = tuple(replace(line, cells=tuple(line.cells[at] for at in places)) for line in table.lines)
    return replace(entry, content=Table(tuple(table.columns[at] for at in places), lines))


def without(document: Document, limits: Iterable[Address]) -> Document:
    """The document without what `limits` name and what would betray it. Of the whole of it, nothing but its kind and
    reference are left."""
    hidden = _with_what_betrays_them(document.entries(), set(limits))

    def is_hidden(address: Address) -> bool:
        return any(limit.covers(address) for limit in hidden)

    if is_hidden(Address()):
        return replace(document, written_by="", contact="", children=(), parts=(), authorised_by="")
    parts = (replace(part, entries=tuple(_kept(part, is_hidden))) for part in document.parts)
    return replace(document, parts=tuple(part for part in parts if part.entries))


def _with_what_betrays_them(entries: Iterable[Entry], hidden: set[Address]) -> set[Address]:
    """What rests on something hidden is hidden, and so is what rests on that."""
    seen = [entry for entry in entries if entry.address not in hidden]
    betraying = {entry.address for entry in seen if _is_betrayed(entry, hidden)}
    return _with_what_betrays_them(seen, hidden | betraying) if betraying else hidden


def _is_betrayed(entry: Entry, hidden: set[Address]) -> bool:
    """Whether something that it rests on is hidden, whole or in part."""
    return any(limit.covers(place) or place.covers(limit) for place in entry.rests_on for limit in hidden)


def _kept(part: Part, is_hidden: IsHidden) -> Iterable[Entry]:
    for entry in part.entries:
        if entry.record is Record.LIMIT or is_hidden(entry.address):
            continue
        content = _left_of(entry.content, is_hidden)
        if content is not None:
            yield replace(entry, content=content, rests_on=())


def _left_of(content: Content, is_hidden: IsHidden) -> Content | None:
    """The content without its hidden rows; None where nothing is left."""
    match content:
        case Table(columns, lines):
            left = tuple(line for line in lines if not is_hidden(line.address))
            return _without_empty_columns(Table(columns, left)) if left else None
        case Checklist():
            told = (item for item in content.told() if not is_hidden(item.address))
            listed = tuple(replace(item, worries=()) for item in told)
            return Checklist(listed) if listed else None
        case Scales(scales):
            views = {
                scale: tuple(view for view in scale.views if not is_hidden(view.address))
                for scale in scales
                if not is_hidden(scale.address)
            }
            given = tuple(replace(scale, views=seen) for scale, seen in views.items() if seen)
            return Scales(given) if given else None
        case Pictures(pictures):
            shown = tuple(picture for picture in pictures if not is_hidden(picture.address))
            return Pictures(shown) if shown else None
        case _:
            return content


def _without_empty_columns(table: Table) -> Table:
    """A column that only hidden rows had something in would show that there were such rows."""
    filled = [at for at in range(len(table.columns)) if any(line.cells[at] for line in table.lines)]
    lines = tuple(replace(line, cells=tuple(line.cells[at] for at in filled)) for line in table.lines)
    return Table(tuple(table.columns[at] for at in filled), lines)

"""A list of step-downs and diversions as a CSV file: read, checked row by row, and said in words what is wrong.

Nothing here asks the database. A file of this size is plain text that Python's own reader takes in a moment, so it is
not read in the confined process that pictures and PDFs need (ehm/confined).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cases import identifiers
from cases.choices import Relation
from cases.search_terms import clean
from ehm.files.kinds import EMPTY, FileRefused, kind_of
from hubs.actions.requests import identity_of
from hubs.choices import Diversion, Somebody

LARGEST = 1_000_000  # bytes
MOST_ROWS, MOST_COLUMNS, MOST_CHILDREN = 300, 200, 6
LONG, SHORT = 4000, 200
FORMULA = ("=", "@")
REMARK = "#"  # begins a line that is not read
NOT_CSV = "The selected file must be a CSV file, as a spreadsheet saves it with ‘CSV (comma separated)’"
TOO_LARGE = "The selected file must be smaller than 1 MB. Split the list"
USE_OURS = "Download the list to fill in, and use its columns"
DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d %b %Y", "%d %B %Y")
SENT_ON = {
    "step down": Diversion.STEP_DOWN,
    "stepped down": Diversion.STEP_DOWN,
    "mash": Diversion.MASH,
    "diversion": Diversion.MASH,
    "front door": Diversion.MASH,
}
YES_NO = {"yes": True, "y": True, "no": False, "n": False, "": False}


class ListRefused(FileRefused):
    """Nothing of the file is taken. `str()` is one plain sentence."""


@dataclass(frozen=True)
class Column:
    """`name` is the heading; `about` tells whoever fills the list in what stands there."""

    name: str
    about: str
    example: str = ""
    is_required: bool = False
    longest: int = SHORT


def _children() -> list[Column]:
    first = "First name. Leave empty for an unborn child without a name"
    found = []
    for number in range(1, MOST_CHILDREN + 1):
        child, example = f"Child {number}", ("Ida", "Marlow", "02/05/2018", "Larkfield Primary")
        shown = example if number == 1 else ("", "", "", "")
        found += [
            Column(f"{child} first name", first, shown[0], longest=100),
            Column(f"{child} surname", "Surname", shown[1], longest=100),
            Column(f"{child} date of birth", "Day/month/year; of an unborn child the day it is expected", shown[2]),
            Column(f"{child} school", "School, nursery or college", shown[3]),
        ]
    return found


COLUMNS = (
    Column("Reference", "What your own system calls this family’s step-down. Taken in once only", "SD-1042", True, 60),
    Column("Sent on from", "‘Step down’ or ‘MASH’", "Step down", True),
    Column("Date", "The day it was sent on, day/month/year", "02/11/2026", True),
    Column("Sent by", "Name of the social worker or whoever decided", "Ruth Hill", True),
    Column("Team", "Their team", "Assessment team"),
    Column("Telephone", "Their telephone", "01632 960001", True, 30),
    Column("E-mail", "Their e-mail address", ""),
    Column("Agreed by", "The parent who agreed to early help", "Dee Marlow"),
    Column("Agreed on", "On which day, day/month/year", "01/11/2026"),
    *_children(),
    Column("Parent first name", "", "Dee", longest=100),
    Column("Parent surname", "", "Marlow", longest=100),
    Column("Parent is", "What they are to the children: mother, father, grandparent, …", "mother"),
    Column("Parent telephone", "", "07700 900200", longest=30),
    Column("Address", "Without the postcode", "1 Elm Row", longest=500),
    Column("Postcode", "Decides the area", "CV99 1AA", longest=10),
    Column("Address is protected", "‘Yes’ where they are in danger if somebody learns where they live", "No"),
    Column("Area", "Only where the postcode does not decide", ""),
    Column("GP practice", "", ""),
    Column("Why help is wanted", "What the worries are", "Nights are loud and Ida is tired.", True, LONG),
    Column("What is working well", "", "Dee comes to every talk.", longest=LONG),
    Column("What should happen next", "", "Somebody who visits at home.", True, LONG),
    Column("What was done", "What children’s services did, when, and who", "Assessment in October.", longest=LONG),
)
BY_NAME = {one.name.lower(): one for one in COLUMNS}
RELATIONS = {label.lower(): value for value, label in Relation.choices}
NO_TEXT = (b"PK", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"<", b"{\\rtf")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass
class Row:
    """One family of the list. `number` is the line that a spreadsheet shows; `problems` are sentences."""

    number: int
    cells: Mapping[str, str]
    problems: list[str] = field(default_factory=list)
    reference: str = ""
    diversion: Diversion = Diversion.NONE
    asked_on: date | None = None
    agreed_on: date | None = None
    postcode: str = ""
    is_protected: bool = False
    people: list[dict[str, Any]] = field(default_factory=list)

    def cell(self, name: str) -> str:
        return self.cells.get(name.lower(), "")

    @property
    def children(self) -> list[str]:
        named = [one for one in self.people if one["who"] == Somebody.CHILD]
        return [f"{one.get('given_name') or 'Unborn'} {one.get('family_name') or ''}".strip() for one in named]


def to_fill_in() -> str:
    """The heading, and two lines that nobody reads again: what stands in each column, and an invented family."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([one.name for one in COLUMNS])
    for cells in ([one.about for one in COLUMNS], [one.example for one in COLUMNS]):
        writer.writerow([f"{REMARK} {cells[0]}", *cells[1:]])
    return out.getvalue()


def as_text(data: bytes) -> str:
    """The file as text: UTF-8 with or without its mark, or what Excel writes on Windows."""
    if not data:
        raise ListRefused(EMPTY)
    if len(data) > LARGEST:
        raise ListRefused(TOO_LARGE)
    if kind_of(data) is not None or data.startswith(NO_TEXT) or b"\x00" in data:
        raise ListRefused(NOT_CSV)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ListRefused(NOT_CSV)


def read(text: str, *, today: date, needs_agreement: bool) -> list[Row]:
    """Every family of the list, with what is wrong about each. `ListRefused` where it is no such list at all."""
    table = _table(text)
    heading = [" ".join(cell.split()).lower() for cell in table[0][1]] if table else []
    while heading and not heading[-1]:
        heading.pop()
    _check_heading(heading)
    rows: list[Row] = []
    for number, cells in table[1:]:
        if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith(REMARK):
            rows.append(_row(number, heading, cells, today, needs_agreement))
    if not rows:
        raise ListRefused("The list has a heading and no family")
    if len(rows) > MOST_ROWS:
        raise ListRefused(f"The list has more than {MOST_ROWS} families. Split it")
    _check_once(rows)
    return rows


def _table(text: str) -> list[tuple[int, list[str]]]:
    """(line, cells). Commas, semicolons or tabs: whichever gives the heading most names that are known."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    if first.count(",") + first.count(";") + first.count("\t") > MOST_COLUMNS:
        raise ListRefused(
            f"The list has more than {MOST_COLUMNS} columns. Download the list to fill in, and use its columns"
        )
    known = {mark: sum(cell.strip(' "\r').lower() in BY_NAME for cell in first.split(mark)) for mark in ",;\t"}
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(known, key=lambda mark: known[mark]), strict=True)
    try:
        line = 1
        for cells in reader:
            if cells:
                found.append((line, cells))
            line = reader.line_num + 1
            if len(found) > 2 * MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise ListRefused(f"The list has more than {MOST_ROWS} families or {MOST_COLUMNS} columns. Split it")
    except csv.Error:
        raise ListRefused(
            f"Line {line} cannot be read: a quotation mark is not closed, or a cell is far too long"
        ) from None
    return found


def _check_heading(heading: Sequence[str]) -> None:
    if not set(heading) & set(BY_NAME):
        raise ListRefused(f"The first line must be the heading. {USE_OURS}")
    strange = [name for name in heading if name not in BY_NAME]
    if strange:
        named = ", ".join(f"‘{clean(name)[:30] or 'without a name'}’" for name in strange[:3])
        raise ListRefused(f"Nobody would read these columns: {named}. Take them out, or give them a name of the list")
    twice = {name for name in heading if heading.count(name) > 1}
    if twice:
        raise ListRefused(f"The column ‘{BY_NAME[min(twice)].name}’ stands there twice")
    missing = [one.name for one in COLUMNS if one.is_required and one.name.lower() not in heading]
    if missing:
        raise ListRefused(f"These columns are missing: {', '.join(missing)}")
    if not any(name.startswith("child ") for name in heading):
        raise ListRefused("The columns of the first child are missing")


def _row(number: int, heading: Sequence[str], cells: Sequence[str], today: date, needs_agreement: bool) -> Row:
    row = Row(number, {name: cell.strip() for name, cell in zip(heading, cells, strict=False)})
    if any(cell.strip() for cell in cells[len(heading) :]):
        row.problems.append("It has more cells than the heading: put words with a comma into quotation marks")
    for name, cell in row.cells.items():
        column = BY_NAME[name]
        if CONTROL.search(cell):
            row.problems.append(f"{column.name} holds a sign that is no letter")
        elif cell.startswith(FORMULA):
            row.problems.append(f"{column.name} begins like a formula of a spreadsheet. Write it in words")
        elif len(cell) > column.longest:
            row.problems.append(f"{column.name} must be {column.longest:,} characters or fewer; it has {len(cell):,}")
    for column in COLUMNS:
        if column.is_required and not row.cell(column.name):
            row.problems.append(f"{column.name} is missing")
    _read_words(row, today, needs_agreement)
    _read_people(row, today)
    return row


def _read_words(row: Row, today: date, needs_agreement: bool) -> None:
    row.reference = row.cell("reference")
    sent_on = " ".join(row.cell("sent on from").lower().replace("-", " ").replace("_", " ").split())
    if sent_on:
        row.diversion = SENT_ON.get(sent_on, Diversion.NONE)
        if row.diversion == Diversion.NONE:
            row.problems.append("Sent on from must be ‘Step down’ or ‘MASH’")
    row.asked_on = _date(row, "Date")
    if row.asked_on and row.asked_on > today:
        row.problems.append("Date must be today or earlier")
    row.agreed_on = _date(row, "Agreed on")
    if row.agreed_on and row.agreed_on > today:
        row.problems.append("Agreed on must be today or earlier")
    if bool(row.cell("agreed by")) != bool(row.cell("agreed on")):
        row.problems.append("Say both who agreed and on which day")
    elif needs_agreement and not row.cell("agreed by"):
        row.problems.append("Nobody has agreed: ask a parent first, and write who agreed and when")
    _clean(row, "E-mail", validate_email, "E-mail must be an address, like name@example.com")
    row.postcode = _clean(
        row, "Postcode", identifiers.clean_postcode, "Postcode must be a full postcode, like CV99 1AA"
    )
    protected = row.cell("address is protected").lower()
    if protected not in YES_NO:
        row.problems.append("Address is protected must be ‘Yes’ or ‘No’")
    row.is_protected = YES_NO.get(protected, True)


def _read_people(row: Row, today: date) -> None:
    for number in range(1, MOST_CHILDREN + 1):
        words = {
            "given_name": row.cell(f"child {number} first name"),
            "family_name": row.cell(f"child {number} surname"),
            "school": row.cell(f"child {number} school"),
        }
        born_on = _date(row, f"Child {number} date of birth")
        if any(words.values()) or born_on or row.cell(f"child {number} date of birth"):
            is_unborn = not words["given_name"] and (born_on is None or born_on > today)
            said = {name: word for name, word in words.items() if word}
            row.people.append(said | {"who": Somebody.CHILD, "is_unborn": is_unborn, "born_on": born_on})
    if not row.people:
        row.problems.append("Name at least one child")
    parent = {"given_name": row.cell("parent first name"), "family_name": row.cell("parent surname")}
    relation = row.cell("parent is").lower()
    found = RELATIONS.get(relation, "")
    if relation and not found:
        row.problems.append("Parent is must be one word such as mother, father, grandparent or foster carer")
    if any(parent.values()):
        said = {name: word for name, word in parent.items() if word}
        phone = row.cell("parent telephone")
        row.people.append(said | {"who": Somebody.ADULT, "relation": found, "phone": phone})
    for one in row.people:
        for sentence in identity_of(one).problems().values():
            row.problems.append(f"{one.get('given_name') or 'Unborn child'}: {sentence}")


def _date(row: Row, name: str) -> date | None:
    said = row.cell(name)
    if not said:
        return None
    for pattern in DATES:
        try:
            return datetime.strptime(said, pattern).date()
        except ValueError:
            continue
    row.problems.append(f"{name} must be a day such as 02/11/2026")
    return None


def _clean(row: Row, name: str, check: Callable[[str], Any], otherwise: str) -> str:
    said = row.cell(name)
    try:
        return (check(said) or said) if said else ""
    except ValidationError:
        row.problems.append(otherwise)
        return ""


def _check_once(rows: Sequence[Row]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.diversion, row.reference.lower())
        if row.reference and key in seen:
            row.problems.append(f"Line {seen[key]} has the same reference")
        seen.setdefault(key, row.number)

"""Plans and minutes as tagged PDFs: blocks as plain values, which `templates/plans/documents/*.typ` draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.documents.tree import Kind
from ehm import pdf
from ehm.pdf.look import DRAWN, TEMPLATES, Beside, layout

FOLDER = TEMPLATES / "plans" / "documents"
SECTIONS, BLOCKS, CHILD = FOLDER / "sections.typ", FOLDER / "blocks.typ", FOLDER / "child.typ"

Block = dict[str, Any]


@dataclass(frozen=True)
class Head:
    """What stands around a document. `kind`: whose copy it is; the record's own is handed to nobody."""

    title: str
    name: str  # of the file and at the foot: it says nothing of anybody
    partnership: str
    written_by: str
    contact: str
    safeguarding_phone: str
    facts: Sequence[tuple[str, str]]
    intro: str = ""
    kind: Kind = Kind.RECORD
    recipient: str = ""
    is_large: bool = False


@dataclass(frozen=True)
class Section:
    title: str
    blocks: Sequence[Block]


class Paper(Beside):
    """Blocks, as the layout draws them. In large print what would stand side by side stands one below the other."""

    def __init__(self, *, is_large: bool = False) -> None:
        super().__init__()
        self.is_large = is_large

    def heading(self, heading: str, level: int = 3) -> Block:
        return {"drawn": "heading", "heading": heading, "level": level}

    def words(self, words: str, heading: str = "", level: int = 3, *, is_quotation: bool = False) -> Block:
        return self.heading(heading, level) | {
            "drawn": "words",
            "paragraphs": _paragraphs(words),
            "is_quotation": is_quotation,
        }

    def items(self, items: Iterable[str], heading: str = "") -> Block:
        return self.heading(heading) | {"drawn": "list", "items": list(items)}

    def facts(self, rows: Iterable[tuple[str, str]], heading: str = "", level: int = 3) -> Block:
        told = [[name, _paragraphs(words)] for name, words in rows if words]
        return self.heading(heading, level) | {"drawn": "facts", "rows": told}

    def table(self, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]], heading: str = "") -> Block:
        """`columns`: what each is called, and its share of the width. One that nobody filled is not there."""
        given = list(rows)
        filled = [at for at in range(len(columns)) if at == 0 or any(row[at] for row in given)]
        names = [columns[at] for at in filled]
        cells = [[row[at] for at in filled] for row in given]
        if self.is_large and len(names) > 1:
            named = [[[name, words] for (name, _), words in zip(names, row, strict=True)] for row in cells]
            return self.heading(heading) | {"drawn": "cards", "rows": named}
        return self.heading(heading) | {"drawn": "table", "columns": names, "rows": cells}

    def chart(self, drawn: str, says: str, heading: str = "", ends: str = "") -> Block:
        name = self.keep(drawn.encode(), DRAWN)
        return self.heading(heading) | {"drawn": "chart", "chart": name, "says": says, "ends": ends}


def printed(head: Head, sections: Iterable[Section], paper: Paper) -> bytes:
    """The PDF."""
    values = {
        "title": head.title,
        "file_title": head.name,
        "head": f"Copy for {head.recipient}" if head.recipient else "",
        "foot": head.name,
        "partnership": head.partnership,
        "is_large": head.is_large,
        "is_family": head.kind is Kind.FAMILY,
        "intro": head.intro if head.kind is Kind.FAMILY else "",
        "written_by": head.written_by,
        "contact": head.contact,
        "safeguarding_phone": head.safeguarding_phone,
        "facts": [[name, [words]] for name, words in head.facts if words],
        "sections": [{"title": one.title, "blocks": list(one.blocks)} for one in sections if one.blocks],
    }
    return pdf.render(layout(SECTIONS, paper, BLOCKS), values)


def _paragraphs(words: str) -> list[str]:
    return [part.strip() for part in words.replace("\r\n", "\n").split("\n\n") if part.strip()]

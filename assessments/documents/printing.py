"""Documents as tagged PDFs: what `templates/assessments/documents/*.typ` lays out, as plain values."""

from collections.abc import Iterator
from typing import Any

from assessments.documents.blocks import (
    PRINTED,
    Block,
    Shown,
    ShownPicture,
    ShownPictures,
    ShownScale,
    ShownScales,
    ShownWorry,
    shown_parts,
)
from assessments.documents.childs import ChildsVersion
from assessments.documents.tree import Checklist, Choices, Document, Entry, File, Item, Kind, Stage, Table, Words
from ehm import pdf
from ehm.charts.axes import in_full
from ehm.pdf.look import DRAWN, TEMPLATES, Beside, layout

FOLDER = TEMPLATES / "assessments" / "documents"
ASSESSMENT, PARTS, CHILD = FOLDER / "assessment.typ", FOLDER / "parts.typ", FOLDER / "child.typ"
LARGEST_TABLE = 5  # columns
LARGEST_TABLE_IN_LARGE_PRINT = 3

Values = dict[str, Any]


def pdf_of(document: Document, *, recipient: str = "", is_large: bool = False) -> bytes:
    """The PDF of a copy. `recipient` is named on every page; `is_large`: in large print (18 point)."""
    return pdf.render(*page_of(document, recipient=recipient, is_large=is_large))


def childs_pdf(page: ChildsVersion, *, is_large: bool = False) -> bytes:
    """The PDF of a child's page."""
    return pdf.render(*childs_page(page, is_large=is_large))


def page_of(document: Document, *, recipient: str = "", is_large: bool = False) -> tuple[pdf.Layout, Values]:
    """How it is laid out, and what: values and pictures."""
    paper = _Paper(LARGEST_TABLE_IN_LARGE_PRINT if is_large else LARGEST_TABLE)
    parts = [
        {"title": part.title, "blocks": [paper.block(block) for block in part.blocks]}
        for part in shown_parts(document, paper)
    ]
    version = f", version {document.version}" if document.version > 1 else ""
    draft = ", draft" if document.stage is Stage.DRAFT else ""
    values = {
        "title": document.title,
        "file_title": f"{document.title} {document.reference}",
        "head": f"Copy for {recipient}" if recipient else "",
        "foot": f"{document.title} {document.reference}{version}{draft}",
        "partnership": document.partnership,
        "is_large": is_large,
        "is_family": document.kind is Kind.FAMILY,
        "written_by": document.written_by,
        "contact": document.contact,
        "safeguarding_phone": document.safeguarding_phone,
        "facts": [[name, [words]] for name, words in _facts(document)],
        "parts": parts,
    }
    return layout(ASSESSMENT, paper, PARTS), values


def childs_page(page: ChildsVersion, *, is_large: bool = False) -> tuple[pdf.Layout, Values]:
    paper = _Paper(LARGEST_TABLE)
    values = {
        "title": f"{page.name}’s page" if page.name else "Your page",
        "file_title": f"Page for a child {page.reference}",
        "head": "",
        "foot": page.reference,
        "partnership": page.partnership,
        "is_large": is_large,
        "said": [{"heading": said.heading, "paragraphs": said.paragraphs} for said in page.said],
        "scores": [{"name": score.name, "value": score.value} for score in page.scores],
        "pictures": [_picture(shown) for file in page.pictures if (shown := paper.shown(file)).source],
        "wanted": page.wanted,
        "next_steps": page.next_steps,
        "written_by": page.written_by,
        "helpers": page.helpers,
    }
    return layout(CHILD, paper), values


class _Paper(Beside):
    """What stands on the pages."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.columns = columns

    def shown(self, file: File) -> ShownPicture:
        if not file.data or file.media_type not in PRINTED:
            return ShownPicture(file.shows or "A document")
        return ShownPicture(file.shows or "A picture", self.keep(file.data, file.media_type))

    def own_way(self, entry: Entry) -> tuple[str, object] | None:
        return None

    def block(self, block: Block) -> Values:
        return {
            "heading": block.heading,
            "is_subject": block.is_subject,
            "facts": [[entry.question, _paragraphs(entry)] for entry in block.facts],
            "people": [[entry.subject, _paragraphs(entry)] for entry in block.people],
            "worries": [self._worry(worry) for worry in block.worries],
            "entries": [self._entry(shown) for shown in block.entries],
        }

    def _worry(self, worry: ShownWorry) -> Values:
        return {"says": worry.says, "entries": [self._entry(shown) for shown in worry.entries]}

    def _entry(self, shown: Shown) -> Values:
        told = {"question": shown.question, "subject": shown.subject, "is_short": shown.is_short, "drawn": shown.drawn}
        return told | self._content(shown.content)

    def _content(self, content: object) -> Values:
        match content:
            case Words():
                return {"paragraphs": content.paragraphs, "is_quotation": content.is_quotation}
            case Choices():
                return {"names": content.names}
            case Table() if len(content.columns) > self.columns:
                return {"drawn": "cards", "rows": list(content.rows())}
            case Table():
                columns = [[column.key, column.text] for column in content.columns]
                return {"columns": columns, "rows": [line.cells for line in content.lines]}
            case Checklist():
                return {"told": [_item(item) for item in content.told()], "not_so": "; ".join(content.not_so())}
            case ShownScales():
                return {"scales": [self._scale(shown) for shown in content.scales]}
            case ShownPictures():
                return {"pictures": [_picture(shown) for shown in content.pictures]}
        raise TypeError(type(content))

    def _scale(self, shown: ShownScale) -> Values:
        views = []
        for view in shown.scale.views:
            who = str(view.respondent).capitalize()
            if view.value is None:
                views.append([who, [f"No number: {view.why_none}"]])
            else:
                views.append([f"{who}: {view.value}", [view.reason]])
        return {
            "name": shown.scale.name,
            "ends": f"0: {shown.scale.worst}. 10: {shown.scale.best}.",
            "chart": self.keep(shown.chart.encode(), DRAWN) if shown.chart else "",
            "says": shown.says,
            "differ": shown.differ,
            "views": views,
        }


def _paragraphs(entry: Entry) -> tuple[str, ...]:
    return entry.content.paragraphs if isinstance(entry.content, Words) else ()


def _item(item: Item) -> Values:
    return {
        "name": item.name,
        "is_so": item.is_so,
        "comment": item.comment,
        "why_not_now": item.why_not_now,
        "worries": item.worries,
    }


def _picture(shown: ShownPicture) -> Values:
    return {"source": shown.source, "shows": shown.shows}


def _facts(document: Document) -> Iterator[tuple[str, str]]:
    """What stands under the title."""
    if document.children:
        yield "About", "; ".join(child.with_age for child in document.children)
    yield "Reference", document.reference
    if document.version > 1:
        yield "Version", str(document.version)
    if document.written_by:
        yield "Written by", document.written_by
    if document.contact and document.kind is not Kind.FAMILY:
        yield "How to reach them", document.contact
    if document.stage is Stage.DRAFT:
        yield "Standing", "A draft. It is not finished."
    elif document.submitted_on:
        yield "Finished on", in_full(document.submitted_on)
    if document.stage is Stage.AUTHORISED and document.authorised_on:
        by = f", {document.authorised_by}" if document.authorised_by else ""
        yield "Agreed by a manager on", f"{in_full(document.authorised_on)}{by}"

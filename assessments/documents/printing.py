"""Documents as tagged PDFs: the templates and the stylesheet of `templates/assessments/documents/`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from django.conf import settings
from django.template.loader import render_to_string

from assessments.answers import Child
from assessments.choices import About, Record, Respondent
from assessments.documents.childs import ChildsVersion
from assessments.documents.tree import (
    Checklist,
    Choices,
    Document,
    Entry,
    File,
    Kind,
    Part,
    Pictures,
    Scale,
    Scales,
    Stage,
    Table,
    Words,
)
from ehm import pdf
from ehm.charts import voices
from ehm.charts.axes import in_full

STYLESHEET = settings.BASE_DIR / "templates" / "assessments" / "documents" / "document.css"
SHORT = 90  # characters that still stand well beside their question
PRINTED = ("image/png", "image/jpeg")
TEMPLATES = {
    Words: "_words",
    Choices: "_choices",
    Table: "_table",
    Checklist: "_checklist",
    Scales: "_scales",
    Pictures: "_pictures",
}


@dataclass(frozen=True, slots=True)
class ShownPicture:
    shows: str
    source: str = ""  # none where it is only named


@dataclass(frozen=True, slots=True)
class ShownPictures:
    pictures: tuple[ShownPicture, ...]


@dataclass(frozen=True, slots=True)
class ShownScale:
    """`chart`: the views on one line, where anybody gave a number; beside it the table that says the same and why.
    `differ`: how far they are apart, in words."""

    scale: Scale
    chart: str = ""
    differ: str = ""


@dataclass(frozen=True, slots=True)
class ShownScales:
    scales: tuple[ShownScale, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry with the template that draws it. `is_short`: it stands beside its question."""

    question: str
    subject: str
    template: str
    content: object
    is_short: bool


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
    """Paper or a page of ours: where its templates are, and how it shows a file."""

    @property
    def folder(self) -> str: ...

    def shown(self, file: File) -> ShownPicture: ...

    def own_way(self, entry: Entry) -> tuple[str, object] | None:
        """The template and content of what it draws in a way of its own."""


def pdf_of(document: Document, *, recipient: str = "", is_large: bool = False) -> bytes:
    """The PDF of a copy. `recipient` is named on every page; `is_large`: in large print (18 point)."""
    html, assets = page_of(document, recipient=recipient, is_large=is_large)
    return pdf.render(html, assets)


def childs_pdf(page: ChildsVersion, *, is_large: bool = False) -> bytes:
    """The PDF of a child's page."""
    html, assets = childs_page(page, is_large=is_large)
    return pdf.render(html, assets)


def page_of(document: Document, *, recipient: str = "", is_large: bool = False) -> tuple[str, dict[str, pdf.Asset]]:
    """The HTML that becomes the PDF, and what it refers to."""
    paper = _Paper()
    context = {
        "title": document.title,
        "reference": document.reference,
        "partnership": document.partnership,
        "document": document,
        "is_draft": document.stage is Stage.DRAFT,
        "is_large": is_large,
        "recipient": recipient,
        "facts": tuple(_facts(document)),
        "parts": shown_parts(document, paper),
    }
    return render_to_string("assessments/documents/assessment.html", context), paper.assets


def childs_page(page: ChildsVersion, *, is_large: bool = False) -> tuple[str, dict[str, pdf.Asset]]:
    paper = _Paper()
    context = {
        "title": "Page for a child",
        "reference": page.reference,
        "partnership": page.partnership,
        "page": page,
        "pictures": [shown for file in page.pictures if (shown := paper.shown(file)).source],
        "is_large": is_large,
    }
    return render_to_string("assessments/documents/child.html", context), paper.assets


def shown_parts(document: Document, medium: Medium) -> list[ShownPart]:
    """Section by section, in blocks under one heading each."""
    return [ShownPart(part.title, tuple(_blocks(part, medium))) for part in document.parts]


class _Paper:
    """What a page refers to, under names that say nothing."""

    folder = "assessments/documents"

    def __init__(self) -> None:
        self.assets = {"document.css": pdf.Asset(STYLESHEET.read_bytes(), "text/css")}

    def shown(self, file: File) -> ShownPicture:
        if not file.data or file.media_type not in PRINTED:
            return ShownPicture(file.shows or "A document")
        name = f"picture-{len(self.assets)}"
        self.assets[name] = pdf.Asset(file.data, file.media_type)
        return ShownPicture(file.shows or "A picture", f"asset:{name}")

    def own_way(self, entry: Entry) -> tuple[str, object] | None:
        return None


def _facts(document: Document) -> Iterator[tuple[str, str]]:
    """What stands under the title."""
    if document.children:
        yield "About", "; ".join(map(_child, document.children))
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


def _child(child: Child) -> str:
    if child.is_unborn:
        return f"{child.name}, not born yet"
    return child.name if child.age is None else f"{child.name}, {child.age}"


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
    template, content = medium.own_way(entry) or (TEMPLATES[type(entry.content)], entry.content)
    if isinstance(content, Pictures):
        content = ShownPictures(tuple(medium.shown(picture.file) for picture in content.pictures))
    elif isinstance(content, Scales):
        content = ShownScales(tuple(_scale(scale, entry) for scale in content.scales))
    return Shown(entry.question, entry.subject, f"{medium.folder}/{template}.html", content, _is_short(entry))


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
    return ShownScale(scale, voices.voices([drawn], title, is_bare=True), voices.difference(drawn))

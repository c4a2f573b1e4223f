"""Documents as tagged PDFs: the templates and the stylesheet of `templates/assessments/documents/`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string

from assessments.answers import Child
from assessments.choices import About, Record, Respondent
from assessments.documents.childs import ChildsVersion
from assessments.documents.tree import (
    Checklist,
    Choices,
    Content,
    Document,
    Entry,
    File,
    Kind,
    Part,
    Picture,
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
    content: Content | ShownPictures | ShownScales
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
    pictures = _Pictures()
    context = {
        "title": document.title,
        "reference": document.reference,
        "partnership": document.partnership,
        "document": document,
        "is_draft": document.stage is Stage.DRAFT,
        "is_large": is_large,
        "recipient": recipient,
        "facts": tuple(_facts(document)),
        "parts": [ShownPart(part.title, tuple(_blocks(part, pictures))) for part in document.parts],
    }
    return render_to_string("assessments/documents/assessment.html", context), pictures.assets


def childs_page(page: ChildsVersion, *, is_large: bool = False) -> tuple[str, dict[str, pdf.Asset]]:
    pictures = _Pictures()
    context = {
        "title": "Page for a child",
        "reference": page.reference,
        "partnership": page.partnership,
        "page": page,
        "pictures": [shown for file in page.pictures if (shown := pictures.shown(file)).source],
        "is_large": is_large,
    }
    return render_to_string("assessments/documents/child.html", context), pictures.assets


class _Pictures:
    """What a page refers to, under names that say nothing."""

    def __init__(self) -> None:
        self.assets = {"document.css": pdf.Asset(STYLESHEET.read_bytes(), "text/css")}

    def shown(self, file: File) -> ShownPicture:
        if not file.data or file.media_type not in PRINTED:
            return ShownPicture(file.shows or "A document")
        name = f"picture-{len(self.assets)}"
        self.assets[name] = pdf.Asset(file.data, file.media_type)
        return ShownPicture(file.shows or "A picture", f"asset:{name}")


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


def _blocks(part: Part, pictures: _Pictures) -> Iterator[Block]:
    if part.about is About.EACH_CHILD:
        for subject, entries in groupby(part.entries, key=lambda entry: entry.subject):
            if subject:
                yield Block(subject, tuple(_shown(entry, pictures) for entry in entries), is_subject=True)
            else:
                yield from _by_question(entries, pictures)
    else:
        yield from _by_question(part.entries, pictures)


def _by_question(entries: Iterable[Entry], pictures: _Pictures) -> Iterator[Block]:
    """A block for each question; one for neighbours whose answers are a few words. Worries take their scales along."""
    told = tuple(entries)
    of_worries = [entry for entry in told if entry.about is About.EACH_WORRY]
    others = [entry for entry in told if entry.about is not About.EACH_WORRY]
    for is_fact, run in groupby(others, key=_is_fact):
        if is_fact:
            yield Block(facts=tuple(run))
            continue
        for _, asked in groupby(run, key=lambda entry: entry.address.question):
            yield _block(tuple(asked), of_worries, pictures)


def _block(asked: tuple[Entry, ...], of_worries: Iterable[Entry], pictures: _Pictures) -> Block:
    first = asked[0]
    if first.record is Record.WORRY and isinstance(first.content, Table):
        return Block(first.question, worries=tuple(_worries(first.content, of_worries, pictures)))
    if first.about is About.EACH_CHILD and all(isinstance(entry.content, Words) for entry in asked):
        return Block(first.question, people=asked)
    return Block(first.question, tuple(_shown(entry, pictures) for entry in asked))


def _worries(table: Table, of_worries: Iterable[Entry], pictures: _Pictures) -> Iterator[ShownWorry]:
    told = tuple(of_worries)
    for line, says in zip(table.lines, table.rows(), strict=True):
        about = (entry for entry in told if entry.address.about == line.address.row)
        said = tuple((name, words) for name, words in says if words)
        yield ShownWorry(said, tuple(_shown(entry, pictures) for entry in about))


def _is_fact(entry: Entry) -> bool:
    return entry.about is About.FAMILY and _is_short(entry)


def _is_short(entry: Entry) -> bool:
    words = entry.content
    if not isinstance(words, Words) or words.is_quotation:
        return False
    return len(words.paragraphs) == 1 and len(words.paragraphs[0]) <= SHORT and "\n" not in words.paragraphs[0]


def _shown(entry: Entry, pictures: _Pictures) -> Shown:
    template = f"assessments/documents/{TEMPLATES[type(entry.content)]}.html"
    content: Content | ShownPictures | ShownScales = entry.content
    if isinstance(content, Pictures):
        content = ShownPictures(tuple(_picture(picture, pictures) for picture in content.pictures))
    elif isinstance(content, Scales):
        content = ShownScales(tuple(_scale(scale, entry) for scale in content.scales))
    return Shown(entry.question, entry.subject, template, content, _is_short(entry))


def _picture(picture: Picture, pictures: _Pictures) -> ShownPicture:
    return pictures.shown(picture.file)


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

"""Assessments as PDFs: what is marked is in no part of the file, everything else is there, and it is tagged."""

import io
import re

import pikepdf
import pypdf
import pytest

from assessments.address import Address
from assessments.documents import printing
from assessments.documents.childs import childs_version
from assessments.documents.copies import family_copy, full_copy, shared_copy
from assessments.documents.tree import Stage
from assessments.reading import form_ids, form_of
from ehm.pdf.look import TEMPLATES
from tests.assessments.planted import planted
from tests.ehm.hostile_html import VECTORS as OF_HTML
from tests.ehm.hostile_typst import VECTORS as OF_THE_LAYOUT

VECTORS = [*OF_HTML, *OF_THE_LAYOUT]
COVENTRY = form_of("coventry-2019")
MARKED = [
    "strengths",
    "voice/voice_worries",
    "voice/voice_best/aisha",
    "professionals/school/leo",
    "family/household#household-1",
    "timeline/life_events#life_events-3",
    "context/needs#debt",
    "analysis/worries#worries-2",
    "analysis/overall_scale/aisha#overall.child",
    "voice/voice_pictures/leo#picture",
]


@pytest.fixture(scope="module")
def whole():
    return planted(COVENTRY)


def read(written):
    with pikepdf.open(io.BytesIO(written)) as opened:
        objects = b"".join(repr(thing).encode() for thing in opened.objects)
        streams = [thing for thing in opened.objects if isinstance(thing, pikepdf.Stream)]
        drawn = b"".join(stream.read_bytes() for stream in streams if "/Width" not in stream)
        metadata = opened.Root.Metadata.read_bytes() + repr(dict(opened.docinfo)).encode()
    reader = pypdf.PdfReader(io.BytesIO(written))
    text = "\n".join(page.extract_text() for page in reader.pages)
    return text, objects + drawn + metadata + written


def planted_in(written):
    """Planted words in the text of the pages, in the alternative texts of pictures, or anywhere else in the file."""
    text, rest = read(written)
    return set(re.findall(r"Q\d{4}X", text + rest.decode("latin-1")))


@pytest.mark.parametrize("form_id", form_ids())
def test_everything_that_was_written_is_in_the_full_copy(form_id):
    document, where = planted(form_of(form_id))
    assert planted_in(printing.pdf_of(full_copy(document))) == set(where.words)


@pytest.mark.parametrize("marked", MARKED)
def test_what_is_marked_is_in_no_part_of_the_file(whole, marked):
    document, where = whole
    limit = Address.parse(marked)
    words = where.at(limit)
    assert words
    for copy in (shared_copy(document, [limit]), family_copy(document, [limit])):
        found = planted_in(printing.pdf_of(copy))
        assert not found & words
        assert len(found) > 100


def test_a_picture_that_is_marked_is_not_in_the_file(whole):
    document, _ = whole

    def pictures(limits):
        with pikepdf.open(io.BytesIO(printing.pdf_of(family_copy(document, limits)))) as opened:
            return sum("/Width" in thing for thing in opened.objects if isinstance(thing, pikepdf.Stream))

    assert pictures([]) == 3
    assert pictures([Address.parse("voice/voice_pictures/leo")]) == 2


def test_the_page_for_a_child_has_the_words_of_no_other_child(whole):
    document, where = whole
    found = planted_in(printing.childs_pdf(childs_version(document, "aisha", ())))
    assert where.at(Address.parse("voice/voice_worries/aisha")) <= found
    for other in ("leo", "baby"):
        assert not found & {word for word, place in where.words.items() if place.about == other}


def tags_in(opened):
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append((str(node.S), node))
            kids = node.get("/K")
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                walk(kid)

    walk(opened.Root.StructTreeRoot)
    return found


def test_it_is_tagged(whole):
    document, _ = whole
    with pikepdf.open(io.BytesIO(printing.pdf_of(full_copy(document)))) as opened:
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.Lang == "en-GB"
        tags = tags_in(opened)
        names = [name for name, _ in tags]
        assert names.count("/H1") == 1
        assert names.count("/H2") == len(document.parts)
        assert {"/H3", "/H4", "/Table", "/TH", "/TD", "/BlockQuote", "/Figure", "/L"} <= set(names)
        shown = [str(tag.Alt) for name, tag in tags if name == "/Figure"]
        pictures = [words for words in shown if re.fullmatch(r"Q\d{4}X", words)]
        assert len(pictures) == 3
        assert len(shown) - len(pictures) == 5 + 3, "a chart for each worry and each child, told in the table beside it"
        assert all(shown)


def test_the_file_is_called_by_its_reference_and_nobodys_name(whole):
    document, _ = whole
    with pikepdf.open(io.BytesIO(printing.pdf_of(family_copy(document, ())))) as opened:
        assert str(opened.docinfo["/Title"]) == "Early Help Assessment 7KD4-Q2MX"
        metadata = opened.Root.Metadata.read_bytes().decode()
        assert "Aisha" not in metadata and "Okafor" not in metadata


def test_every_page_says_which_it_is_of_what_and_whose_copy(whole):
    document, _ = whole
    copy = shared_copy(document, ())
    written = printing.pdf_of(copy, recipient="Oak Lane School")
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(written)).pages]
    for number, text in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in text
        assert "Early Help Assessment 7KD4-Q2MX" in text
        assert "Copy for Oak Lane School" in text


def test_a_draft_says_so_on_every_page():
    document, _ = planted(COVENTRY, stage=Stage.DRAFT)
    pages = pypdf.PdfReader(io.BytesIO(printing.pdf_of(full_copy(document)))).pages
    assert all("7KD4-Q2MX, draft" in page.extract_text() for page in pages)
    assert "A draft. It is not finished." in pages[0].extract_text()


def sizes_in(written):
    found = []
    for page in pypdf.PdfReader(io.BytesIO(written)).pages:
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: found.append((size * abs(tm[3] * cm[3]), text)))
    return [round(size, 1) for size, text in found if "Q0" in text]


def test_large_print_is_eighteen_point(whole):
    document, _ = whole
    copy = family_copy(document, ())
    assert min(sizes_in(printing.pdf_of(copy, is_large=True))) == 18
    assert 10 <= min(sizes_in(printing.pdf_of(copy))) < 12


def places_in(written):
    found = []

    def noted(text, cm, tm, font, size):
        if text.strip():
            found.append((tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))

    for page in pypdf.PdfReader(io.BytesIO(written)).pages:
        page.extract_text(visitor_text=noted)
    return found


@pytest.mark.parametrize("is_large", [False, True])
def test_nothing_runs_off_a_page(is_large):
    """However much was written in every field, in words however long."""
    prose = ("Mornings are calmer. " * 40 + "\n" * 5 + "Donaudampfschifffahrtsgesellschaftskapitaensmuetze " * 3,)
    document, where = planted(COVENTRY, prose=prose)
    written = printing.pdf_of(full_copy(document), is_large=is_large)
    assert planted_in(written) == set(where.words)
    places = places_in(written)
    assert len(places) > 1000
    assert all(40 < across < 560 and 20 < up < 830 for across, up in places)


SHARED_LAYOUTS = {"look.typ", "parts.typ", "blocks.typ"}


def test_no_layout_of_ours_reads_files_or_runs_words():
    layouts = list(TEMPLATES.rglob("*.typ"))
    assert len(layouts) > 3
    for path in layouts:
        source = path.read_text()
        assert set(re.findall(r"json\(\"(.*?)\"\)", source)) <= {"values.json", "pictures.json"}
        assert set(re.findall(r"#?(?:import|include) \"(.*?)\"", source)) <= SHARED_LAYOUTS
        assert not re.search(r"\b(eval|read|plugin|attach|embed|link|cbor|yaml|toml|csv|xml|bibliography)\(", source)


def test_a_document_full_of_them_is_written_and_refers_to_nothing():
    there = "/etc/passwd"
    hostile = tuple(vector.format(there=there) for vector in VECTORS)
    document, where = planted(COVENTRY, prose=hostile, around=hostile[0])
    text, rest = read(printing.pdf_of(full_copy(document), recipient=hostile[0]))
    told = "".join(text.replace("\u200b", "").split())
    for words in hostile:
        assert "".join(words.split()) in told
    assert b"root:x:0" not in rest and "root:x:0" not in text
    assert set(re.findall(r"Q\d{4}X", text)) > set(list(where.words)[:50])

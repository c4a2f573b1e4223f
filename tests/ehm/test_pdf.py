"""A PDF is made of nothing but what is handed over, within its limits, and is tagged (R18 of assurance)."""

import io
import re
import socket
import subprocess
import sys
import threading

import pikepdf
import pypdf
import pytest
from PIL import Image

from ehm import confined, pdf
from ehm.charts import svg
from tests.ehm.hostile_html import VECTORS
from tests.ehm.hostile_typst import VECTORS as OF_THE_LAYOUT

SECRET = "K7cAn4rYq"
BEGIN = """#let values = json("values.json")
#set document(title: "A page")
#set text(font: ("Liberation Sans", "DejaVu Sans"), lang: "en", region: "GB")
= Here
"""


def layout(body, **pictures):
    return pdf.Layout("page.typ", {"page.typ": BEGIN + body}, pictures)


WORDS = layout("#values.words")
MANY = layout("#for number in range(values.many) [one two three #number #parbreak()]")


@pytest.fixture
def canary():
    """Somebody who listens, and how many came."""
    listener = socket.create_server(("127.0.0.1", 0))
    came = []

    def listen():
        while True:
            try:
                visitor, _ = listener.accept()
            except OSError:
                return
            came.append(1)
            visitor.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n" + SECRET.encode())
            visitor.close()

    waiting = threading.Thread(target=listen, daemon=True)
    waiting.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/canary.png", came
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    waiting.join(5)


def everything_in(written):
    """All text, all decoded streams and all metadata of a PDF."""
    found = [written]
    with pikepdf.open(io.BytesIO(written)) as opened:
        for thing in opened.objects:
            found.append(repr(thing).encode())
            if isinstance(thing, pikepdf.Stream):
                try:
                    found.append(thing.read_bytes())
                except pikepdf.PdfError:
                    found.append(thing.read_raw_bytes())
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(written)).pages)
    return b"\n".join(found) + text.encode()


def text_of(written):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(written)).pages)


def test_the_canary_can_be_heard(canary):
    address, came = canary
    port = int(re.search(r":(\d+)/", address)[1])
    with socket.create_connection(("127.0.0.1", port)) as visit:
        assert SECRET.encode() in visit.recv(1000)
    assert came


@pytest.mark.parametrize("vector", [*VECTORS, *OF_THE_LAYOUT])
def test_whatever_is_written_is_words_and_nothing_else(vector, canary, tmp_path):
    address, came = canary
    file = tmp_path / "canary.txt"
    file.write_text(SECRET)
    places = (address, file.as_uri(), str(file), f"../../../../../..{file}")
    words = "\n".join(vector.format(there=there) for there in places)
    written = pdf.render(WORDS, {"words": words})
    held = everything_in(written)
    assert SECRET.encode() not in held
    assert not re.search(rb"/Width|/XObject|EmbeddedFile|/URI\b", held)
    drawn = text_of(written).replace("\u200b", "")
    assert "".join(words.split()) in "".join(drawn.split()), "as it was written"
    assert not came


@pytest.mark.parametrize("vector", OF_THE_LAYOUT)
def test_most_of_these_would_do_something_in_a_layout(vector):
    """So that the test above does not pass because nothing in it refers to anything."""
    with pytest.raises(confined.Failed, match="CannotBeLaidOut"):
        pdf.render(layout(vector.format(there="/nowhere")), {})


def test_not_even_a_layout_reads_what_was_not_handed_over(tmp_path):
    file = tmp_path / "canary.txt"
    file.write_text(SECRET)
    for there in (file, f"../../../../../../..{file}", "/etc/passwd", "/proc/self/environ"):
        with pytest.raises(confined.Failed, match="CannotBeLaidOut"):
            pdf.render(layout(f'#read("{there}")'), {})


def test_what_is_handed_over_is_used():
    file = io.BytesIO()
    Image.new("RGB", (9, 9), "#123456").save(file, "PNG")
    chart = svg.picture(40, 40, "Chart", "A line", [svg.line(0, 0, 40, 40)]).encode()
    body = """#set page(width: 300pt, height: 400pt)
#let files = json("pictures.json")
#image(bytes(files.one), format: "svg", alt: "Blue")
#image(bytes(files.two), format: "svg", alt: "A line")"""
    pictures = {"one": pdf.Picture(file.getvalue(), "image/png"), "two": pdf.Picture(chart, "image/svg+xml")}
    with pikepdf.open(io.BytesIO(pdf.render(layout(body, **pictures), {}))) as opened:
        assert [float(side) for side in opened.pages[-1].MediaBox] == [0, 0, 300, 400]
        (picture,) = [thing for thing in opened.objects if isinstance(thing, pikepdf.Stream) and "/Width" in thing]
        assert (picture.Width, picture.Height) == (9, 9)


@pytest.mark.parametrize("media_type", ["text/css", "text/html", "application/pdf", "font/ttf", "image/webp", ""])
def test_only_pictures_are_handed_over(media_type):
    with pytest.raises(ValueError):
        pdf.Picture(b"", media_type)


def test_it_is_tagged_and_says_its_language_and_title():
    with pikepdf.open(io.BytesIO(pdf.render(layout("== There\nWords"), {}))) as opened:
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.Lang == "en-GB"
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert str(opened.docinfo["/Title"]) == "A page"
        assert "pdfuaid" in opened.Root.Metadata.read_bytes().decode()
        assert opened.Root.StructTreeRoot


def test_a_table_says_what_heads_its_rows_and_columns():
    body = "#table(columns: 2, table.header([Who], [Why]), [Dee], [She said so], [Sam], [He said so])"
    with pikepdf.open(io.BytesIO(pdf.render(layout(body), {}))) as opened:
        rows = [
            thing.K for thing in opened.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/TR"
        ]
        told = sorted([(str(cell.S), [str(one.get("/Scope", "")) for one in cell.A]) for cell in row] for row in rows)
    heads = [("/TH", ["/Column"])] * 2
    assert [[(name, scopes[:1]) for name, scopes in row] for row in told if row[1][0] == "/TH"] == [heads]
    assert [[name for name, _ in row] for row in told].count(["/TH", "/TD"]) == 2
    assert [row[0][1] for row in told if row[1][0] == "/TD"] == [["/Row"]] * 2


def test_signs_that_no_font_has_do_not_stop_it():
    words = "Smiles \U0001f600, \u4e2d\u6587, a bell\x07, half a letter \ud83d and the end"
    written = pdf.render(WORDS, {"words": words})
    assert "Smiles" in text_of(written) and "and the end" in text_of(written)
    with pikepdf.open(io.BytesIO(written)) as opened:
        assert opened.Root.MarkInfo.Marked and opened.Root.StructTreeRoot


def test_a_word_that_no_line_holds_breaks():
    written = pdf.render(WORDS, {"words": "x" * 400})
    lines = text_of(written).replace("\u200b", "").splitlines()
    assert sum("x" in line for line in lines) >= 4
    assert sum(line.count("x") for line in lines) == 400


def test_a_document_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 1.0)
    with pytest.raises(confined.TooMuch):
        pdf.render(MANY, {"many": 300_000})


def test_a_document_that_takes_too_much_memory_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf, "MEMORY", 60_000_000)
    with pytest.raises(confined.Stopped):
        pdf.render(MANY, {"many": 300_000})


def test_one_that_was_given_up_leaves_the_next_alone(monkeypatch):
    with monkeypatch.context() as limits:
        limits.setattr(pdf, "SECONDS", 0.05)
        with pytest.raises(confined.TooMuch):
            pdf.render(MANY, {"many": 300_000})
    assert pdf.render(WORDS, {"words": "Hello"}).startswith(b"%PDF-")


def test_the_web_does_not_hold_what_writes_them():
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from ehm import pdf; print('typst' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"

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
from tests.ehm.hostile_html import VECTORS

SECRET = "K7cAn4rYq"
PAGE = (
    '<!DOCTYPE html><html lang="en-GB"><head><title>A page</title>{head}</head><body><h1>Here</h1>{body}</body></html>'
)


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


def test_the_canary_can_be_heard(canary):
    address, came = canary
    port = int(re.search(r":(\d+)/", address)[1])
    with socket.create_connection(("127.0.0.1", port)) as visit:
        assert SECRET.encode() in visit.recv(1000)
    assert came


@pytest.mark.parametrize("vector", VECTORS)
def test_whatever_html_refers_to_is_neither_asked_for_nor_read(vector, canary, tmp_path):
    address, came = canary
    file = tmp_path / "canary.txt"
    file.write_text(SECRET)
    picture = tmp_path / "canary.png"
    Image.new("RGB", (7, 7), "#123456").save(picture)
    relative = f"../../../../../..{file}"
    for there in (address, file.as_uri(), picture.as_uri(), str(file), relative, f"asset:{relative}", f"FILE:{file}"):
        try:
            written = pdf.render(PAGE.format(head="", body=vector.format(there=there)))
        except confined.Failed as refused:
            assert "NotHandedOver" in str(refused), "refused for what it is, not for some other slip"
        else:
            held = everything_in(written)
            assert SECRET.encode() not in held
            assert b"/Image" not in held and b"EmbeddedFile" not in held
    assert not came


def test_most_of_these_would_be_asked_for_if_they_could():
    """So that the test above does not pass because nothing in it refers to anything."""
    refused = 0
    for vector in VECTORS:
        try:
            pdf.render(PAGE.format(head="", body=vector.format(there="http://127.0.0.1:9/x")))
        except confined.Failed:
            refused += 1
    assert len(VECTORS) >= 40
    assert refused >= 25


def test_even_what_weasyprint_might_open_itself_is_refused_by_python(tmp_path):
    """The hook, alone: in a process of its own, because it stays for good."""
    file = tmp_path / "canary.txt"
    file.write_text(SECRET)
    tried = f"""
import socket, subprocess, sys, urllib.request
from ehm.pdf import writing
sys.addaudithook(writing._shut)
for what in (lambda: open({str(file)!r}), lambda: socket.create_connection(("127.0.0.1", 9)),
             lambda: subprocess.run(["true"]), lambda: urllib.request.urlopen("http://127.0.0.1:9/")):
    try:
        what()
    except PermissionError:
        print("refused")
"""
    done = subprocess.run([sys.executable, "-c", tried], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["refused"] * 4


def test_what_is_handed_over_is_used():
    file = io.BytesIO()
    Image.new("RGB", (9, 9), "#123456").save(file, "PNG")
    html = PAGE.format(head='<link rel="stylesheet" href="asset:look.css">', body='<img src="asset:one" alt="Blue">')
    assets = {
        "look.css": pdf.Asset(b"@page { size: 300pt 400pt }", "text/css"),
        "one": pdf.Asset(file.getvalue(), "image/png"),
    }
    with pikepdf.open(io.BytesIO(pdf.render(html, assets))) as opened:
        assert [float(side) for side in opened.pages[0].MediaBox] == [0, 0, 300, 400]
        assert len(opened.pages[0].get_images()) == 1


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html", "application/pdf", "font/ttf", ""])
def test_only_pictures_and_stylesheets_are_handed_over(media_type):
    with pytest.raises(ValueError):
        pdf.Asset(b"", media_type)


def test_it_is_tagged_and_says_its_language_and_title():
    html = PAGE.format(head="", body="<h2>There</h2><p>Words</p>")
    with pikepdf.open(io.BytesIO(pdf.render(html))) as opened:
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.Lang == "en-GB"
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert str(opened.docinfo["/Title"]) == "A page"
        assert "pdfuaid" in opened.Root.Metadata.read_bytes().decode()
        assert opened.Root.StructTreeRoot


def test_a_document_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 1.0)
    with pytest.raises(confined.TooMuch):
        pdf.render(PAGE.format(head="", body="<table><tr>" + "<td>one two three" * 20_000 + "</table>"))


def test_a_document_that_takes_too_much_memory_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf, "MEMORY", 30_000_000)
    with pytest.raises(confined.TooMuch):
        pdf.render(PAGE.format(head="", body="<p>one two three" * 30_000))


def test_one_that_was_given_up_leaves_the_next_alone(monkeypatch):
    with monkeypatch.context() as limits:
        limits.setattr(pdf, "SECONDS", 0.05)
        with pytest.raises(confined.TooMuch):
            pdf.render(PAGE.format(head="", body="<p>one two three" * 30_000))
    assert pdf.render(PAGE.format(head="", body="")).startswith(b"%PDF-")


def test_the_web_does_not_hold_weasyprint():
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from ehm import pdf; print('weasyprint' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"

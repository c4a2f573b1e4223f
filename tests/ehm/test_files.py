"""How files arrive, what they are called, and how they leave again."""

import re
import tempfile

import pytest
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from ehm import held, once
from ehm.files import kinds, uploads
from ehm.files.names import LONGEST, display_name
from ehm.files.paper import Paper, read_paper
from ehm.files.picture import Picture, read_picture
from ehm.files.serving import paper_response, picture_response
from ehm.forms import GovukForm, PaperField, PictureField
from ehm.forms.forms import AGAIN
from tests.ehm import hostile, hostile_papers

PDF = hostile_papers.saved(hostile_papers.new())
OVERRIDES = "\u202e\u202d\u202a\u202b\u2066\u2067\u200e\u200f"


class Upload(GovukForm):
    title = forms.CharField(label="Title", max_length=20)
    drawing = PictureField(label="Drawing", required=False)
    document = PaperField(label="Document", required=False)


def form(title="Plan", **files):
    sent = {name: SimpleUploadedFile(*upload) for name, upload in files.items()}
    return Upload({"title": title}, sent)


@pytest.mark.parametrize(
    "given, shown",
    [
        ("Letter from school.pdf", "Letter from school.pdf"),
        ("Léttér – 12.11.2026.PDF", "Léttér – 12.11.2026.pdf"),
        ("C:\\Users\\sam\\Desktop\\Letter.pdf", "Letter.pdf"),
        ("../../../etc/passwd", "passwd.pdf"),
        ("/etc/cron.d/job", "job.pdf"),
        ("letter\u202efdp.exe", "letterfdp.pdf"),
        ("letter.pdf.exe", "letter.pdf"),
        ("letter.exe", "letter.pdf"),
        ("letter.pdf ", "letter.pdf"),
        ("letter.pdf.", "letter.pdf"),
        ("let\x00ter\r\nSet-Cookie: a=b.pdf", "letter Set-Cookie a=b.pdf"),
        ('a"; filename="b.html', "a filename= b.pdf"),
        ("<script>alert(1)</script>.pdf", "script.pdf"),
        ("a b\u2028c\u00a0d.pdf", "a b c d.pdf"),
        ("file.pdf:stream", "file.pdf stream.pdf"),
        ("", ""),
        (".", ""),
        ("...", ""),
        (".pdf", ""),
        ("\u202e\u200f", ""),
        ("---", ""),
        ("\ud800.pdf", ""),
    ],
)
def test_a_name_is_cleaned_or_left_out(given, shown):
    assert display_name(given, "pdf") == shown


@pytest.mark.parametrize("mark", OVERRIDES)
def test_no_name_turns_its_direction(mark):
    assert display_name(f"plan{mark}gpj.exe", "pdf") == "plangpj.pdf"


def test_a_name_is_not_longer_than_it_may_be():
    assert len(display_name("a" * 300 + ".jpeg", "jpg")) == LONGEST
    assert display_name("a" * 300 + ".jpeg", "jpg").endswith("a.jpg")


def test_a_picture_is_shown_and_can_do_nothing():
    picture = read_picture(hostile.plain("JPEG"), name="Drawing.HEIC")
    assert picture.name == "Drawing.jpg"
    response = picture_response(picture.data, picture.media_type)
    assert response.content == picture.data
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Disposition"] == "inline"
    assert_walled(response)


def test_a_document_is_saved_and_never_shown():
    paper = read_paper(PDF, name="Our plän\u202e.exe")
    response = paper_response(paper.data, paper.name)
    assert response.content == paper.data
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == "attachment; filename*=utf-8''Our%20pl%C3%A4n.pdf"
    assert paper_response(paper.data).headers["Content-Disposition"] == 'attachment; filename="document.pdf"'
    assert_walled(response)


def assert_walled(response):
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_nothing_else_leaves():
    for data, media_type in ((hostile.PAYLOADS["html"], "image/png"), (hostile.plain("PNG"), "image/jpeg")):
        with pytest.raises(ValueError):
            picture_response(data, media_type)
    with pytest.raises(KeyError):
        picture_response(hostile.PAYLOADS["svg"], "image/svg+xml")
    with pytest.raises(ValueError):
        paper_response(hostile.PAYLOADS["html"])


def serve(request):
    picture = read_picture(hostile.plain("PNG"))
    return picture_response(picture.data, picture.media_type)


def receive(request):
    """What a view sees of a form that was sent."""
    sent = Upload(request.POST, request.FILES)
    kinds_of_files = {name: type(upload.file).__name__ for name, upload in request.FILES.items()}
    return HttpResponse(f"{sent.is_valid()} {dict(sent.errors)} {kinds_of_files} {request.POST.get('title', '')[:20]}")


urlpatterns = [path("sign-in/serve/", serve), path("sign-in/receive/", receive)]
on_their_own = override_settings(ROOT_URLCONF=__name__)


@on_their_own
def test_the_walls_stand_behind_every_middleware(db):
    response = Client().get("/sign-in/serve/")
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert {"private", "no-store"} <= set(re.split(r",\s*", response.headers["Cache-Control"]))
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_gives_what_is_harmless():
    sent = form(drawing=("Home.heic", hostile.HEIC), document=("Plan.docx.pdf", PDF))
    assert sent.is_valid(), sent.errors
    assert isinstance(sent.cleaned_data["drawing"], Picture) and sent.cleaned_data["drawing"].name == "Home.jpg"
    assert isinstance(sent.cleaned_data["document"], Paper) and sent.cleaned_data["document"].name == "Plan.pdf"
    photographed = form(document=("Plan.jpg", hostile.plain("JPEG")))
    assert photographed.is_valid() and isinstance(photographed.cleaned_data["document"], Picture)
    assert form().is_valid() and form().fields["drawing"].required is False


@pytest.mark.parametrize(
    "upload, sentence",
    [
        (("a.jpg", hostile.PAYLOADS["svg"]), kinds.WEB_PAGE),
        (("a.jpg", b""), kinds.EMPTY),
        (("a.jpg", b"x" * (kinds.LARGEST + 1)), kinds.TOO_MANY_BYTES),
    ],
)
def test_a_form_says_why_not_beside_the_field(upload, sentence):
    sent = form(drawing=upload)
    assert not sent.is_valid()
    assert sent.errors == {"drawing": [sentence]}
    page = str(sent)
    assert sentence in page and 'value="Plan"' in page
    assert re.search(r'aria-describedby="id_drawing-hint id_drawing-error"', page)
    assert "govuk-file-upload--error" in page and 'accept="image/jpeg,' in page
    assert ("#id_drawing", sentence) in sent.problems


def test_a_file_that_cannot_be_given_back_is_asked_for_again():
    sent = form(title="", drawing=("a.png", hostile.plain("PNG")))
    assert sent.errors == {"title": ["Enter title"], "drawing": [AGAIN]}
    refused_later = form(drawing=("a.png", hostile.plain("PNG")))
    assert refused_later.is_valid()
    refused_later.add_error(None, "The assessment was submitted meanwhile")
    assert refused_later.errors["drawing"] == [AGAIN] and "document" not in refused_later.errors


@on_their_own
def test_uploads_are_held_in_memory_only(db, monkeypatch):
    def on_a_disk(*args, **kwargs):
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", on_a_disk)
    monkeypatch.setattr(tempfile, "mkstemp", on_a_disk)
    large = hostile.plain("JPEG") + bytes(5_000_000)
    assert len(large) > MemoryFileUploadHandler.chunk_size
    said = Client().post("/sign-in/receive/", {"title": "Plan", "drawing": SimpleUploadedFile("a.jpg", large)})
    assert said.content.decode() == "True {} {'drawing': 'BytesIO'} Plan"


@on_their_own
def test_what_is_too_large_is_said_and_nothing_else_is_lost(db):
    for size in (kinds.LARGEST + 1, 40_000_000):
        upload = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + bytes(size))
        said = Client().post("/sign-in/receive/", {"drawing": upload, "title": "Plan"}).content.decode()
        assert kinds.TOO_MANY_BYTES in said and said.endswith("Plan")


@on_their_own
def test_several_large_ones_are_not_held_together(db):
    files = {f"file{number}": SimpleUploadedFile("a.jpg", bytes(14_000_000)) for number in range(3)}
    request = RequestFactory().post("/", files)
    held_bytes = [len(upload.read()) for upload in request.FILES.values()]
    assert sum(held_bytes) <= uploads.KEPT and held_bytes.count(0) == 1
    assert max(upload.size for upload in request.FILES.values()) > kinds.LARGEST


def test_a_request_that_is_far_too_large_is_not_read(cast, signed_in):
    client = signed_in(cast.practitioner)
    response = client.post(
        "/me/", b"--x\r\n", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=uploads.LARGEST_REQUEST + 1
    )
    assert response.status_code == 400
    page = response.content.decode()
    assert "what you typed is still there" in page and "a smaller file" in page


def test_only_so_many_files_arrive():
    files = {f"file{number}": SimpleUploadedFile("a.jpg", b"x") for number in range(6)}
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES == 5
    with pytest.raises(Exception, match="files"):
        RequestFactory().post("/", files).FILES.keys()


def test_another_file_is_another_sending():
    def key(data):
        request = RequestFactory().post("/", {"once": "1", "file": SimpleUploadedFile("a.jpg", data)})
        found = once._key(request)
        assert request.FILES["file"].read() == data
        return found

    assert key(b"one") == key(b"one") != key(b"two")


def test_a_file_that_came_after_signing_out_is_asked_for_again(cast):
    writer = held.name_of_writer(held.as_actor(cast.practitioner))
    browser = Client()
    browser.post("/me/", {"written_by": writer, "about": "My own words", "file": SimpleUploadedFile("a.jpg", b"x")})
    page = browser.get("/sign-in/").content.decode()
    assert held.FILES_AGAIN in page

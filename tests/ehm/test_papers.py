"""What comes out of an uploaded PDF shows its pages, does nothing, and tells nothing else."""

import io
import logging
import re
import time

import pikepdf
import pytest
from PIL import Image

from ehm import confined
from ehm.files import kinds, paper, rewriting
from ehm.files.kinds import FileRefused
from ehm.files.paper import Paper, read_paper, read_upload
from ehm.files.picture import Picture
from tests.ehm import hostile, hostile_papers

# Looked for in the bytes, apart from how `rewriting` looks for them.
ACTIVE = re.compile(
    rb"/(JavaScript|JS|OpenAction|Launch|URI|SubmitForm|ImportData|ResetForm|GoTo\w*|Rendition|Movie|Sound|Named|Hide"
    rb"|SetOCGState|RichMedia\w*|Thread|EmbeddedFiles?|Filespec|EF|AF|UF|FS|Ref|XFA|AcroForm|Annots?|Names|Outlines"
    rb"|Metadata|Info|PieceInfo|Thumb|Author|PS|Encrypt|Widget|Link|Screen|3D)\b"
)


def family(*families):
    return [pytest.param(data, id=name) for each in families for name, data in each()]


def laid_open(data):
    """Every byte of it, unpacked."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and "/Subtype" not in item:
                assert b"CANARY" not in item.read_bytes()
        held = io.BytesIO()
        pdf.save(
            held,
            qdf=True,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )
    return held.getvalue()


def assert_only_pages(made):
    assert isinstance(made, Paper)
    seen = laid_open(made.data)
    assert not ACTIVE.search(seen), ACTIVE.search(seen)
    for trace in (b"CANARY", b"GPS", b"Exif", b"alert(", b"PK\x03\x04", b"<x:xmpmeta", hostile.EICAR):
        assert trace not in seen and trace not in made.data
    assert b"Hello" in seen
    assert made.data.startswith(b"%PDF-") and made.data.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize("data", family(hostile_papers.acting, hostile_papers.holding_files, hostile_papers.telling))
def test_what_acts_holds_files_or_tells_is_gone(data):
    assert b"CANARY" in data or b"CANARY" in laid_open_before(data)
    assert_only_pages(read_paper(data))


def laid_open_before(data):
    """That the file did hold what must be gone."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        held = io.BytesIO()
        pdf.save(held, qdf=True, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
        streams = [item.read_raw_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        decoded = [
            item.read_bytes(pikepdf.StreamDecodeLevel.generalized)
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Filter") in (None, pikepdf.Name.FlateDecode)
        ]
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and isinstance(item.get("/Filter"), pikepdf.Array):
                decoded.append(hostile_papers.zlib.decompress(item.read_raw_bytes()))
    return held.getvalue() + b"".join(streams) + b"".join(decoded) + data.replace(b"<43414E415259>", b"CANARY")


def test_what_was_filled_in_is_on_the_page():
    pdf = hostile_papers.new()
    hostile_papers.a_field(pdf, "Seen at home", A=hostile_papers.action())
    made = read_paper(hostile_papers.saved(pdf))
    assert_only_pages(made)
    assert b"Seen at home" in laid_open(made.data)


def test_what_was_filled_in_by_a_program_that_draws_nothing_is_on_the_page():
    pdf = hostile_papers.new()
    field = hostile_papers.a_field(pdf, "Seen at home", DA=pikepdf.String("/Helv 10 Tf 0 g"))
    del field.AP
    pdf.Root.AcroForm.NeedAppearances = True
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.Root.AcroForm.DR = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font))
    made = read_paper(hostile_papers.saved(pdf))
    assert b"Seen at home" in laid_open(made.data)


@pytest.mark.parametrize("flag", [2, 32])
def test_what_is_hidden_on_the_page_stays_hidden(flag):
    pdf = hostile_papers.new()
    hostile_papers.a_field(pdf, "CANARY", F=flag)
    assert_only_pages(read_paper(hostile_papers.saved(pdf)))


def test_a_font_may_be_called_like_something_that_acts():
    made = read_paper(hostile_papers.saved(hostile_papers.new()))
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert pdf.pages[0].Resources.Font.AA.BaseFont == "/Helvetica"


def test_pages_and_the_order_of_reading_are_kept():
    pdf = hostile_papers.new(3)
    pdf.Root.Lang = pikepdf.String("en-GB")
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    first = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.H1))
    pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=first))
    pdf.pages[1].Rotate = 90
    made = read_paper(hostile_papers.saved(pdf))
    assert made.pages == 3
    with pikepdf.open(io.BytesIO(made.data)) as kept:
        assert kept.Root.StructTreeRoot.K.S == "/H1" and str(kept.Root.Lang) == "en-GB"
        assert [int(page.get("/Rotate", 0)) for page in kept.pages] == [0, 90, 0]


@pytest.mark.parametrize("name", ["photograph", "photograph with words", "photograph in steps", "photograph squeezed"])
def test_a_picture_inside_keeps_its_pixels(name):
    made = read_paper(dict(hostile_papers.telling())[name])
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        inside = pdf.pages[0].Resources.XObject.X.read_raw_bytes()
    with Image.open(io.BytesIO(inside)) as picture:
        assert picture.size == (64, 48) and not picture.getexif()
        assert picture.convert("RGB").getpixel((3, 3))[0] > 200


def test_a_picture_of_the_other_kind_keeps_its_pixels():
    cleaned = rewriting.jpx_without_remarks(hostile_papers.jpeg_2000())
    assert b"CANARY" not in cleaned
    with Image.open(io.BytesIO(cleaned)) as picture:
        assert picture.size == (64, 48) and picture.getpixel((3, 3))[0] > 200
    for broken in (b"", b"\0" * 40, rewriting.JP2 + b"\0\0\0\1jp2h", rewriting.JP2 + b"\0\0\0\4jp2h" * 9):
        assert len(rewriting.jpx_without_remarks(broken)) <= len(broken)


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"\xff\xd8", b"\xff\xd8\xff\xe1\0", b"\xff\xd8\xff\xe1\0\0" * 50, b"\xff" * 99]
)
def test_a_broken_jpeg_inside_ends(data):
    assert len(rewriting.jpeg_without_remarks(data)) <= len(data) + 2


@pytest.mark.parametrize("reason, data", hostile_papers.refused())
def test_each_refusal_says_what_to_do(reason, data):
    with pytest.raises(FileRefused) as refused:
        read_paper(data)
    assert str(refused.value) == getattr(rewriting, reason, None) or getattr(paper, reason)


@pytest.mark.parametrize("data", family(hostile_papers.bombs))
def test_what_would_grow_is_harmless_or_refused_in_time(data):
    began = time.monotonic()
    try:
        assert len(read_paper(data).data) < 1_000_000
    except FileRefused:
        pass
    assert time.monotonic() - began < 8


def test_growth_is_stopped():
    bombs = dict(hostile_papers.bombs())
    packed = ("packed twice", "packed and written as letters")
    for name in ("a page that grows", *packed, "one page a thousand times", "pages that are only said"):
        with pytest.raises(FileRefused):
            read_paper(bombs[name])
    with pytest.raises(confined.TooMuch):
        confined.run(rewriting.rewrite, bombs["a picture that grows"], memory=40_000_000)


@pytest.mark.parametrize("data", family(hostile.not_read, hostile.office, hostile.archives, hostile.in_disguise))
def test_what_is_no_document_is_refused(data):
    with pytest.raises(FileRefused):
        read_paper(data)
    with pytest.raises(FileRefused):
        read_upload(data)


@pytest.mark.parametrize(
    "data, sentence",
    [
        (b"", kinds.EMPTY),
        (b"%PDF-1.7" + bytes(kinds.LARGEST), kinds.TOO_MANY_BYTES),
        (dict(hostile.office())["docx"], kinds.OFFICE),
        (hostile.PAYLOADS["mhtml"], kinds.WEB_PAGE),
        (b"Just words", kinds.NEITHER),
    ],
)
def test_what_to_do_instead(data, sentence):
    with pytest.raises(FileRefused) as refused:
        read_upload(data)
    assert str(refused.value) == sentence


def test_a_document_may_be_photographed():
    assert isinstance(read_upload(hostile.plain("HEIF")), Picture)
    assert isinstance(read_upload(hostile_papers.saved(hostile_papers.new())), Paper)


def test_a_picture_that_is_a_pdf_as_well_is_a_picture():
    both = hostile.jpeg_with((0xFE, hostile_papers.saved(hostile_papers.everywhere("JavaScript"))))
    assert b"%PDF" in both
    made = read_upload(both)
    assert isinstance(made, Picture) and b"%PDF" not in made.data


def test_what_the_reader_is_made_to_say_is_not_believed(monkeypatch):
    good = hostile_papers.saved(hostile_papers.new())
    for said in ((hostile.PAYLOADS["html"], 1), (good, 0), (good, 10_000), (good, "1"), (good,), ("%PDF-", 1)):
        monkeypatch.setattr(confined, "run", lambda *_, said=said: said)
        with pytest.raises(FileRefused):
            read_paper(good)


def test_what_is_left_over_is_noticed(monkeypatch):
    """Both looks are by the same names: were the first to miss something, the second refuses the file."""
    with pytest.raises(ValueError):
        rewriting._look_again(dict(hostile_papers.acting())["javascript"], 1)
    for name, data in [*hostile_papers.acting(), *hostile_papers.holding_files()]:
        monkeypatch.setattr(rewriting, "_disarm", lambda *_: None)
        monkeypatch.setattr(rewriting, "_keep", lambda *_: None)
        if name != "beside the document":
            with pytest.raises(ValueError):
                rewriting.rewrite(data)


def test_the_log_says_why_and_nothing_of_the_document(caplog):
    with caplog.at_level(logging.INFO), pytest.raises(FileRefused):
        read_paper(b"%PDF-1.7 CANARY")
    assert "a PDF was not read" in caplog.text and "CANARY" not in caplog.text


def test_there_are_enough_of_them():
    pictures = (
        hostile.with_places,
        hostile.polyglots,
        hostile.bombs,
        hostile.films,
        hostile.cut_short,
        hostile.damaged,
    )
    others = (hostile.in_disguise, hostile.not_read, hostile.office, hostile.archives)
    papers = (hostile_papers.acting, hostile_papers.holding_files, hostile_papers.telling, hostile_papers.bombs)
    made = [data for each in (*pictures, *others, *papers) for _, data in each()]
    assert len(made) >= 350 and len(set(made)) >= 340

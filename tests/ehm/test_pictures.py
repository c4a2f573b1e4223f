"""What comes out of an uploaded picture is pixels and nothing else, whatever went in."""

import base64
import io
import logging
import struct
import time

import pytest
from PIL import Image, ImageCms

from ehm import confined
from ehm.files import kinds, redrawing
from ehm.files.kinds import FileRefused
from ehm.files.picture import UNREADABLE, Picture, read_picture
from tests.ehm import confined_work, hostile

PNG_PARTS = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
JPEG_PARTS = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def family(*families):
    return [pytest.param(data, id=name) for family in families for name, data in family()]


def colours(data):
    """Red or blue, at the four corners: top left, top right, bottom left, bottom right."""
    with Image.open(io.BytesIO(data)) as picture:
        right, bottom = picture.width - 4, picture.height - 4
        seen = [picture.convert("RGB").getpixel(place) for place in ((3, 3), (right, 3), (3, bottom), (right, bottom))]
    return "".join("r" if red > 200 and blue < 60 else "b" if blue > 200 and red < 60 else "?" for red, _, blue in seen)


def png_parts(data):
    at, found = 8, []
    while at < len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        found.append(data[at + 4 : at + 8])
        at += length + 12
    assert at == len(data) and found[-1] == b"IEND"
    return set(found)


def jpeg_parts(data):
    at, found = 2, []
    while True:
        assert data[at] == 0xFF
        found.append(data[at + 1])
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        if found[-1] == 0xE0:
            assert data[at + 4 : at + 9] == b"JFIF\0" and length == 16
        at += length + 2
        if found[-1] == 0xDA:
            break
    assert data.index(b"\xff\xd9", at) == len(data) - 2  # the end, and nothing behind it
    return set(found)


def assert_only_pixels(picture):
    assert isinstance(picture, Picture)
    for data, media_type in ((picture.data, picture.media_type), (picture.small, "image/jpeg")):
        if media_type == "image/png":
            assert png_parts(data) <= PNG_PARTS
        else:
            assert media_type == "image/jpeg"
            assert jpeg_parts(data) <= JPEG_PARTS
        with Image.open(io.BytesIO(data)) as seen:
            assert not seen.getexif() and set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            seen.load()
        for trace in (b"CANARY", b"GPS", b"Exif", b"xmp", b"<script", b"<?php", b"EICAR", b"PK\x03\x04", b"%PDF"):
            assert trace not in data
    assert max(picture.width, picture.height) <= 2000


@pytest.mark.parametrize("kind", hostile.KINDS)
def test_each_kind_is_read(kind):
    picture = read_picture(hostile.plain(kind))
    assert_only_pixels(picture)
    if kind == "HEIF":
        assert (picture.width, picture.height, colours(picture.data)) == (48, 64, "brbb")
    else:
        assert (picture.width, picture.height, colours(picture.data)) == (64, 48, "rbbb")
    assert picture.media_type == ("image/png" if kind in ("PNG", "GIF") else "image/jpeg")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "orientation, corners",
    [(1, "rbbb"), (2, "brbb"), (3, "bbbr"), (4, "bbrb"), (5, "rbbb"), (6, "brbb"), (7, "bbbr"), (8, "bbrb")],
)
def test_it_stands_upright(kind, orientation, corners):
    picture = read_picture(hostile.encoded(hostile.corner(), kind, exif=hostile.exif(orientation)))
    assert colours(picture.data) == colours(picture.small) == corners
    assert (picture.width, picture.height) == ((48, 64) if orientation > 4 else (64, 48))


def test_a_large_one_is_made_smaller_and_a_small_one_stays():
    photograph = Image.effect_noise((2400, 1800), 90).convert("RGB")
    large = read_picture(hostile.encoded(photograph, "JPEG", quality=60))
    assert (large.width, large.height) == (2000, 1500) and len(large.data) <= redrawing.AIM
    with Image.open(io.BytesIO(large.small)) as small:
        assert small.size == (480, 360)
    own = read_picture(hostile.encoded(hostile.corner(300, 200), "PNG"))
    assert (own.width, own.height) == (300, 200)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_colour_is_read_from_png(mode):
    grey = hostile.corner().convert("L")
    if mode == "I;16":
        picture = Image.frombytes("I;16", grey.size, b"".join(bytes([0, value]) for value in grey.tobytes()))
    else:
        picture = hostile.corner(mode=mode)
    assert_only_pixels(read_picture(hostile.encoded(picture, "PNG")))


def test_sixteen_bits_of_grey_stay_grey():
    half = Image.new("I;16", (20, 20), 128 * 256)
    picture = read_picture(hostile.encoded(half, "PNG"))
    with Image.open(io.BytesIO(picture.data)) as seen:
        assert seen.convert("L").getpixel((5, 5)) in range(126, 131)


def test_what_is_transparent_becomes_white_and_hides_nothing():
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    picture = read_picture(hostile.encoded(clear, "PNG"))
    with Image.open(io.BytesIO(picture.data)) as seen:
        assert seen.mode == "RGB" and seen.getpixel((5, 5)) == (255, 255, 255)


def test_colours_of_a_printer_are_read():
    picture = read_picture(hostile.encoded(hostile.corner(mode="CMYK"), "JPEG"))
    assert_only_pixels(picture)
    assert colours(picture.data) == "rbbb"


def test_colours_of_a_profile_are_kept_without_the_profile():
    """A profile in which red and blue have changed places: what is seen is what its maker saw."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    swapped = hostile.encoded(hostile.corner(), "PNG", icc_profile=bytes(profile))
    picture = read_picture(swapped)
    assert_only_pixels(picture)
    assert colours(picture.data) != "rbbb"


@pytest.mark.parametrize("data", family(hostile.with_places))
def test_where_and_by_whom_it_was_taken_is_gone(data):
    assert_only_pixels(read_picture(data))


@pytest.mark.parametrize("data", family(hostile.films))
def test_of_what_moves_the_first_picture_is_read(data):
    assert_only_pixels(read_picture(data))


def harmless_or_refused(data):
    try:
        picture = read_picture(data)
    except FileRefused as refused:
        assert str(refused).startswith("The selected ") and "\n" not in str(refused) and len(str(refused)) < 130
    else:
        assert_only_pixels(picture)


@pytest.mark.parametrize("data", family(hostile.polyglots, hostile.damaged))
def test_what_is_something_else_as_well_is_only_a_picture_afterwards(data):
    harmless_or_refused(data)


def test_a_picture_with_something_behind_it_is_still_read():
    for kind in hostile.KINDS:
        assert_only_pixels(read_picture(hostile.plain(kind) + hostile.PAYLOADS["zip"]))


@pytest.mark.parametrize("data", family(hostile.in_disguise, hostile.not_read, hostile.office, hostile.archives))
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(FileRefused):
        read_picture(data)


@pytest.mark.parametrize("data", family(hostile.cut_short))
def test_what_is_cut_short_is_refused(data):
    with pytest.raises(FileRefused):
        read_picture(data)


@pytest.mark.parametrize("data", family(hostile.bombs))
def test_what_would_be_huge_is_harmless_or_refused_at_once(data):
    began = time.monotonic()
    harmless_or_refused(data)
    assert time.monotonic() - began < 5


def test_the_largest_that_is_read_takes_no_more_than_its_share():
    largest = hostile.encoded(Image.new("1", (7000, 7000)), "PNG")
    began = time.monotonic()
    assert confined.run(confined_work.peak, largest, "PNG") < 512_000_000
    assert time.monotonic() - began < 10


def test_pixels_are_counted_before_they_are_read():
    bombs = dict(hostile.bombs())
    others = ("png of 8000", "png of one line", "jpeg of no height")
    counted = [name for name in bombs if " of " in name and name not in others]
    assert len(counted) >= 8
    for name in counted:
        with pytest.raises(confined.Unfit) as unfit:
            kind = name.split()[0].upper().replace("HEIC", "HEIF")
            confined.run(redrawing.redraw, bombs[name], kind, memory=60_000_000)
        assert str(unfit.value) == redrawing.TOO_MANY_PIXELS, name


@pytest.mark.parametrize(
    "data, sentence",
    [
        (b"", kinds.EMPTY),
        (b"\xff\xd8\xff" + bytes(kinds.LARGEST), kinds.TOO_MANY_BYTES),
        (dict(hostile.office())["docm"], kinds.OFFICE),
        (dict(hostile.office())["doc"], kinds.OFFICE),
        (hostile.PAYLOADS["zip"], kinds.ARCHIVE),
        (hostile.PAYLOADS["svg"], kinds.WEB_PAGE),
        (b"Just words", kinds.NOT_A_PICTURE),
        (hostile.PAYLOADS["pdf"], kinds.NOT_A_PICTURE),
        (b"\xff\xd8\xff" + b"rubbish", UNREADABLE),
        (dict(hostile.bombs())["png of 31000"], redrawing.TOO_MANY_PIXELS),
    ],
)
def test_each_refusal_says_what_to_do(data, sentence):
    with pytest.raises(FileRefused) as refused:
        read_picture(data)
    assert str(refused.value) == sentence


def test_what_the_reader_is_made_to_say_is_not_believed(monkeypatch):
    """As if the process that reads had been taken over."""
    good = read_picture(hostile.plain("JPEG"))
    for said in (
        (hostile.PAYLOADS["html"], "text/html", 10, 10, good.small),
        (hostile.PAYLOADS["html"], "image/png", 10, 10, good.small),
        (good.data, "image/jpeg", 10, 10, hostile.PAYLOADS["svg"]),
        (good.data, "image/jpeg", 10_000_000, 10, good.small),
        (good.data, ["image/jpeg"], 10, 10, good.small),
        (good.data, "image/jpeg", "10", 10, good.small),
        (good.data, "image/jpeg"),
        "no tuple at all",
    ):
        monkeypatch.setattr(confined, "run", lambda *_, said=said: said)
        with pytest.raises(FileRefused):
            read_picture(hostile.plain("JPEG"))


def test_the_log_says_why_and_nothing_of_the_picture(caplog):
    with caplog.at_level(logging.INFO), pytest.raises(FileRefused):
        read_picture(b"\xff\xd8\xff" + hostile.CANARY)
    assert "a picture was not read" in caplog.text and "CANARY" not in caplog.text


def test_eicar_is_what_scanners_know():
    assert hostile.EICAR[:12] == base64.b64decode("WDVPIVAlQEFQWzRc")

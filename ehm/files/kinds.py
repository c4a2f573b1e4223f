"""What a file is, by how it begins; never by its name or by what a browser says of it."""

from enum import StrEnum

from ehm.actions import Refused

LARGEST = 15_000_000  # bytes


class FileRefused(Refused):
    """The file is not kept. `str()` is one plain sentence for whoever chose it, beside the field."""


class Kind(StrEnum):
    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    WEBP = "WEBP"
    HEIF = "HEIF"
    PDF = "PDF"


EMPTY = "The selected file is empty"
TOO_MANY_BYTES = f"The selected file must be smaller than {LARGEST // 1_000_000} MB"
OFFICE = "The selected file is a Word, Excel or other office document. Open it, save it as a PDF, and choose the PDF"
ARCHIVE = "The selected file is an archive of other files. Choose the picture or the PDF itself"
WEB_PAGE = "The selected file is a web page or a drawing for the web. Print it to a PDF, and choose the PDF"
NOT_A_PICTURE = "The selected file must be a picture: JPG, PNG, WebP, GIF or HEIC"
NEITHER = "The selected file must be a PDF or a picture: JPG, PNG, WebP, GIF or HEIC"

_BEGINNINGS = {
    b"\xff\xd8\xff": Kind.JPEG,
    b"\x89PNG\r\n\x1a\n": Kind.PNG,
    b"GIF87a": Kind.GIF,
    b"GIF89a": Kind.GIF,
    b"%PDF-": Kind.PDF,
}
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
_OLD_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_IN_OFFICE_ARCHIVES = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"_rels/", b"mimetypeapplication/vnd.")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
_WEB = (b"<", b"\xef\xbb\xbf<", b"mime-version:", b"from:", b"content-type:")
_LOOKED_AT = 4096  # bytes


def kind_of(data: bytes) -> Kind | None:
    """None for what we do not read."""
    for beginning, kind in _BEGINNINGS.items():
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return Kind.HEIF
    return None


def check_size(size: int) -> None:
    if size == 0:
        raise FileRefused(EMPTY)
    if size > LARGEST:
        raise FileRefused(TOO_MANY_BYTES)


def why_not(data: bytes, otherwise: str) -> FileRefused:
    """Why a file of a kind that we do not read is refused, and what to do instead where we know it."""
    beginning = data[:_LOOKED_AT]
    if beginning.startswith(_OLD_OFFICE):
        return FileRefused(OFFICE)
    if beginning.startswith(_ARCHIVES):
        return FileRefused(OFFICE if any(name in beginning for name in _IN_OFFICE_ARCHIVES) else ARCHIVE)
    if beginning.lstrip().lower().startswith(_WEB):
        return FileRefused(WEB_PAGE)
    return FileRefused(otherwise)

"""The confined side of `ehm.pdf`: the only module that imports Typst.

Its process may read files, because fonts are files. A layout never names one: a test reads them all and holds that.
"""

import base64
import io
import json
import re
from pathlib import Path
from typing import Any

import pikepdf
import typst
from pikepdf import Array, Dictionary, Name
from PIL import Image

VARIANT = "ua-1"
HERE = Path(__file__).parent  # as far as a layout could see
FONTS = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)  # in the keeper, once
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
LONG = re.compile(r"\S{24,}")  # letters that the narrowest column may not hold
BREAK = "\u200b"
DRAWN = "image/svg+xml"
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
    '<image width="{0}" height="{1}" href="data:{2};base64,{3}"/></svg>'
)


class CannotBeLaidOut(Exception):
    """What Typst says may quote what it was given, so it is not said."""


def write(main: str, sources: dict[str, str], values: dict[str, Any], listing: list[list[Any]], body: bytes) -> bytes:
    """The PDF. `listing`: name, media type and length of each picture; they stand one after another in `body`."""
    pictures, at = {}, 0
    for name, media_type, length in listing:
        pictures[name] = _as_svg(body[at : at + length], media_type)
        at += length
    files = {name: source.encode() for name, source in sources.items() if name != main}
    files["main"] = sources[main].encode()
    files["values.json"] = json.dumps(_printable(values)).encode()
    files["pictures.json"] = json.dumps(pictures).encode()
    try:
        written = _written(files, [VARIANT])
    except typst.TypstError:  # no font has some sign, which PDF/UA does not bear
        try:
            written = _written(files, [])
        except typst.TypstError:
            raise CannotBeLaidOut from None
    return _with_heads_of_rows(written)


def _written(files: dict[str, bytes], standards: list[Any]) -> bytes:
    given: Any = files  # its types know of one file only
    pdf: bytes = typst.compile(
        given, root=HERE, font_paths=FONTS, ignore_system_fonts=True, format="pdf", pdf_standards=standards
    )
    return pdf


def _with_heads_of_rows(written: bytes) -> bytes:
    """Typst tags what heads a column and cannot tag yet what heads a row: in every table of ours, its first cell."""
    held = io.BytesIO()
    with pikepdf.open(io.BytesIO(written)) as opened:
        for thing in opened.objects:
            if isinstance(thing, Dictionary) and thing.get("/S") == Name.TR:
                first, *others = thing.K
                if first.S == Name.TD:
                    first.S = Name.TH
                    first.A = Array([Dictionary(O=Name.Table, Scope=Name.Row)])
                    for cell in others:  # those who read go by rows and columns where no heads are listed
                        cell.A = Array([about for about in cell.get("/A", []) if "/Headers" not in about])
        opened.save(held)
    return held.getvalue()


def _as_svg(data: bytes, media_type: str) -> str:
    """Values are text. Typst takes the picture out of this as it is."""
    if media_type == DRAWN:
        return UNPRINTABLE.sub("", data.decode())
    with Image.open(io.BytesIO(data)) as picture:
        width, height = picture.size
    return PICTURE.format(width, height, media_type, base64.b64encode(data).decode())


def _printable(value: Any) -> Any:
    """The same without signs that nothing can be drawn for; very long words may break anywhere."""
    if isinstance(value, str):
        return LONG.sub(lambda found: BREAK.join(found[0]), UNPRINTABLE.sub("", value.replace("\r\n", "\n")))
    if isinstance(value, dict):
        return {key: _printable(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_printable(held) for held in value]
    return value

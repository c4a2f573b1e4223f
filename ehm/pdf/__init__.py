"""PDFs laid out by files of our own: tagged, in our language, and out of nothing but what is handed over.

    render(Layout("letter.typ", {"letter.typ": source}, {"picture-1": Picture(png, "image/png")}), {"title": "Hello"})

The layout is written for Typst (https://typst.app/docs) and reads `json("values.json")`. What people wrote travels
there as values: no way leads from a value to a word of the layout, a file or an address. `json("pictures.json")` has
each picture under its name, as an SVG. It is written in a confined process (`ehm.confined`). Tagged is not certified:
Typst refuses what breaks PDF/UA-1 where it can tell, and nobody has run another checker over these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ehm import confined

MEDIA_TYPES = frozenset({"image/png", "image/jpeg", "image/svg+xml"})
SECONDS = 20.0
MEMORY = 800_000_000  # bytes, beside what the libraries take: two hundred pages want half of it
WRITE = "ehm.pdf.writing:write"  # by name: Typst is imported there and not here


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that has been re-encoded by us, or a chart that we drew."""

    data: bytes
    media_type: str

    def __post_init__(self) -> None:
        if self.media_type not in MEDIA_TYPES:
            raise ValueError(f"{self.media_type} does not go into a PDF")


@dataclass(frozen=True, slots=True)
class Layout:
    """`main`: which of the `sources` is laid out; it may import the others by their names."""

    main: str
    sources: Mapping[str, str]
    pictures: Mapping[str, Picture] = field(default_factory=dict)


def render(layout: Layout, values: Mapping[str, Any]) -> bytes:
    """The PDF. Raises `confined.Stopped` where it would take too long or too much, or cannot be laid out."""
    pdf: bytes = confined.run(WRITE, *order_of(layout, values), memory=MEMORY, seconds=SECONDS, may_read=True)
    return pdf


def order_of(layout: Layout, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the confined side is given."""
    listing = [[name, picture.media_type, len(picture.data)] for name, picture in layout.pictures.items()]
    body = b"".join(picture.data for picture in layout.pictures.values())
    return layout.main, dict(layout.sources), dict(values), listing, body

"""PDFs from our own HTML: tagged, in the language that the HTML names, and out of nothing but what is handed over.

    render(html, {"print.css": Asset(css, "text/css"), "picture-1": Asset(png, "image/png")})

The HTML refers to what is handed over as `asset:print.css`. Whatever else it refers to, in whatever way, is refused,
and no PDF comes of it. It is written in a confined process (`ehm.confined`), which also keeps WeasyPrint out of the
web's memory. Tagged is not certified: nobody has run a PDF/UA checker over these.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ehm import confined

MEDIA_TYPES = frozenset({"text/css", "image/png", "image/jpeg"})
SECONDS = 20.0
MEMORY = 400_000_000  # bytes, beside what the libraries take
WRITE = "ehm.pdf.writing:write"  # by name: WeasyPrint is imported there and not here


@dataclass(frozen=True, slots=True)
class Asset:
    """Something that the HTML may refer to: a stylesheet, or a picture that has been re-encoded by us."""

    data: bytes
    media_type: str

    def __post_init__(self) -> None:
        if self.media_type not in MEDIA_TYPES:
            raise ValueError(f"{self.media_type} does not go into a PDF")


def render(html: str, assets: Mapping[str, Asset] | None = None) -> bytes:
    """The PDF. Raises `confined.Stopped` where it would take too long or too much, or refers to anything else."""
    handed = assets or {}
    listing = [[name, asset.media_type, len(asset.data)] for name, asset in handed.items()]
    body = b"".join(asset.data for asset in handed.values())
    pdf: bytes = confined.run(WRITE, html, listing, body, memory=MEMORY, seconds=SECONDS, may_read=True)
    return pdf

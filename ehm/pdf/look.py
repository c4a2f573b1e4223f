"""The look that all our printed documents share (`templates/documents/look.typ`), and the pictures beside one."""

from pathlib import Path

from django.conf import settings

from ehm import pdf

TEMPLATES = settings.BASE_DIR / "templates"
LOOK = "look.typ"
DRAWN = "image/svg+xml"


class Beside:
    """The pictures of one document, under names that say nothing."""

    def __init__(self) -> None:
        self.pictures: dict[str, pdf.Picture] = {}

    def keep(self, data: bytes, media_type: str) -> str:
        name = f"picture-{len(self.pictures) + 1}"
        self.pictures[name] = pdf.Picture(data, media_type)
        return name


def layout(source: Path, beside: Beside, *also: Path) -> pdf.Layout:
    """`source` may import the look, and `also` by their names."""
    files = (source, *also, TEMPLATES / "documents" / LOOK)
    sources = {file.name: file.read_text() for file in files}
    return pdf.Layout(source.name, sources, beside.pictures)

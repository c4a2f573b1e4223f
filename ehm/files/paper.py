"""Finished documents that people upload: an assessment made with an agency's own tool, as a PDF or photographed."""

import logging
from dataclasses import dataclass

from ehm import confined
from ehm.files.kinds import NEITHER, FileRefused, Kind, check_size, kind_of, why_not
from ehm.files.names import display_name
from ehm.files.picture import Picture, read_picture
from ehm.files.rewriting import LARGEST, PAGES, TOO_LARGE, rewrite

logger = logging.getLogger(__name__)

UNREADABLE = "The selected PDF is damaged. Open it, print it to a new PDF, and choose that"
MEDIA_TYPE = "application/pdf"


@dataclass(frozen=True)
class Paper:
    """A PDF that shows what the uploaded one showed, and can do nothing."""

    data: bytes
    pages: int
    name: str = ""  # what its owner called it, as it may be shown


def read_paper(data: bytes, *, name: str = "") -> Paper:
    """The PDF that was uploaded, made harmless. `FileRefused` where that cannot be done."""
    check_size(len(data))
    if kind_of(data) is not Kind.PDF:
        raise why_not(data, NEITHER)
    try:
        rewritten, pages = confined.run(rewrite, data)
        _check(rewritten, pages)
    except confined.Unfit as unfit:
        raise FileRefused(str(unfit)) from None
    except confined.TooMuch:
        raise FileRefused(TOO_LARGE) from None
    except (confined.Failed, TypeError, ValueError) as failed:
        logger.info("a PDF was not read: %s", failed)
        raise FileRefused(UNREADABLE) from None
    return Paper(rewritten, pages, display_name(name, "pdf"))


def read_upload(data: bytes, *, name: str = "") -> Paper | Picture:
    """A document, as a PDF or as a picture of it. `name` as the browser gave it."""
    check_size(len(data))
    kind = kind_of(data)
    if kind is None:
        raise why_not(data, NEITHER)
    return read_paper(data, name=name) if kind is Kind.PDF else read_picture(data, name=name)


def _check(rewritten: bytes, pages: int) -> None:
    """What reads a hostile file might be made to lie: its answer is a PDF, or nothing."""
    if not isinstance(rewritten, bytes) or not rewritten.startswith(b"%PDF-") or len(rewritten) > LARGEST:
        raise ValueError("the answer is no PDF")
    if not 0 < pages <= PAGES:
        raise ValueError("the answer has no such number of pages")

"""Pictures that people upload: photographs of a child's drawing, of a letter, of a plan on a wall."""

import logging
from dataclasses import dataclass, replace

from ehm import confined
from ehm.files.kinds import NOT_A_PICTURE, FileRefused, Kind, check_size, kind_of, why_not
from ehm.files.names import display_name
from ehm.files.redrawing import LONG_SIDE, TOO_MANY_PIXELS, redraw

logger = logging.getLogger(__name__)

UNREADABLE = (
    "The selected picture is damaged, or not what it says it is. Open it, save it again as a JPG, and choose that"
)
BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True)
class Picture:
    """Drawn again from its pixels: upright, at most 2000 on the long side, without place, device, date or comment."""

    data: bytes
    media_type: str  # image/jpeg or image/png
    width: int
    height: int
    small: bytes  # a JPEG, at most 480 on the long side
    name: str = ""  # what its owner called it, as it may be shown


def read_picture(data: bytes, *, name: str = "") -> Picture:
    """The picture that was uploaded, made harmless. `FileRefused` where it is none that we read.

    `name` as the browser gave it.
    """
    check_size(len(data))
    kind = kind_of(data)
    if kind is None or kind is Kind.PDF:
        raise why_not(data, NOT_A_PICTURE)
    try:
        drawn = Picture(*confined.run(redraw, data, str(kind)))
        _check(drawn)
    except confined.Unfit as unfit:
        raise FileRefused(str(unfit)) from None
    except confined.TooMuch:
        raise FileRefused(TOO_MANY_PIXELS) from None
    except (confined.Failed, TypeError, ValueError) as failed:
        logger.info("a picture was not read: %s", failed)
        raise FileRefused(UNREADABLE) from None
    return replace(drawn, name=display_name(name, ENDINGS[drawn.media_type]))


def _check(drawn: Picture) -> None:
    """What decodes a hostile file might be made to lie: its answer is one of ours, or nothing."""
    is_picture = isinstance(drawn.data, bytes) and drawn.data.startswith(BEGINNINGS.get(drawn.media_type, b"?"))
    if not is_picture or not isinstance(drawn.small, bytes) or not drawn.small.startswith(BEGINNINGS["image/jpeg"]):
        raise ValueError("the answer is no picture")
    if not (0 < drawn.width <= LONG_SIDE and 0 < drawn.height <= LONG_SIDE):
        raise ValueError("the answer has no such size")

"""What is saved in one go: each thing written at one place of the form, compared with what its writer was shown.

Two people may write the same section at once. A piece that its writer did not change is left as it is now; one that
both changed is a conflict, and both texts are shown. No database.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from assessments.address import Address
from assessments.choices import Record
from assessments.form import Form

ANSWER = "answer"
Content = Mapping[str, str | tuple[str, ...]]


class Place(NamedTuple):
    """`record` is 'answer' or what an answer becomes. `key`: an item of the checklist, `score_key` of a score, the
    reference of a line."""

    record: str
    question: str
    about: str = ""
    key: str = ""

    def address(self, form: Form) -> Address:
        """Where it stands on the form. The views on one scale share their question's address."""
        section = form.section_of(self.question).key
        if self.record == ANSWER or self.record == Record.SCORE:
            return Address(section, self.question, self.about)
        return Address(section, self.question, "", self.key)


def score_key(scale_set: str, scale: str, respondent: str) -> str:
    """Which view on which scale, as the key of its place."""
    return f"{scale_set}:{scale}:{respondent}"


@dataclass(frozen=True, slots=True)
class Piece:
    """`version` and `shown` (a digest) are of what the writer was shown: 0 and that of nothing where nothing was."""

    place: Place
    content: Content
    version: int = 0
    shown: str = ""
    source: str = ""
    position: int = 0

    @property
    def is_blank(self) -> bool:
        return is_blank(self.content)


@dataclass(frozen=True, slots=True)
class Stored:
    """What is on record at a place."""

    place: Place
    content: Content
    version: int
    source: str = ""
    position: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both wrote here since the page was shown."""

    place: Place
    theirs: Content
    yours: Content
    version: int
    saved_at: datetime | None = None
    saved_by: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    to_write: tuple[Piece, ...] = ()
    conflicts: tuple[Conflict, ...] = field(default=())


def is_blank(content: Content) -> bool:
    return not any(_plain(content).values())


def digest(content: Content) -> str:
    """Of what was shown, so that what its writer left alone is known as such."""
    return hashlib.sha256(json.dumps(_plain(content), sort_keys=True).encode()).hexdigest()[:16]


def is_same(one: Content, other: Content) -> bool:
    return _plain(one) == _plain(other)


def merged(pieces: Mapping[Place, Piece], stored: Mapping[Place, Stored]) -> Merge:
    """What to write of `pieces`, and where somebody else wrote first."""
    to_write, conflicts = [], []
    for place, piece in pieces.items():
        now = stored.get(place)
        theirs = now.content if now else {}
        if is_same(piece.content, theirs) or digest(piece.content) == (piece.shown or digest({})):
            continue
        if (now.version if now else 0) == piece.version:
            to_write.append(piece)
        else:
            conflicts.append(
                Conflict(
                    place,
                    theirs,
                    piece.content,
                    now.version if now else 0,
                    now.saved_at if now else None,
                    now.saved_by if now else "",
                )
            )
    return Merge(tuple(to_write), tuple(conflicts))


def _plain(content: Content) -> dict[str, list[str]]:
    """Without what is blank, lines ended in one way, and nothing at the ends."""
    plain = {}
    for name, value in content.items():
        words = [_trimmed(word) for word in ((value,) if isinstance(value, str) else value)]
        plain[name] = [word for word in words if word]
    return {name: words for name, words in plain.items() if words}


def _trimmed(word: str) -> str:
    return word.replace("\r\n", "\n").replace("\r", "\n").strip()


def cleaned(content: Content) -> dict[str, str | tuple[str, ...]]:
    """As it is kept."""
    return {
        name: _trimmed(value) if isinstance(value, str) else tuple(filter(None, map(_trimmed, value)))
        for name, value in content.items()
    }

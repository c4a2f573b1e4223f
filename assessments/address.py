"""Where something stands in an assessment: what limits on sharing, remarks and copies point at. No database.

Written `voice`, `voice/voice_worries`, `voice/voice_worries/7KD-4Q2M`; a row of a list, an item of a checklist or a
picture `family/household#M3F-9TX2`, `voice/voice_pictures/7KD-4Q2M#P8C-2VNA`. Nothing written: the whole of it.
"""

import re
from dataclasses import dataclass
from typing import Self

PART = re.compile(r"[A-Za-z0-9_.:-]+")


class NoAddress(ValueError):
    """The text is not an address in an assessment."""


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """A section, a question in it, whom it is about (a person or a worry), and one row; blank where not named."""

    section: str = ""
    question: str = ""
    about: str = ""
    row: str = ""

    def __post_init__(self) -> None:
        for part in (self.section, self.question, self.about, self.row):
            if part and not PART.fullmatch(part):
                raise NoAddress(f"{part!r} is not part of an address")
        if (self.question and not self.section) or ((self.about or self.row) and not self.question):
            raise NoAddress("An address names its section and its question first")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises NoAddress where `text` is not what `str` of an address would be."""
        place, mark, row = text.partition("#")
        parts = place.split("/") if place else []
        if len(parts) > 3 or not all(parts) or bool(mark) != bool(row):
            raise NoAddress(f"{text!r} is not an address in an assessment")
        section, question, about = (*parts, "", "", "")[:3]
        return cls(section, question, about, row)

    def __str__(self) -> str:
        place = "/".join(part for part in (self.section, self.question, self.about) if part)
        return f"{place}#{self.row}" if self.row else place

    def covers(self, other: "Address") -> bool:
        """Whether `other` is this place or lies within it: a question covers each child's answer and each row."""
        named = ((self.section, other.section), (self.question, other.question), (self.about, other.about))
        return all(not mine or mine == theirs for mine, theirs in (*named, (self.row, other.row)))

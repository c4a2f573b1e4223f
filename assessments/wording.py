"""What an administrator may write on a form: one line of plain words that can be read aloud and printed."""

from __future__ import annotations

import re
import unicodedata

from assessments.parts import LOCAL

LONGEST_QUESTION, LONGEST_GUIDANCE, LONGEST_VALUE = 200, 500, 120
JOINERS = "\u200c\u200d"  # Persian, Hindi and others cannot be written without them
NOT_SHOWN = ("C", "Zl", "Zp")  # control and format characters (which turn the direction round), and ends of lines
LONGEST_SLUG = 40


def problem_with(words: str, longest: int) -> str:
    """Why it cannot stand on a form, as the end of a sentence; '' where it can."""
    if len(words) > longest:
        return f"must be {longest} characters or fewer: it has {len(words)}"
    if any(unicodedata.category(letter).startswith(NOT_SHOWN) and letter not in JOINERS for letter in words):
        return "holds a character that cannot be seen. Type it again instead of pasting it"
    if words and not any(letter.isalnum() for letter in words):
        return "has no letter in it"
    return ""


def is_the_same(one: str, other: str) -> bool:
    """To whoever reads them: capitals, spaces and the mark at the end make no difference."""
    return _bare(one) == _bare(other)


def _bare(words: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", words).casefold()))


def key_for(words: str, taken: set[str]) -> str:
    """'local_which_pets_are_there', with a number after it where that is taken. It never changes again."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = "_".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_SLUG].strip("_") or "own"
    key, number = f"{LOCAL}{slug}", 1
    while key in taken:
        number += 1
        key = f"{LOCAL}{slug}_{number}"
    return key

"""One thing that is missing from an assessment, and the words for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from assessments.choices import CheckKind, Strength


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing, where, and whether it holds the assessment back. `about` is a child or worry, or the family;
    `check` is the quality check that found it."""

    section: str
    question: str
    about: str
    sentence: str
    strength: Strength = Strength.MUST
    why: str = ""
    check: CheckKind | None = field(default=None, compare=False)


def in_list(names: Iterable[str]) -> str:
    """'a', 'b' and 'c', in the order given."""
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"

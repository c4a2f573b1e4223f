"""Work telephone numbers as people write them."""

import re

_EXTENSION = re.compile(r"(?:\s*(?:ext\.?|extension|x)\s*\d{1,6})$", re.IGNORECASE)
_BRITISH = re.compile(r"0[1-9]\d{8,9}", re.ASCII)
_SHORT = re.compile(r"1(?:01|05|11|19)|116\d{3}", re.ASCII)


def is_plausible(number: str) -> bool:
    """A British number, with or without +44, or a public short number; with or without an extension."""
    bare = re.sub(r"[\s().-]", "", _EXTENSION.sub("", number.strip()))
    bare = re.sub(r"^(?:\+44|0044)(?:0(?=[1-9]))?", "0", bare)
    return bool(_BRITISH.fullmatch(bare) or _SHORT.fullmatch(bare))


def show(number: str) -> str:
    """One space where there were several."""
    return " ".join(number.split())

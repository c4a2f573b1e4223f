"""UK postcodes and the starts of them that an area reaches: CV, CV99, CV99 1 or CV99 1AA."""

import re

_PREFIX = re.compile(r"([A-Z]{1,2})(?:([0-9][0-9A-Z]?)(?: ([0-9])([A-Z]{2})?)?)?")
_WHOLE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})")


def clean_prefix(typed: str) -> str | None:
    """As it is stored, or None when it is not the start of a postcode. The gap may be left out of a whole postcode."""
    text = " ".join(typed.upper().split())
    whole = _WHOLE.fullmatch(text.replace(" ", ""))
    if whole:
        return f"{whole[1]} {whole[2]}"
    return text if _PREFIX.fullmatch(text) else None


def prefixes(postcode: str) -> list[str]:
    """Of 'cv991aa': CV99 1AA, CV99 1, CV99 and CV, the most exact first. Whoever compares letter by letter would
    find CV99 in the area that reaches CV9."""
    text = clean_prefix(postcode)
    if text is None:
        return []
    letters = re.match(r"[A-Z]+", text)
    assert letters
    outward, _, inward = text.partition(" ")
    found = [text] if len(inward) == 3 else []
    found += [f"{outward} {inward[0]}"] if inward else []
    found += [outward] if outward != letters[0] else []
    return [*found, letters[0]]

"""What somebody typed into the search box: a name in any spelling, a date of birth, a postcode, a number, in any order.

Pure: reads text, asks nothing. What is not a date, a postcode or a number is a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from stdnum.gb import nhs

from ehm.models.tenancy import clean_reference

LONGEST = 200  # characters of a box that are read
MOST_NAMES = 6
OLDEST = 120  # years
LATEST = timedelta(days=42 * 7)  # an unborn child is known by the date on which it is expected

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<y>\d{4}|\d{2})"
DATES = tuple(
    re.compile(rf"(?<![\w/.-]){pattern}(?![\w/-])", re.IGNORECASE)
    for pattern in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
        rf"{_DAY}\s*[-/.]\s*(?P<m>\d{{1,2}})\s*[-/.]\s*{_YEAR}",
        rf"{_DAY}(?:\s+of)?[\s/.-]*{_MONTH}[\s,/.-]*{_YEAR}",
        rf"{_MONTH}\s*{_DAY},?\s+{_YEAR}",
        r"(?P<d>\d{1,2}) (?P<m>\d{1,2}) (?P<y>\d{4}|\d{2})",
        r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})",
    )
)
NHS_NUMBER = re.compile(r"(?<!\w)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\w)")
POSTCODE = re.compile(
    r"(?<!\w)(?:GIR ?0AA|ZZ99 ?3[VWC]Z|"
    r"(?:[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY])) ?\d[ABD-HJLNP-UW-Z]{2})(?!\w)",
    re.IGNORECASE,
)
REFERENCE = re.compile(r"(?<![\w-])(?:ref(?:erence)?[ :.]*)?([0-9a-z]{4}[ -]?[0-9a-z]{4})(?![\w-])", re.IGNORECASE)
NOT_A_NAME = frozenset({"born", "dob", "nhs", "postcode", "ref", "reference", "no", "number", "aged", "age"})


@dataclass(frozen=True)
class SearchTerms:
    """`names` as typed, given names first, the family name from `family_from` on; `problems` are sentences about what
    looks like a slip."""

    names: tuple[str, ...] = ()
    born: date | None = None
    nhs_number: str = ""
    postcode: str = ""
    reference: str = ""
    problems: tuple[str, ...] = ()
    family_from: int = 1

    def __bool__(self) -> bool:
        return bool(self.names or self.born or self.nhs_number or self.postcode or self.reference)

    @property
    def given_name(self) -> str:
        return " ".join(self.names[: self.family_from])

    @property
    def family_name(self) -> str:
        return " ".join(self.names[self.family_from :])


def parse(text: str, *, today: date) -> SearchTerms:
    """Everything that one box says. Later of two dates or numbers is left among the words and so forgotten."""
    text = clean(text)
    terms = SearchTerms()
    for read in (_read_date, _read_nhs_number, _read_postcode, _read_reference):
        text, terms = read(text, terms, today)
    return replace(terms, names=read_names(text))


def from_saved(saved: Mapping[str, str], *, today: date) -> SearchTerms:
    """What a search was, from the box `q` and the separate fields, which come first. `today` is when it was asked."""
    terms = parse(saved.get("q", ""), today=today)
    given, family = read_names(saved.get("given_name", "")), read_names(saved.get("family_name", ""))
    if given or family:
        terms = replace(terms, names=given + family, family_from=len(given))
    born = saved.get("date_of_birth", "")
    return replace(
        terms,
        born=date.fromisoformat(born) if born else terms.born,
        nhs_number=read_nhs_number(saved.get("nhs_number", "")) or terms.nhs_number,
        postcode=read_postcode(saved.get("postcode", "")) or terms.postcode,
    )


def clean(text: str) -> str:
    """One line in one normal form, without the control and direction marks that no name has."""
    text = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST]
    shown = (" " if character.isspace() else character for character in text)
    return " ".join("".join(c for c in shown if unicodedata.category(c)[0] != "C").split())


def read_names(text: str) -> tuple[str, ...]:
    """'Reed, Aisha' is Aisha Reed. A hyphen or an apostrophe belongs to the name."""
    if text.count(",") == 1:
        family, given = text.split(",")
        text = f"{given} {family}" if family.strip() and given.strip() else text
    words = re.sub(r"[^\w\s'’-]|[\d_]", " ", text).split()
    names = (word.strip("'’-") for word in words)
    return tuple(name for name in names if name and name.lower() not in NOT_A_NAME)[:MOST_NAMES]


def read_nhs_number(text: str) -> str:
    """Ten digits with the right check digit, or ''."""
    digits = re.sub(r"[\s-]", "", clean(text))
    return digits if nhs.is_valid(digits) else ""


def read_postcode(text: str) -> str:
    """In capitals with the space where it belongs, or ''."""
    found = POSTCODE.fullmatch(clean(text))
    return _spaced(found.group()) if found else ""


def _read_date(text: str, terms: SearchTerms, today: date) -> tuple[str, SearchTerms]:
    for pattern in DATES:
        for found in pattern.finditer(text):
            day = _date_of(found, today)
            if day:
                return _without(text, found), replace(terms, born=day)
            if any(mark in found.group() for mark in "/-.") or len(found.group()) == 8:
                problem = f"{found.group().strip()} is not a date of birth. Write it like 27 3 2016."
                terms = replace(terms, problems=(*terms.problems, problem))
                text = text if len(found.group()) == 8 else _without(text, found)
                return text, terms
    return text, terms


def _date_of(found: re.Match[str], today: date) -> date | None:
    year, month = found["y"], found["m"].lower()
    number = MONTHS.index(month[:3]) + 1 if month[:3] in MONTHS else int(month)
    century = 100 * (today.year // 100)
    whole = int(year) if len(year) == 4 else century + int(year)
    if len(year) == 2 and whole > today.year:
        whole -= 100
    try:
        day = date(whole, number, int(found["d"]))
    except ValueError:
        return None
    return day if today.year - OLDEST <= day.year and day <= today + LATEST else None


def _read_nhs_number(text: str, terms: SearchTerms, today: date) -> tuple[str, SearchTerms]:
    found = NHS_NUMBER.search(text)
    if not found:
        return text, terms
    number = read_nhs_number(found.group())
    if not number:
        problem = f"{found.group()} is not an NHS number. Check each digit."
        return _without(text, found), replace(terms, problems=(*terms.problems, problem))
    return _without(text, found), replace(terms, nhs_number=number)


def _read_postcode(text: str, terms: SearchTerms, today: date) -> tuple[str, SearchTerms]:
    found = POSTCODE.search(text)
    return (_without(text, found), replace(terms, postcode=_spaced(found.group()))) if found else (text, terms)


def _read_reference(text: str, terms: SearchTerms, today: date) -> tuple[str, SearchTerms]:
    """As said on the phone. Eight letters without a digit may be a name as well, so they stay among the words."""
    whole = clean_reference(text)
    if whole:
        return ("" if any(map(str.isdigit, text)) else text), replace(terms, reference=whole)
    for found in REFERENCE.finditer(text):
        said = found.group(1)
        reference = clean_reference(said)
        has_digit = any(map(str.isdigit, said))
        if reference:
            return (_without(text, found) if has_digit else text), replace(terms, reference=reference)
        if has_digit and "-" in said:
            problem = f"{said.upper()} is not a reference. Check each letter and number."
            return _without(text, found), replace(terms, problems=(*terms.problems, problem))
    return text, terms


def _spaced(postcode: str) -> str:
    whole = postcode.replace(" ", "").upper()
    return f"{whole[:-3]} {whole[-3:]}"


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"

"""Is this child written down already? Asked before a child or a family is created."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.actions.search import record_look
from cases.search import Found, Known, look
from cases.search_terms import SearchTerms, read_names
from ehm.rows.actor import Actor

LIKELY = 0.8  # the same name, or most of it with the same date of birth


@dataclass(frozen=True)
class Duplicates:
    """`own` may be opened, `known` is known to somebody else: ask them first."""

    own: tuple[Found, ...] = ()
    known: tuple[Known, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.own or self.known)


def likely_duplicates(
    actor: Actor,
    *,
    given: str,
    family: str = "",
    dob: date | None = None,
    nhs: str = "",
    postcode: str = "",
    why: str = "duplicates",
) -> Duplicates:
    """People who are probably this child, and with `postcode` the children who live there. The question is kept like
    any search, so it is asked in a POST; it raises `Refused` for whoever asks too often. `nhs`: ten digits or ''."""
    names = read_names(given) + read_names(family)
    if not names and not nhs:
        return Duplicates()
    saved = {
        "given_name": given,
        "family_name": family,
        "date_of_birth": dob.isoformat() if dob else "",
        "nhs_number": nhs,
    } | ({"postcode": postcode} if postcode else {})
    record_look(terms=saved, why=why, by=actor)
    terms = SearchTerms(names=names, born=dob, nhs_number=nhs, postcode=postcode, family_from=len(read_names(given)))
    results = look(terms, actor)
    return Duplicates(
        own=tuple(found for found in results.own if found.person.is_child and found.likeness >= LIKELY),
        known=tuple(child for child in results.known if child.likeness >= LIKELY),
    )

"""What a handover begins with. What led to the help knows it, which stands left of cases: it says so here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cases.models import Episode
from ehm.rows.actor import Actor

LONGEST = 2000  # letters of a part, as the form has it
Known = Callable[[Episode, Actor], Mapping[str, str]]
_asked: list[Known] = []


def ask(known: Known) -> Known:
    """`@ask` above a function that gives what it knows of agreed, first, talk_to and careful (`Handover`), as far as
    `actor` may read it."""
    _asked.append(known)
    return known


def known_of(episode: Episode, actor: Actor) -> dict[str, str]:
    found: dict[str, str] = {}
    for known in _asked:
        found |= {part: text[:LONGEST] for part, text in known(episode, actor).items() if text}
    return found

"""What happens to something that hangs on no family: a request before it is decided, what a meeting agreed, an area.

It has a line on nobody's timeline, so it is no event of `ehm.events`. Whoever counts time by it hears of it in the same
transaction, and keeps what they make of it from whoever caused it, who may be anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class About:
    """`kind`: a subject of a rulebook, such as request; `reference` names the row. The hub of `area_id` looks after it.

    With `request_id`, whoever may read the hub's side of that request reads what is made of it; without, all who work
    in the area. `kept_from`: keys of whom the family keeps from it, who are never asked to see to it. `holder_id`:
    whoever has taken it on; `agency_id`: whose it is where nobody works at the hub; none of what came from no agency.
    """

    tenant_id: int
    kind: str
    reference: str
    area_id: int
    agency_id: int | None = None
    request_id: int | None = None
    holder_id: int | None = None
    kept_from: Sequence[str] = ()


@dataclass(frozen=True)
class Happened:
    """`name`: an event of standards/events.py; none where only the area or the holder is another now. `agreed_on`: the
    day that the record names, for a standard that asks for it by then."""

    about: About
    name: str
    at: datetime
    agreed_on: date | None = None


Listener = Callable[[Happened], None]
_listeners: list[Listener] = []


def hears(listener: Listener) -> Listener:
    _listeners.append(listener)
    return listener


def tell(about: About, name: str, *, at: datetime, agreed_on: date | None = None) -> None:
    """In the order in which it happened: what comes later than what followed it changes nothing."""
    for listener in _listeners:
        listener(Happened(about, name, at, agreed_on))

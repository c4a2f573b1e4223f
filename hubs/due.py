"""By when something is due about a request. Practice standards know it, which stand left of hubs: they say it here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ehm.rows.actor import Actor
from hubs.models import HelpRequest


@dataclass(frozen=True)
class Due:
    """The open clock that is due first: for components/clock.html."""

    at: datetime
    state: str
    text: str
    url: str


OfRequests = Callable[[Sequence[HelpRequest], Actor], Mapping[int, Due]]
_asked: list[OfRequests] = []


def ask(of_requests: OfRequests) -> OfRequests:
    """`@ask` above a function that gives, by the number of the request, what is due first."""
    _asked.append(of_requests)
    return of_requests


def of(requests: Sequence[HelpRequest], actor: Actor) -> dict[int, Due]:
    found: dict[int, Due] = {}
    for of_requests in _asked if requests else ():
        found |= of_requests(requests, actor)
    return found

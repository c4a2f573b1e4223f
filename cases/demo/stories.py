"""Who is in an invented family and what happened to it, for the rows and the clocks that come after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from ehm.models import Agency, Area, Membership


@dataclass(frozen=True)
class Somebody:
    """A person as the later rows need to know them."""

    id: int
    reference: str
    name: str
    kind: str
    birth: date | None


class Told(NamedTuple):
    """One happening, as clocks hear of it. `records`: kind of record → its reference; `data`: what a standard's `when`
    asks about. `agreed_days`, `agreed_on`: what the plan or the record asks for; `owner`: whoever took something on."""

    name: str
    at: datetime
    event_id: int
    by: Membership
    child: Somebody | None = None
    records: Mapping[str, str] = MappingProxyType({})
    data: Mapping[str, str] = MappingProxyType({})
    agreed_days: int | None = None
    agreed_on: date | None = None
    owner: Membership | None = None


@dataclass
class Story:
    """What happened in one episode, for the clocks (standards.demo), and what later rows must know of it."""

    tenant_id: int
    family_id: int
    episode_id: int
    reference: str
    area: Area
    lead: Membership
    lead_agency: Agency
    manager: Membership
    level: int
    requested_at: datetime
    closed_at: datetime | None
    children: list[Somebody]
    adults: list[Somebody]
    team: list[Agency] = field(default_factory=list)
    closure_reason: str = ""
    happenings: list[Told] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def opened_at(self) -> datetime:
        return next(told.at for told in self.happenings if told.name == "episode.opened")

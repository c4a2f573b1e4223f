"""Who is in an invented family and what happened to it, for the rows and the clocks that come after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from ehm.models import Agency, Area, Membership


@dataclass(frozen=True)
class Somebody:
    """A person as the later rows need to know them."""

    id: int
    reference: str
    name: str
    kind: str
    birth: date | None


@dataclass
class Story:
    """What happened in one episode, for the clocks: see standards.demo. A happening is its name, when, the event's
    number, the child, the contact's reference (of a finished assessment: its outcome) and who wrote it down."""

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
    is_open: bool
    children: list[Somebody]
    happenings: list[tuple[str, datetime, int, Somebody | None, str, Membership]] = field(default_factory=list)
    next_due_at: datetime | None = None

"""What the events of one meeting say, once its minutes were put right or it turned out not to have been held. Pure.

The timeline keeps what was said first; clocks go by what is so, as for assessments (standards/assessed.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from plans.timeline import MEETING_CORRECTED, MEETING_TAKEN_BACK, PLAN_MEETING_HELD, PLAN_REVIEWED, REVIEW_HELD

HELD = frozenset({PLAN_MEETING_HELD.name, REVIEW_HELD.name, PLAN_REVIEWED.name})
PUT_RIGHT = frozenset({MEETING_CORRECTED.name, MEETING_TAKEN_BACK.name})
KINDS = HELD | PUT_RIGHT


class Event(Protocol):
    pk: int
    kind: str
    occurred_at: datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is so about a meeting, and the event that says it."""

    name: str
    at: datetime
    event_id: int
    data: Mapping[str, Any]


def facts_of(events: Iterable[Event]) -> list[Fact]:
    """`events` of one meeting, in the order in which they were written down."""
    facts: list[Fact] = []
    for event in events:
        if event.kind == MEETING_TAKEN_BACK.name:
            facts = []
        elif event.kind == MEETING_CORRECTED.name:
            after = event.data["after"]
            began, agreed_on = datetime.fromisoformat(after["starts_at"]), {"agreed_on": after["agreed_on"]}
            facts = [replace(fact, at=began, data={**fact.data, **agreed_on}) for fact in facts]
        else:
            facts.append(Fact(event.kind, event.occurred_at, event.pk, event.data))
    return facts

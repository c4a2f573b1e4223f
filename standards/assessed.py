"""What the events of one assessment say, once it is known what was put right, said again or given up. Pure.

The timeline keeps what was said first; clocks go by what is so (docs/adr/0005-assessments-put-right.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from assessments.timeline import (
    ASSESSMENT_AUTHORISED,
    ASSESSMENT_COMPLETED,
    ASSESSMENT_CORRECTED,
    ASSESSMENT_DECIDED,
    ASSESSMENT_WITHDRAWN,
)
from standards.chain import TakenBack

MOMENTS = {
    "decided_at": ASSESSMENT_DECIDED.name,
    "completed_at": ASSESSMENT_COMPLETED.name,
    "authorised_at": ASSESSMENT_AUTHORISED.name,
}
KINDS = frozenset({*MOMENTS.values(), ASSESSMENT_CORRECTED.name, ASSESSMENT_WITHDRAWN.name})
GIVEN_UP = "The assessment was given up."
ENDED_OTHERWISE = "The assessment has another outcome now."


class Event(Protocol):
    pk: int
    kind: str
    occurred_at: datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is so about an assessment, and the event that says it."""

    name: str
    at: datetime
    event_id: int
    data: Mapping[str, Any]
    takes_back: TakenBack | None = None


def facts_of(events: Iterable[Event]) -> list[Fact]:
    """`events` of one assessment, in the order in which they were written down."""
    facts: list[Fact] = []
    for event in events:
        if event.kind == ASSESSMENT_CORRECTED.name:
            facts = _put_right(facts, event.data["before"], event.data["after"])
            continue
        fact = Fact(event.kind, event.occurred_at, event.pk, event.data)
        if event.kind == ASSESSMENT_WITHDRAWN.name:
            fact = replace(fact, takes_back=_taken_back(facts, GIVEN_UP))
        elif event.kind == ASSESSMENT_COMPLETED.name and (earlier := _called(facts, event.kind)):
            if earlier[-1].data.get("outcome") == event.data.get("outcome"):
                continue  # returned and submitted again: it was finished when it was finished first
            fact = replace(fact, takes_back=_taken_back(earlier, ENDED_OTHERWISE))
        facts.append(fact)
    return facts


def _put_right(facts: list[Fact], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Fact]:
    """Of several completions the first is left, with the outcome that holds: that is the one that was meant."""
    changed = {key: value for key, value in after.items() if value != before.get(key)}
    for key, name in MOMENTS.items():
        if key in changed and (said := _called(facts, name)):
            at = changed[key]
            facts = [fact for fact in facts if fact.name != name]
            if at is not None:
                moved = replace(said[0], at=datetime.fromisoformat(at), data=said[-1].data)
                facts.append(moved)
    if "outcome" in changed and (said := _called(facts, ASSESSMENT_COMPLETED.name)):
        facts = [fact for fact in facts if fact not in said]
        facts.append(replace(said[0], data={**said[0].data, "outcome": changed["outcome"]}))
    return facts


def _called(facts: Iterable[Fact], name: str) -> list[Fact]:
    return [fact for fact in facts if fact.name == name]


def _taken_back(facts: Iterable[Fact], reason: str) -> TakenBack:
    earlier = list(facts)
    return TakenBack(frozenset(fact.event_id for fact in earlier), frozenset(fact.name for fact in earlier), reason)

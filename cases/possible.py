"""What somebody can do with an episode now, as links on its page; apps above this one add theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cases.choices import EpisodeStatus
from cases.lifecycle import RUNNING, may_move
from cases.models import Episode
from cases.permissions.episodes import (
    can_allocate_lead,
    can_begin_again,
    can_decide_level,
    can_give_up_episode,
    can_open_episode,
)
from cases.permissions.oversight import can_record_oversight
from ehm.rows.actor import Actor

May = Callable[[Actor, Episode], bool]


@dataclass(frozen=True)
class Possible:
    """The page `url_name` takes the episode's reference."""

    text: str
    url_name: str


def _runs(episode: Episode) -> bool:
    return episode.status in RUNNING


_found: list[tuple[int, May, Possible]] = [
    (
        10,
        lambda actor, one: can_open_episode(actor, one) and may_move(one.status, EpisodeStatus.OPEN),
        Possible("Begin early help", "cases:open"),
    ),
    (
        20,
        lambda actor, one: can_decide_level(actor, one) and _runs(one),
        Possible("Change the level of need", "cases:decide_level"),
    ),
    (
        30,
        lambda actor, one: can_allocate_lead(actor, one) and _runs(one),
        Possible("Ask somebody to lead", "cases:allocate_lead"),
    ),
    (
        40,
        lambda actor, one: can_allocate_lead(actor, one) and _runs(one) and one.lead_id is not None,
        Possible("End the lead", "cases:end_lead"),
    ),
    (45, can_begin_again, Possible("Begin help again", "cases:begin_again")),
    (50, can_record_oversight, Possible("Record management oversight", "cases:record_oversight")),
    (
        60,
        lambda actor, one: can_give_up_episode(actor, one) and may_move(one.status, EpisodeStatus.NOT_TAKEN_UP),
        Possible("Not taken up", "cases:give_up"),
    ),
]


def add(may: May, text: str, url_name: str, *, place: int) -> None:
    """`place` orders the links, the smallest first."""
    _found.append((place, may, Possible(text, url_name)))
    _found.sort(key=lambda row: row[0])


def possible(actor: Actor, episode: Episode) -> list[Possible]:
    return [one for _, may, one in _found if may(actor, episode)]

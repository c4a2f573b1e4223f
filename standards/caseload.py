"""The families that somebody leads, as they stand beneath what is due."""

from __future__ import annotations

from dataclasses import dataclass

from cases.caseload import children_of, page_of
from cases.lifecycle import RUNNING
from cases.models import Episode, Person
from cases.models.episodes import EpisodeQuerySet
from ehm.models import Membership
from ehm.rows.actor import Actor


@dataclass(frozen=True)
class Case:
    episode: Episode
    children: list[Person]


def cases_led_by(lead: Membership, actor: Actor, *, among: EpisodeQuerySet | None = None) -> tuple[list[Case], bool]:
    """Running episodes (`among` those of a team) that `actor` may see, next due first, and whether there are more.
    Two queries."""
    running = Episode.objects.visible_to(actor).filter(status__in=RUNNING) if among is None else among
    page = page_of(running.filter(lead=lead), None)
    children = children_of(page.episodes, actor)
    return [Case(one, children.get(one.family_id, [])) for one in page.episodes], bool(page.next_after)

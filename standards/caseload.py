"""The families that somebody leads, as they stand beneath what is due."""

from __future__ import annotations

from dataclasses import dataclass

from cases.caseload import children_of, names_and_ages, page_of
from cases.lifecycle import RUNNING
from cases.models import Episode, Person
from cases.models.episodes import EpisodeQuerySet
from ehm import words
from ehm.addresses import address_of
from ehm.models import Membership
from ehm.rows.actor import Actor


@dataclass(frozen=True)
class Case:
    episode: Episode
    children: list[Person]

    @property
    def texts(self) -> dict[str, str]:
        """For standards/_case.html."""
        episode = self.episode
        return {
            "url": address_of("cases:episode", episode.reference),
            "family": episode.family.name,
            "children": names_and_ages(self.children),
            "next_due": words.day(episode.next_due_at) if episode.next_due_at else "",
            "last_contact": words.day(episode.last_contact_at) if episode.last_contact_at else "",
        }


def cases_led_by(lead: Membership, actor: Actor, *, among: EpisodeQuerySet | None = None) -> tuple[list[Case], bool]:
    """Running episodes (`among` those of a team) that `actor` may see, next due first, and whether there are more.
    Two queries."""
    running = Episode.objects.visible_to(actor).filter(status__in=RUNNING) if among is None else among
    page = page_of(running.filter(lead=lead), None)
    children = children_of(page.episodes)
    return [Case(one, children.get(one.family_id, [])) for one in page.episodes], bool(page.next_after)

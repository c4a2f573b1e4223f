"""The first step of every action on an episode: may this person, and then the row as it is now."""

from collections.abc import Callable

from cases.models import Episode
from ehm.permissions import require
from ehm.rows.actor import Actor


def lock_episode(episode: Episode, may: Callable[[Actor, Episode], bool], by: Actor) -> Episode:
    """Asked twice: who may never write has no right to lock either, and what was allowed may have changed since."""
    require(may, by, episode)
    fresh = Episode.objects.lock(episode.pk)
    require(may, by, fresh)
    return fresh

"""Who may decide who reads an episode."""

from cases.models import Episode
from cases.permissions.episodes import leads
from ehm.rows.actor import Actor


def can_see_sharing(actor: Actor, episode: Episode) -> bool:
    """Whoever reads the episode sees who else does."""
    return actor.reads_cases


def can_share_episode(actor: Actor, episode: Episode) -> bool:
    """Add and end agencies of the team around the family."""
    return leads(actor, episode)


def can_limit_sharing(actor: Actor, episode: Episode) -> bool:
    """Record and lift what the family does not want shared."""
    return leads(actor, episode)


def can_record_agreement(actor: Actor, episode: Episode) -> bool:
    return leads(actor, episode)

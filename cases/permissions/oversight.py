"""Who may oversee whose work (R121)."""

from cases.models import Episode
from cases.permissions.episodes import leads
from ehm.models import Role
from ehm.rows.actor import Actor


def can_list_oversight(actor: Actor, of: None = None) -> bool:
    return actor.is_(Role.MANAGER)


def is_own_work(actor: Actor, episode: Episode) -> bool:
    """In whichever of their places of work they lead it."""
    return episode.lead is not None and episode.lead.user_id == actor.user.pk


def can_record_oversight(actor: Actor, episode: Episode) -> bool:
    """A manager of the lead agency or of the area; nobody oversees their own work."""
    return actor.is_(Role.MANAGER) and leads(actor, episode) and not is_own_work(actor, episode)

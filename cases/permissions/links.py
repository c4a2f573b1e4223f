"""Who may hand out a link: whoever runs the help, also for a while after it ended (feedback)."""

from cases.models import Episode
from cases.permissions.episodes import leads
from ehm.rows.actor import Actor


def can_hand_out_links(actor: Actor, episode: Episode) -> bool:
    return leads(actor, episode)

"""Who may record a contact, and who may put one right."""

from cases.choices import EpisodeStatus
from cases.models import Contact, Episode
from ehm.rows.actor import Actor


def can_record_contact(actor: Actor, episode: Episode) -> bool:
    """Whoever works with the family: the lead, the team around the family, the hub of the area."""
    return actor.writes_cases and episode.status != EpisodeStatus.NOT_TAKEN_UP


def can_correct_contact(actor: Actor, contact: Contact) -> bool:
    """Colleagues of whoever wrote it. Another agency's words are theirs."""
    return actor.writes_cases and contact.agency_id in actor.agencies

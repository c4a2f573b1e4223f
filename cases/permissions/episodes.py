"""Who may do what with an episode. Whoever asks can see the episode or family already; whether it can be done now is
for `cases.lifecycle` to say."""

from cases.choices import EpisodeStatus
from cases.models import Episode, Family, Handover, LeadAllocation
from ehm.models import Role
from ehm.rows.actor import Actor


def leads(actor: Actor, episode: Episode) -> bool:
    """The lead agency and the hub of the area run the episode; a partner in the team reads and adds contacts.
    Somebody with the small role of partner runs it only as its lead."""
    if not actor.writes_cases:
        return False
    if actor.is_(Role.PARTNER) and episode.lead_id != actor.membership.pk:
        return False
    return episode.lead_agency_id in actor.agencies or episode.area_id in actor.areas


def can_list_episodes(actor: Actor, of: None = None) -> bool:
    return actor.reads_cases


def can_request_episode(actor: Actor, family: Family) -> bool:
    """Whoever works with families and can open this one's record."""
    return actor.writes_cases and not actor.is_(Role.PARTNER)


def can_open_episode(actor: Actor, episode: Episode) -> bool:
    return leads(actor, episode)


def can_give_up_episode(actor: Actor, episode: Episode) -> bool:
    return leads(actor, episode)


def can_decide_level(actor: Actor, episode: Episode) -> bool:
    return leads(actor, episode)


def can_allocate_lead(actor: Actor, episode: Episode) -> bool:
    return leads(actor, episode)


def can_agree_to_lead(actor: Actor, allocation: LeadAllocation) -> bool:
    """Only the practitioner who was asked says yes for themselves (R008)."""
    return actor.writes_cases and allocation.lead_id == actor.membership.pk


def can_read_handover(actor: Actor, episode: Episode) -> bool:
    """The agency that leads and the hub of the area, and auditors: as the rows themselves have it."""
    near = episode.lead_agency_id in actor.agencies or episode.area_id in actor.areas
    return actor.is_(Role.AUDITOR) or (actor.writes_cases and near)


def can_say_first_done(actor: Actor, handover: Handover) -> bool:
    """Whoever it was written for, while they lead."""
    one = handover.allocation
    return actor.writes_cases and one.lead_id == actor.membership.pk and one.ended_at is None


def can_close_episode(actor: Actor, episode: Episode) -> bool:
    return leads(actor, episode)


def can_begin_again(actor: Actor, episode: Episode) -> bool:
    """Help that ended: for whoever ran it."""
    return leads(actor, episode) and episode.status == EpisodeStatus.CLOSED and not actor.is_(Role.PARTNER)

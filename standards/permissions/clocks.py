"""Who may do what with clocks. Whoever asks can see the episode already."""

from cases.permissions.episodes import leads
from cases.permissions.oversight import is_own_work
from ehm.models import Role
from ehm.rows.actor import Actor
from standards.models import Clock, ClockVariation

MANAGES = (Role.MANAGER, Role.HUB_CHAIR, Role.COORDINATOR)


def can_see_team(actor: Actor, of: None = None) -> bool:
    """Managers see their agency's or area's work, chairs and coordinators their area's."""
    return actor.is_(*MANAGES)


def can_ask_for_variation(actor: Actor, clock: Clock) -> bool:
    """Whoever holds the clock or runs the episode. What hangs on no family waits for nobody's agreement."""
    if clock.episode is None:
        return False
    return actor.writes_cases and (clock.holder_id == actor.membership.pk or leads(actor, clock.episode))


def can_decide_variation(actor: Actor, variation: ClockVariation) -> bool:
    """A manager of the lead agency or the area; nobody decides what they asked for, nor for their own family (R080)."""
    return (
        actor.is_(Role.MANAGER)
        and leads(actor, variation.episode)
        and variation.asked_by.user_id != actor.user.pk
        and not is_own_work(actor, variation.episode)
    )


def can_end_variation(actor: Actor, variation: ClockVariation) -> bool:
    """Back to the standard's own time: whoever runs the episode."""
    return leads(actor, variation.episode)

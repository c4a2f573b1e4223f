"""What a decision of a meeting will do, said before it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cases.models import Episode
from cases.profile import profile_of as words_of
from ehm.models import Agency
from ehm.rows.actor import Actor
from ehm.words import day
from hubs.actions.deciding import Decided
from hubs.choices import ItemOutcome
from hubs.models import AgendaItem

# (actor, help that runs already, when it was asked for, which agency leads, level of need) → the clocks that start
Clocks = Callable[[Actor, Episode | None, datetime, Agency, int], list[str]]
_clocks: list[Clocks] = []


def clocks_by(found: Clocks) -> Clocks:
    """The app of practice standards says which clocks start when somebody leads."""
    _clocks.append(found)
    return found


def of(item: AgendaItem, decided: Decided, actor: Actor) -> list[str]:
    """In sentences, the family's own first."""
    words, family = words_of(actor.partnership), item.family_name
    said = [_first(item, decided, actor)]
    if decided.outcome in (ItemOutcome.LEAD, ItemOutcome.NEW_LEAD) and decided.lead_agency is not None:
        who = f"{decided.lead.display_name}, {decided.lead_agency.name}," if decided.lead else decided.lead_agency.name
        agrees = "is asked to lead, and told now" if decided.lead else "is asked now to say who leads"
        said.append(f"{who} {agrees}.")
        if decided.lead:
            said.append(
                "The handover to them says why, who does what, and what the request says."
                if decided.outcome == ItemOutcome.LEAD
                else "The handover to them says why, and who does what."
            )
        for clocks in _clocks:
            said += clocks(actor, item.episode, item.waits_since, decided.lead_agency, decided.level)
    if decided.services:
        said.append(f"The letter names {', '.join(one.name for one in decided.services)}.")
    level = words.level_name(decided.level, decided.level_band)
    said.append(f"Level of need: {level}.")
    for one in decided.actions:
        who = f"{one.doer.display_name}, {one.agency.name}," if one.doer else one.agency.name
        said.append(f"{who} does this by {day(one.due_on)}: {one.what}")
    if item.request is not None:
        said.append(f"Whoever asked is told, and the letter is ready: {decided.told}")
    elif decided.told:
        said.append(f"Whoever leads the help for the {family} reads: {decided.told}")
    return said


def _first(item: AgendaItem, decided: Decided, actor: Actor) -> str:
    family = item.family_name
    match decided.outcome:
        case ItemOutcome.LEAD if decided.family is not None:
            return f"Early help begins for the {decided.family.name}, who are known already."
        case ItemOutcome.LEAD:
            return f"The {family} is written down from the request, and early help begins."
        case ItemOutcome.NEW_LEAD:
            return f"Somebody else leads the help for the {family}."
        case ItemOutcome.GOES_ON:
            return f"The team of the {family} goes on."
        case ItemOutcome.FRONT_DOOR:
            front_door = words_of(actor.partnership).words.front_door
            return f"The {family} goes to {front_door}. Ring them now: nothing is sent to them from here."
        case _:
            return f"{decided.outcome.label}. No early help begins for the {family}."

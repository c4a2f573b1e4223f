"""Who may do what with requests for help and meetings of the hub. Whoever asks can see the request already."""

from typing import Protocol

from cases.lifecycle import RUNNING
from cases.models import Episode
from cases.permissions.episodes import leads
from ehm.models import Area, Partnership, Role
from ehm.rows.actor import Actor
from ehm.rows.roles import HUB
from hubs.choices import CameBy
from hubs.models import AgendaItem, Disagreement, HelpRequest, HubMeeting, ItemAsk, MeetingAction

DECIDE = (Role.HUB_CHAIR, Role.COORDINATOR, Role.MANAGER)


class OfArea(Protocol):
    @property
    def area_id(self) -> int | None: ...


def can_ask_for_help(actor: Actor, of: None = None) -> bool:
    """Everybody who works with families, in every agency."""
    return actor.writes_cases


def can_ask_about(actor: Actor, episode: Episode) -> bool:
    """Whoever leads early help that runs, for more than the team can give (R051)."""
    return leads(actor, episode) and episode.status in RUNNING


def can_list_requests(actor: Actor, of: None = None) -> bool:
    return actor.reads_cases


def works_at_hub(actor: Actor) -> bool:
    """Takes requests on the phone, and works the queue of an area."""
    return actor.scope == HUB and actor.writes_cases


def _works_at_hub_of(actor: Actor, row: OfArea) -> bool:
    return works_at_hub(actor) and row.area_id in actor.areas


def _leads_hub_of(actor: Actor, row: OfArea) -> bool:
    return _works_at_hub_of(actor, row) and actor.is_(*DECIDE)


def can_take_in_lists(actor: Actor, of: None = None) -> bool:
    """Step-downs and diversions come to the hub as lists."""
    return works_at_hub(actor)


def can_see_matches(actor: Actor, of: None = None) -> bool:
    """Whether the child of a request may be known already: the hub alone is told."""
    return works_at_hub(actor)


def can_triage(actor: Actor, request: HelpRequest) -> bool:
    """The hub of the area: look into systems, talk it over, ask back, list it, write to whoever asked."""
    return _works_at_hub_of(actor, request)


ANSWERED_TO_HUB = (CameBy.PHONE, CameBy.LIST, CameBy.PUBLIC)


def asked(actor: Actor, request: HelpRequest) -> bool:
    """Whoever asked, or a colleague of theirs; for whoever rang, stands on a list or asked on the public page, the hub
    that asks them on the phone; for early help that runs, whoever leads it now."""
    if request.came_by in ANSWERED_TO_HUB:
        return can_triage(actor, request)
    if request.came_by == CameBy.RECORD:
        return actor.writes_cases
    return actor.writes_cases and request.agency_id in actor.agencies


def can_decide(actor: Actor, request: HelpRequest) -> bool:
    """Whoever leads a team at the hub (R036)."""
    return _leads_hub_of(actor, request)


def can_read_triage(actor: Actor, request: HelpRequest) -> bool:
    """What the hub looked into and said of it: never whoever asked."""
    return can_triage(actor, request) or actor.is_(Role.AUDITOR)


def can_withdraw(actor: Actor, request: HelpRequest) -> bool:
    """Whoever asked; and the hub, for a family that rings."""
    return asked(actor, request) or can_triage(actor, request)


def can_arrange(actor: Actor, area: Area) -> bool:
    """Whoever works at the hub arranges its meeting."""
    return works_at_hub(actor) and area.pk in actor.areas


def can_prepare(actor: Actor, meeting: HubMeeting) -> bool:
    """The hub of the area: the agenda, and who is asked."""
    return _works_at_hub_of(actor, meeting)


def can_chair(actor: Actor, meeting: HubMeeting) -> bool:
    """Whoever leads a team at the hub leads its meeting, and writes what is decided."""
    return _leads_hub_of(actor, meeting)


def can_read_meeting(actor: Actor, meeting: HubMeeting) -> bool:
    """All of it, after it too."""
    return can_prepare(actor, meeting) or actor.is_(Role.AUDITOR)


def can_answer_ask(actor: Actor, ask: ItemAsk) -> bool:
    """The agency that is asked; the hub for those who ring, and never over what an agency wrote itself."""
    if not actor.writes_cases:
        return False
    if ask.asked_agency_id in actor.agencies:
        return True
    is_hubs = ask.answered_by is None or ask.answered_by.agency_id in actor.agencies
    return is_hubs and can_prepare(actor, ask.item.meeting)


def can_change_services(actor: Actor, partnership: Partnership) -> bool:
    """The catalogue of services is the administrators'; everybody reads it."""
    return actor.is_(Role.ADMINISTRATOR) and actor.tenant_id == partnership.pk


def can_list_actions(actor: Actor, of: None = None) -> bool:
    return actor.reads_cases


def can_finish_action(actor: Actor, action: MeetingAction) -> bool:
    """The agency that does it, or the hub that hears of it."""
    return actor.writes_cases and (action.doer_agency_id in actor.agencies or _works_at_hub_of(actor, action))


def can_change_action(actor: Actor, action: MeetingAction) -> bool:
    """Another day, or not at all: whoever leads the meeting (R088)."""
    return _leads_hub_of(actor, action)


def can_raise_disagreement(actor: Actor, item: AgendaItem) -> bool:
    """Whoever leads the meeting (R084)."""
    return _leads_hub_of(actor, item)


def can_settle(actor: Actor, disagreement: Disagreement) -> bool:
    """Whoever leads the meeting: the managers above are asked, or it has ended."""
    return _leads_hub_of(actor, disagreement)


def can_say_view(actor: Actor, disagreement: Disagreement) -> bool:
    """A manager who is asked to agree."""
    return actor.writes_cases and actor.membership.pk in disagreement.managers


def can_list_disagreements(actor: Actor, of: None = None) -> bool:
    """The sub-group's list: a hub reads its own area's, an auditor all (R084)."""
    return actor.scope == HUB or actor.is_(Role.AUDITOR)


def can_read_minutes(actor: Actor, meeting: HubMeeting) -> bool:
    """The hub of the area, and auditors."""
    return can_read_meeting(actor, meeting)

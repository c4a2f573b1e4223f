"""Who may do what with a plan and its meetings. Whoever asks can see it already."""

from cases.lifecycle import RUNNING
from cases.models import Episode
from cases.permissions.episodes import leads
from ehm.models import Role
from ehm.rows.actor import Actor
from ehm.rows.roles import HUB
from plans.lifecycle import Done, MeetingStatus, PlanStatus
from plans.models import FrontDoorContact, Meeting, Plan, Promise, Stuck

ADVISERS = (Role.MANAGER, Role.HUB_WORKER, Role.HUB_CHAIR, Role.COORDINATOR)


def can_see_impact(actor: Actor, of: None = None) -> bool:
    """What help changed, in figures: whoever answers for the help of others, and auditors."""
    return actor.is_(Role.MANAGER, Role.HUB_CHAIR, Role.COORDINATOR, Role.AUDITOR)


def can_begin_plan(actor: Actor, episode: Episode) -> bool:
    """Whoever runs the episode, with the family."""
    return leads(actor, episode) and episode.status in RUNNING


def can_write_plan(actor: Actor, plan: Plan) -> bool:
    """The whole team around the family adds what it promises."""
    return actor.writes_cases and plan.episode.status in RUNNING and plan.status != PlanStatus.ENDED


def can_lead_plan(actor: Actor, plan: Plan) -> bool:
    """How the plan runs, and that it was agreed."""
    return leads(actor, plan.episode) and can_write_plan(actor, plan)


def can_finish_promise(actor: Actor, promise: Promise) -> bool:
    """Whoever may write the plan, while it is open: done or not, another day, other words."""
    return can_write_plan(actor, promise.plan) and promise.status == Done.OPEN


def can_share_plan(actor: Actor, plan: Plan) -> bool:
    """Give copies, and keep the list of who gets them."""
    return leads(actor, plan.episode)


def can_share_minutes(actor: Actor, meeting: Meeting) -> bool:
    """As of a plan."""
    return leads(actor, meeting.episode)


def can_plan_meeting(actor: Actor, episode: Episode) -> bool:
    """Whoever runs the help asks everybody to one table."""
    return leads(actor, episode) and episode.status in RUNNING


def can_run_meeting(actor: Actor, meeting: Meeting) -> bool:
    """Move it, cancel it, ask people to it, write its minutes."""
    return can_plan_meeting(actor, meeting.episode)


def can_ask_feedback(actor: Actor, episode: Episode) -> bool:
    """Whoever runs the help, also after it ended."""
    return leads(actor, episode)


def can_say_stuck(actor: Actor, episode: Episode) -> bool:
    """Whoever runs the help says that it does not move, and how it went on."""
    return leads(actor, episode) and episode.status in RUNNING


def can_read_stuck(actor: Actor, episode: Episode) -> bool:
    """Also after help has ended."""
    return leads(actor, episode)


def can_advise(actor: Actor, stuck: Stuck) -> bool:
    """Somebody else of those who run it: the hub, a coordinator, a manager."""
    is_other = stuck.recorded_by.user_id != actor.user.pk
    return is_other and can_say_stuck(actor, stuck.episode) and actor.is_(*ADVISERS)


def can_put_minutes_right(actor: Actor, meeting: Meeting) -> bool:
    """After help has ended too: the record is true for good."""
    return leads(actor, meeting.episode)


def can_answer(actor: Actor, meeting: Meeting) -> bool:
    """Whoever sees the meeting and helps the family: for themselves or their agency, or as told by those asked."""
    return actor.writes_cases and meeting.episode.status in RUNNING and meeting.status == MeetingStatus.PLANNED


def can_tell_front_door(actor: Actor, episode: Episode) -> bool:
    """Anybody who helps the family and is worried, whatever their role (R062); after help has ended too."""
    return actor.writes_cases


def can_go_on_with_contact(actor: Actor, contact: FrontDoorContact) -> bool:
    """Whoever told the front door, or a colleague: that it was sent, and what was decided."""
    return actor.writes_cases and contact.agency_id in actor.agencies


def can_make_pack(actor: Actor, episode: Episode) -> bool:
    """The assessment goes with whoever tells the front door (R063), with what they may read of it."""
    return actor.writes_cases


def can_step_up(actor: Actor, episode: Episode) -> bool:
    """Whoever runs the help talks about more than early help; a worry about harm waits for none of it."""
    return leads(actor, episode) and episode.status in RUNNING


def can_step_down(actor: Actor, episode: Episode) -> bool:
    """Whoever runs the help that came down from social care."""
    return leads(actor, episode) and episode.status in RUNNING


def can_list_follow_ups(actor: Actor, of: None = None) -> bool:
    """Whoever works at a hub sees which partners are still to be asked."""
    return actor.scope == HUB and actor.writes_cases


def can_follow_up(actor: Actor, episode: Episode) -> bool:
    """The coordinator of the area asks whoever leads (R090)."""
    return actor.is_(Role.COORDINATOR) and leads(actor, episode) and episode.status in RUNNING


def can_consult(actor: Actor, of: None = None) -> bool:
    """Whoever works with families asks the front door without names (R065)."""
    return actor.writes_cases

"""Who may do what with a plan and its meetings. Whoever asks can see it already."""

from cases.lifecycle import RUNNING
from cases.models import Episode
from cases.permissions.episodes import leads
from ehm.rows.actor import Actor
from plans.lifecycle import Done, PlanStatus
from plans.models import Meeting, Plan, Promise


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
    return can_write_plan(actor, promise.plan) and promise.status == Done.OPEN


def can_plan_meeting(actor: Actor, episode: Episode) -> bool:
    return leads(actor, episode) and episode.status in RUNNING


def can_run_meeting(actor: Actor, meeting: Meeting) -> bool:
    return can_plan_meeting(actor, meeting.episode)

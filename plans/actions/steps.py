"""What a visit showed about a goal of the plan (R093)."""

from __future__ import annotations

from django.db import transaction

from cases.models import Contact
from ehm.actions import Refused
from ehm.rows.actor import Actor
from plans.actions.locking import lock_part
from plans.models import Goal, Step
from plans.permissions import can_write_plan

HIGHEST = 10


@transaction.atomic
def write_step(*, goal: Goal, contact: Contact, words: str, score: int | None, by: Actor) -> Step:
    """Beside the contact that it is part of: in words, as a number from 0 to 10, or both."""
    goal = lock_part(goal, lambda actor, part: can_write_plan(actor, part.plan), by)
    if contact.episode_id != goal.episode_id:
        raise Refused("Choose a goal of this family's plan.")
    if score is not None and not 0 <= score <= HIGHEST:
        raise Refused("Choose a number from 0 to 10.")
    return Step.objects.create(
        tenant_id=by.tenant_id,
        episode_id=goal.episode_id,
        plan=goal.plan,
        contact=contact,
        goal=goal,
        position=goal.position,
        words=words.strip(),
        score=score,
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )

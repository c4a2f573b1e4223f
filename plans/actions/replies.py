"""What those who are asked to a meeting answer beforehand, and the reports that they send (R100, R102, R106)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from ehm.actions import Refused
from ehm.rows.actor import Actor
from plans import lifecycle
from plans.actions.locking import lock_meeting
from plans.choices import Answer
from plans.guests import asked_to
from plans.models import Invitation, Meeting, Reply
from plans.permissions import can_answer, can_run_meeting


@transaction.atomic
def write_replies(
    *, meeting: Meeting, replies: Iterable[tuple[Invitation, str, str]], by: Actor, by_link: bool = False
) -> list[Reply]:
    """(who was asked, answer, report or views) each. Whoever leads writes down what anybody told them; everybody else
    answers for themselves and for their agency."""
    meeting = lock_meeting(meeting, can_answer, by)
    lifecycle.check_planned(meeting.status)
    asked = {one.pk: one for one in asked_to(meeting)}
    leads = can_run_meeting(by, meeting)
    rows = []
    for invitation, answer, report in replies:
        one = asked.get(invitation.pk)
        if one is None or not (leads or is_mine(one, by)):
            raise Refused("Answer for yourself or for your agency. Whoever leads writes down what others say.")
        if not answer and not report.strip():
            continue
        rows.append(
            Reply(
                tenant_id=by.tenant_id,
                episode_id=meeting.episode_id,
                invitation=one,
                answer=Answer(answer) if answer else "",
                report=report.strip(),
                by_link=by_link,
                agency_id=by.agency_id,
                recorded_by=by.membership,
            )
        )
    return Reply.objects.bulk_create(rows)


def is_mine(invitation: Invitation, by: Actor) -> bool:
    """Asked are they, or their agency through a colleague or as such."""
    agency = invitation.from_agency
    return agency is not None and agency.pk in by.agencies

"""The family says no to an assessment: what was tried, what comes next, who weighed the risk (R052, R126)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from assessments import declining, timeline
from assessments.lifecycle import NOW, Status
from assessments.models import Assessment, Attempt, Declined
from assessments.permissions import can_decide_to_assess
from cases import lifecycle
from cases.actions.locking import lock_episode
from cases.models import Episode
from ehm import events
from ehm.actions import Refused
from ehm.rows.actor import Actor

_UNDER_WAY = (Status.IN_PROGRESS, Status.RETURNED, Status.SUBMITTED)


@transaction.atomic
def decline_assessment(*, episode: Episode, declined: declining.Declined, declined_on: date, by: Actor) -> Declined:
    """Write down that the family was offered an assessment and said no. Early help goes on without one."""
    episode = lock_episode(episode, can_decide_to_assess, by)
    lifecycle.check_running(episode.status)
    under_way = Assessment.objects.filter(tenant_id=by.tenant_id, episode=episode, status__in=_UNDER_WAY).first()
    if under_way is not None:
        raise Refused(f"{NOW[Status(under_way.status)]} Where the family takes back its agreement, give that one up.")
    missing = declining.what_is_missing(declined)
    if missing:
        raise Refused(" ".join(missing))
    today = timezone.localdate()
    _check_days([declined_on, *(attempt.on for attempt in declined.attempts)], episode)
    if declined.next_step is declining.NextStep.TRY_AGAIN:
        assert declined.try_again_on is not None  # what_is_missing
        if declined.try_again_on < today:
            raise Refused("The day on which you offer help again cannot be in the past.")
    assert declined.next_step is not None and declined.is_safety_a_worry is not None  # what_is_missing
    again = declined.next_step is declining.NextStep.TRY_AGAIN
    weighed = declined.is_safety_a_worry
    row = Declined.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        agency_id=by.agency_id,
        declined_on=declined_on,
        reason=declined.reason.strip(),
        next_step=declined.next_step,
        try_again_on=declined.try_again_on if again else None,
        is_safety_a_worry=weighed,
        risk_assessment=declined.risk_assessment.strip() if weighed else "",
        decided_by=declined.decided_by.strip() if weighed else "",
        decision=declined.decision.strip() if weighed else "",
        recorded_by=by.membership,
    )
    Attempt.objects.bulk_create([_attempt(row, attempt, by) for attempt in declined.attempts])
    events.record(timeline.ASSESSMENT_DECLINED, row, by=by, occurred_at=_moment(declined_on))
    return row


@transaction.atomic
def add_attempt(
    *, declined: Declined, attempt: declining.Attempt, try_again_on: date | None = None, by: Actor
) -> Attempt:
    """Offered once more. `try_again_on`: the next time, where there is to be one."""
    episode = lock_episode(declined.episode, can_decide_to_assess, by)
    lifecycle.check_running(episode.status)
    if not attempt.how.strip() or not attempt.answer.strip():
        raise Refused("Write down how you offered help again, and what the family said.")
    _check_days([attempt.on], episode)
    if attempt.on < declined.declined_on:
        raise Refused("This was before the family said no. What was tried until then is on record already.")
    if try_again_on is not None and try_again_on <= max(attempt.on, timezone.localdate()):
        raise Refused("The day on which you offer help again must be later than today.")
    row = _attempt(declined, attempt, by)
    row.try_again_on = try_again_on
    row.save(force_insert=True)
    events.record(timeline.ASSESSMENT_OFFERED_AGAIN, declined, by=by, occurred_at=_moment(attempt.on))
    return row


def _attempt(declined: Declined, attempt: declining.Attempt, by: Actor) -> Attempt:
    return Attempt(
        tenant_id=by.tenant_id,
        episode_id=declined.episode_id,
        declined=declined,
        agency_id=by.agency_id,
        on=attempt.on,
        how=attempt.how.strip(),
        answer=attempt.answer.strip(),
        recorded_by=by.membership,
    )


def _check_days(days: Iterable[date], episode: Episode) -> None:
    asked, today = timezone.localdate(episode.requested_at), timezone.localdate()
    for on in days:
        if on > today:
            raise Refused("What has happened cannot be later than today.")
        if on < asked:
            raise Refused("The family was not offered an assessment before early help was asked for.")


def _moment(on: date) -> datetime | None:
    """None is now."""
    return None if on == timezone.localdate() else datetime.combine(on, time(12), timezone.get_current_timezone())

"""The calendar or the rulebook of a partnership has changed: its open clocks are counted again, on the record.

Administrators, who change both, may see no case. So the job goes on as `ehm_sweep`, which reads clocks and no record,
in batches of one transaction each. What has ended keeps its outcome.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from ehm import administration_log, working_days
from ehm.jobs import outbox
from ehm.models import OrganisationEvent
from ehm.rows.actor import Actor
from ehm.rows.context import as_sweep
from standards.chain import Run
from standards.dating import deadline_of, moments, run_of, set_moments
from standards.engine import BadLimit, WorkingCalendar
from standards.engine.calendar import day_in_london
from standards.models import OPEN_STATES, Clock, ClockChange, ClockVariation, VariationStatus
from standards.partnership import calendar_for, rulebook_for
from standards.rulebook import NoSuchStandard, Rulebook, Standard

BATCH = 500
JOB = "standards.redating.redate"
WRITTEN = ("due_at", "limit_due_at", "due_soon_at", "is_varied", "state", "is_breached", "next_evaluation_at")


@working_days.on_change
def count_again(change: OrganisationEvent, by: Actor) -> None:
    """In the transaction of the change; the work itself is a job's. `change` is the line of the administrators' log
    that every changed clock will quote."""
    outbox.enqueue(JOB, by=by, change=str(change.pk))


def redate(*, change: str, after: int = 0, by: Actor) -> None:
    """One batch of the open clocks of the partnership `by` administers, and a job for the next."""
    line = OrganisationEvent.objects.get(tenant_id=by.tenant_id, pk=change)
    rulebook = rulebook_for(by.partnership)
    with as_sweep(by):
        running = Clock.objects.filter(tenant_id=by.tenant_id, state__in=OPEN_STATES, pk__gt=after).order_by("pk")
        batch = list(running.values_list("pk", "episode_id", "started_at")[:BATCH])
        if batch:
            calendar = calendar_for(by.tenant_id, day_in_london(min(started_at for _, _, started_at in batch)))
            _redate(
                [pk for pk, _, _ in batch],
                sorted({episode for _, episode, _ in batch if episode}),
                rulebook,
                calendar,
                line,
            )
    if len(batch) == BATCH:
        outbox.enqueue(JOB, by=by, change=change, after=batch[-1][0])


def _redate(
    clocks: Sequence[int],
    episodes: Sequence[int],
    rulebook: Rulebook,
    calendar: WorkingCalendar,
    line: OrganisationEvent,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT standards_hold_episodes(%s)", [list(episodes)])
    now, why = timezone.now(), administration_log.sentence(line)
    running = Clock.objects.filter(tenant_id=line.tenant_id, pk__in=clocks, state__in=OPEN_STATES)
    agreed = _agreed(line.tenant_id, episodes)
    changed, changes = [], []
    for clock in running.select_for_update():
        before = moments(clock)
        variation = agreed.get((clock.episode_id, clock.standard, clock.subject)) if clock.episode_id else None
        if _date(clock, rulebook, run_of(clock), calendar, variation):
            changed.append(clock)
            changes.append(
                ClockChange(
                    tenant_id=line.tenant_id,
                    clock=clock,
                    episode_id=clock.episode_id,
                    why=why,
                    before=before,
                    after=moments(clock),
                    membership_id=line.membership_id,
                    changed_at=now,
                )
            )
    if changed:
        Clock.objects.filter(tenant_id=line.tenant_id).bulk_update(changed, WRITTEN)
        ClockChange.objects.bulk_create(changes)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT standards_keep_next_due(%s)",
                [sorted({clock.episode_id for clock in changed if clock.episode_id})],
            )


def _date(
    clock: Clock, rulebook: Rulebook, run: Run, calendar: WorkingCalendar, variation: ClockVariation | None
) -> bool:
    """Whether its moments are others now."""
    try:
        standard: Standard = rulebook.standard(clock.standard)
        found = deadline_of(standard, run, calendar, variation)
    except (NoSuchStandard, BadLimit):
        return False  # of a rulebook that the partnership has left: it runs on as it was counted
    if (found.due_at, found.limit_due_at, found.due_soon_at) == (clock.due_at, clock.limit_due_at, clock.due_soon_at):
        return False
    set_moments(clock, found, timezone.now())
    return True


def _agreed(tenant_id: int, episodes: Sequence[int]) -> dict[tuple[int, str, str], ClockVariation]:
    """What holds for each child or record, the latest decision first."""
    found = ClockVariation.objects.filter(
        tenant_id=tenant_id, episode_id__in=episodes, status=VariationStatus.AGREED
    ).select_related("clock")
    by_subject: dict[tuple[int, str, str], ClockVariation] = {}
    for one in found.order_by("decided_at"):
        by_subject[one.episode_id, one.clock.standard, one.clock.subject] = one
    return by_subject

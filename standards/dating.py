"""When a stored clock is due by the rulebook, the calendar and what was agreed, and how it stands then."""

from __future__ import annotations

from datetime import datetime

from standards.chain import Run
from standards.engine import Deadline, State, Variation, WorkingCalendar, standing
from standards.models import Clock, ClockVariation
from standards.rulebook import Standard

MOMENTS = ("started_at", "due_at", "limit_due_at", "due_soon_at", "stopped_at", "cancelled_at")


def run_of(clock: Clock) -> Run:
    return Run(
        started_by=clock.started_by,
        start_event_id=clock.start_event_id or 0,
        started_at=clock.started_at,
        agreed_days=clock.agreed_days,
        agreed_on=clock.agreed_on,
        stopped_at=clock.stopped_at,
        stop_event_id=clock.stop_event_id,
        cancelled_at=clock.cancelled_at,
        cancel_reason=clock.cancel_reason,
    )


def moments(clock: Clock) -> dict[str, str | None]:
    """As a ClockChange keeps them."""
    found: dict[str, str | None] = {"state": clock.state}
    for name in MOMENTS:
        moment: datetime | None = getattr(clock, name)
        found[name] = moment.isoformat() if moment else None
    return found


def deadline_of(standard: Standard, run: Run, calendar: WorkingCalendar, agreed: ClockVariation | None) -> Deadline:
    """With the variation that is agreed for this subject, as long as it gives more time than the standard does: one
    that was agreed for the clock before may be over by now."""

    def by(variation: Variation | None) -> Deadline:
        return standard.deadline(
            run.started_at, calendar, agreed_days=run.agreed_days, agreed_on=run.agreed_on, variation=variation
        )

    plain = by(None)
    if agreed is None or not standard.variation.allowed:
        return plain
    variation = Variation(agreed.interval_days, agreed.paused_until)
    return by(variation) if variation.due_at(plain.started_at) > plain.due_at else plain


def set_moments(clock: Clock, found: Deadline, now: datetime) -> None:
    """The clock's moments and how it stands by them; the sweep tells whom it concerns."""
    how = standing(found, now, stopped_at=clock.stopped_at, cancelled_at=clock.cancelled_at)
    clock.due_at, clock.limit_due_at, clock.due_soon_at = found.due_at, found.limit_due_at, found.due_soon_at
    clock.is_varied = found.is_varied
    # 'varied' is stored of running clocks only: one that stopped in its agreed time has met what was agreed
    is_done_as_agreed = how.state is State.VARIED and clock.stopped_at is not None
    clock.state, clock.is_breached = State.MET if is_done_as_agreed else how.state, how.breached
    clock.next_evaluation_at = now if how.state in (State.DUE_SOON, State.OVERDUE) else how.next_evaluation_at

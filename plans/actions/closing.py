"""Write down how help ends, have a manager look at it, end it (R053)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from assessments.choices import Respondent
from cases import lifecycle as of_episodes
from cases.actions.episodes import close_episode
from cases.actions.locking import lock_episode
from cases.choices import ClosureReason, EpisodeStatus
from cases.models import Episode
from cases.permissions.episodes import can_close_episode
from ehm import events, notifications
from ehm.actions import Refused, Stale, still_there
from ehm.rows.actor import Actor
from plans import notices, timeline
from plans.actions.plans import CHANGED_MEANWHILE, end_plan
from plans.actions.scores import Scored, rewrite_scores
from plans.choices import FamilyView, NeedOutcome, ScoredAt
from plans.ending import LOOK_AGAIN, needs_of, still_missing, waits_for_oversight
from plans.models import ClosedNeed, Closing, Plan
from plans.notices import who_oversees
from plans.scores import Scale

CLOSING = ("reason", "rationale", "family_view", "why_not_told", "family_says", "professionals_agree", "goes_on")


@transaction.atomic
def write_closing(
    *,
    episode: Episode,
    values: Mapping[str, Any],
    needs: Mapping[str, str],
    scored: Iterable[Scored],
    version: int,
    by: Actor,
    asked: Iterable[tuple[Scale, Respondent]] = (),
) -> Closing:
    """How help ends, so far: `values` as in CLOSING; what became of each need of the assessment, '' where that is
    not said any more; how things are now, and on which of the scales that were `asked`. `version` 0 where nothing was
    written before."""
    episode = lock_episode(episode, can_close_episode, by)
    of_episodes.check_move(episode.status, EpisodeStatus.CLOSED)
    if values["family_view"] == FamilyView.NOT_TOLD and not values["why_not_told"].strip():
        raise Refused("Say why the family has not been told.")
    closing = Closing.objects.filter(tenant_id=by.tenant_id, episode=episode).first()
    if (closing.version if closing else 0) != version:
        theirs: dict[str, object] = {name: getattr(closing, name, "") for name in CLOSING}
        raise Stale(CHANGED_MEANWHILE, theirs | {"version": closing.version if closing else 0})
    is_new = closing is None
    closing = closing or Closing(tenant_id=by.tenant_id, episode=episode, version=0)
    differs = is_new or any(getattr(closing, name) != values[name].strip() for name in CLOSING)
    for name in CLOSING:
        setattr(closing, name, values[name].strip())
    needs_differ = _write_needs(episode, needs, by)
    today = timezone.localdate()
    scores_differ = rewrite_scores(episode=episode, at=ScoredAt.CLOSING, on=today, asked=asked, scored=scored, by=by)
    closing.version, closing.recorded_at = closing.version + 1, timezone.now()
    if differs or needs_differ or scores_differ:
        closing.changed_at = closing.recorded_at
        closing.agency_id, closing.recorded_by = by.agency_id, by.membership
    if is_new:
        closing.save(force_insert=True)
    else:
        closing.save(update_fields=[*CLOSING, "version", "recorded_at", "changed_at", "agency", "recorded_by"])
    return closing


@transaction.atomic
def ask_for_oversight(*, closing: Closing, by: Actor) -> Closing:
    """Tell whoever oversees it that the closing waits for them."""
    episode = lock_episode(closing.episode, can_close_episode, by)
    of_episodes.check_move(episode.status, EpisodeStatus.CLOSED)
    closing.asked_oversight_at = timezone.now()
    closing.save(update_fields=["asked_oversight_at"])
    notifications.notify(who_oversees(episode, by), notices.TO_OVERSEE, subject=closing.reference, by=by)
    events.record(timeline.CLOSING_WRITTEN, closing, by=by)
    return closing


@transaction.atomic
def end_help(*, closing: Closing, by: Actor) -> Episode:
    """What the record lacks is named; the plan ends with the help. Refused while a manager's look is missing, where the
    partnership asks for one."""
    episode = lock_episode(closing.episode, can_close_episode, by)
    of_episodes.check_move(episode.status, EpisodeStatus.CLOSED)
    closing = still_there(Closing.objects, tenant_id=by.tenant_id, pk=closing.pk)
    if waits_for_oversight(episode, by):
        raise Refused(LOOK_AGAIN)
    closing.lacked = still_missing(episode, by)
    closing.save(update_fields=["lacked"])
    with events.together(by):
        plan = Plan.objects.filter(tenant_id=by.tenant_id, episode=episode).running().first()
        if plan is not None:
            end_plan(plan=plan, reason="Early help ended", by=by)
        return close_episode(
            episode=episode,
            reason=ClosureReason(closing.reason),
            rationale=closing.rationale,
            family_told=closing.family_view != FamilyView.NOT_TOLD,
            why_not_told=closing.why_not_told,
            by=by,
        )


def _write_needs(episode: Episode, needs: Mapping[str, str], by: Actor) -> bool:
    """Whether something is different from before."""
    known = {one.key for one in needs_of(episode, by)}
    if not known.issuperset(needs):
        raise Refused("Say what became of the needs of this family's assessment.")
    before = {one.item: one for one in ClosedNeed.objects.filter(tenant_id=by.tenant_id, episode=episode)}
    changed = {
        item: outcome for item, outcome in needs.items() if outcome != (before[item].outcome if item in before else "")
    }
    for item, outcome in changed.items():
        row = before.get(item)
        if row is None:
            _write_need(episode, item, NeedOutcome(outcome), by)
        else:
            row.outcome, row.agency_id, row.recorded_by = outcome, by.agency_id, by.membership
            row.recorded_at = timezone.now()
            row.save(update_fields=["outcome", "agency", "recorded_by", "recorded_at"])
    return bool(changed)


def _write_need(episode: Episode, item: str, outcome: NeedOutcome, by: Actor) -> None:
    try:
        with transaction.atomic():
            ClosedNeed.objects.create(
                tenant_id=by.tenant_id,
                episode=episode,
                item=item,
                outcome=outcome,
                agency_id=by.agency_id,
                recorded_by=by.membership,
            )
    except (
        IntegrityError,
        ProgrammingError,
    ):  # kept from them meanwhile, or on record unseen
        raise Refused("One of these needs is kept from you. Leave it out, and save again.") from None

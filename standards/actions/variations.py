"""More time than a standard gives, for one child or record: asked for, agreed or not, looked at again, ended (R080)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases.models import Episode
from ehm import events, words
from ehm.actions import Refused, still_there
from ehm.events import EventKind
from ehm.models import Membership, Role
from ehm.notifications import notify
from ehm.permissions import require
from ehm.rows.actor import Actor
from standards import notices, timeline
from standards.engine import Variation
from standards.keeping import Keeper
from standards.models import OPEN_VARIATIONS, Clock, ClockVariation, VariationStatus
from standards.partnership import rulebook_for
from standards.permissions.clocks import can_ask_for_variation, can_decide_variation, can_end_variation
from standards.rulebook import NoSuchStandard, Standard, VariationNeed
from standards.wording import asked

LONGEST = 365  # days: help that waits longer has ended


@transaction.atomic
def ask_for_variation(
    *,
    clock: Clock,
    interval_days: int | None,
    paused_until: date | None,
    reason: str,
    family_agreed: bool,
    by: Actor,
) -> ClockVariation:
    """Ask the manager for more time, with the reason and the family's agreement: another interval in days, or nothing
    until a day. Refused where the standard has no room for it."""
    require(can_ask_for_variation, by, clock)  # first: an auditor's role may not even lock
    episode = Episode.objects.lock(clock.episode_id or 0)
    clock = still_there(Clock.objects.select_related("episode__lead", "person", "holder__line_manager"), pk=clock.pk)
    require(can_ask_for_variation, by, clock)
    standard = _standard(clock, by)
    if not clock.is_open:
        raise Refused("This clock has ended, so there is nothing to vary")
    if standard is None or not standard.variation.allowed:
        raise Refused("This standard cannot be varied")
    if not reason.strip():
        raise Refused("Say why more time is needed")
    if VariationNeed.FAMILY_AGREED in standard.variation.needs and not family_agreed:
        raise Refused("Talk with the family first: more time needs their agreement")
    _refuse_too_little_or_too_much(clock, standard, interval_days, paused_until)
    if ClockVariation.objects.visible_to(by).of_subject(clock).filter(status__in=OPEN_VARIATIONS).exists():
        raise Refused("More time has been asked for already. It must be decided or ended first")
    variation = ClockVariation.objects.create(
        tenant_id=by.tenant_id,
        clock=clock,
        episode=episode,
        interval_days=interval_days,
        paused_until=paused_until,
        reason=reason.strip(),
        family_agreed=family_agreed,
        asked_by=by.membership,
    )
    _record(timeline.VARIATION_ASKED, variation, by)
    notify(_who_decides(clock, by), notices.ASKED, subject=variation.reference, by=by)
    return variation


@transaction.atomic
def decide_variation(
    *, variation: ClockVariation, agrees: bool, note: str, review_on: date | None, by: Actor
) -> ClockVariation:
    """A manager agrees, and says when to look at it again; or does not agree, and says why."""
    variation = _locked(variation, by)
    require(can_decide_variation, by, variation)
    if variation.status != VariationStatus.ASKED:
        raise Refused("Somebody has decided this already")
    if agrees:
        _refuse_what_is_missing(variation, by)
        if variation.paused_until is not None and variation.paused_until <= timezone.localdate():
            raise Refused("The day that was asked for has passed")
        _refuse_no_review(review_on)
    elif not note.strip():
        raise Refused("Say why you do not agree")
    variation.status = VariationStatus.AGREED if agrees else VariationStatus.REFUSED
    variation.decided_by, variation.decided_at = by.membership, timezone.now()
    variation.decision_note, variation.review_on = note.strip(), review_on if agrees else None
    variation.save(update_fields=["status", "decided_by", "decided_at", "decision_note", "review_on"])
    _record(timeline.VARIATION_AGREED if agrees else timeline.VARIATION_REFUSED, variation, by)
    if agrees:
        _date_again(variation, f"More time was agreed: {variation.what}.", by)
    kind = notices.AGREED if agrees else notices.REFUSED
    notify([variation.asked_by], kind, subject=variation.reference, by=by)
    return variation


@transaction.atomic
def keep_variation(*, variation: ClockVariation, note: str, review_on: date, by: Actor) -> ClockVariation:
    """A manager has looked again: it goes on until the next look."""
    variation = _locked(variation, by)
    require(can_decide_variation, by, variation)
    _refuse_unless_agreed(variation)
    _refuse_no_review(review_on)
    variation.review_on, variation.decision_note = review_on, note.strip() or variation.decision_note
    variation.save(update_fields=["review_on", "decision_note"])
    _record(timeline.VARIATION_KEPT, variation, by)
    return variation


@transaction.atomic
def end_variation(*, variation: ClockVariation, note: str, by: Actor) -> ClockVariation:
    """Back to the standard's own time, from now on."""
    variation = _locked(variation, by)
    require(can_end_variation, by, variation)
    _refuse_unless_agreed(variation)
    if not note.strip():
        raise Refused("Say why more time is no longer needed")
    variation.status = VariationStatus.ENDED
    variation.save(update_fields=["status"])
    _record(timeline.VARIATION_ENDED, variation, by)
    _date_again(variation, f"More time was ended: {note.strip()}", by)
    notify([variation.asked_by], notices.ENDED, subject=variation.reference, by=by)
    return variation


def _locked(variation: ClockVariation, by: Actor) -> ClockVariation:
    """The row as it is now, with its episode held; who may not write at all is refused before anything is locked."""
    require(can_end_variation, by, variation)
    Episode.objects.lock(variation.episode_id)
    found = ClockVariation.objects.select_for_update(of=("self",)).select_related(
        "asked_by", "episode__lead", "clock__person"
    )
    return still_there(found, tenant_id=by.tenant_id, pk=variation.pk)


def _standard(clock: Clock, by: Actor) -> Standard | None:
    try:
        return rulebook_for(by.partnership).standard(clock.standard)
    except NoSuchStandard:
        return None


def _refuse_too_little_or_too_much(
    clock: Clock, standard: Standard, interval_days: int | None, paused_until: date | None
) -> None:
    if (interval_days is None) == (paused_until is None):
        raise Refused("Give either a new interval or a day to wait until")
    today = timezone.localdate()
    if paused_until is not None and not today < paused_until <= today + timedelta(days=LONGEST):
        raise Refused("The day to wait until must be in the coming year")
    if interval_days is not None and not 1 <= interval_days <= LONGEST:
        raise Refused(f"The interval must be from 1 to {LONGEST} days")
    gives = Variation(interval_days, paused_until).due_at(clock.started_at)
    if standard.variation.moves_due and gives <= clock.limit_due_at:
        raise Refused(f"It must give more time than the standard, which asks for it by {words.day(clock.limit_due_at)}")


def _refuse_what_is_missing(variation: ClockVariation, by: Actor) -> None:
    standard = _standard(variation.clock, by)
    given = [VariationNeed.REASON, VariationNeed.MANAGER]
    if variation.family_agreed:
        given.append(VariationNeed.FAMILY_AGREED)
    if standard is None or standard.variation.missing(given):
        raise Refused("The standard does not allow this any more, or asks for the family's agreement")


def _refuse_no_review(review_on: date | None) -> None:
    if review_on is None or review_on <= timezone.localdate():
        raise Refused("Give a day in the future on which you will look at this again")


def _refuse_unless_agreed(variation: ClockVariation) -> None:
    if variation.status != VariationStatus.AGREED:
        raise Refused("This is not in force")


def _who_decides(clock: Clock, by: Actor) -> list[Membership]:
    """The holder's line manager; without one, the managers of the area and of the lead agency."""
    managers = Membership.objects.filter(tenant_id=by.tenant_id, role=Role.MANAGER, ended_at=None)
    above = clock.holder.line_manager if clock.holder else None
    if above is not None and above.role == Role.MANAGER and above.user_id != by.user.pk:
        return [above]
    near = Q(area_id=clock.area_id) | Q(area_id=None, agency_id=clock.episode.lead_agency_id)
    return list(managers.filter(near).exclude(user_id=by.user.pk))


def _record(kind: EventKind, variation: ClockVariation, by: Actor) -> None:
    data = {"what": asked(variation.clock), "change": variation.what, "variation": variation.reference}
    events.record(kind, variation.clock, by=by, data=data)


def _date_again(variation: ClockVariation, why: str, by: Actor) -> None:
    """The clock that runs now for the same child or record: since it was asked for, the next may have begun."""
    clock = variation.clock
    running = Clock.objects.open().filter(
        tenant_id=by.tenant_id, episode_id=variation.episode_id, standard=clock.standard, subject=clock.subject
    )
    now = running.first()
    if now is not None:
        Keeper(variation.episode_id, by).look_again(why, subject=now)

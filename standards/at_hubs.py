"""Keeps the clocks of what hangs on no family: a request, what a meeting agreed, an area (docs/adr/0009)."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from ehm import happened
from ehm.happened import About, Happened
from ehm.models import Membership, Partnership
from ehm.rows.actor import HUB_ROLES
from ehm.rows.context import as_clock_keeper
from standards.chain import Happening, Run, extend
from standards.dating import deadline_of, moments, run_of, set_moments
from standards.engine import WorkingCalendar
from standards.engine.calendar import day_in_london
from standards.happenings import concerns
from standards.holders import workers_of_hub
from standards.models import Clock, ClockChange
from standards.partnership import calendar_for, rulebook_for
from standards.rulebook import AlertAt, Party, Rulebook, Standard, Subject

WRITTEN = (
    *("started_by", "started_at", "agreed_on", "stopped_at", "cancelled_at", "cancel_reason", "due_at"),
    *("limit_due_at", "due_soon_at", "is_varied", "state", "is_breached", "next_evaluation_at"),
)


@happened.hears
def keep(news: Happened) -> None:
    """The one listener of practice standards to what `ehm.happened` tells. Whoever told it may not read the clock."""
    about = news.about
    with as_clock_keeper():
        clocks = list(
            Clock.objects.filter(
                tenant_id=about.tenant_id, episode=None, subject_kind=about.kind, subject=about.reference
            )
            .select_for_update()
            .order_by("started_at", "pk")
        )
        rulebook = rulebook_for(Partnership.objects.get(pk=about.tenant_id))
        for clock in clocks:
            if clock.is_open:
                _take_along(clock, about, rulebook)
                _move(clock, news, rulebook)
        for standard in rulebook.standards:
            if standard.subject == about.kind and concerns(standard, news.name):
                _hear(standard, news, [clock for clock in clocks if clock.standard == standard.id], rulebook)


def _hear(standard: Standard, news: Happened, stored: list[Clock], rulebook: Rulebook) -> None:
    before = tuple(run_of(clock) for clock in stored)
    known = (moment for run in before for moment in (run.started_at, run.stopped_at, run.cancelled_at) if moment)
    if any(news.at < moment for moment in known):
        return
    happening = Happening(news.name, news.at, event_id=0, agreed_on=news.agreed_on)
    calendar = calendar_for(news.about.tenant_id, day_in_london(before[-1].started_at if before else news.at))
    for place, run in enumerate(extend(standard, before, happening)):
        if place >= len(stored):
            clock = _opened(standard, news.about, rulebook)
        elif run != before[place]:
            clock = stored[place]
        else:
            continue
        _apply(clock, run, standard, calendar)
        clock.save(update_fields=WRITTEN if clock.pk else None)


def _opened(standard: Standard, about: About, rulebook: Rulebook) -> Clock:
    holder, agency_id = _holder(standard.holder, about)
    return Clock(
        tenant_id=about.tenant_id,
        standard=standard.id,
        rulebook=rulebook.id,
        request_id=about.request_id,
        area_id=about.area_id,
        subject_kind=Subject(about.kind),
        subject=about.reference,
        holder=holder,
        holder_agency_id=agency_id,
        counts_in_compliance=standard.counts_in_compliance,
        tell_when_due_soon=[party.value for party in standard.alerts(AlertAt.DUE_SOON)],
        tell_when_overdue=[party.value for party in standard.alerts(AlertAt.OVERDUE)],
    )


def _apply(clock: Clock, run: Run, standard: Standard, calendar: WorkingCalendar) -> None:
    clock.started_by, clock.started_at, clock.agreed_on = run.started_by, run.started_at, run.agreed_on
    clock.stopped_at, clock.cancelled_at, clock.cancel_reason = run.stopped_at, run.cancelled_at, run.cancel_reason
    set_moments(clock, deadline_of(standard, run, calendar, None), timezone.now())


def _take_along(clock: Clock, about: About, rulebook: Rulebook) -> None:
    """Given to another hub, taken on by somebody, kept from whoever held it: whoever sees to it now holds the clock."""
    held = clock.holder
    is_kept = held is not None and {f"agency:{held.agency_id}", f"user:{held.user_id}"} & set(about.kept_from)
    if not is_kept and (about.area_id, about.holder_id or clock.holder_id) == (clock.area_id, clock.holder_id):
        return
    party = next((one.holder for one in rulebook.standards if one.id == clock.standard), Party.HUB_WORKER)
    clock.area_id = about.area_id
    clock.holder, clock.holder_agency_id = _holder(party, about)
    clock.save(update_fields=["area", "holder", "holder_agency"])


def _move(clock: Clock, news: Happened, rulebook: Rulebook) -> None:
    """Another day is agreed: it is counted again, and what it was is kept."""
    if clock.agreed_on is None or news.agreed_on is None or news.agreed_on == clock.agreed_on:
        return
    standard = next((one for one in rulebook.standards if one.id == clock.standard), None)
    if standard is None:
        return
    before = moments(clock)
    calendar = calendar_for(clock.tenant_id, day_in_london(clock.started_at))
    _apply(clock, replace(run_of(clock), agreed_on=news.agreed_on), standard, calendar)
    clock.save(update_fields=WRITTEN)
    ClockChange.objects.create(
        tenant_id=clock.tenant_id, clock=clock, why="Another day was agreed.", before=before, after=moments(clock)
    )


def _holder(party: Party, about: About) -> tuple[Membership | None, int]:
    """Whoever has taken it on; else somebody of the hub in the role that the standard names, or of any."""
    people = Membership.objects.filter(tenant_id=about.tenant_id, ended_at=None)
    if about.holder_id is not None:
        taken = people.filter(pk=about.holder_id).first()
        if taken is not None:
            return taken, taken.agency_id
    if party is Party.ACTION_OWNER and about.agency_id is not None:
        return None, about.agency_id  # the agency does it, and nobody is named
    found = workers_of_hub(party, about.tenant_id, about.area_id, kept_from=about.kept_from)
    if found:
        return found[0], found[0].agency_id
    anybody = people.filter(area_id=about.area_id, role__in=HUB_ROLES).order_by("pk").first()
    if anybody is None and about.agency_id is not None:
        return None, about.agency_id
    anybody = anybody or people.order_by("pk").first()
    assert anybody is not None, "somebody works in every partnership"
    return None, anybody.agency_id

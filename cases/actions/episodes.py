"""Early help from asking for it to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import InternalError, ProgrammingError, connection, transaction
from django.utils import timezone

from cases import lifecycle, timeline
from cases.actions.locking import lock_episode
from cases.actions.sharing import end_team, join_team, keep_limits, record_agreement
from cases.choices import AgreementForm, AgreementKind, ClosureReason, EpisodeStatus, Origin, OversightOccasion
from cases.models import Episode, Family, Handover, LeadAllocation, LevelDecision, ManagementOversight, Person
from cases.permissions.episodes import (
    can_agree_to_lead,
    can_allocate_lead,
    can_close_episode,
    can_decide_level,
    can_give_up_episode,
    can_open_episode,
    can_request_episode,
    can_say_first_done,
)
from cases.profile import profile_of
from ehm import checks, events
from ehm.actions import Refused, still_there
from ehm.models import Agency, Area, Membership
from ehm.permissions import require
from ehm.rows.actor import Actor


@dataclass(frozen=True)
class LeadAgreements:
    """Who agreed to this lead: the family and the children, and how it was asked (R008)."""

    by_family: bool = False
    by_children: bool = False
    note: str = ""


@dataclass(frozen=True)
class HandoverNote:
    """What whoever asks somebody to lead tells them; the agency that leads and the hub read it."""

    agreed: str = ""
    first: str = ""
    first_by: date | None = None
    talk_to: str = ""
    careful: str = ""

    @property
    def says_something(self) -> bool:
        return any((self.agreed, self.first, self.talk_to, self.careful))


@dataclass(frozen=True)
class FamilyAgreement:
    """Somebody in the family said yes to early help."""

    person: Person
    form: AgreementForm
    agreed_on: date


NOBODY_YET = LeadAgreements()
NOTHING_SAID = HandoverNote()


@transaction.atomic
def request_episode(
    *,
    family: Family,
    origin: Origin,
    reason: str,
    level: int,
    level_reason: str,
    area: Area,
    lead_agency: Agency,
    by: Actor,
    level_band: str = "",
    lead: Membership | None = None,
    requested_at: datetime | None = None,
    follows: Episode | None = None,
) -> Episode:
    """Ask for early help for a family. Refused while help already runs: a family has one lead at a time. `follows`:
    the help that had ended and begins again."""
    require(can_request_episode, by, family)
    if follows is not None and (follows.family_id != family.pk or follows.status != EpisodeStatus.CLOSED):
        raise Refused("Only help that has ended for this family can begin again")
    still_there(Family.objects.select_for_update(of=("self",)), pk=family.pk)
    requested_at = requested_at or timezone.now()
    if requested_at > timezone.now():
        raise Refused("The request cannot be in the future")
    running = family.episodes.visible_to(by).filter(status__in=lifecycle.RUNNING).select_related("lead_agency").first()
    if running:
        raise Refused(f"{running.lead_agency.name} already leads early help for this family")
    if lead_agency.pk not in by.agencies and area.pk not in by.areas:
        raise Refused(
            f"Only {area.name} can ask another agency to lead. Choose your own agency and hand over the lead later"
        )
    if lead and lead.agency_id != lead_agency.pk:
        raise Refused(f"{lead.display_name} does not work for {lead_agency.name}")
    try:
        with transaction.atomic():
            episode = Episode.objects.create(
                tenant_id=by.tenant_id,
                family=family,
                origin=origin,
                follows=follows,
                reason=reason,
                requested_at=requested_at,
                level=level,
                level_band=level_band,
                lead_agency=lead_agency,
                area=area,
                created_by=by.membership,
            )
    except ProgrammingError:  # the database knows of one that this person may not see
        raise Refused("Another agency already leads early help for this family. Search tells whom to ring") from None
    events.record(timeline.EPISODE_REQUESTED, episode, by=by, occurred_at=requested_at, data={"origin": origin})
    _write_level(episode, level, level_band, level_reason, timezone.localdate(requested_at), by)
    if lead:
        allocate_lead(episode=episode, lead_agency=lead_agency, lead=lead, by=by)
    keep_limits(episode, by)
    return episode


@transaction.atomic
def open_episode(*, episode: Episode, by: Actor) -> Episode:
    """Begin early help. Where the partnership asks for it, refused until the family has agreed (R127)."""
    episode = lock_episode(episode, can_open_episode, by)
    lifecycle.check_move(episode.status, EpisodeStatus.OPEN)
    _check_family_agreed(episode, by)
    episode.status, episode.opened_at = EpisodeStatus.OPEN, timezone.now()
    episode.version += 1
    episode.save(update_fields=["status", "opened_at", "version"])
    events.record(timeline.EPISODE_OPENED, episode, by=by)
    return episode


@transaction.atomic
def start_episode(
    *,
    family: Family,
    origin: Origin,
    reason: str,
    level: int,
    level_reason: str,
    area: Area,
    lead_agency: Agency,
    by: Actor,
    level_band: str = "",
    lead: Membership | None = None,
    requested_at: datetime | None = None,
    agreement: FamilyAgreement | None = None,
    opens_now: bool = True,
    follows: Episode | None = None,
) -> Episode:
    """Ask for early help and begin it at once: what the short form on a family does."""
    episode = request_episode(
        family=family,
        origin=origin,
        reason=reason,
        level=level,
        level_band=level_band,
        level_reason=level_reason,
        area=area,
        lead_agency=lead_agency,
        lead=lead,
        requested_at=requested_at,
        follows=follows,
        by=by,
    )
    if agreement:
        record_agreement(
            episode=episode,
            person=agreement.person,
            kind=AgreementKind.EARLY_HELP,
            is_given=True,
            form=agreement.form,
            agreed_on=agreement.agreed_on,
            by=by,
        )
    return open_episode(episode=episode, by=by) if opens_now else episode


@transaction.atomic
def decide_level(
    *, episode: Episode, level: int, reason: str, decided_on: date, by: Actor, level_band: str = ""
) -> Episode:
    """Write the level of need from a day on. The earlier ones stay (R033)."""
    episode = lock_episode(episode, can_decide_level, by)
    lifecycle.check_running(episode.status)
    if decided_on > timezone.localdate():
        raise Refused("The level cannot be decided in the future")
    if (level, level_band) == (episode.level, episode.level_band):
        name = profile_of(by.partnership).level_name(level, level_band)
        raise Refused(f"The level is already {name}")
    episode.level, episode.level_band = level, level_band
    episode.version += 1
    episode.save(update_fields=["level", "level_band", "version"])
    _write_level(episode, level, level_band, reason, decided_on, by)
    return episode


@transaction.atomic
def allocate_lead(
    *,
    episode: Episode,
    lead_agency: Agency,
    lead: Membership,
    by: Actor,
    agreements: LeadAgreements = NOBODY_YET,
    end_reason: str = "",
    keeps_reading: bool = False,
    handover: HandoverNote = NOTHING_SAID,
) -> LeadAllocation:
    """Ask a practitioner to lead; the one before stops leading. `keeps_reading`: the old lead agency stays in the team.

    The handover itself comes last: after it the old lead agency may not see the episode any more.
    """
    episode = lock_episode(episode, can_allocate_lead, by)
    lifecycle.check_running(episode.status)
    _check_lead(episode, lead_agency, lead)
    before = _running_allocation(episode)
    if before and before.lead_id == lead.pk:
        raise Refused(f"{lead.display_name} leads already")
    old_agency = episode.lead_agency
    changes_agency = lead_agency.pk != episode.lead_agency_id
    if before:
        _end(before, end_reason or f"{lead.display_name} leads now", by, next_agency=lead_agency)
    is_self = lead.pk == by.membership.pk
    allocation = LeadAllocation.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        lead_agency=lead_agency,
        lead=lead,
        agreed_by_practitioner=is_self,
        agreed_at=timezone.now() if is_self else None,
        agreed_by_family=agreements.by_family,
        agreed_by_children=agreements.by_children,
        agreement_note=agreements.note,
        agency_id=by.agency_id,
        allocated_by=by.membership,
    )
    events.record(timeline.ALLOCATION_MADE, episode, by=by, data=_about(allocation))
    if handover.says_something:
        _write_handover(allocation, handover, by)
    if is_self:
        events.record(timeline.LEAD_AGREED, episode, by=by, data=_about(allocation))
    if changes_agency:
        end_team(episode, by, only=lead_agency)
        if keeps_reading:
            join_team(episode, old_agency, by)
    _hand_over(episode, lead_agency, lead)
    return allocation


def _write_handover(allocation: LeadAllocation, note: HandoverNote, by: Actor) -> None:
    if note.first_by is not None and note.first_by < timezone.localdate():
        raise Refused("The day by which it should be done must be today or later")
    if note.first_by is not None and not note.first:
        raise Refused("Say what comes first, or leave the day empty")
    Handover.objects.create(
        tenant_id=by.tenant_id,
        episode=allocation.episode,
        allocation=allocation,
        lead_id=allocation.lead_id,
        agreed=note.agreed,
        first=note.first,
        first_by=note.first_by,
        talk_to=note.talk_to,
        careful=note.careful,
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    events.record(timeline.HANDOVER_WRITTEN, allocation.episode, by=by, data={"lead": allocation.lead.display_name})


@transaction.atomic
def say_first_done(*, handover: Handover, by: Actor) -> Handover:
    """Whoever leads has read the handover, and done what it asked for first."""
    require(can_say_first_done, by, handover)
    Episode.objects.lock(handover.episode_id)
    handover = still_there(
        Handover.objects.visible_to(by).select_related("allocation__lead", "episode"), pk=handover.pk
    )
    require(can_say_first_done, by, handover)
    if handover.first_done_at is not None:
        raise Refused("You have said so already")
    handover.first_done_at = timezone.now()
    handover.save(update_fields=["first_done_at"])
    told = {"lead": handover.allocation.lead.display_name, "first": bool(handover.first)}
    events.record(timeline.HANDOVER_DONE, handover.episode, by=by, data=told)
    return handover


@transaction.atomic
def agree_to_lead(*, allocation: LeadAllocation, by: Actor, agreements: LeadAgreements = NOBODY_YET) -> LeadAllocation:
    """The practitioner says yes for themselves, and what the family and the children said (R008)."""
    require(can_agree_to_lead, by, allocation)
    episode = Episode.objects.lock(allocation.episode_id)
    allocation = still_there(
        LeadAllocation.objects.select_for_update(of=("self",)).select_related("lead", "lead_agency"), pk=allocation.pk
    )
    require(can_agree_to_lead, by, allocation)
    lifecycle.check_running(episode.status)
    if allocation.ended_at:
        raise Refused("Somebody else leads now")
    if allocation.agreed_at:
        raise Refused("You have agreed to lead already")
    allocation.agreed_by_practitioner, allocation.agreed_at = True, timezone.now()
    allocation.agreed_by_family = allocation.agreed_by_family or agreements.by_family
    allocation.agreed_by_children = allocation.agreed_by_children or agreements.by_children
    allocation.agreement_note = agreements.note or allocation.agreement_note
    allocation.save(
        update_fields=[
            "agreed_by_practitioner",
            "agreed_at",
            "agreed_by_family",
            "agreed_by_children",
            "agreement_note",
        ]
    )
    events.record(timeline.LEAD_AGREED, episode, by=by, data=_about(allocation))
    return allocation


@transaction.atomic
def end_allocation(*, episode: Episode, reason: str, by: Actor) -> Episode:
    """Nobody leads for now; the agency still does."""
    episode = lock_episode(episode, can_allocate_lead, by)
    lifecycle.check_running(episode.status)
    allocation = _running_allocation(episode)
    if allocation is None:
        raise Refused("Nobody leads at the moment")
    _end(allocation, reason, by, next_agency=None)
    _hand_over(episode, episode.lead_agency, None)
    episode.refresh_from_db(fields=["lead"])
    return episode


@transaction.atomic
def close_episode(
    *,
    episode: Episode,
    reason: ClosureReason,
    rationale: str,
    family_told: bool,
    by: Actor,
    why_not_told: str = "",
) -> Episode:
    """End early help for a family. The team around the family stops reading, the lead goes on. Refused while a
    manager's look at the closing is missing, where the partnership asks for one (R053)."""
    episode = lock_episode(episode, can_close_episode, by)
    lifecycle.check_move(episode.status, EpisodeStatus.CLOSED)
    if not family_told and not why_not_told:
        raise Refused("Say why the family has not been told")
    _check_closing_was_overseen(episode, by)
    checks.run("cases.close_episode", episode, by)
    allocation = _running_allocation(episode)
    if allocation:
        allocation.ended_at, allocation.end_reason = timezone.now(), "Early help ended"
        allocation.save(update_fields=["ended_at", "end_reason"])
    end_team(episode, by)
    episode.status, episode.closed_at, episode.closed_by = EpisodeStatus.CLOSED, timezone.now(), by.membership
    episode.closure_reason, episode.closure_rationale = reason, rationale
    episode.version += 1
    episode.save(update_fields=["status", "closed_at", "closed_by", "closure_reason", "closure_rationale", "version"])
    events.record(
        timeline.EPISODE_CLOSED,
        episode,
        by=by,
        data={"reason": reason, "family_told": family_told, "why_not_told": why_not_told},
    )
    return episode


@transaction.atomic
def give_up_episode(*, episode: Episode, reason: str, by: Actor) -> Episode:
    """Early help was asked for but never begins; why is written down (R052)."""
    episode = lock_episode(episode, can_give_up_episode, by)
    lifecycle.check_move(episode.status, EpisodeStatus.NOT_TAKEN_UP)
    allocation = _running_allocation(episode)
    if allocation:
        allocation.ended_at, allocation.end_reason = timezone.now(), "Early help was not taken up"
        allocation.save(update_fields=["ended_at", "end_reason"])
    end_team(episode, by)
    episode.status, episode.closure_rationale = EpisodeStatus.NOT_TAKEN_UP, reason
    episode.version += 1
    episode.save(update_fields=["status", "closure_rationale", "version"])
    events.record(timeline.EPISODE_NOT_TAKEN_UP, episode, by=by)
    return episode


def _write_level(episode: Episode, level: int, band: str, reason: str, decided_on: date, by: Actor) -> None:
    LevelDecision.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        level=level,
        level_band=band,
        reason=reason,
        decided_on=decided_on,
        decided_by=by.membership,
        agency_id=by.agency_id,
    )
    name = profile_of(by.partnership).level_name(level, band)
    events.record(timeline.LEVEL_DECIDED, episode, by=by, data={"level": level, "level_band": band, "level_name": name})


def _check_family_agreed(episode: Episode, by: Actor) -> None:
    if not profile_of(by.partnership).agreement.is_needed_at(episode.level):
        return
    given = episode.agreements.filter(
        tenant_id=by.tenant_id, kind=AgreementKind.EARLY_HELP, is_given=True, withdrawn_on=None
    )
    if not given.exists():
        raise Refused("Early help begins only when the family has agreed. Record their agreement first")


def _check_closing_was_overseen(episode: Episode, by: Actor) -> None:
    if not profile_of(by.partnership).oversight.of_closing:
        return
    overseen = ManagementOversight.objects.filter(
        tenant_id=by.tenant_id, episode=episode, occasion=OversightOccasion.CLOSURE
    )
    if not overseen.exists():
        raise Refused("A manager must record their oversight of the closing first")


def _check_lead(episode: Episode, agency: Agency, lead: Membership) -> None:
    if lead.agency_id != agency.pk:
        raise Refused(f"{lead.display_name} does not work for {agency.name}")
    if lead.ended_at or agency.ended_at:
        raise Refused(f"{lead.display_name} no longer works here")
    if f"agency:{agency.pk}" in episode.excluded:
        raise Refused(f"The family does not want {agency.name} to see the episode")
    if f"user:{lead.user_id}" in episode.excluded:
        raise Refused(f"The family does not want {lead.display_name} to see the episode")


def _running_allocation(episode: Episode) -> LeadAllocation | None:
    found = LeadAllocation.objects.select_for_update(of=("self",)).select_related("lead", "lead_agency")
    return found.filter(tenant_id=episode.tenant_id, episode=episode, ended_at=None).first()


def _end(allocation: LeadAllocation, reason: str, by: Actor, *, next_agency: Agency | None) -> None:
    allocation.ended_at, allocation.end_reason = timezone.now(), reason
    allocation.save(update_fields=["ended_at", "end_reason"])
    hub_goes_on = None if next_agency is None else next_agency.is_local_authority
    events.record(
        timeline.ALLOCATION_ENDED,
        allocation.episode,
        by=by,
        data=_about(allocation) | {"reason": reason, "next_is_local_authority": hub_goes_on},
    )


def _about(allocation: LeadAllocation) -> dict[str, object]:
    """What the timeline and the clocks need to know of an allocation."""
    return {
        "lead": allocation.lead.display_name,
        "agency": allocation.lead_agency.name,
        "is_local_authority": allocation.lead_agency.is_local_authority,
        "allocation_id": allocation.pk,
        "lead_id": allocation.lead_id,
        "lead_agency_id": allocation.lead_agency_id,
    }


def _hand_over(episode: Episode, agency: Agency, lead: Membership | None) -> None:
    """Through the one function of the database that may change who leads."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT cases_transfer(%s, %s, %s)", [episode.pk, agency.pk, lead.pk if lead else None])
    except (ProgrammingError, InternalError):
        raise Refused("Only the lead agency or the hub of the area may hand over the lead") from None

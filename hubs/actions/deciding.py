"""What a meeting decides about a family, all of it in one step: the request's outcome and letter, early help and who
leads it, actions with their days, and whom it is told (R097)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from cases.actions.episodes import HandoverNote, LeadAgreements, allocate_lead, decide_level
from cases.handing_over import LONGEST, known_of
from cases.models import Episode, Family
from cases.profile import profile_of as words_of
from ehm import events, notifications
from ehm.actions import Refused
from ehm.models import Agency, Membership
from ehm.permissions import require
from ehm.rows.actor import Actor
from ehm.words import day
from hubs import happenings, notices, timeline
from hubs.actions import triage
from hubs.actions.meetings import lock_item, note_change
from hubs.choices import ItemOutcome, MeetingStatus, Outcome
from hubs.models import AgendaItem, ItemDecision, MeetingAction, Present, Service
from hubs.permissions import can_chair
from plans.actions.step_up import end_listing
from plans.actions.stuck import advise

OF_REQUEST = {
    ItemOutcome.ADVICE: Outcome.ADVICE,
    ItemOutcome.SIGNPOST: Outcome.SIGNPOST,
    ItemOutcome.SINGLE_AGENCY: Outcome.SINGLE_AGENCY,
    ItemOutcome.LEAD: Outcome.ALLOCATED,
    ItemOutcome.FRONT_DOOR: Outcome.FRONT_DOOR,
    ItemOutcome.GOES_ON: Outcome.MORE_HELP,
    ItemOutcome.NEW_LEAD: Outcome.MORE_HELP,
}
NEW, HELPED = (
    (ItemOutcome.ADVICE, ItemOutcome.SIGNPOST, ItemOutcome.SINGLE_AGENCY, ItemOutcome.LEAD, ItemOutcome.FRONT_DOOR),
    (ItemOutcome.GOES_ON, ItemOutcome.NEW_LEAD, ItemOutcome.FRONT_DOOR),
)
MOST_ACTIONS = 15


@dataclass(frozen=True)
class NewAction:
    """Who does what by when; `doer` works for the agency, or nobody is named yet."""

    what: str
    agency: Agency
    doer: Membership | None
    due_on: date


@dataclass(frozen=True)
class Decided:
    """`family`: known already, where early help begins from a request. `lead`: None lets the agency choose. `services`:
    where somebody is told of, or that helps alone; they stand in the letter."""

    outcome: ItemOutcome
    level: int
    level_band: str
    reason: str
    told: str
    actions: Sequence[NewAction] = ()
    lead_agency: Agency | None = None
    lead: Membership | None = None
    by_family: bool = False
    by_children: bool = False
    family: Family | None = None
    services: Sequence[Service] = ()


def outcomes_of(item: AgendaItem) -> Sequence[ItemOutcome]:
    """A family without early help, or one that is helped already."""
    return HELPED if item.episode_id else NEW


@transaction.atomic
def decide_item(*, item: AgendaItem, decided: Decided, by: Actor) -> ItemDecision:
    """Everybody whom it concerns is told in the same step: whoever asked, whoever leads, and the agencies that do
    something, whether they are here or not."""
    meeting, item = lock_item(item, by)
    require(can_chair, by, meeting)
    _check(item, meeting.status, decided, by)
    episode = _carry_out(item, decided, by)
    if episode is not None:
        kept = Episode.objects.visible_to(by).filter(pk=episode.pk).values_list("excluded", flat=True).first()
        _check_kept(kept or (), decided)  # a family that is known may keep somebody from its help already
        _change_level(episode, decided, by)
        if decided.lead is not None and decided.lead_agency is not None:
            allocate_lead(
                episode=episode,
                lead_agency=decided.lead_agency,
                lead=decided.lead,
                agreements=LeadAgreements(decided.by_family, decided.by_children),
                end_reason=f"Decided at {words_of(by.partnership).words.the_panel}",
                keeps_reading=item.episode_id is not None,
                handover=_handover(episode, decided, by),
                by=by,
            )
        events.record(timeline.MEETING_DECIDED, episode, by=by, data=_about(decided, by))
    decision = ItemDecision.objects.create(
        tenant_id=by.tenant_id,
        item=item,
        outcome=decided.outcome,
        level=decided.level,
        level_band=decided.level_band,
        reason=decided.reason.strip(),
        told=decided.told.strip(),
        lead_agency=decided.lead_agency,
        lead=decided.lead,
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    _write_actions(item, decided, by)
    _tell_lead(item, decided, episode, by)
    note_change(meeting)
    return decision


def _handover(episode: Episode, decided: Decided, by: Actor) -> HandoverNote:
    """What was agreed, for whoever leads and may not have been there; where help begins, what the request knows too."""
    known = known_of(episode, by) if decided.outcome == ItemOutcome.LEAD else {}
    promised = [f"{one.agency.name}, by {day(one.due_on)}: {one.what}" for one in decided.actions]
    agreed = "\n\n".join(filter(None, (decided.reason.strip(), "\n".join(promised), known.get("agreed"))))
    return HandoverNote(agreed=agreed[:LONGEST], talk_to=known.get("talk_to", ""), careful=known.get("careful", ""))


def _check(item: AgendaItem, status: str, decided: Decided, by: Actor) -> None:
    if status != MeetingStatus.RUNNING:
        raise Refused("Start the meeting first.")
    if not item.is_on:
        raise Refused("The family is not on the agenda any more.")
    if item.decisions.filter(tenant_id=by.tenant_id).exists():
        raise Refused("The meeting has decided about this family already.")
    if decided.outcome not in outcomes_of(item):
        raise Refused("Choose one of the decisions that fit this family.")
    if not (decided.reason.strip() and decided.told.strip()):
        raise Refused("Say why, and what whoever asked is told.")
    leads = decided.outcome in (ItemOutcome.LEAD, ItemOutcome.NEW_LEAD)
    if leads and decided.lead_agency is None:
        raise Refused("Choose who leads.")
    if decided.outcome == ItemOutcome.NEW_LEAD and decided.lead is None:
        raise Refused("Choose the person who leads from now on.")
    if len(decided.actions) > MOST_ACTIONS:
        raise Refused(f"No more than {MOST_ACTIONS} actions at once.")
    _check_kept(item.excluded, decided)
    for one in decided.actions:
        if one.due_on < timezone.localdate():
            raise Refused("The day of an action is today or later.")
        if one.doer is not None and one.doer.agency_id != one.agency.pk:
            raise Refused(f"{one.doer.display_name} does not work for {one.agency.name}.")


def _check_kept(excluded: Sequence[str], decided: Decided) -> None:
    named = [one.agency for one in decided.actions]
    if decided.lead_agency is not None and decided.outcome in (ItemOutcome.LEAD, ItemOutcome.NEW_LEAD):
        named.append(decided.lead_agency)
    for agency in named:
        if f"agency:{agency.pk}" in excluded:
            raise Refused(f"The family does not want {agency.name} to know.")
    for one in decided.actions:
        if one.doer is not None and f"user:{one.doer.user_id}" in excluded:
            raise Refused(f"The family does not want {one.doer.display_name} to know.")


def _carry_out(item: AgendaItem, decided: Decided, by: Actor) -> Episode | None:
    """What waited waits no more. Gives the early help that runs, or begins now."""
    if item.request is not None:
        begins = decided.outcome == ItemOutcome.LEAD and decided.lead_agency is not None
        allocated = triage.Allocated(decided.family, decided.lead_agency) if begins and decided.lead_agency else None
        made = triage.decide(
            request=item.request,
            outcome=OF_REQUEST[decided.outcome],
            level=decided.level,
            level_band=decided.level_band,
            reason=decided.reason,
            told=decided.told,
            allocated=allocated,
            services=decided.services,
            at_meeting=True,
            by=by,
        )
        began: Episode | None = made.request.episode
        return began
    if item.listing is not None and item.listing.ended_at is None:
        end_listing(listing=item.listing, because=decided.reason, by=by)
    elif item.stuck is not None and item.stuck.ended_at is None and item.stuck.advised_at is None:
        advise(stuck=item.stuck, advice=decided.told, by=by)
    running: Episode | None = item.episode
    return running


def _change_level(episode: Episode, decided: Decided, by: Actor) -> None:
    if (episode.level, episode.level_band) != (decided.level, decided.level_band):
        decide_level(
            episode=episode,
            level=decided.level,
            level_band=decided.level_band,
            reason=decided.reason,
            decided_on=timezone.localdate(),
            by=by,
        )


def _write_actions(item: AgendaItem, decided: Decided, by: Actor) -> None:
    for one in decided.actions:
        action = MeetingAction.objects.create(
            tenant_id=by.tenant_id,
            item=item,
            what=one.what.strip(),
            doer_agency=one.agency,
            doer=one.doer,
            due_on=one.due_on,
            recorded_by=by.membership,
        )
        action.refresh_from_db(fields=["area", "excluded"])
        happenings.tell_of_action(action, happenings.ACTION_AGREED, action.recorded_at)
        people = [one.doer] if one.doer else notices.who_answers_for(one.agency, item.excluded)
        notifications.notify(people, notices.HAS_ACTION, subject=action.reference, by=by)


def _tell_lead(item: AgendaItem, decided: Decided, episode: Episode | None, by: Actor) -> None:
    """The one who leads; an agency that was not here, and chooses who; and whoever led until now."""
    if episode is None:
        return
    if decided.outcome in (ItemOutcome.LEAD, ItemOutcome.NEW_LEAD) and decided.lead_agency is not None:
        here = Present.objects.filter(
            tenant_id=by.tenant_id, meeting=item.meeting, agency=decided.lead_agency, left_at=None
        ).exists()
        if decided.lead is not None:
            notifications.notify([decided.lead], notices.LEADS, subject=episode.reference, by=by)
        if decided.lead is None or not here:
            people = notices.who_answers_for(decided.lead_agency, item.excluded)
            kind = notices.CHOOSE_LEAD if decided.lead is None else notices.AGENCY_LEADS
            notifications.notify(people, kind, subject=episode.reference, by=by)
    if item.episode is not None and item.episode.lead is not None and item.episode.lead != decided.lead:
        if decided.outcome != ItemOutcome.NEW_LEAD:
            notifications.notify([item.episode.lead], notices.TALKED_ABOUT, subject=episode.reference, by=by)


def _about(decided: Decided, by: Actor) -> dict[str, str]:
    return {"panel": words_of(by.partnership).words.the_panel, "outcome": decided.outcome.value}

"""Plan a meeting with the family, move it, cancel it, and write down what was said (R045, R046, R100-R106)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import lifecycle as of_episodes
from cases.actions.locking import lock_episode
from cases.models import Episode, Person
from ehm import events
from ehm.actions import Refused
from ehm.models import Membership
from ehm.rows.actor import Actor
from plans import lifecycle, timeline
from plans.actions.locking import lock_meeting
from plans.choices import Attended, MeetingKind
from plans.lifecycle import MeetingStatus
from plans.models import Goal, Invitation, Meeting, Plan, Progress
from plans.permissions import can_plan_meeting, can_run_meeting
from plans.profile import profile_of

MINUTES = (
    *("working_well", "worried_about", "childs_voice", "decided", "celebrated", "outcome", "next_on", "why_no_next"),
)
HELD = {MeetingKind.PLANNING: timeline.PLAN_MEETING_HELD, MeetingKind.REVIEW: timeline.REVIEW_HELD}


@dataclass(frozen=True)
class Guest:
    """Somebody to ask to a meeting, or who came: exactly one of worker, person and name."""

    worker: Membership | None = None
    person: Person | None = None
    name: str = ""
    works_as: str = ""


@dataclass(frozen=True)
class Reviewed:
    """What a review found about one goal."""

    goal: Goal
    made: str = ""
    in_the_way: str = ""
    score: int | None = None

    @property
    def is_blank(self) -> bool:
        return not (self.made.strip() or self.in_the_way.strip() or self.score is not None)


@transaction.atomic
def plan_meeting(
    *,
    episode: Episode,
    kind: MeetingKind,
    starts_at: datetime,
    place: str,
    family_asked_for: str,
    another_agencys: str,
    guests: Iterable[Guest],
    by: Actor,
) -> Meeting:
    """A meeting to come, or one that was held and is written down afterwards."""
    episode = lock_episode(episode, can_plan_meeting, by)
    of_episodes.check_running(episode.status)
    plan = Plan.objects.filter(tenant_id=by.tenant_id, episode=episode).running().first()
    if kind == MeetingKind.REVIEW and plan is None:
        raise Refused("There is no plan to review yet. Begin the plan first.")
    _check_day(episode, starts_at)
    meeting = Meeting.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        plan=plan,
        kind=kind,
        starts_at=starts_at,
        place=place.strip(),
        family_asked_for=family_asked_for.strip(),
        another_agencys=another_agencys.strip(),
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    _invite(meeting, guests, by)
    events.record(timeline.MEETING_PLANNED, meeting, by=by, data=_about(meeting, by))
    return meeting


@transaction.atomic
def move_meeting(*, meeting: Meeting, starts_at: datetime, place: str, by: Actor) -> Meeting:
    meeting = lock_meeting(meeting, can_run_meeting, by)
    lifecycle.check_planned(meeting.status)
    _check_day(meeting.episode, starts_at)
    is_moved = meeting.starts_at != starts_at
    meeting.starts_at, meeting.place = starts_at, place.strip()
    _save(meeting, "starts_at", "place")
    if is_moved:
        events.record(timeline.MEETING_MOVED, meeting, by=by, data=_about(meeting, by))
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: Actor) -> Meeting:
    """It will not take place. The clock that waits for it goes on."""
    meeting = lock_meeting(meeting, can_run_meeting, by)
    lifecycle.check_planned(meeting.status)
    if not reason.strip():
        raise Refused("Say why the meeting will not take place.")
    meeting.status, meeting.cancelled_at = MeetingStatus.CANCELLED, timezone.now()
    meeting.cancelled_by, meeting.cancelled_reason = by.membership, reason.strip()
    _save(meeting, "status", "cancelled_at", "cancelled_by", "cancelled_reason")
    events.record(timeline.MEETING_CANCELLED, meeting, by=by, data=_about(meeting, by))
    return meeting


@transaction.atomic
def write_minutes(
    *,
    meeting: Meeting,
    starts_at: datetime,
    minutes: Mapping[str, Any],
    attended: Mapping[int, str],
    guests: Iterable[Guest],
    found: Iterable[Reviewed],
    by: Actor,
) -> Meeting:
    """What was said, who was there, what a review found; in one step. Minutes are the record and do not change.

    `minutes` as in MINUTES; `attended` by the key of each invitation; `guests` came without having been asked. When the
    meeting began starts and stops the clocks.
    """
    meeting = lock_meeting(meeting, can_run_meeting, by)
    lifecycle.check_planned(meeting.status)
    if starts_at > timezone.now():
        raise Refused("Minutes are written once the meeting has begun.")
    _check_day(meeting.episode, starts_at)
    if not minutes["next_on"] and not minutes["why_no_next"].strip():
        raise Refused("Set the day of the next meeting, or say why there will be none.")
    if minutes["next_on"] and minutes["next_on"] <= timezone.localdate(starts_at):
        raise Refused("The next meeting comes after this one.")
    plan = Plan.objects.filter(tenant_id=by.tenant_id, episode=meeting.episode).running().first()
    asked = {one.pk: one for one in Invitation.objects.filter(tenant_id=by.tenant_id, meeting=meeting, removed_at=None)}
    for key, how in attended.items():
        if key in asked and asked[key].attended != how:
            asked[key].attended = Attended(how)
            asked[key].save(update_fields=["attended"])
    _invite(meeting, guests, by, Attended.ATTENDED)
    if meeting.kind == MeetingKind.REVIEW and plan is not None:
        _write_found(meeting, plan, found, by)
    for name in MINUTES:
        value = minutes[name]
        setattr(meeting, name, value.strip() if isinstance(value, str) else value)
    meeting.starts_at, meeting.plan, meeting.status = starts_at, plan or meeting.plan, MeetingStatus.HELD
    meeting.written_at, meeting.written_by = timezone.now(), by.membership
    _save(meeting, "starts_at", "plan", "status", "written_at", "written_by", *MINUTES)
    next_on = meeting.next_on.isoformat() if meeting.next_on else None
    data = _about(meeting, by) | {"agreed_days": plan.review_every_days if plan else None, "agreed_on": next_on}
    with events.together(by):
        events.record(HELD[MeetingKind(meeting.kind)], meeting, by=by, occurred_at=starts_at, data=data)
        if meeting.kind == MeetingKind.REVIEW and plan is not None:
            of_plan = {"plan": plan.reference, "agreed_on": next_on}
            events.record(timeline.PLAN_REVIEWED, plan, by=by, occurred_at=starts_at, data=of_plan)
    return meeting


def _check_day(episode: Episode, starts_at: datetime) -> None:
    if timezone.localdate(starts_at) < timezone.localdate(episode.requested_at):
        raise Refused("The meeting cannot be before early help was asked for.")


def _invite(meeting: Meeting, guests: Iterable[Guest], by: Actor, how: Attended = Attended.INVITED) -> None:
    rows = [
        Invitation(
            tenant_id=by.tenant_id,
            episode_id=meeting.episode_id,
            meeting=meeting,
            worker=guest.worker,
            person=guest.person,
            name=guest.name.strip(),
            works_as=guest.works_as.strip(),
            attended=how,
            agency_id=by.agency_id,
            recorded_by=by.membership,
        )
        for guest in guests
    ]
    Invitation.objects.bulk_create(rows)


def _write_found(meeting: Meeting, plan: Plan, found: Iterable[Reviewed], by: Actor) -> None:
    said = [one for one in found if not one.is_blank]
    if any(one.goal.plan_id != plan.pk for one in said):
        raise Refused("Choose a goal of this plan.")
    Progress.objects.bulk_create(
        Progress(
            tenant_id=by.tenant_id,
            episode_id=meeting.episode_id,
            plan=plan,
            meeting=meeting,
            goal=one.goal,
            position=one.goal.position,
            made=one.made.strip(),
            in_the_way=one.in_the_way.strip(),
            score=one.score,
            agency_id=by.agency_id,
            recorded_by=by.membership,
        )
        for one in said
    )


def _about(meeting: Meeting, by: Actor) -> dict[str, Any]:
    return {
        "meeting": meeting.reference,
        "called": profile_of(by.partnership).called(meeting.kind),
        "starts_at": meeting.starts_at.isoformat(),
    }


def _save(meeting: Meeting, *names: str) -> None:
    meeting.version += 1
    meeting.save(update_fields=[*names, "version"])

"""Plan a meeting with the family, move it, cancel it (R045, R100-R106). Its minutes: `plans.actions.minutes`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import lifecycle as of_episodes
from cases.actions.locking import lock_episode
from cases.models import Episode
from ehm import events
from ehm.actions import Refused
from ehm.rows.actor import Actor
from plans import guests as of_guests
from plans import lifecycle, timeline
from plans.actions.locking import lock_meeting
from plans.choices import MeetingKind
from plans.guests import Guest, invite, tell
from plans.lifecycle import MeetingStatus
from plans.models import Invitation, Meeting, Plan
from plans.permissions import can_plan_meeting, can_run_meeting
from plans.profile import profile_of

ABOUT = ("place", "family_asked_for", "language", "interpreter", "access_needs", "another_agencys", "whose")


@transaction.atomic
def plan_meeting(
    *,
    episode: Episode,
    kind: MeetingKind,
    starts_at: datetime,
    about: Mapping[str, str],
    guests: Iterable[Guest],
    by: Actor,
    follows: Meeting | None = None,
) -> Meeting:
    """A meeting to come, or one that was held and is written down afterwards. `about` as in ABOUT; what is left out is
    not known."""
    episode = lock_episode(episode, can_plan_meeting, by)
    of_episodes.check_running(episode.status)
    plan = Plan.objects.filter(tenant_id=by.tenant_id, episode=episode).running().first()
    if kind == MeetingKind.REVIEW and plan is None:
        raise Refused("There is no plan to review yet. Begin the plan first.")
    if kind not in profile_of(by.partnership).kinds:
        raise Refused("Choose what the meeting is for.")
    check_day(episode, starts_at)
    said = {name: about.get(name, "").strip() for name in ABOUT}
    if said["whose"] and not said["another_agencys"]:
        raise Refused("Say what the other agency calls its meeting.")
    meeting = Meeting.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        plan=plan,
        kind=kind,
        starts_at=starts_at,
        follows=follows,
        agency_id=by.agency_id,
        recorded_by=by.membership,
        **said,
    )
    invite(meeting, guests, by)
    if starts_at > timezone.now():
        tell(meeting, of_guests.INVITED, by)
    events.record(timeline.MEETING_PLANNED, meeting, by=by, data=told(meeting, by))
    return meeting


@transaction.atomic
def move_meeting(*, meeting: Meeting, starts_at: datetime, place: str, by: Actor) -> Meeting:
    """It is at another time or place. No clock goes by it: they go by when it is held."""
    meeting = lock_meeting(meeting, can_run_meeting, by)
    lifecycle.check_planned(meeting.status)
    check_day(meeting.episode, starts_at)
    is_moved = meeting.starts_at != starts_at
    meeting.starts_at, meeting.place = starts_at, place.strip()
    save(meeting, "starts_at", "place")
    if is_moved:
        if starts_at > timezone.now():
            tell(meeting, of_guests.MOVED, by)
        events.record(timeline.MEETING_MOVED, meeting, by=by, data=told(meeting, by))
    return meeting


@transaction.atomic
def ask_more(*, meeting: Meeting, guests: Iterable[Guest], not_asked: Iterable[Invitation], by: Actor) -> Meeting:
    """More people are asked to a meeting that is planned; `not_asked` are asked no longer, and keep their row."""
    meeting = lock_meeting(meeting, can_run_meeting, by)
    lifecycle.check_planned(meeting.status)
    now = timezone.now()
    gone = Invitation.objects.filter(tenant_id=by.tenant_id, meeting=meeting, removed_at=None)
    gone.filter(pk__in=[one.pk for one in not_asked]).update(removed_at=now)
    added = invite(meeting, guests, by)
    if meeting.starts_at > now:
        workers = [one.worker for one in added if one.worker is not None]
        of_guests.notify(workers, of_guests.INVITED, meeting, by)
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
    save(meeting, "status", "cancelled_at", "cancelled_by", "cancelled_reason")
    tell(meeting, of_guests.CANCELLED, by)
    events.record(timeline.MEETING_CANCELLED, meeting, by=by, data=told(meeting, by))
    return meeting


def check_day(episode: Episode, starts_at: datetime) -> None:
    """Raises Refused for a day before early help was asked for."""
    if timezone.localdate(starts_at) < timezone.localdate(episode.requested_at):
        raise Refused("The meeting cannot be before early help was asked for.")


def told(meeting: Meeting, by: Actor) -> dict[str, Any]:
    """What every event of a meeting says of it."""
    return {
        "meeting": meeting.reference,
        "called": profile_of(by.partnership).called(meeting.kind),
        "starts_at": meeting.starts_at.isoformat(),
    }


def save(meeting: Meeting, *names: str) -> None:
    """The columns of a meeting that is locked, as its next version."""
    meeting.version += 1
    meeting.save(update_fields=[*names, "version"])

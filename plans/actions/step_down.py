"""Help comes down from social care: how, who leads, what they handed over, and whether it was used (R057-R060)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from cases import lifecycle as of_episodes
from cases.actions.locking import lock_episode
from cases.models import Episode
from ehm import events, notifications
from ehm.actions import Refused, still_there
from ehm.files.paper import MEDIA_TYPE, Paper
from ehm.files.picture import Picture
from ehm.models import Agency
from ehm.rows.actor import Actor
from plans import notices, timeline
from plans.actions.locking import lock_meeting, lock_row
from plans.actions.step_up import list_for_meeting
from plans.choices import FamilyView, FollowUpBecause, HandedPaper, ListedBecause, MeetingKind, StepDownRoute
from plans.lifecycle import MeetingStatus
from plans.models import FollowUp, Meeting, StepDown, StepDownPaper
from plans.permissions import can_follow_up, can_run_meeting, can_step_down
from plans.ways_out import the_panel

STEP_DOWN = (
    *("route", "came_from", "social_worker", "social_worker_phone", "handed_over_on", "agreed", "if_worse"),
    *("family_view", "family_says"),
)
MOST = 10


@transaction.atomic
def step_down(*, episode: Episode, values: Mapping[str, Any], by: Actor) -> StepDown:
    """`values` as in STEP_DOWN. By a meeting of theirs, which named who leads and said what to do if worries rise
    again; or, with the family's agreement, by way of the meeting of the locality. The coordinators of the area are
    told (R058)."""
    episode = lock_episode(episode, can_step_down, by)
    of_episodes.check_running(episode.status)
    if StepDown.objects.filter(tenant_id=by.tenant_id, episode=episode).exists():
        raise Refused("How help came down is on record already.")
    route = StepDownRoute(values["route"])
    if route == StepDownRoute.MEETING and values["family_view"] != FamilyView.AGREES:
        raise Refused(f"{capfirst(the_panel(by))} talks about a family only with their agreement.")
    if route == StepDownRoute.REVIEW:
        _check_review(episode, values)
    row = StepDown.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        agency_id=by.agency_id,
        recorded_by=by.membership,
        **{name: value.strip() if isinstance(value := values[name], str) else value for name in STEP_DOWN},
    )
    with events.together(by):
        events.record(timeline.STEPPED_DOWN, row, by=by)
        if not episode.lead_agency.is_local_authority:
            ask_coordinator(episode=episode, because=FollowUpBecause.STEP_DOWN, agency=episode.lead_agency, by=by)
        if route == StepDownRoute.MEETING:
            list_for_meeting(episode=episode, because=ListedBecause.NO_LEAD, step_down=row, by=by)
    people = notices.who_coordinates(episode, by)
    notifications.notify(people, notices.STEPPED_DOWN, subject=row.reference, by=by)
    return row


def ask_coordinator(*, episode: Episode, because: FollowUpBecause, agency: Agency, by: Actor) -> FollowUp | None:
    """`agency`, a partner, leads help that came from social care or the front door: the coordinators of the area are
    told, and it waits in their list until one has asked how it goes (R058, R090). Once for each episode."""
    if FollowUp.objects.filter(tenant_id=by.tenant_id, episode=episode).exists():
        return None
    row = FollowUp.objects.create(
        tenant_id=by.tenant_id, episode=episode, because=because, agency_id=by.agency_id, recorded_by=by.membership
    )
    events.record(timeline.FOLLOW_UP_ASKED, row, by=by, data={"agency": agency.name})
    notifications.notify(notices.who_coordinates(episode, by), notices.FOLLOW_UP_ASKED, subject=row.reference, by=by)
    return row


@transaction.atomic
def add_paper(
    *, step_down: StepDown, kind: HandedPaper, file: Paper | Picture, family_agreed: bool, by: Actor
) -> StepDownPaper:
    """Their plan, or their assessment, with the family's agreement."""
    episode = lock_episode(step_down.episode, can_step_down, by)
    of_episodes.check_running(episode.status)
    if not family_agreed:
        raise Refused("It is added only when the family has agreed that those who help now read it.")
    if StepDownPaper.objects.filter(tenant_id=by.tenant_id, step_down=step_down, removed_at=None).count() >= MOST:
        raise Refused(f"There are {MOST} here already. Take one off first.")
    paper = StepDownPaper(
        tenant_id=by.tenant_id,
        episode=episode,
        step_down=step_down,
        kind=kind,
        name=file.name,
        media_type=MEDIA_TYPE if isinstance(file, Paper) else file.media_type,
        data=file.data,
        pages=file.pages if isinstance(file, Paper) else 1,
        family_agreed=True,
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    paper.save(force_insert=True)
    events.record(timeline.PAPER_ADDED, paper, by=by, data={"what": HandedPaper(kind).label.lower()})
    return paper


@transaction.atomic
def remove_paper(*, paper: StepDownPaper, by: Actor) -> StepDownPaper:
    """Added by mistake, or the family no longer agrees. It stays where auditors look."""
    lock_episode(paper.episode, can_step_down, by)
    paper = still_there(
        StepDownPaper.objects.select_related("episode").defer("data"), tenant_id=by.tenant_id, pk=paper.pk
    )
    if paper.removed_at is not None:
        raise Refused("It was taken off already.")
    paper.removed_at = timezone.now()
    paper.save(update_fields=["removed_at"])
    events.record(timeline.PAPER_REMOVED, paper, by=by)
    return paper


@transaction.atomic
def say_used(*, step_down: StepDown, meeting: Meeting, was_used: bool, how: str, by: Actor) -> StepDown:
    """Whether what social care handed over was used at the first review (R060)."""
    meeting = lock_meeting(meeting, can_run_meeting, by)
    is_review = meeting.kind == MeetingKind.REVIEW and meeting.status in (MeetingStatus.PLANNED, MeetingStatus.HELD)
    if meeting.episode_id != step_down.episode_id or not is_review:
        raise Refused("Choose a review of this family's plan.")
    step_down = still_there(StepDown.objects.select_related("episode"), tenant_id=by.tenant_id, pk=step_down.pk)
    step_down.used_at, step_down.was_used, step_down.how_used = meeting, was_used, how.strip()
    step_down.save(update_fields=["used_at", "was_used", "how_used"])
    events.record(timeline.STEP_DOWN_USED, step_down, by=by, data={"was_used": was_used})
    return step_down


@transaction.atomic
def follow_up(*, follow_up: FollowUp, on: date, with_whom: str, heard: str, to_do: str, by: Actor) -> FollowUp:
    """The coordinator asked the agency that leads how it goes (R090)."""
    row = lock_row(FollowUp.objects, follow_up, may_follow_up, by)
    if row.asked_on is not None:
        raise Refused("How it goes was asked already.")
    if on > timezone.localdate():
        raise Refused("The day cannot be in the future.")
    if not (with_whom.strip() and heard.strip()):
        raise Refused("Say whom you asked, and how it goes.")
    row.asked_on, row.asked_by, row.with_whom = on, by.membership, with_whom.strip()
    row.heard, row.to_do = heard.strip(), to_do.strip()
    row.save(update_fields=["asked_on", "asked_by", "with_whom", "heard", "to_do"])
    events.record(timeline.FOLLOWED_UP, row, by=by)
    return row


def may_follow_up(by: Actor, row: FollowUp) -> bool:
    return can_follow_up(by, row.episode)


def _check_review(episode: Episode, values: Mapping[str, Any]) -> None:
    if values["handed_over_on"] is None or not values["if_worse"].strip():
        raise Refused("Say when they met, and what to do if worries rise again.")
    if values["handed_over_on"] > timezone.localdate():
        raise Refused("Write it down once they have met.")
    if episode.lead_id is None:
        raise Refused("Their meeting named who leads: ask that person to lead first. Or choose the other way.")

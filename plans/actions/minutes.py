"""What was said at a meeting, who was there, what was decided, when you meet again; putting that right (R046, R106).

Minutes are the record: they change only by being put right with a reason, and what they said before stays readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.choices import Respondent
from cases.models import Person
from ehm import events
from ehm.actions import Refused, Stale
from ehm.models import Membership
from ehm.rows.actor import Actor
from plans import lifecycle, timeline
from plans.actions.locking import lock_meeting
from plans.actions.meetings import check_day, plan_meeting, save, told
from plans.actions.parts import PROMISE, add_promise
from plans.actions.plans import begin_plan
from plans.actions.scores import Scored, rewrite_scores, write_scores
from plans.actions.step_down import say_used
from plans.choices import Attended, MeetingKind, PromiseKind, ScoredAt
from plans.guests import Guest, again, asked_to, invite
from plans.kept_out import KeptOut
from plans.lifecycle import MeetingStatus
from plans.models import EarlierMinutes, Goal, Meeting, Plan, Progress
from plans.permissions import can_put_minutes_right, can_run_meeting
from plans.scores import Scale
from plans.ways_out import step_down_of

MINUTES = (
    *("working_well", "worried_about", "childs_voice", "decided", "celebrated", "new_needs", "new_strengths"),
    *("outcome", "next_on", "why_no_next"),
)
HELD = {
    MeetingKind.PLANNING: timeline.PLAN_MEETING_HELD,
    MeetingKind.CHILD_CENTRED: timeline.PLAN_MEETING_HELD,
    MeetingKind.REVIEW: timeline.REVIEW_HELD,
    MeetingKind.HANDOVER: timeline.HANDOVER_HELD,
}
CHANGED_MEANWHILE = "Somebody else changed these minutes while you were writing. Both are shown below."


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


@dataclass(frozen=True)
class Decision:
    """One thing decided, which becomes an action of the plan: whose it is as of a promise."""

    what: str
    worker: Membership | None = None
    person: Person | None = None
    somebody: str = ""
    by_when: date | None = None
    goal: Goal | None = None


@dataclass(frozen=True)
class Said:
    """What the minutes say. `minutes` as in MINUTES; `attended` and `heard_how` by the key of each invitation; `guests`
    were heard without having been asked."""

    starts_at: datetime
    minutes: Mapping[str, Any]
    attended: Mapping[int, str] = field(default_factory=dict)
    heard_how: Mapping[int, str] = field(default_factory=dict)
    guests: Iterable[Guest] = ()
    found: Iterable[Reviewed] = ()


@dataclass(frozen=True)
class Next:
    """When and where on the day that is set for the next meeting; what is left out is as this time."""

    at: time | None = None
    place: str = ""


@dataclass(frozen=True)
class Used:
    """Whether what social care handed over was used at the review (R060)."""

    was_used: bool
    how: str = ""


@transaction.atomic
def write_minutes(
    *,
    meeting: Meeting,
    said: Said,
    by: Actor,
    decisions: Iterable[Decision] = (),
    scored: Iterable[Scored] = (),
    next_meeting: Next | None = None,
    used: Used | None = None,
) -> Meeting:
    """In one step: the minutes, what was decided as actions of the plan, which begins with them if there is none, the
    next meeting, to which the same people are asked, and whether what social care handed over was used. When the
    meeting began starts and stops the clocks."""
    meeting = lock_meeting(meeting, can_run_meeting, by)
    lifecycle.check_planned(meeting.status)
    decided = [one for one in decisions if one.what.strip()]
    _check(meeting, said, decided)
    if said.minutes["next_on"] and timezone.localdate(said.starts_at) < timezone.localdate() > said.minutes["next_on"]:
        next_meeting = None  # written down so late that the next one was due before today
    plan = Plan.objects.filter(tenant_id=by.tenant_id, episode=meeting.episode).running().first()
    if decided and plan is None:
        plan = begin_plan(episode=meeting.episode, by=by)
    _write_attendance(meeting, said, by)
    if meeting.kind == MeetingKind.REVIEW and plan is not None:
        _write_found(meeting, plan, said.found, by)
    _set(meeting, said)
    meeting.plan, meeting.status = plan or meeting.plan, MeetingStatus.HELD
    meeting.written_at, meeting.written_by = timezone.now(), by.membership
    save(meeting, "starts_at", "plan", "status", "written_at", "written_by", *MINUTES)
    on = timezone.localdate(said.starts_at)
    write_scores(episode=meeting.episode, at=ScoredAt.REVIEW, on=on, scored=scored, by=by, meeting=meeting)
    for one in decided:
        values = dict.fromkeys(PROMISE, "") | {name: getattr(one, name) for name in PROMISE if hasattr(one, name)}
        assert plan is not None
        add_promise(plan=plan, kind=PromiseKind.ACTION, values=values, by=by, meeting=meeting)
    data = told(meeting, by) | {
        "agreed_days": plan.review_every_days if plan else None,
        "agreed_on": _day(meeting.next_on),
    }
    with events.together(by):
        events.record(HELD[MeetingKind(meeting.kind)], meeting, by=by, occurred_at=said.starts_at, data=data)
        if meeting.kind == MeetingKind.REVIEW and plan is not None:
            of_plan = {"plan": plan.reference, "meeting": meeting.reference, "agreed_on": _day(meeting.next_on)}
            events.record(timeline.PLAN_REVIEWED, plan, by=by, occurred_at=said.starts_at, data=of_plan)
    if next_meeting is not None and meeting.next_on is not None:
        _plan_next(meeting, next_meeting, by)
    step_down = step_down_of(meeting.episode) if used is not None else None
    if used is not None and step_down is not None:
        say_used(step_down=step_down, meeting=meeting, was_used=used.was_used, how=used.how, by=by)
    return meeting


@transaction.atomic
def put_minutes_right(
    *,
    meeting: Meeting,
    said: Said,
    version: int,
    reason: str,
    by: Actor,
    asked: Iterable[tuple[Scale, Respondent]] = (),
    scored: Iterable[Scored] = (),
) -> Meeting:
    """The minutes as they should have been, and how things were on the scales that were `asked`. The clocks go by
    when it really began, and by the day that was really set; a meeting that is planned already is moved by itself."""
    meeting = lock_meeting(meeting, can_put_minutes_right, by)
    lifecycle.check_held(meeting.status)
    if meeting.version != version:
        raise Stale(CHANGED_MEANWHILE, {name: getattr(meeting, name) for name in ("starts_at", *MINUTES, "version")})
    if not reason.strip():
        raise Refused("Say why the minutes are put right.")
    _check(meeting, said, ())
    before = _for_clocks(meeting)
    _keep_earlier(meeting, reason, by)
    _write_attendance(meeting, said, by)
    if meeting.kind == MeetingKind.REVIEW and meeting.plan is not None:
        _write_found_again(meeting, meeting.plan, said.found, by)
    on = timezone.localdate(said.starts_at)
    _rewrite_scores(meeting, asked, scored, on, by)
    _set(meeting, said)
    save(meeting, "starts_at", *MINUTES)
    data = told(meeting, by) | {"reason": reason.strip(), "before": before, "after": _for_clocks(meeting)}
    events.record(timeline.MEETING_CORRECTED, meeting, by=by, occurred_at=meeting.starts_at, data=data)
    return meeting


@transaction.atomic
def take_meeting_back(*, meeting: Meeting, reason: str, by: Actor) -> Meeting:
    """It was not held after all: no clock has started or stopped by it. What was written stays readable, and what was
    found about each goal counts no longer."""
    meeting = lock_meeting(meeting, can_put_minutes_right, by)
    lifecycle.check_held(meeting.status)
    if not reason.strip():
        raise Refused("Say how you know that the meeting was not held.")
    _keep_earlier(meeting, reason, by, is_taken_back=True)
    Progress.objects.filter(tenant_id=by.tenant_id, meeting=meeting, removed_at=None).update(removed_at=timezone.now())
    meeting.status = MeetingStatus.NOT_HELD
    save(meeting, "status")
    data = told(meeting, by) | {"reason": reason.strip()}
    events.record(timeline.MEETING_TAKEN_BACK, meeting, by=by, data=data)
    return meeting


def _check(meeting: Meeting, said: Said, decided: Iterable[Decision]) -> None:
    minutes = said.minutes
    if said.starts_at > timezone.now():
        raise Refused("Minutes are written once the meeting has begun.")
    check_day(meeting.episode, said.starts_at)
    if not minutes["next_on"] and not minutes["why_no_next"].strip():
        raise Refused("Set the day of the next meeting, or say why there will be none.")
    if minutes["next_on"] and minutes["next_on"] <= timezone.localdate(said.starts_at):
        raise Refused("The next meeting comes after this one.")
    if meeting.another_agencys and not (minutes["decided"].strip() or list(decided)):
        raise Refused("Say what came of the other agency's meeting: what was decided.")


def _set(meeting: Meeting, said: Said) -> None:
    for name in MINUTES:
        value = said.minutes[name]
        setattr(meeting, name, value.strip() if isinstance(value, str) else value)
    meeting.starts_at = said.starts_at


def _write_attendance(meeting: Meeting, said: Said, by: Actor) -> None:
    for one in asked_to(meeting):
        how = Attended(said.attended.get(one.pk, one.attended))
        heard_how = said.heard_how.get(one.pk, one.heard_how).strip()
        if (how, heard_how) != (one.attended, one.heard_how):
            one.attended, one.heard_how = how, heard_how
            one.save(update_fields=["attended", "heard_how"])
    invite(meeting, said.guests, by)


def _plan_next(meeting: Meeting, following: Next, by: Actor) -> None:
    """On the day that was set, unless one is planned for that day already. Asked are those who were asked this time,
    or came, and whom the family does not keep out by now."""
    assert meeting.next_on is not None
    there = Meeting.objects.filter(tenant_id=by.tenant_id, episode=meeting.episode, status=MeetingStatus.PLANNED)
    if there.filter(starts_at__date=meeting.next_on).exists():
        return
    kept_out = KeptOut.of(meeting.episode, by)
    same = ("family_asked_for", "language", "interpreter", "access_needs")
    at = following.at or timezone.localtime(meeting.starts_at).time().replace(second=0, microsecond=0)
    plan_meeting(
        episode=meeting.episode,
        kind=MeetingKind.REVIEW if meeting.plan is not None else MeetingKind.PLANNING,
        starts_at=timezone.make_aware(datetime.combine(meeting.next_on, at)),
        about={
            "place": following.place or meeting.place,
            **{name: getattr(meeting, name) for name in same},
        },
        guests=[one for one in again(asked_to(meeting)) if not kept_out.keeps_out(one.person, one.worker, one.agency)],
        follows=meeting,
        by=by,
    )


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


def _write_found_again(meeting: Meeting, plan: Plan, found: Iterable[Reviewed], by: Actor) -> None:
    """Only where something is different: the row before is taken off and keeps its words. What `by` may not see stays
    as it is."""
    rows = Progress.objects.within([plan], by).kept().filter(meeting=meeting)
    before = {row.goal_id: row for row in rows}
    changed = []
    for one in found:
        row = before.get(one.goal.pk)
        now = (one.made.strip(), one.in_the_way.strip(), one.score)
        if now != ((row.made, row.in_the_way, row.score) if row else ("", "", None)):
            changed.append(one)
    if changed and plan.status == lifecycle.PlanStatus.ENDED:
        raise Refused("The plan has ended: what was found about its goals stays as it is.")
    keys = [before[one.goal.pk].pk for one in changed if one.goal.pk in before]
    Progress.objects.filter(tenant_id=by.tenant_id, pk__in=keys).update(removed_at=timezone.now())
    _write_found(meeting, plan, changed, by)


def _rewrite_scores(
    meeting: Meeting, asked: Iterable[tuple[Scale, Respondent]], scored: Iterable[Scored], on: date, by: Actor
) -> None:
    try:
        with transaction.atomic():
            rewrite_scores(
                episode=meeting.episode, at=ScoredAt.REVIEW, on=on, asked=asked, scored=scored, by=by, meeting=meeting
            )
    except IntegrityError:  # the database holds it (only_before_the_end)
        raise Refused("Help has ended: how things were on the scales stays as it was said.") from None


def _keep_earlier(meeting: Meeting, reason: str, by: Actor, *, is_taken_back: bool = False) -> None:
    said = {name: getattr(meeting, name) for name in MINUTES}
    EarlierMinutes.objects.create(
        tenant_id=by.tenant_id,
        episode_id=meeting.episode_id,
        meeting=meeting,
        version=meeting.version,
        starts_at=meeting.starts_at,
        said=said | {"next_on": _day(meeting.next_on)},
        attended={one.reference: {"attended": one.attended, "heard_how": one.heard_how} for one in asked_to(meeting)},
        reason=reason.strip(),
        is_taken_back=is_taken_back,
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )


def _for_clocks(meeting: Meeting) -> dict[str, Any]:
    """As `meeting.corrected` tells it (plans/timeline.py)."""
    return {"starts_at": meeting.starts_at.isoformat(), "agreed_on": _day(meeting.next_on)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

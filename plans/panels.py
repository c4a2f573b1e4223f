"""What plans hang on the pages of others, and what the record log calls their pages."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from cases import possible, record_log
from cases.choices import EpisodeStatus, Origin
from cases.lifecycle import RUNNING, may_move
from cases.models import Episode
from cases.permissions.episodes import can_close_episode
from ehm import panels
from ehm.models import Role
from ehm.rows.actor import ActorRequest
from plans.lifecycle import Done, PlanStatus
from plans.models import (
    Feedback,
    FollowUp,
    FrontDoorContact,
    Goal,
    Listing,
    Meeting,
    Plan,
    PlanCopy,
    PlanVersion,
    Promise,
    StepDown,
    StepDownPaper,
    StepUp,
)
from plans.permissions import can_ask_feedback, can_list_follow_ups, can_say_stuck, can_step_down, can_step_up
from plans.profile import profile_of
from plans.ways_out import contacts_of, follow_up_of, listing_of, panel, step_down_of, talks_of, waits_for_contact

MOST = 50
CAME_DOWN = (Origin.STEP_DOWN, Origin.END_OF_ASSESSMENT, Origin.REOPENED)


def my_promises(request: ActorRequest, subject: object) -> dict[str, Any] | None:
    """Of agreed plans, the earliest day first: what I have taken on, and of the families that I lead what nobody with
    an account has."""
    actor = request.actor
    if not actor.writes_cases:
        return None
    led = Plan.objects.visible_to(actor).filter(
        episode__lead=actor.membership, episode__status__in=RUNNING, status=PlanStatus.AGREED
    )
    # number by number: asked for at once, every promise of the partnership would be looked at
    mine = Q(worker=actor.membership) | Q(worker=None, plan_id__in=list(led.values_list("pk", flat=True)))
    open_ones = Promise.objects.kept().visible_to(actor).filter(mine, status=Done.OPEN)
    numbers = list(open_ones.values_list("pk", flat=True))
    if not numbers:
        return None
    rows = Promise.objects.visible_to(actor).filter(
        pk__in=numbers, plan__status=PlanStatus.AGREED, episode__status__in=RUNNING
    )
    rows = rows.select_related("episode__family", "worker", "person")
    found = list(rows.order_by(F("by_when").asc(nulls_last=True), "pk")[:MOST])
    today = timezone.localdate()
    return {"rows": [(one, one.by_when is not None and one.by_when < today) for one in found]} if found else None


def asks_front_door(request: ActorRequest, subject: object) -> dict[str, Any] | None:
    """Whom I have to tell, and whom I have to ask what became of it, where no standard of the partnership says when:
    there its clock stands among what is due."""
    actor = request.actor
    if not actor.writes_cases:
        return None
    told = FrontDoorContact.objects.visible_to(actor).filter(recorded_by=actor.membership, heard_at=None)
    waiting = told.exclude(ask_on=None).select_related("episode__family").order_by("ask_on", "pk")
    mine = Q(recorded_by=actor.membership) | Q(episode__lead=actor.membership)
    to_tell = StepUp.objects.visible_to(actor).not_told_yet().filter(mine, episode__status__in=RUNNING)
    talks = list(to_tell.select_related("episode__family").order_by("-held_at", "-pk")[:MOST])
    today = timezone.localdate()
    contacts = [(one, one.ask_on is not None and one.ask_on < today) for one in waiting[:MOST]]
    return {"contacts": contacts, "talks": talks} if contacts or talks else None


def asks_partners(request: ActorRequest, subject: object) -> dict[str, Any] | None:
    """How many partners a coordinator has still to ask how it goes."""
    actor = request.actor
    if not actor.is_(Role.COORDINATOR):
        return None
    waiting = FollowUp.objects.visible_to(actor).filter(episode__area_id__in=actor.areas).waiting()
    about = list(waiting.values_list("reference", flat=True))
    return {"count": len(about), "about": about} if about else None


def social_care(request: ActorRequest, episode: Episode) -> dict[str, Any] | None:
    """Beside an episode: who told the front door, where a conversation led, the list it waits on, how it came down."""
    actor = request.actor
    contacts, talks, row = contacts_of(episode), talks_of(episode), step_down_of(episode)
    found = {
        "contacts": contacts[:3],
        "talk": talks[0] if talks else None,
        "listing": listing_of(episode),
        "step_down": row,
        "follow_up": follow_up_of(episode, actor) if can_list_follow_ups(actor) else None,
        "asks_step_down": row is None and episode.origin == Origin.STEP_DOWN and can_step_down(actor, episode),
    }
    if not any(found.values()):
        return None
    return found | {
        "episode": episode,
        "panel": panel(actor),
        "led_to": profile_of(actor.partnership).step_up.called(talks[0].outcome) if talks else "",
        "waits": bool(talks) and waits_for_contact(talks[0]),
    }


panels.add("standards:my_work", "plans/_my_promises.html", my_promises, place=15)
panels.add("standards:my_work", "plans/_asks_front_door.html", asks_front_door, place=5)
panels.add("standards:my_work", "plans/_asks_partners.html", asks_partners, place=6)
panels.add("cases:episode", "plans/_social_care.html", social_care, place=3)

possible.add(
    lambda actor, one: can_close_episode(actor, one) and may_move(one.status, EpisodeStatus.CLOSED),
    "End early help",
    "plans:close",
    place=90,
)
possible.add(can_say_stuck, "Help does not move", "plans:stuck", place=70)
possible.add(can_step_up, "Step up to social care", "plans:step_up", place=72)
possible.add(
    lambda actor, one: can_step_down(actor, one) and one.origin in CAME_DOWN,
    "Help came down from social care",
    "plans:step_down",
    place=74,
)
possible.add(
    lambda actor, one: can_ask_feedback(actor, one) and one.opened_at is not None,
    "Ask the family how the help was",
    "plans:feedback",
    place=80,
)

record_log.add(
    lambda actor, family: Plan.objects.visible_to(actor).filter(episode__family=family),
    {
        "plans:of_episode": "Plan",
        "plans:plan": "A plan",
        "plans:trajectory": "How a plan runs",
        "plans:end": "Ending a plan",
        "plans:agree": "Agreeing to a plan",
        "plans:versions": "What was agreed in a plan",
        "plans:pdf": "A plan as a PDF",
        "plans:add_goal": "A new goal of a plan",
        "plans:add_action": "Something new to do in a plan",
        "plans:add_bottom_line": "A new bottom line of a plan",
    },
)
record_log.add(
    lambda actor, family: Goal.objects.visible_to(actor).filter(episode__family=family),
    {"plans:change_goal": "A goal of a plan"},
)
record_log.add(
    lambda actor, family: Promise.objects.visible_to(actor).filter(episode__family=family),
    {
        "plans:change_promise": "Something to do in a plan",
        "plans:finish_promise": "What became of something in a plan",
        "plans:move_promise": "Another day for something in a plan",
        "plans:promise_link": "A link for whoever took something on",
    },
)
record_log.add(
    lambda actor, family: Meeting.objects.visible_to(actor).filter(episode__family=family),
    {
        "plans:meeting": "A meeting with the family",
        "plans:move_meeting": "Moving a meeting",
        "plans:cancel_meeting": "Cancelling a meeting",
        "plans:minutes": "Minutes of a meeting",
        "plans:minutes_pdf": "Minutes of a meeting as a PDF",
        "plans:copies_of_minutes": "Copies of minutes",
        "plans:add_copy_of_minutes": "A new copy of minutes",
        "plans:agree_minutes_again": "Who gets minutes again",
        "plans:meeting_file": "A meeting, for a calendar",
        "plans:guests": "Who is asked to a meeting",
        "plans:replies": "What those asked to a meeting say before it",
        "plans:put_minutes_right": "Putting minutes right",
        "plans:earlier_minutes": "What minutes said before",
        "plans:take_back": "A meeting that was not held",
    },
)
record_log.add(
    lambda actor, family: Feedback.objects.visible_to(actor).filter(episode__family=family),
    {"plans:write_feedback": "What somebody says of the help", "plans:feedback_link": "A link to ask how the help was"},
)
record_log.add(
    lambda actor, family: PlanVersion.objects.visible_to(actor).filter(episode__family=family),
    {
        "plans:version": "A plan as it was agreed",
        "plans:version_pdf": "A plan as it was agreed, as a PDF",
        "plans:copies": "Copies of a plan",
        "plans:add_copy": "A new copy of a plan",
        "plans:agree_again": "Who gets a plan again",
    },
)
record_log.add(
    lambda actor, family: PlanCopy.objects.visible_to(actor).filter(episode__family=family),
    {
        "plans:copy_pdf": "A copy of a plan or of minutes",
        "plans:childs_page": "A child's own plan",
        "plans:give_copy": "Giving a copy of a plan or of minutes",
        "plans:end_copy": "Taking somebody off the list of copies",
    },
)
record_log.add(
    lambda actor, family: FrontDoorContact.objects.visible_to(actor).filter(episode__family=family),
    {
        "plans:front_door_contact": "What the front door was told",
        "plans:sent": "What the front door was told, in writing",
        "plans:heard": "What the front door decided",
    },
)
record_log.add(
    lambda actor, family: StepUp.objects.visible_to(actor).filter(episode__family=family),
    {"plans:step_up_handover": "What was agreed about step up"},
)
record_log.add(
    lambda actor, family: Listing.objects.visible_to(actor).filter(episode__family=family),
    {"plans:end_listing": "A family on the list of a meeting"},
)
record_log.add(
    lambda actor, family: StepDown.objects.visible_to(actor).filter(episode__family=family),
    {
        "plans:add_step_down_paper": "Adding a document of social care",
        "plans:step_down_used": "Whether what social care handed over was used",
    },
)
record_log.add(
    lambda actor, family: StepDownPaper.objects.visible_to(actor).filter(episode__family=family),
    {
        "plans:step_down_paper": "A document of social care",
        "plans:remove_step_down_paper": "Taking off a document of social care",
    },
)

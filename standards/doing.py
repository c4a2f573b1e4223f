"""The one thing to do about a clock: the button that stops it, for whoever may press it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from assessments.permissions import can_decide_to_assess
from cases.models import Episode
from cases.permissions.contacts import can_record_contact
from cases.permissions.oversight import can_record_oversight
from ehm.addresses import address_of
from ehm.rows.actor import Actor
from hubs.models import HelpRequest
from hubs.permissions import can_decide, can_triage
from plans.permissions import can_finish_promise, can_follow_up, can_plan_meeting, can_tell_front_door
from standards.models import Clock
from standards.rulebook import Subject


@dataclass(frozen=True)
class Doing:
    """`url_name` is a page of the episode; whoever may not use it opens the episode instead."""

    text: str
    url_name: str
    may: Callable[[Actor, Episode], bool]


@dataclass(frozen=True)
class Action:
    """`stops`: what it leads to stops the clock, and is not just the record."""

    text: str
    url: str
    stops: bool = True


DOINGS = {
    "first_contact": Doing("Record first contact", "cases:record_contact", can_record_contact),
    "request_wait": Doing("Record first contact", "cases:record_contact", can_record_contact),
    "recording": Doing("Record the contact", "cases:record_contact", can_record_contact),
    "seen": Doing("Record visit", "cases:record_contact", can_record_contact),
    "management_oversight": Doing("Record oversight", "cases:record_oversight", can_record_oversight),
    "assessment": Doing("Complete assessment", "assessments:of_episode", can_decide_to_assess),
    "plan_meeting": Doing("Meet about the plan", "plans:meetings", can_plan_meeting),
    "review": Doing("Review the plan", "plans:meetings", can_plan_meeting),
    "first_review": Doing("Review the plan", "plans:meetings", can_plan_meeting),
    "written_follow_up": Doing("I have sent it", "plans:front_door", can_tell_front_door),
    "feedback_chase": Doing("What they decided", "plans:front_door", can_tell_front_door),
    "coordinator_follow_up": Doing("I have asked", "plans:follow_up", can_follow_up),
    "plan_action": Doing("Open the plan", "plans:of_episode", can_record_contact),
}


@dataclass(frozen=True)
class HubDoing:
    """The same for a clock that hangs on a request."""

    text: str
    url_name: str
    may: Callable[[Actor, HelpRequest], bool]


HUB_DOINGS = {
    "request_triage": HubDoing("Decide", "hubs:decide", lambda actor, of: can_decide(actor, of) and of.is_open),
    "outcome_letter": HubDoing("The letter has gone", "hubs:letter_sent", can_triage),
}


def action_for(clock: Clock, actor: Actor) -> Action:
    """`clock` comes with its episode and the episode's lead, or with its request."""
    if clock.episode is None:
        return _action_at_hub(clock, actor)
    if clock.promise is not None and can_finish_promise(actor, clock.promise):
        return Action("Done, or not done", address_of("plans:finish_promise", clock.promise.reference))
    doing = DOINGS.get(clock.standard)
    if doing is not None and doing.may(actor, clock.episode):
        return Action(doing.text, address_of(doing.url_name, clock.episode.reference))
    return Action("Open the episode", page_of(clock), stops=False)


def page_of(clock: Clock) -> str:
    """Where whatever the clock is about stands."""
    if clock.episode is not None:
        return address_of("cases:episode", clock.episode.reference)
    if clock.request is not None:
        return address_of("hubs:request", clock.request.reference)
    match clock.subject_kind:
        case Subject.MEETING_ACTION:
            return f"{reverse('hubs:meeting_actions')}#{clock.subject}"
        case Subject.DISAGREEMENT:
            return address_of("hubs:disagreement", clock.subject)
    return reverse("hubs:requests")


def _action_at_hub(clock: Clock, actor: Actor) -> Action:
    doing = HUB_DOINGS.get(clock.standard)
    if doing is not None and clock.request is not None and doing.may(actor, clock.request):
        return Action(doing.text, address_of(doing.url_name, clock.request.reference))
    return Action("Open it", page_of(clock), stops=False)

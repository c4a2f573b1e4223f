"""Notifications of plans, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from assessments.notices import who_decides
from cases.models import Episode
from ehm import notifications
from ehm.models import Membership, Notification, Role
from ehm.rows.actor import Actor
from plans.models import Closing, Feedback, FollowUp, FrontDoorContact, Promise, StepDown, Stuck
from plans.ways_out import front_door

ANSWERED, TO_OVERSEE, FEEDBACK = "plans.answered_by_link", "plans.closing_to_oversee", "plans.feedback_given"
STUCK, ADVISED = "plans.stuck", "plans.advised"
FRONT_DOOR_TOLD, FRONT_DOOR_HEARD = "plans.front_door_told", "plans.front_door_heard"
STEPPED_DOWN, FOLLOW_UP_ASKED = "plans.stepped_down", "plans.follow_up_asked"


def who_oversees(episode: Episode, by: Actor) -> list[Membership]:
    """As for assessments: the line manager of whoever leads, else the managers of the area and of the lead agency."""
    return _not_kept_out(episode, who_decides(episode, by))


def _not_kept_out(episode: Episode, people: Iterable[Membership]) -> list[Membership]:
    kept = set(episode.excluded)
    return [one for one in people if not kept & {f"agency:{one.agency_id}", f"user:{one.user_id}"}]


def who_advises(episode: Episode, by: Actor) -> list[Membership]:
    """The hub of the area with its coordinators, and whoever oversees the lead."""
    hub = Membership.objects.filter(
        tenant_id=by.tenant_id,
        area_id=episode.area_id,
        ended_at=None,
        role__in=(Role.HUB_WORKER, Role.HUB_CHAIR, Role.COORDINATOR),
    )
    told = {one.pk: one for one in (*hub, *who_oversees(episode, by))}
    return _not_kept_out(episode, told.values())


def who_hears_of_worries(episode: Episode, by: Actor) -> list[Membership]:
    """Whoever leads, and whoever oversees them; nobody whom the family keeps out."""
    told = {one.pk: one for one in (*([episode.lead] if episode.lead else []), *who_oversees(episode, by))}
    return _not_kept_out(episode, told.values())


def who_coordinates(episode: Episode, by: Actor) -> list[Membership]:
    found = Membership.objects.filter(
        tenant_id=by.tenant_id, area_id=episode.area_id, ended_at=None, role=Role.COORDINATOR
    )
    return _not_kept_out(episode, found)


@notifications.declare(ANSWERED)
def of_promises(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    rows = Promise.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    found = {one.reference: one for one in rows.select_related("plan", "episode__family", "worker", "person")}
    said = {}
    for one in raised:
        promise = found.get(one.subject)
        if promise is not None:
            who = promise.whose or "Somebody"
            sentence = f"{who} answered by link about the plan of the {promise.episode.family.name}"
            said[one.pk] = sentence, reverse("plans:plan", args=(promise.plan.reference,))
    return said


@notifications.declare(FRONT_DOOR_TOLD, FRONT_DOOR_HEARD)
def of_front_door(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    rows = FrontDoorContact.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    found = {one.reference: one for one in rows.select_related("episode__family", "recorded_by")}
    door = front_door(actor)
    said = {}
    for one in raised:
        contact = found.get(one.subject)
        if contact is not None:
            family = contact.episode.family.name
            told = f"{contact.recorded_by.display_name} told {door} of a worry about the {family}"
            sentence = told if one.kind == FRONT_DOOR_TOLD else f"What {door} decided about the {family} is there"
            said[one.pk] = sentence, reverse("plans:front_door_contact", args=(contact.reference,))
    return said


def _name_the_family(
    rows: type[Closing] | type[Feedback] | type[Stuck] | type[StepDown] | type[FollowUp],
    page: str,
    said: Mapping[str, str],
) -> None:
    """Of what hangs on an episode: each kind's sentence with the family's name in it, and the `page` of the episode."""

    @notifications.declare(*said)
    def of_families(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
        seen = rows.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
        found = {one.reference: one.episode for one in seen.select_related("episode__family")}
        return {
            one.pk: (said[one.kind].format(episode.family.name), reverse(page, args=(episode.reference,)))
            for one in raised
            if (episode := found.get(one.subject)) is not None
        }


_name_the_family(Closing, "plans:close", {TO_OVERSEE: "Help for the {} is to end: please look at it"})
_name_the_family(Feedback, "plans:feedback", {FEEDBACK: "The {} said how the help was"})
_name_the_family(StepDown, "plans:step_down", {STEPPED_DOWN: "Help for the {} came down from social care"})
_name_the_family(FollowUp, "plans:follow_up", {FOLLOW_UP_ASKED: "A partner leads help for the {}: ask how it goes"})
_name_the_family(
    Stuck,
    "plans:stuck",
    {STUCK: "Help for the {} does not move: advice is asked for", ADVISED: "Advice on the {} is there"},
)

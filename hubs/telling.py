"""Notifications of what follows from a meeting of the hub, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from cases.profile import profile_of as words_of
from ehm import notifications
from ehm.models import Membership, Notification, Role
from ehm.rows.actor import Actor
from hubs.models import Disagreement, MeetingAction

MOVED, DROPPED = "hubs.action_moved", "hubs.action_dropped"
ASKED, SAID, ABOVE, ENDED = "hubs.disagreed", "hubs.manager_said", "hubs.escalated", "hubs.agreed"
OF_ACTIONS = {MOVED: "An action of {} has another day", DROPPED: "An action of {} is not needed any more"}
OF_DISAGREEMENTS = {
    ASKED: "Agencies do not agree about a family: what do you say?",
    SAID: "A manager said what they think of a disagreement",
    ABOVE: "The managers did not agree about a family: what do you say?",
    ENDED: "A disagreement between agencies has ended",
}
OVER = "Agencies did not agree about a family; it has ended since"


def who_sees_to(action: MeetingAction) -> list[Membership]:
    """The line manager of whoever does it; where there is none in that agency, its managers (R088)."""
    manager = action.doer.line_manager if action.doer else None
    if manager is not None and manager.agency_id == action.doer_agency_id and manager.ended_at is None:
        return _not_kept_out(action.excluded, [manager])
    found = Membership.objects.filter(
        tenant_id=action.tenant_id, agency_id=action.doer_agency_id, role=Role.MANAGER, ended_at=None
    )
    return _not_kept_out(action.excluded, found.order_by("pk"))


def may_be_asked(person: Membership, excluded: Sequence[str]) -> bool:
    """Whom the family keeps out is never asked."""
    return not {f"agency:{person.agency_id}", f"user:{person.user_id}"} & set(excluded)


def _not_kept_out(excluded: Sequence[str], people: Iterable[Membership]) -> list[Membership]:
    return [one for one in people if may_be_asked(one, excluded)]


@notifications.declare(*OF_ACTIONS)
def of_actions(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    rows = MeetingAction.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    seen, panel = set(rows.values_list("reference", flat=True)), words_of(actor.partnership).words.the_panel
    url = reverse("hubs:meeting_actions")
    return {
        one.pk: (OF_ACTIONS[one.kind].format(panel), f"{url}#{one.subject}") for one in raised if one.subject in seen
    }


@notifications.declare(*OF_DISAGREEMENTS)
def of_disagreements(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    rows = Disagreement.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    has_ended = {row.reference: row.ended_at is not None for row in rows}
    return {
        one.pk: (
            OVER if has_ended[one.subject] and one.kind != ENDED else OF_DISAGREEMENTS[one.kind],
            reverse("hubs:disagreement", args=(one.subject,)),
        )
        for one in raised
        if one.subject in has_ended
    }

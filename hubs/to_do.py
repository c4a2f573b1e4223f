"""What meetings agreed that somebody does: for the pages of actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.models import Episode
from ehm.addresses import address_of
from ehm.models import Role
from ehm.rows.actor import Actor
from ehm.rows.roles import HUB
from hubs.models import ActionDate, AgendaItem, HelpRequest, MeetingAction
from hubs.models.follow_up import MeetingActionQuerySet
from hubs.permissions import can_change_action, can_finish_action

MOST = 200
LATELY = timedelta(days=14)


@dataclass
class Line:
    """An action as a list shows it. `family` only for whoever may read the item; `url`: what they may open of it."""

    action: MeetingAction
    is_late: bool
    may_finish: bool
    may_change: bool
    family: str = ""
    url: str = ""
    dates: list[ActionDate] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    name: str
    lines: list[Line]


def at_hub(actor: Actor) -> list[Group]:
    """All that waits in the area, for an auditor everywhere, agency by agency: whoever is latest first."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines(_listed(actor).to_do().order_by("due_on", "pk")[:MOST], actor):
        groups[line.action.doer_agency.name].append(line)
    return [Group(name, found) for name, found in groups.items()]


def of_agency(actor: Actor) -> list[Group]:
    """What I do, then what others of my agency do."""
    found = lines(_listed(actor).to_do().order_by("due_on", "pk")[:MOST], actor)
    groups = (
        Group("Yours", [line for line in found if line.action.doer_id == actor.membership.pk]),
        Group(actor.membership.agency.name, [line for line in found if line.action.doer_id != actor.membership.pk]),
    )
    return [group for group in groups if group.lines]


def ended_lately(actor: Actor) -> list[Line]:
    """Done, or not needed any more, within two weeks: the latest first."""
    since = timezone.now() - LATELY
    ended = _listed(actor).filter(Q(done_at__gte=since) | Q(dropped_at__gte=since))
    return lines(ended.order_by(Coalesce("done_at", "dropped_at").desc(), "-pk")[:MOST], actor)


def mine(actor: Actor) -> list[Line]:
    """What I do, and what my agency does where nobody is named: its managers see to it, and in a small agency all."""
    own = Q(doer=actor.membership)
    if actor.is_(Role.MANAGER, Role.PARTNER):
        own |= Q(doer=None, doer_agency_id__in=actor.agencies)
    rows = MeetingAction.objects.visible_to(actor).to_do().filter(own)
    return lines(rows.select_related("doer_agency", "doer", "area").order_by("due_on", "pk")[:MOST], actor)


def lines(rows: Iterable[MeetingAction], actor: Actor) -> list[Line]:
    """In the same number of queries however many there are."""
    found, today = list(rows), timezone.localdate()
    dates: dict[int, list[ActionDate]] = defaultdict(list)
    for was in ActionDate.objects.visible_to(actor).filter(action__in=found).order_by("recorded_at", "pk"):
        dates[was.action_id].append(was)
    items = AgendaItem.objects.visible_to(actor).in_bulk({one.item_id for one in found})
    urls = urls_of(items.values(), actor)
    made = []
    for one in found:
        is_to_do = one.done_at is None and one.dropped_at is None
        item = items.get(one.item_id)
        made.append(
            Line(
                action=one,
                is_late=is_to_do and one.due_on < today,
                may_finish=is_to_do and can_finish_action(actor, one),
                may_change=is_to_do and can_change_action(actor, one),
                family=item.family_name if item else "",
                url=urls.get(one.item_id, ""),
                dates=dates[one.pk],
            )
        )
    return made


def urls_of(items: Iterable[AgendaItem], actor: Actor) -> dict[int, str]:
    """The request or the early help behind each item, where the reader may open it."""
    found = list(items)
    requests = HelpRequest.objects.visible_to(actor).filter(pk__in={one.request_id for one in found if one.request_id})
    episodes = Episode.objects.visible_to(actor).filter(pk__in={one.episode_id for one in found if one.episode_id})
    asked, helped = dict(requests.values_list("pk", "reference")), dict(episodes.values_list("pk", "reference"))
    urls = {}
    for one in found:
        if one.request_id in asked:
            urls[one.pk] = address_of("hubs:request", asked[one.request_id])
        elif one.episode_id in helped:
            urls[one.pk] = address_of("cases:episode", helped[one.episode_id])
    return urls


def _listed(actor: Actor) -> MeetingActionQuerySet:
    """At a hub, of its area; in an agency, its own."""
    rows = MeetingAction.objects.visible_to(actor).select_related("doer_agency", "doer", "area")
    return rows.filter(area_id__in=actor.areas) if actor.scope == HUB else rows

"""Disagreements between agencies, for their pages and the list of the sub-group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ehm.models import Membership
from ehm.models.organisations import MANAGING_ROLES
from ehm.rows.actor import Actor
from ehm.rows.roles import HUB
from hubs import telling
from hubs.actions.disagreements import due_of
from hubs.models import AgendaItem, Disagreement, DisagreementManager, HelpRequest, ItemAsk, ItemDecision, MeetingAction

MOST = 500


@dataclass(frozen=True)
class Line:
    """A disagreement as the sub-group reads it: agencies, and nobody's name."""

    row: Disagreement
    agencies: Sequence[str]
    due_at: datetime | None
    is_late: bool

    @property
    def state(self) -> tuple[str, str]:
        """(words, colour of the tag)."""
        if self.row.ended_at is not None:
            return self.row.get_ended_how_display(), "green"
        if self.is_late:
            return "Late", "red"
        return "Open", "blue"


def listed(actor: Actor) -> list[Line]:
    """Of the area, for an auditor of the whole partnership: the latest first."""
    rows = Disagreement.objects.visible_to(actor).select_related("area")
    if actor.scope == HUB:
        rows = rows.filter(area_id__in=actor.areas)
    return lines(rows.order_by("-raised_at", "-pk")[:MOST], actor)


def waiting_for(actor: Actor) -> list[Line]:
    """Those that a manager is asked about and has said nothing to."""
    asked = DisagreementManager.objects.visible_to(actor).filter(
        manager=actor.membership, said_at=None, disagreement__ended_at=None
    )
    rows = Disagreement.objects.visible_to(actor).filter(pk__in=list(asked.values_list("disagreement_id", flat=True)))
    return lines(rows.select_related("area").order_by("raised_at", "pk"), actor)


def lines(rows: Iterable[Disagreement], actor: Actor) -> list[Line]:
    """In the same number of queries however many there are."""
    found, now = list(rows), timezone.now()
    agencies: dict[int, dict[str, None]] = defaultdict(dict)
    asked = DisagreementManager.objects.visible_to(actor).filter(disagreement__in=found)
    for number, name in asked.order_by("pk").values_list("disagreement_id", "manager__agency__name"):
        agencies[number][name] = None
    due = due_of(found, actor)
    return [
        Line(one, list(agencies[one.pk]), due.get(one.pk), one.pk in due and (one.ended_at or now) > due[one.pk])
        for one in found
    ]


def managers_for(item: AgendaItem, actor: Actor) -> list[Membership]:
    """Whoever manages in an agency that has to do with the family: the hub's own, who asked, who was asked, who leads,
    who does something. At a large council those of the area first."""
    agencies = {actor.agency_id}
    agencies |= _numbers(ItemAsk.objects.visible_to(actor).filter(item=item), "asked_agency_id")
    agencies |= _numbers(ItemDecision.objects.visible_to(actor).filter(item=item), "lead_agency_id")
    agencies |= _numbers(MeetingAction.objects.visible_to(actor).filter(item=item), "doer_agency_id")
    if item.request_id is not None:
        agencies |= _numbers(HelpRequest.objects.visible_to(actor).filter(pk=item.request_id), "agency_id")
    return _offered(agencies, item.excluded, actor)


def managers_above(disagreement: Disagreement, actor: Actor) -> list[Membership]:
    """Of the same agencies, and the line managers of those who are asked; without these."""
    asked = DisagreementManager.objects.visible_to(actor).filter(disagreement=disagreement)
    first = [one.manager for one in asked.select_related("manager__line_manager__agency")]
    numbers = {one.pk for one in first}
    line_managers = (one.line_manager for one in first)
    above = {one.pk: one for one in line_managers if one is not None and one.role in MANAGING_ROLES}
    others = {one.pk: one for one in _offered({one.agency_id for one in first}, disagreement.excluded, actor)}
    return [
        one
        for number, one in (above | others).items()
        if number not in numbers and one.ended_at is None and telling.may_be_asked(one, disagreement.excluded)
    ]


def _offered(agencies: Iterable[int], excluded: Sequence[str], actor: Actor) -> list[Membership]:
    people = Membership.objects.of(actor.tenant_id).who_may_manage().filter(agency_id__in=agencies)
    people = (
        people.exclude(pk=actor.membership.pk).select_related("agency").order_by("agency__name", "display_name", "pk")
    )
    return [one for one in people if telling.may_be_asked(one, excluded)]


def _numbers(rows: QuerySet[Any], column: str) -> set[int]:
    return {number for number in rows.values_list(column, flat=True) if number is not None}

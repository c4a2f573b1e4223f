"""A family on the agenda of a meeting: what is told of it there, who is asked, and what was decided.

What those at the meeting read is these rows alone, never the request or the record behind them: an agency that is
asked reads them only while the family is on the agenda."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Episode
from ehm.models import Agency, Area, Membership, Referenced, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope
from hubs.choices import Basis, Coming, Group, ItemOutcome
from hubs.models import rules
from hubs.models.meetings import HubMeeting
from hubs.models.requests import HelpRequest
from plans.models import Listing, Stuck

M = TypeVar("M", bound=models.Model)


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.agenda_item(actor), tenant_id=actor.tenant_id)


class AgendaItem(Referenced):
    """Of a request, or of early help that runs. `children`: name and age of each, as they are read out."""

    meeting = TenantForeignKey(HubMeeting)
    area = TenantForeignKey(Area, editable=False)  # of the meeting, kept by a trigger
    place = models.PositiveSmallIntegerField(help_text="Its place on the agenda.")
    starts_at = models.DateTimeField(help_text="About when it is talked about.")
    minutes = models.PositiveSmallIntegerField()
    group = models.TextField(choices=Group.choices)
    request = TenantForeignKey(HelpRequest, null=True, blank=True)
    episode = TenantForeignKey(Episode, null=True, blank=True)
    listing = TenantForeignKey(Listing, null=True, blank=True)
    stuck = TenantForeignKey(Stuck, null=True, blank=True)

    family_name = models.CharField(max_length=200)
    children = ArrayField(models.TextField(), default=list)
    asked_by = models.CharField(max_length=400, blank=True)
    waits_since = models.DateTimeField()
    story = models.TextField()
    strengths = models.TextField(blank=True)
    wanted = models.TextField(blank=True)

    is_on = models.BooleanField(default=False, help_text="On the agenda: those who are asked read it.")
    is_now = models.BooleanField(default=False, help_text="Talked about at the moment.")
    shown_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    asked = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)  # kept by a trigger
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)  # kept by triggers
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[AgendaItem]] = AgendaItemQuerySet.as_manager()
    row_scope = RowScope.AGENDA_ITEM

    class Meta(Referenced.Meta):
        indexes = [
            models.Index(fields=["tenant", "meeting", "place"], name="agendaitem_meeting"),
            models.Index(fields=["tenant", "request"], name="agendaitem_request"),
            models.Index(fields=["tenant", "episode"], name="agendaitem_episode"),
        ]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(request__isnull=False, listing=None, stuck=None, group=Group.REQUEST)
                | Q(request=None, episode__isnull=False, listing__isnull=False, stuck=None)
                | Q(request=None, episode__isnull=False, listing=None, stuck__isnull=False, group=Group.STUCK),
                name="an_item_is_about_one_thing",
            ),
            models.CheckConstraint(condition=Q(removed_at=None) | Q(is_on=False), name="what_is_removed_is_off"),
            models.CheckConstraint(condition=Q(is_now=False) | Q(is_on=True), name="what_is_shown_is_on"),
            models.UniqueConstraint(
                fields=["tenant", "meeting"], condition=Q(is_now=True), name="a_meeting_shows_one_family"
            ),
            models.UniqueConstraint(
                fields=["tenant", "meeting", "request"],
                condition=Q(removed_at=None),
                name="a_request_once_on_an_agenda",
            ),
            models.UniqueConstraint(
                fields=["tenant", "meeting", "episode"], condition=Q(removed_at=None), name="help_once_on_an_agenda"
            ),
        ]


class OfItemQuerySet(models.QuerySet[M]):
    """Rows with an `item`: seen with it."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.of_item(actor), tenant_id=actor.tenant_id)


class ItemAskQuerySet(models.QuerySet["ItemAsk"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.item_ask(actor), tenant_id=actor.tenant_id)


class ItemAsk(Referenced):
    """An agency is asked what it knows of the family, and on which basis; or somebody without an account, for whom
    the hub writes."""

    item = TenantForeignKey(AgendaItem, related_name="asks")
    asked_agency = TenantForeignKey(Agency, null=True, blank=True)
    somebody = models.CharField(max_length=200, blank=True)
    basis = models.TextField(choices=Basis.choices)
    reason = models.CharField(max_length=300, blank=True)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    coming = models.TextField(choices=Coming.choices, blank=True)
    knows = models.TextField(blank=True, help_text="What they know, and how they can help.")
    is_for_hub_only = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = TenantForeignKey(Membership, null=True, blank=True)

    objects: ClassVar[models.Manager[ItemAsk]] = ItemAskQuerySet.as_manager()
    row_scope = RowScope.ITEM_ASK

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "item"], name="itemask_item")]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(asked_agency__isnull=False, somebody="") | Q(asked_agency=None) & ~Q(somebody=""),
                name="an_agency_or_somebody_is_asked",
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.MAY_HELP) | ~Q(reason=""), name="whoever_may_help_is_asked_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="ask_answered_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["tenant", "item", "asked_agency"], condition=Q(ended_at=None), name="an_agency_is_asked_once"
            ),
        ]


class ItemDecision(Referenced):
    """What the meeting decided. For a request the hub's own `Decision` is written beside it."""

    item = TenantForeignKey(AgendaItem, related_name="decisions")
    outcome = models.TextField(choices=ItemOutcome.choices)
    level = models.PositiveSmallIntegerField()
    level_band = models.TextField(blank=True)
    reason = models.TextField()
    told = models.TextField(help_text="What whoever asked is told.")
    lead_agency = TenantForeignKey(Agency, null=True, blank=True)
    lead = TenantForeignKey(Membership, null=True, blank=True)
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[ItemDecision]] = OfItemQuerySet.as_manager()
    row_scope = RowScope.OF_ITEM

    class Meta(Referenced.Meta):
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "item"], name="one_decision_of_an_item"),
            models.CheckConstraint(
                condition=~Q(outcome__in=[ItemOutcome.LEAD, ItemOutcome.NEW_LEAD]) | Q(lead_agency__isnull=False),
                name="whoever_leads_is_named",
            ),
        ]

"""What the hub does with a request before it decides: its own, which the requester never reads (R037, R056)."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Family
from ehm.models import Agency, Membership, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope
from hubs.choices import Outcome
from hubs.models import rules
from hubs.models.requests import OfRequest, OfRequestQuerySet

M = TypeVar("M", bound=models.Model)


class HubOfRequestQuerySet(OfRequestQuerySet[M]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.hub_of_request(actor), tenant_id=actor.tenant_id)


class OfHub(OfRequest):
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta(OfRequest.Meta):
        abstract = True


class SystemCheck(OfHub):
    """Somebody looked into another system, such as social care's (R056)."""

    system = models.CharField(max_length=100)
    checked_on = models.DateField()
    number = models.CharField(max_length=40, blank=True, help_text="The family's number there.")
    found = models.TextField()

    objects: ClassVar[models.Manager[SystemCheck]] = HubOfRequestQuerySet.as_manager()
    row_scope = RowScope.HUB_OF_REQUEST

    class Meta(OfHub.Meta):
        indexes = [models.Index(fields=["tenant", "request"], name="systemcheck_request")]


class KeptOut(OfHub):
    """Whom the family does not want to know, as the hub found out while the request waits: an agency, or one person who
    works for one. What the family wrote itself is a `RequestLimit`."""

    kept_agency = TenantForeignKey(Agency, null=True, blank=True)
    kept_worker = TenantForeignKey(Membership, null=True, blank=True)
    reason = models.CharField(max_length=500)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = TenantForeignKey(Membership, null=True, blank=True)

    objects: ClassVar[models.Manager[KeptOut]] = HubOfRequestQuerySet.as_manager()
    row_scope = RowScope.HUB_OF_REQUEST

    class Meta(OfHub.Meta):
        indexes = [models.Index(fields=["tenant", "request"], name="keptout_request")]
        constraints = [
            *OfHub.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kept_agency=None, kept_worker__isnull=False)
                | Q(kept_agency__isnull=False, kept_worker=None),
                name="kept_out_agency_or_worker",
            ),
        ]

    @property
    def whom(self) -> str:
        """With both joined on."""
        return self.kept_agency.name if self.kept_agency else str(self.kept_worker.display_name)


class Discussion(OfHub):
    """The initial hub case discussion (R037)."""

    held_on = models.DateField()
    discussed = models.TextField()
    actions = models.TextField(blank=True)
    who_contacts = TenantForeignKey(Membership, null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[Discussion]] = HubOfRequestQuerySet.as_manager()
    row_scope = RowScope.HUB_OF_REQUEST

    class Meta(OfHub.Meta):
        indexes = [models.Index(fields=["tenant", "request"], name="discussion_request")]


class Decision(OfHub):
    """What the hub decided, and why. Whoever asked reads only what it came to and what they are told."""

    outcome = models.TextField(choices=Outcome.choices)
    level = models.PositiveSmallIntegerField(help_text="1 to 4, beside the level that was suggested.")
    level_band = models.TextField(blank=True, db_default="", help_text="A partnership's own band within the level.")
    suggested = models.PositiveSmallIntegerField()
    reason = models.TextField()
    family = TenantForeignKey(Family, null=True, blank=True)

    objects: ClassVar[models.Manager[Decision]] = HubOfRequestQuerySet.as_manager()
    row_scope = RowScope.HUB_OF_REQUEST

    class Meta(OfHub.Meta):
        constraints = [
            *OfHub.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "request"], name="one_decision_of_a_request"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="decided_level_one_to_four"),
        ]

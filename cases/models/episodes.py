"""An episode of early help: from the request to closing (R039)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self, TypeVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import ClosureReason, EpisodeStatus, LegalBasis, Origin
from cases.models import rules
from cases.models.families import Family
from cases.models.people import Person
from ehm.actions import still_there
from ehm.models import Agency, Area, Membership, Referenced, SaidAloud, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope

M = TypeVar("M", bound=models.Model)


class EpisodeQuerySet(models.QuerySet["Episode"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.episode(actor), tenant_id=actor.tenant_id)

    def lock(self, pk: int) -> Episode:
        """The row as it is now, held until the action is done."""
        return still_there(self.select_for_update(of=("self",)).select_related("family"), pk=pk)

    def open(self) -> Self:
        return self.filter(status=EpisodeStatus.OPEN)

    def led_by(self, membership: Membership) -> Self:
        return self.filter(lead=membership)


@pghistory.track()
class Episode(SaidAloud):
    family = TenantForeignKey(Family, related_name="episodes")
    status = models.TextField(choices=EpisodeStatus.choices, default=EpisodeStatus.REQUESTED)
    origin = models.TextField(choices=Origin.choices)
    follows = TenantForeignKey("self", null=True, blank=True, help_text="Help that had ended and begins again in this.")
    reason = models.TextField(blank=True, help_text="Why help is wanted, in two or three sentences.")
    requested_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = TenantForeignKey(Membership, null=True, blank=True)
    closure_reason = models.TextField(choices=ClosureReason.choices, blank=True)
    closure_rationale = models.TextField(blank=True)
    legal_basis = models.TextField(choices=LegalBasis.choices, default=LegalBasis.EARLY_HELP)
    level = models.PositiveSmallIntegerField(help_text="Level of need, 1 to 4; its history is in LevelDecision.")
    level_band = models.CharField(max_length=20, blank=True, help_text="A partnership's own band within the level.")
    lead_agency = TenantForeignKey(Agency)
    lead = TenantForeignKey(Membership, null=True, blank=True)
    area = TenantForeignKey(Area)
    created_by = TenantForeignKey(Membership)
    created_at = models.DateTimeField(default=timezone.now)
    next_due_at = models.DateTimeField(null=True, blank=True, help_text="The earliest open clock; kept by standards.")
    last_contact_at = models.DateTimeField(null=True, blank=True)
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)  # kept by a trigger
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Episode]] = EpisodeQuerySet.as_manager()
    row_scope = RowScope.EPISODE

    class Meta(SaidAloud.Meta):
        permissions = [("work_on_episode", "May work on the episode")]
        indexes = [
            models.Index(fields=["tenant", "family"], name="episode_family"),
            models.Index(fields=["tenant", "lead", "next_due_at", "id"], name="episode_caseload"),
            models.Index(fields=["tenant", "lead_agency", "next_due_at", "id"], name="episode_agency"),
            models.Index(fields=["tenant", "area", "next_due_at", "id"], name="episode_area"),
        ]
        constraints = [
            *SaidAloud.Meta.constraints,
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="level_one_to_four"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="closed_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(status=EpisodeStatus.CLOSED, closed_at__isnull=False)
                | Q(~Q(status=EpisodeStatus.CLOSED), closed_at__isnull=True),
                name="closed_means_closed",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.status == EpisodeStatus.OPEN

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.family_id, "episode_id": self.pk, "person_id": None}


class OfEpisodeQuerySet(models.QuerySet[M]):
    """Rows with an `episode`: seen by whoever sees the episode."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.of_episode(actor), tenant_id=actor.tenant_id)

    def within(self, episodes: Iterable[Episode]) -> Self:
        """Rows of `episodes` that have been read through `visible_to` in this transaction: what decides about each row
        is decided already. The policies ask again all the same."""
        seen = list(episodes)
        return self.filter(tenant_id__in={one.tenant_id for one in seen}, episode_id__in={one.pk for one in seen})


class LedOnlyQuerySet(OfEpisodeQuerySet[M]):
    """Seen by whoever leads the episode, and not by its team."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.led_only(actor), tenant_id=actor.tenant_id)


class LevelDecision(Referenced):
    """The level of need from a day on: who decided, and why. Never overwritten (R033)."""

    episode = TenantForeignKey(Episode, related_name="level_decisions")
    person = TenantForeignKey(Person, null=True, blank=True)
    level = models.PositiveSmallIntegerField()
    level_band = models.CharField(max_length=20, blank=True)
    reason = models.TextField()
    decided_on = models.DateField()
    decided_by = TenantForeignKey(Membership)
    agency = TenantForeignKey(Agency)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[LevelDecision]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "episode"], name="leveldecision_episode")]


class LeadAllocation(Referenced):
    """One lead practitioner's time with the family, and who agreed to it (R008)."""

    episode = TenantForeignKey(Episode, related_name="allocations")
    lead_agency = TenantForeignKey(Agency)
    lead = TenantForeignKey(Membership)
    agreed_by_practitioner = models.BooleanField(default=False)
    agreed_by_children = models.BooleanField(default=False)
    agreed_by_family = models.BooleanField(default=False)
    agreement_note = models.TextField(blank=True)
    allocated_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="When the practitioner agreed to lead (R076).")
    agency = TenantForeignKey(Agency)
    allocated_by = TenantForeignKey(Membership)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    objects: ClassVar[models.Manager[LeadAllocation]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [
            models.Index(fields=["tenant", "episode"], name="allocation_episode"),
            models.Index(
                fields=["tenant", "lead"], name="allocation_asked", condition=Q(agreed_at=None, ended_at=None)
            ),
        ]
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "episode"], condition=Q(ended_at=None), name="one_lead_at_once"),
        ]

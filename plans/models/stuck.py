"""A family whose help does not move: why, what was tried, and what somebody advised (R051)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Episode
from cases.models.episodes import OfEpisodeQuerySet
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.registry import RowScope
from plans.choices import StuckBecause


class Stuck(Referenced):
    """Written by whoever leads; the hub, a coordinator or a manager advises; how it went on is said at the end."""

    episode = TenantForeignKey(Episode)
    because = models.TextField(choices=StuckBecause.choices)
    tried = models.TextField(help_text="What was tried, and why it did not work.")
    wants = models.TextField(blank=True, help_text="What advice or help is wanted.")
    is_harm_ruled_out = models.BooleanField(help_text="A worry about significant harm goes to the front door (R062).")
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    advice = models.TextField(blank=True)
    advised_by = TenantForeignKey(Membership, null=True, blank=True)
    advised_at = models.DateTimeField(null=True, blank=True)
    went_on = models.TextField(blank=True, help_text="How it went on.")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Stuck]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "episode"], condition=Q(ended_at=None), name="stuck_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(is_harm_ruled_out=True), name="no_harm_waits_for_advice"),
            models.CheckConstraint(
                condition=Q(advised_at=None, advised_by=None, advice="")
                | Q(advised_at__isnull=False, advised_by__isnull=False) & ~Q(advice=""),
                name="advised_at_and_by",
            ),
        ]

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from cases.choices import OversightOccasion
from cases.models.episodes import Episode, LeadAllocation, OfEpisodeQuerySet
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.registry import RowScope


class ManagementOversight(Referenced):
    """A manager's look at the work and what they decided (R047, R077)."""

    episode = TenantForeignKey(Episode, related_name="oversights")
    allocation = TenantForeignKey(LeadAllocation, null=True, blank=True)
    occasion = models.TextField(choices=OversightOccasion.choices)
    what_is_happening = models.TextField()
    what_is_working = models.TextField()
    what_should_be_done = models.TextField()
    by_when = models.DateField()
    why = models.TextField()
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[ManagementOversight]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "episode"], name="oversight_episode")]

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models.episodes import Episode, LeadAllocation, LedOnlyQuerySet
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.registry import RowScope


class Handover(Referenced):
    """What whoever asked somebody to lead tells them. Read by the agency that leads and the hub, not by the team."""

    episode = TenantForeignKey(Episode)
    allocation = TenantForeignKey(LeadAllocation)
    lead = TenantForeignKey(Membership, help_text="Whom it was written for; my work asks by it.")
    agreed = models.TextField(blank=True, help_text="What was agreed, and with whom.")
    first = models.TextField(blank=True, help_text="What to do first.")
    first_by = models.DateField(null=True, blank=True)
    talk_to = models.TextField(blank=True, help_text="With whom to speak.")
    careful = models.TextField(blank=True, help_text="What to be careful of, for the family's safety and one's own.")
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    first_done_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Handover]] = LedOnlyQuerySet.as_manager()
    row_scope = RowScope.LED_ONLY

    class Meta(Referenced.Meta):
        indexes = [
            models.Index(fields=["tenant", "episode"], name="handover_episode"),
            models.Index(fields=["tenant", "lead"], condition=Q(first_done_at=None), name="handover_waiting"),
        ]
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "allocation"], name="one_handover_of_an_allocation"),
            models.CheckConstraint(
                condition=~Q(agreed="", first="", talk_to="", careful=""), name="handover_says_something"
            ),
        ]

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}

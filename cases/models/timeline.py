from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import rules
from cases.models.episodes import Episode
from cases.models.families import Family
from cases.models.people import Person
from ehm import events
from ehm.models import Agency, Membership, TenantForeignKey, TenantModel
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope


class TimelineEventQuerySet(models.QuerySet["TimelineEvent"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.timeline(actor), tenant_id=actor.tenant_id)

    def within(self, family: Family, episodes: Iterable[Episode]) -> Self:
        """What happened in a family and in those of its `episodes` that have been read through `visible_to`."""
        seen = Q(episode=None) | Q(episode_id__in={episode.pk for episode in episodes})
        return self.filter(seen, tenant_id=family.tenant_id, family=family)


class TimelineEvent(TenantModel):
    """Something happened. Added by `ehm.events.record`, never changed, never taken away."""

    kind = models.TextField()
    family = TenantForeignKey(Family)
    episode = TenantForeignKey(Episode, null=True)
    person = TenantForeignKey(Person, null=True)
    membership = TenantForeignKey(Membership)
    agency = TenantForeignKey(Agency)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    data = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[TimelineEvent]] = TimelineEventQuerySet.as_manager()
    row_scope = RowScope.TIMELINE

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "family", "-occurred_at", "-id"], name="timeline_family"),
            models.Index(fields=["tenant", "episode", "-occurred_at", "-id"], name="timeline_episode"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def sentence(self) -> str:
        """What a practitioner reads on the timeline."""
        return events.kinds[self.kind].sentence(self)

"""What has happened in a family's life: kept with the family, and there again for its next assessment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from assessments.models.assessments import Assessment
from cases.models import Episode, Family, rules
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope


class LifeEventQuerySet(models.QuerySet["LifeEvent"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.part_of_family(actor), tenant_id=actor.tenant_id)

    def within(self, assessments: Iterable[Assessment], actor: Actor) -> Self:
        seen = list(assessments)
        return self.filter(
            rules.not_excluded(actor), tenant_id=actor.tenant_id, assessment_id__in={one.pk for one in seen}
        )

    def kept(self) -> Self:
        return self.filter(removed_at=None)

    def of_family(self, family: Family, actor: Actor) -> Self:
        """The chronology: each event once, as it was told last."""
        told = self.visible_to(actor).filter(family=family).kept()
        later = LifeEvent.objects.filter(tenant_id=actor.tenant_id, told_before=models.OuterRef("pk"))
        return told.exclude(models.Exists(later)).order_by(models.F("sorts_on").asc(nulls_last=True), "pk")


@pghistory.track()
class LifeEvent(Referenced):
    """One event. `said_when` stays in the family's words; `sorts_on` is where it stands in the order of things."""

    family = TenantForeignKey(Family, related_name="life_events")
    episode = TenantForeignKey(Episode)
    assessment = TenantForeignKey(Assessment, null=True, blank=True)
    said_when = models.CharField(max_length=120, blank=True)
    sorts_on = models.DateField(null=True, blank=True)
    what = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    told_before = TenantForeignKey("self", null=True, blank=True, help_text="The same event in an earlier assessment.")
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    saved_at = models.DateTimeField(default=timezone.now)
    address = models.TextField(blank=True)
    question = models.TextField(blank=True)
    about = models.CharField(max_length=14, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=255, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)  # kept by a trigger

    objects: ClassVar[models.Manager[LifeEvent]] = LifeEventQuerySet.as_manager()
    row_scope = RowScope.PART_OF_FAMILY

    class Meta(Referenced.Meta):
        indexes = [
            models.Index(fields=["tenant", "family", "sorts_on"], name="lifeevent_family"),
            models.Index(fields=["tenant", "assessment"], name="lifeevent_assessment"),
            models.Index(fields=["tenant", "told_before"], name="lifeevent_told_before"),
        ]

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.family_id, "episode_id": self.episode_id, "person_id": None}

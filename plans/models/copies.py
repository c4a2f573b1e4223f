"""Who is to get a copy of a version of the plan, or of the minutes of a meeting."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from assessments.models import HandedOver
from cases.models.episodes import LedOnlyQuerySet
from ehm.models import TenantForeignKey
from plans.models.meetings import Meeting
from plans.models.versions import PlanVersion


class PlanCopy(HandedOver):
    """`chosen`: references of the goals and promises that stand on a child's own plan; `wanted`: what is wanted, in
    words for the child."""

    version = TenantForeignKey(PlanVersion, null=True, blank=True)
    meeting = TenantForeignKey(Meeting, null=True, blank=True)
    chosen = ArrayField(models.CharField(max_length=14), default=list, blank=True)
    wanted = models.TextField(blank=True)

    objects: ClassVar[models.Manager[PlanCopy]] = LedOnlyQuerySet.as_manager()

    class Meta(HandedOver.Meta):
        indexes = [models.Index(fields=["tenant", "episode"], name="plan_copy_episode")]
        constraints = [
            *HandedOver.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(person__isnull=False, for_agency__isnull=False), name="plan_copy_for_one"
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False, meeting=None) | Q(version=None, meeting__isnull=False),
                name="copy_of_plan_or_minutes",
            ),
        ]

    @property
    def of(self) -> PlanVersion | Meeting:
        found: PlanVersion | Meeting | None = self.version or self.meeting
        assert found is not None  # copy_of_plan_or_minutes
        return found

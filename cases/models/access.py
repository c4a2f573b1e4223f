"""What the policies read to know who may see an episode. Points at nothing, so that everything may ask it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models import rules
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope


class AccessQuerySet(models.QuerySet["Access"]):
    def held_by(self, actor: Actor) -> Self:
        """The rows that open something to `actor`; those that an exclusion takes from them are left out."""
        return self.filter(rules.held(actor), tenant_id=actor.tenant_id)


class AccessSource(models.TextChoices):
    LEAD = "lead"
    AREA = "area"
    GRANT = "grant"


class Access(models.Model):
    """Which group may see an episode, and why. Kept by triggers, read by policies, written by nobody."""

    pk = models.CompositePrimaryKey("tenant_id", "episode_id", "principal_id", "source")
    tenant_id = models.BigIntegerField()
    episode_id = models.BigIntegerField()
    principal_id = models.IntegerField()
    source = models.TextField(choices=AccessSource.choices)
    family_id = models.BigIntegerField()
    is_open = models.BooleanField(default=True)
    excluded = ArrayField(models.TextField(), default=list, db_default=[])

    objects: ClassVar[models.Manager[Access]] = AccessQuerySet.as_manager()
    row_scope = RowScope.ACCESS

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "family_id", "principal_id"], name="access_family")]

    def __str__(self) -> str:
        return f"{self.source} of {self.episode_id}"

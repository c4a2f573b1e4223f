from __future__ import annotations

import uuid

from django.db import models

from ehm.models.organisations import Membership
from ehm.models.tenancy import TenantForeignKey, TenantModel
from ehm.rows.registry import RowScope


class Job(TenantModel):
    """What must still happen: written by the action's own transaction, rung by Valkey, done once.

    `arguments` hold numbers of rows only, never anything about a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.TextField()
    arguments = models.JSONField(default=dict)
    membership = TenantForeignKey(Membership, null=True)
    enqueued_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, help_text="The kind of the last error, never its text.")

    row_scope = RowScope.OUTBOX

    class Meta:
        indexes = [models.Index(fields=["enqueued_at"], condition=models.Q(done_at=None), name="job_waiting")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class BeatClaim(models.Model):
    """One row for each occurrence of a repeating job: whoever inserts it, runs it."""

    job = models.TextField()
    due_at = models.DateTimeField()

    row_scope = RowScope.PLATFORM

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "due_at"], name="one_run_for_each_occurrence")]

    def __str__(self) -> str:
        return f"{self.job} {self.due_at:%Y-%m-%dT%H:%MZ}"

from __future__ import annotations

import uuid

from django.db import models

from ehm.models.organisations import Membership
from ehm.models.tenancy import TenantForeignKey, TenantModel
from ehm.rows.registry import RowScope


class OrganisationEvent(TenantModel):
    """Something that an administrator changed. Never changed itself. `ehm.administration_log` has the words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.TextField()
    membership = TenantForeignKey(Membership, null=True, help_text="Who did it; empty for the platform itself.")
    subject = models.TextField(blank=True, help_text="Reference of the agency, person or area.")
    data = models.JSONField(default=dict)
    happened_at = models.DateTimeField(auto_now_add=True)

    row_scope = RowScope.ADMIN_LOG

    class Meta:
        indexes = [models.Index(fields=["tenant", "-happened_at"], name="organisationevent_log")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

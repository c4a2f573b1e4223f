from __future__ import annotations

from django.db import models

from ehm.models.organisations import Membership
from ehm.models.tenancy import TenantForeignKey, TenantModel
from ehm.rows.registry import RowScope


class Notification(TenantModel):
    """Something that one person should know. `kind` has a sentence in the app that raised it; `data` no names."""

    membership = TenantForeignKey(Membership)
    kind = models.TextField()
    subject = models.TextField(blank=True, help_text="Reference of the episode or record that it is about.")
    data = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    row_scope = RowScope.INBOX

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "membership", "-raised_at"], name="notification_inbox"),
            models.Index(fields=["tenant", "membership"], condition=models.Q(read_at=None), name="notification_unread"),
            models.Index(fields=["raised_at"], condition=models.Q(mailed_at=None), name="notification_unmailed"),
        ]

    def __str__(self) -> str:
        return f"notification {self.pk}"

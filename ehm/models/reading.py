"""Who looked at what (R125). Rows are added, never changed."""

from __future__ import annotations

import uuid

from django.db import models

from ehm.models.organisations import Membership
from ehm.models.tenancy import TenantForeignKey, TenantModel
from ehm.rows.registry import RowScope


class ReadLog(TenantModel):
    """One page opened by one person, or refused to them. Committed before the answer leaves."""

    membership = TenantForeignKey(Membership)
    page = models.TextField(help_text="Name of the page, such as cases:family.")
    subject = models.TextField(blank=True, help_text="Reference of the record that it is about.")
    status = models.PositiveSmallIntegerField()
    read_at = models.DateTimeField(auto_now_add=True)

    row_scope = RowScope.READ_LOG

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "subject", "-read_at"], name="readlog_subject"),
            models.Index(fields=["tenant", "membership", "-read_at"], name="readlog_membership"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.subject}"

    @property
    def page_in_words(self) -> str:
        """'Record contact'."""
        return self.page.rpartition(":")[2].replace("_", " ").capitalize() or "No such page"


class SearchLook(TenantModel):
    """What somebody searched for. Kept here so that no search term is ever part of an address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    membership = TenantForeignKey(Membership)
    terms = models.JSONField()
    looked_at = models.DateTimeField(auto_now_add=True)

    row_scope = RowScope.OWN

    class Meta:
        indexes = [models.Index(fields=["tenant", "membership", "-looked_at"], name="searchlook_membership")]

    def __str__(self) -> str:
        return f"look {self.pk}"

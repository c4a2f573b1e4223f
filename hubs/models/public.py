"""What the public page keeps of whoever has no account, before anything is asked for."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from ehm.models import TenantModel
from ehm.rows.registry import RowScope
from hubs.choices import Visitor


class PublicVisit(TenantModel):
    """Somebody who gave an e-mail address, and whether they have shown that it is theirs. Forgotten after a day."""

    key = models.CharField(max_length=64, help_text="Hash of the secret that their browser keeps.")
    who = models.TextField(choices=Visitor.choices)
    email = models.EmailField()
    email_key = models.CharField(max_length=64, help_text="Hash of the address: their draft hangs on it.")
    asked_at = models.DateTimeField(default=timezone.now)
    code_hash = models.CharField(max_length=64, blank=True, default="")
    code_sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    row_scope = RowScope.VISIT

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="one_visit_for_a_secret")]
        indexes = [models.Index(fields=["asked_at"], name="publicvisit_asked")]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class PublicDraft(TenantModel):
    """What somebody without an account has typed and not yet sent. Forgotten after a week."""

    email_key = models.CharField(max_length=64)
    who = models.TextField(choices=Visitor.choices)
    values = models.JSONField(default=dict, help_text="Field → list of what was typed, as the form posts it.")
    revision = models.PositiveBigIntegerField(default=0)
    window = models.TextField(default="", blank=True, help_text="The open page that wrote it; two pages can differ.")
    saved_at = models.DateTimeField(auto_now=True)

    row_scope = RowScope.VISITORS_DRAFT

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "email_key", "who"], name="one_public_draft")]

    def __str__(self) -> str:
        return f"public draft {self.pk}"

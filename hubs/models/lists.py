"""A list of families that was uploaded and not yet taken in."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from ehm.models import Membership, TenantForeignKey, TenantModel
from ehm.rows.registry import RowScope


class UploadedList(TenantModel):
    """The file as text, while whoever uploaded it looks at what it says. Gone once it is taken in or thrown away, or
    after a week."""

    membership = TenantForeignKey(Membership)
    name = models.CharField(max_length=120)
    content = models.TextField()
    uploaded_at = models.DateTimeField(default=timezone.now)

    row_scope = RowScope.OWN_UPLOAD

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "membership"], name="one_uploaded_list")]

    def __str__(self) -> str:
        return f"list {self.pk}"

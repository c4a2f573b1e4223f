from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from ehm.models.organisations import Membership
from ehm.models.tenancy import TenantForeignKey, TenantModel
from ehm.rows.registry import RowScope


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, membership: Membership) -> Self:
        return self.filter(tenant_id=membership.tenant_id, membership=membership)


class Draft(TenantModel):
    """What somebody has typed into a form and not yet sent. Nobody else sees it.

    Once sent or thrown away it stays for a while without text: a save that was still under way is then late,
    and not the start of a new draft.
    """

    membership = TenantForeignKey(Membership)
    form = models.TextField(help_text="Which form, such as cases:record_contact.")
    subject = models.TextField(help_text="Reference of the record that the form is about.")
    values = models.JSONField(default=dict, help_text="Field → list of what was typed, as the form posts it.")
    revision = models.PositiveBigIntegerField(default=0)
    window = models.TextField(default="", blank=True, help_text="The open page that wrote it; two pages can differ.")
    saved_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager[Draft]] = DraftQuerySet.as_manager()
    row_scope = RowScope.OWN

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "membership", "form", "subject"], name="one_draft_for_each_form")
        ]

    def __str__(self) -> str:
        return f"draft {self.form} {self.subject}"

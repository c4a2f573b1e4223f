from __future__ import annotations

from django.db import models

from ehm.models.organisations import Membership
from ehm.models.tenancy import TenantForeignKey, TenantModel
from ehm.rows.registry import RowScope


class Draft(TenantModel):
    """What somebody has typed into a form and not yet saved. Nobody else sees it."""

    membership = TenantForeignKey(Membership)
    form = models.TextField(help_text="Which form, such as cases:record_contact.")
    subject = models.TextField(help_text="Reference of the record that the form is about.")
    values = models.JSONField(default=dict, help_text="Field → list of what was typed, as the form posts it.")
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)

    row_scope = RowScope.OWN

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "membership", "form", "subject"], name="one_draft_for_each_form")
        ]

    def __str__(self) -> str:
        return f"draft {self.form} {self.subject}"

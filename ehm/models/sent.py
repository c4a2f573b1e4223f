from django.db import models
from django.utils import timezone

from ehm.models.organisations import Membership
from ehm.models.tenancy import TenantForeignKey, TenantModel
from ehm.rows.registry import RowScope


class SentForm(TenantModel):
    """A form that was saved, and the page that it led to: sent again, it leads there and saves nothing."""

    membership = TenantForeignKey(Membership)
    key = models.CharField(max_length=64, help_text="Of the page that was drawn and of what was written in it.")
    led_to = models.TextField(default="", blank=True)
    sent_at = models.DateTimeField(default=timezone.now)

    row_scope = RowScope.OWN

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "membership", "key"], name="a_form_is_saved_once")]

    def __str__(self) -> str:
        return f"form {self.pk}"

from django.db import models
from django.utils import timezone

from ehm.rows.registry import RowScope


class ForgottenPassword(models.Model):
    """Somebody asked for a new password, with an address that may or may not be known here. Gone when answered."""

    email = models.EmailField()
    asked_at = models.DateTimeField(default=timezone.now)

    row_scope = RowScope.PLATFORM

    def __str__(self) -> str:
        return f"asked {self.asked_at:%Y-%m-%dT%H:%MZ}"

"""What programs sign in with, and how often they ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from knox.models import AbstractAuthToken, AuthTokenManager

from ehm.models.organisations import Membership
from ehm.models.people import User
from ehm.models.tenancy import new_reference
from ehm.rows.registry import RowScope


class ApiTokenManager(AuthTokenManager, models.Manager["ApiToken"]):
    def usable(self) -> models.QuerySet[ApiToken]:
        """Not run out, and of somebody who still has this very place: asked at every request."""
        return self.get_queryset().filter(
            expiry__gt=timezone.now(),
            user__is_active=True,
            user__is_platform_admin=False,
            membership__user_id=models.F("user_id"),
            membership__ended_at=None,
            membership__agency__ended_at=None,
        )

    def issue(self, membership: Membership, name: str, lifetime: timedelta) -> tuple[ApiToken, str]:
        """The row, and the token that is shown once and kept nowhere."""
        row, token = AuthTokenManager.create(
            self, user=membership.user, membership=membership, name=name, expiry=lifetime
        )
        return row, str(token)


class ApiToken(AbstractAuthToken):
    """A program's way to act as one membership. Only a hash is kept; the login role alone reads it."""

    reference = models.CharField(max_length=14, default=new_reference, unique=True, editable=False)
    name = models.TextField(help_text="What it is for, in its maker's words.")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    # without a constraint: the key of a membership is (tenant_id, id), and a token has no partnership of its own
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    last_used_on = models.DateField(null=True)

    objects: ClassVar[ApiTokenManager] = ApiTokenManager()
    row_scope = RowScope.PLATFORM

    class Meta(AbstractAuthToken.Meta):
        abstract = False

    @property
    def has_ended(self) -> bool:
        return self.expiry is None or self.expiry <= timezone.now()

    def __str__(self) -> str:
        return f"token {self.reference}"


class ApiUse(models.Model):
    """How often a token or a partnership asked within one minute, and strangers in an hour or a day (ehm/limits.py).
    Counted in PostgreSQL: no restart forgets it."""

    whose = models.TextField(help_text="token: or partnership: and a number.")
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    row_scope = RowScope.PLATFORM

    class Meta:
        constraints = [models.UniqueConstraint(fields=["whose", "minute"], name="one_count_a_minute")]
        indexes = [models.Index(fields=["minute"], name="apiuse_minute")]

    def __str__(self) -> str:
        return f"{self.whose} {self.minute:%H:%M}"

    @staticmethod
    def this_minute() -> datetime:
        return timezone.now().replace(second=0, microsecond=0)

"""A private address from which a calendar reads what one place has before it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from ehm.models.organisations import Membership
from ehm.rows.registry import RowScope


class CalendarFeedManager(models.Manager["CalendarFeed"]):
    def usable(self) -> models.QuerySet[CalendarFeed]:
        """Of somebody who still has this very place: asked each time that it is read."""
        return self.get_queryset().filter(
            membership__user__is_active=True,
            membership__user__is_platform_admin=False,
            membership__ended_at=None,
            membership__agency__ended_at=None,
        )


class CalendarFeed(models.Model):
    """One of each place at most. Only a hash of its address is kept; the login role alone reads it."""

    digest = models.CharField(max_length=64, primary_key=True)
    # without a constraint: the key of a membership is (tenant_id, id), and a feed has no partnership of its own
    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    made_at = models.DateTimeField(default=timezone.now)
    last_read_on = models.DateField(null=True)

    objects: ClassVar[CalendarFeedManager] = CalendarFeedManager()
    row_scope = RowScope.PLATFORM

    def __str__(self) -> str:
        return f"calendar of membership {self.membership_id}"

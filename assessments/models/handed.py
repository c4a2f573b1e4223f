"""Who is to get a copy of something, as it was agreed with the family, and when and how they got it."""

from __future__ import annotations

from django.db import models
from django.db.models import TextChoices
from django.utils import timezone

from cases.models import Episode, Person
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.registry import RowScope


class CopyKind(TextChoices):
    FAMILY = "family", "Family copy"
    CHILD = "child", "Child's version"
    FULL = "full", "Full copy"


class HandedOver(Referenced):
    """`recipient`: who gets it, in words. `source`: the earlier version on whose list they were. `next_steps`: what
    happens next, in words for the child whose page it is."""

    episode = TenantForeignKey(Episode)
    agency = TenantForeignKey(Agency)
    kind = models.TextField(choices=CopyKind.choices)
    person = TenantForeignKey(Person, null=True, blank=True)
    for_agency = TenantForeignKey(Agency, null=True, blank=True)
    recipient = models.CharField(max_length=200, help_text="Who gets it, in words.")
    agreed_on = models.DateField(null=True, blank=True)
    agreed_with = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=255, blank=True)
    next_steps = models.TextField(blank=True, help_text="What happens next, in words for the child.")
    given_on = models.DateField(null=True, blank=True)
    given_how = models.CharField(max_length=120, blank=True)
    given_by = TenantForeignKey(Membership, null=True, blank=True)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    row_scope = RowScope.LED_ONLY  # who reads what at home may be what is kept from an agency of the team

    class Meta(Referenced.Meta):
        abstract = True

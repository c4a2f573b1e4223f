from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from cases.models import rules
from cases.models.people import Person
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope

STILL_TRUE_AFTER = timedelta(days=91)


class KeyAgencyNoteQuerySet(models.QuerySet["KeyAgencyNote"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.key_note(actor), tenant_id=actor.tenant_id)

    def current(self) -> Self:
        """Not ended, or to end later."""
        return self.filter(models.Q(ended_on=None) | models.Q(ended_on__gt=timezone.localdate()))

    def in_force_first(self) -> Self:
        return self.order_by(models.F("ended_on").desc(nulls_first=True), "-started_on", "-id")

    def of_agency(self, agency_id: int) -> Self:
        return self.filter(agency_id=agency_id)


@pghistory.track()
class KeyAgencyNote(Referenced):
    """An agency supports a child: who, how to reach them, with what. No detail, nothing confidential (R074, R116)."""

    person = TenantForeignKey(Person)
    agency = TenantForeignKey(Agency)
    practitioner_name = models.CharField(max_length=120)
    work_phone = models.CharField(max_length=30)
    area_of_support = models.CharField(max_length=255)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When the agency last said: still true.")
    confirmed_by = TenantForeignKey(Membership, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_protected = models.BooleanField(default=False, editable=False)  # kept by triggers: the child's whereabouts are
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)  # kept by triggers

    objects: ClassVar[models.Manager[KeyAgencyNote]] = KeyAgencyNoteQuerySet.as_manager()
    row_scope = RowScope.GUARDED_NOTE

    class Meta(Referenced.Meta):
        indexes = [
            models.Index(fields=["tenant", "person"], name="keyagencynote_person"),
            models.Index(fields=["tenant", "agency"], name="keyagencynote_agency"),
        ]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="note_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by=None)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="note_confirmed_by_somebody",
            ),
        ]

    @property
    def is_current(self) -> bool:
        return self.ended_on is None or self.ended_on > timezone.localdate()

    @property
    def asks_whether_still_true(self) -> bool:
        """Nobody has said so for three months."""
        return self.is_current and timezone.now() - (self.confirmed_at or self.recorded_at) > STILL_TRUE_AFTER

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases.models.access import Access, AccessSource
from cases.models.families import FamilyMember
from cases.models.people import Person
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope
from ehm.rows.roles import TENANT

STILL_TRUE_AFTER = timedelta(days=91)


class KeyAgencyNoteQuerySet(models.QuerySet["KeyAgencyNote"]):
    def visible_to(self, actor: Actor) -> Self:
        """Everybody in the partnership (R116), but no agency or worker that the family excludes. Of a child whose
        whereabouts are protected: one's own agency's, and those that tell what one may know already (ADR 3)."""
        seen = self.filter(tenant_id=actor.tenant_id).exclude(excluded__overlap=list(actor.exclusion_keys))
        if actor.scope == TENANT:
            return seen
        lives_in = FamilyMember.objects.visible_to(actor).current()
        lives_in = lives_in.filter(tenant_id=OuterRef("tenant_id"), person_id=OuterRef("person_id"))
        near = Access.objects.held_by(actor).filter(
            family_id=OuterRef("family_id"), source__in=[AccessSource.LEAD, AccessSource.AREA], is_open=True
        )
        may_know = lives_in.filter(Q(Exists(near)) | Q(family__has_episode=False))
        return seen.filter(Q(is_protected=False) | Q(agency_id__in=actor.agencies) | Q(Exists(may_know)))

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

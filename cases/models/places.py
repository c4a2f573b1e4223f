"""Where somebody can be found: home, school, GP. One protected store, because any of them tells where a child is."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

import pghistory
from django.db import models

from cases.choices import EducationStatus
from cases.models import rules
from cases.models.families import Family
from cases.models.people import Person
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope

M = TypeVar("M", bound=models.Model)


class PlaceQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.place(actor), tenant_id=actor.tenant_id)

    def current(self) -> Self:
        return self.filter(ended_on=None)


class Place(Referenced):
    family = TenantForeignKey(Family)
    person = TenantForeignKey(Person)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    is_protected = models.BooleanField(default=False, help_text="Only the lead agency and the hub may know it.")
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)

    row_scope = RowScope.LOCATION

    class Meta(Referenced.Meta):
        abstract = True
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "person"], name="%(class)s_person"),
            models.Index(fields=["tenant", "family"], name="%(class)s_family"),
        ]


@pghistory.track()
class Address(Place):
    lines = models.TextField(blank=True, help_text="House, street and town, a line each.")
    postcode = models.CharField(max_length=8, blank=True)
    is_no_fixed_abode = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Address]] = PlaceQuerySet.as_manager()

    class Meta(Place.Meta):
        abstract = False
        indexes = [*Place.Meta.indexes, models.Index(fields=["tenant", "postcode"], name="address_postcode")]


class SchoolPlace(Place):
    school_name = models.CharField(max_length=150, blank=True)
    school = TenantForeignKey(Agency, null=True, blank=True)
    status = models.TextField(choices=EducationStatus.choices, default=EducationStatus.ON_ROLL)
    attendance_percent = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    attendance_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[SchoolPlace]] = PlaceQuerySet.as_manager()

    class Meta(Place.Meta):
        abstract = False


class GpRegistration(Place):
    practice_name = models.CharField(max_length=150, blank=True)
    practice = TenantForeignKey(Agency, null=True, blank=True)

    objects: ClassVar[models.Manager[GpRegistration]] = PlaceQuerySet.as_manager()

    class Meta(Place.Meta):
        abstract = False

"""The catalogue of services of a partnership (R068), and which of them a request asks for and a decision names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ehm.models import Agency, Referenced, TenantForeignKey
from ehm.models.organisations import DirectoryQuerySet
from ehm.rows.registry import RowScope
from hubs.choices import ForWhom
from hubs.models.requests import OfRequest, OfRequestQuerySet

BEFORE_BIRTH = -1  # the age of a child who is not born yet
OLDEST = 25


class ServiceQuerySet(DirectoryQuerySet["Service"]):
    def current(self) -> Self:
        """Those that families can go to today."""
        today = timezone.localdate()
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=today)).filter(Q(ends_on=None) | Q(ends_on__gt=today))

    def reaching(self, area_id: int) -> Self:
        return self.filter(Q(area_ids=[]) | Q(area_ids__contains=[area_id]))


class Service(Referenced):
    """What an agency, or somebody outside the partnership, offers to families. Ages are whole years of a child."""

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=40, blank=True, editable=False, help_text="Of the profile's list it came from.")
    what = models.CharField("what it does", max_length=300)
    from_age = models.PositiveSmallIntegerField("from which age", null=True, blank=True)
    to_age = models.PositiveSmallIntegerField("up to which age", null=True, blank=True)
    is_before_birth = models.BooleanField("before birth", default=False)
    for_whom = ArrayField(models.TextField(choices=ForWhom.choices), verbose_name="for whom", default=list)
    needs = ArrayField(models.TextField(), verbose_name="what it helps with", default=list, help_text="Keys of prompts")
    area_ids = ArrayField(models.BigIntegerField(), verbose_name="areas", default=list, help_text="None of them is all")
    agency = TenantForeignKey(Agency, null=True, blank=True)
    provider = models.CharField("who else runs it", max_length=120, blank=True)
    phone = models.CharField("telephone", max_length=30, blank=True)
    email = models.EmailField("e-mail", blank=True)
    web = models.URLField("web page", blank=True)
    is_asked_directly = models.BooleanField("whether it can be asked for in a request", default=False)
    starts_on = models.DateField("when it starts", null=True, blank=True)
    ends_on = models.DateField("when it ends", null=True, blank=True)

    objects: ClassVar[models.Manager[Service]] = ServiceQuerySet.as_manager()
    row_scope = RowScope.DIRECTORY

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "name"], name="service_name")]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(from_age=None) | Q(to_age=None) | Q(from_age__lte=F("to_age")), name="service_ages_in_order"
            ),
            models.CheckConstraint(condition=Q(agency=None) | Q(provider=""), name="service_run_by_one"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
                name="service_ends_after_it_starts",
            ),
            models.UniqueConstraint(fields=["tenant", "key"], condition=~Q(key=""), name="service_of_profile_once"),
        ]

    def suits(self, age: int) -> bool:
        """Whether a child of `age` may go there; `BEFORE_BIRTH` for one who is expected."""
        if self.is_any_age:
            return True
        if age == BEFORE_BIRTH:
            return self.is_before_birth
        if self.from_age is None and self.to_age is None:
            return False
        return (self.from_age or 0) <= age <= (OLDEST if self.to_age is None else self.to_age)

    @property
    def is_any_age(self) -> bool:
        return self.from_age is None and self.to_age is None and not self.is_before_birth

    @property
    def ages(self) -> str:
        """'Before birth and up to 5', '11 to 19', 'From 16', 'Any age'."""
        if self.is_any_age:
            return "Any age"
        if self.to_age is not None:
            born = f"{self.from_age} to {self.to_age}" if self.from_age else f"Up to {self.to_age}"
        else:
            born = "" if self.from_age is None else f"From {self.from_age or 'birth'}"
        if not self.is_before_birth:
            return born
        return f"Before birth, and {born[:1].lower()}{born[1:]}" if born else "Before birth"

    @property
    def run_by(self) -> str:
        return self.agency.name if self.agency_id and self.agency else self.provider

    @property
    def contact(self) -> str:
        return ", ".join(part for part in (self.phone, self.email, self.web) if part)


def of_ages(services: Iterable[Service], ages: Iterable[int]) -> list[Service]:
    """Those that suit any of the children."""
    wanted = list(ages)
    return [one for one in services if any(one.suits(age) for age in wanted)]


class WantedService(OfRequest):
    """What whoever asks thinks would help (R068). Written with the request."""

    service = TenantForeignKey(Service)

    objects: ClassVar[models.Manager[WantedService]] = OfRequestQuerySet.as_manager()
    row_scope = RowScope.OF_REQUEST

    class Meta(OfRequest.Meta):
        constraints = [
            *OfRequest.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "request", "service"], name="service_wanted_once"),
        ]


class ToldService(OfRequest):
    """A service that the hub's decision names, with what whoever asked was told about it on that day."""

    service = TenantForeignKey(Service)
    name = models.CharField(max_length=120)
    what = models.CharField(max_length=300)
    run_by = models.TextField(blank=True)
    contact = models.TextField(blank=True)

    objects: ClassVar[models.Manager[ToldService]] = OfRequestQuerySet.as_manager()
    row_scope = RowScope.TOLD_OF_PUBLIC_REQUEST

    class Meta(OfRequest.Meta):
        constraints = [
            *OfRequest.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "request", "service"], name="service_told_once"),
        ]

"""Children, unborn children and adults."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import Ethnicity, PersonKind, SenProvision, Sex, WhyNotKnown
from cases.models import rules
from ehm.models import Agency, SaidAloud, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.person(actor), tenant_id=actor.tenant_id)


@pghistory.track()
class Person(SaidAloud):
    kind = models.TextField(choices=PersonKind.choices)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    known_as = models.CharField(max_length=100, blank=True)
    is_family_name_unknown = models.BooleanField(default=False)
    date_of_birth = models.DateField(null=True, blank=True)
    is_date_of_birth_unknown = models.BooleanField(default=False)
    expected_on = models.DateField("expected date of birth", null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    sex = models.TextField(choices=Sex.choices, blank=True)
    gender_identity = models.CharField(max_length=100, blank=True)
    ethnicity = models.TextField(choices=Ethnicity.choices, default=Ethnicity.NOBT)
    first_language = models.CharField(max_length=60, blank=True)
    needs_interpreter = models.BooleanField(default=False)
    interpreter_language = models.CharField(max_length=60, blank=True)
    sen_provision = models.TextField(choices=SenProvision.choices, blank=True)
    sen_needs = ArrayField(models.TextField(), default=list, blank=True)
    disabilities = ArrayField(models.TextField(), default=list, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    why_no_nhs_number = models.TextField(choices=WhyNotKnown.choices, blank=True)
    upn = models.CharField("unique pupil number", max_length=13, blank=True)
    why_no_upn = models.TextField(choices=WhyNotKnown.choices, blank=True)
    ni_number = models.CharField("National Insurance number", max_length=9, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    safe_to_contact = models.CharField(max_length=255, blank=True, help_text="How and when it is safe to get in touch.")
    created_by_agency = TenantForeignKey(Agency)
    created_at = models.DateTimeField(default=timezone.now)
    has_episode = models.BooleanField(default=False, editable=False)  # kept by a trigger
    is_whereabouts_protected = models.BooleanField(default=False, editable=False)  # kept by a trigger
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Person]] = PersonQuerySet.as_manager()
    row_scope = RowScope.PERSON

    class Meta(SaidAloud.Meta):
        indexes = [
            models.Index(fields=["tenant", "date_of_birth"], name="person_birth"),
            models.Index(fields=["tenant", "nhs_number"], condition=~Q(nhs_number=""), name="person_nhs"),
        ]
        constraints = [
            *SaidAloud.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind=PersonKind.UNBORN) | Q(date_of_birth__isnull=True), name="unborn_has_no_birthday"
            ),
        ]

    @property
    def is_child(self) -> bool:
        return self.kind in (PersonKind.CHILD, PersonKind.UNBORN)

    @property
    def name(self) -> str:
        """As people say it: 'Aisha Reed', 'Aisha (surname not known)', 'Unborn Reed'."""
        given = self.given_name or ("Unborn" if self.kind == PersonKind.UNBORN else "(first name not known)")
        family = self.family_name or "(surname not known)"
        return f"{given} {family}"

    @property
    def short_name(self) -> str:
        return self.known_as or self.given_name or self.name

    def age_on(self, day: date) -> int | None:
        """Whole years; None for the unborn and where the date of birth is not known."""
        born = self.date_of_birth
        if born is None:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    @property
    def age(self) -> int | None:
        return self.age_on(timezone.localdate())

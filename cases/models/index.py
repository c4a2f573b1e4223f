"""The index of people: found by name, date of birth or NHS number, whoever may open the record, and nothing else."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from cases.models.people import Person
from ehm.models import TenantForeignKey, TenantModel
from ehm.rows.registry import RowScope


class PersonIndex(TenantModel):
    """Kept by triggers. Nobody reads it: `cases_find_own` and `cases_find_known` answer one question at a time,
    the first from what one may open, the second with children only (docs/search.md)."""

    person = TenantForeignKey(Person)
    is_child = models.BooleanField()
    names = models.TextField(help_text="Given, family and other name: small letters without accents, a space between.")
    codes = ArrayField(
        models.BigIntegerField(), help_text="What misspelt names keep: sounds, letters, beginnings, ends."
    )
    date_of_birth = models.DateField(null=True, help_text="The expected one of an unborn child.")
    nhs_number = models.CharField(max_length=10, blank=True)

    row_scope = RowScope.INDEX

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "person"], name="person_once_in_the_index")]
        indexes = [
            GinIndex(fields=["codes"], name="personindex_names"),  # the partnership is in each code
            models.Index(fields=["tenant", "date_of_birth"], name="personindex_birth"),
            models.Index(fields=["tenant", "nhs_number"], condition=~models.Q(nhs_number=""), name="personindex_nhs"),
        ]

    def __str__(self) -> str:
        return f"index {self.person_id}"

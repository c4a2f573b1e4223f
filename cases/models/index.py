"""The child index: whether a child is known, for everybody in the partnership, and nothing else."""

from __future__ import annotations

from django.db import models

from cases.models.people import Person
from ehm.models import TenantForeignKey, TenantModel
from ehm.rows.registry import RowScope


class ChildIndex(TenantModel):
    """Kept by triggers. Nobody reads it: `cases_find_known` answers one question at a time (docs/architecture.md)."""

    person = TenantForeignKey(Person)
    given_key = models.TextField(help_text="Lower case, letters only.")
    family_key = models.TextField()
    known_as_key = models.TextField(blank=True)
    date_of_birth = models.DateField(null=True)
    nhs_number = models.CharField(max_length=10, blank=True)

    row_scope = RowScope.INDEX

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "person"], name="once_in_the_index")]
        indexes = [
            models.Index(fields=["tenant", "date_of_birth"], name="childindex_birth"),
            models.Index(fields=["tenant", "nhs_number"], name="childindex_nhs"),
        ]

    def __str__(self) -> str:
        return f"index {self.person_id}"

"""A family, who lives in it, and who is what to whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self, TypeVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import FamilyRole, Relation
from cases.models import rules
from ehm.models import Agency, Area, Membership, SaidAloud, TenantForeignKey, TenantModel
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope

M = TypeVar("M", bound=models.Model)


class FamilyQuerySet(models.QuerySet["Family"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.family(actor), tenant_id=actor.tenant_id)


@pghistory.track()
class Family(SaidAloud):
    """People who are helped together. `name` is what staff call them, such as 'Reed family'."""

    name = models.CharField(max_length=120)
    area = TenantForeignKey(Area, null=True, blank=True)
    note = models.TextField(blank=True, help_text="What anybody who visits must know, such as a dog or the stairs.")
    created_by_agency = TenantForeignKey(Agency)
    created_by = TenantForeignKey(Membership)
    created_at = models.DateTimeField(default=timezone.now)
    has_episode = models.BooleanField(default=False, editable=False)  # kept by a trigger
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Family]] = FamilyQuerySet.as_manager()
    row_scope = RowScope.FAMILY

    class Meta(SaidAloud.Meta):
        pass

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.pk, "episode_id": None, "person_id": None}


class OfFamilyQuerySet(models.QuerySet[M]):
    """Rows with a `family`: seen by whoever sees the family."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.of_family(actor), tenant_id=actor.tenant_id)

    def within(self, families: Iterable[Family]) -> Self:
        """Rows of `families` that have been read through `visible_to` in this transaction: what decides about each row
        is decided already. The policies ask again all the same."""
        seen = list(families)
        return self.filter(tenant_id__in={one.tenant_id for one in seen}, family_id__in={one.pk for one in seen})


class FamilyMemberQuerySet(OfFamilyQuerySet["FamilyMember"]):
    def current(self) -> Self:
        return self.filter(left_on=None)

    def household(self) -> Self:
        return self.filter(role=FamilyRole.HOUSEHOLD)


class FamilyMember(TenantModel):
    """Somebody's place in a family. The same child can be in two families, such as two parents' homes."""

    family = TenantForeignKey(Family, related_name="members")
    person = TenantForeignKey("cases.Person", related_name="memberships_of_families")
    role = models.TextField(choices=FamilyRole.choices)
    description = models.CharField(max_length=120, blank=True, help_text="In the family's own words, such as nan.")
    support = models.TextField(blank=True, help_text="How they support the family and could take part.")
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[FamilyMember]] = FamilyMemberQuerySet.as_manager()
    row_scope = RowScope.CHILD_OF_FAMILY

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "person"], name="familymember_person"),
            models.Index(fields=["tenant", "family"], name="familymember_family"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "family", "person"], condition=Q(left_on=None), name="once_in_a_family"
            )
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.family_id, "episode_id": None, "person_id": self.person_id}


class Relationship(TenantModel):
    """`person` is the `relation` of `relative`: Dee is the mother of Aisha."""

    family = TenantForeignKey(Family, related_name="relationships")
    person = TenantForeignKey("cases.Person")
    relative = TenantForeignKey("cases.Person")
    relation = models.TextField(choices=Relation.choices)
    has_parental_responsibility = models.BooleanField(null=True, blank=True)
    evidence = models.CharField(max_length=255, blank=True, help_text="How parental responsibility is known.")
    contact_restrictions = models.CharField(max_length=255, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[Relationship]] = OfFamilyQuerySet.as_manager()
    row_scope = RowScope.CHILD_OF_FAMILY

    class Meta:
        indexes = [models.Index(fields=["tenant", "family"], name="relationship_family")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "family", "person", "relative", "relation"], name="one_relationship_of_a_kind"
            ),
            models.CheckConstraint(condition=~Q(person=models.F("relative")), name="nobody_is_their_own_relative"),
        ]

    def __str__(self) -> str:
        return f"relationship {self.pk}"

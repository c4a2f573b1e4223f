"""Who may read an episode, and whom the family keeps out (R116-R122)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from guardian.models import GroupObjectPermissionBase

from cases.choices import AgreementForm, AgreementKind
from cases.models.episodes import Episode, OfEpisodeQuerySet
from cases.models.people import Person
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.registry import RowScope


class EpisodeGrant(GroupObjectPermissionBase):
    """guardian's own table for 'this agency is in the team around this family now'."""

    tenant = models.ForeignKey("ehm.Partnership", on_delete=models.PROTECT, db_index=False, related_name="+")
    content_object = models.ForeignKey(Episode, on_delete=models.CASCADE, db_constraint=False)

    row_scope = RowScope.GRANT

    class Meta(GroupObjectPermissionBase.Meta):
        unique_together: ClassVar = [["tenant", "group", "permission", "content_object"]]


class TeamAgency(Referenced):
    """An agency's time in the team around the family: what it does there, from when to when."""

    episode = TenantForeignKey(Episode, related_name="team")
    agency = TenantForeignKey(Agency)
    worker = TenantForeignKey(Membership, null=True, blank=True)
    helps_with = models.CharField(max_length=255, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    added_by = TenantForeignKey(Membership)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = TenantForeignKey(Membership, null=True, blank=True)

    objects: ClassVar[models.Manager[TeamAgency]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "episode"], name="teamagency_episode")]
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "episode", "agency"], condition=Q(ended_at=None), name="once_in_a_team"
            ),
        ]


class SharingExclusion(Referenced):
    """The family does not want this agency, or this worker, to see the episode (R118). In force until lifted."""

    episode = TenantForeignKey(Episode, related_name="exclusions")
    agency = TenantForeignKey(Agency, null=True, blank=True)
    worker = TenantForeignKey(Membership, null=True, blank=True)
    reason = models.TextField()
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = TenantForeignKey(Membership)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = TenantForeignKey(Membership, null=True, blank=True)
    lift_reason = models.TextField(blank=True)

    objects: ClassVar[models.Manager[SharingExclusion]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "episode"], name="exclusion_episode")]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(agency__isnull=True) ^ Q(worker__isnull=True), name="exclusion_of_agency_or_worker"
            ),
            models.UniqueConstraint(
                fields=["tenant", "episode", "agency"],
                condition=Q(lifted_at=None, agency__isnull=False),
                name="one_exclusion_for_each_agency",
            ),
            models.UniqueConstraint(
                fields=["tenant", "episode", "worker"],
                condition=Q(lifted_at=None, worker__isnull=False),
                name="one_exclusion_for_each_worker",
            ),
        ]


class Agreement(Referenced):
    """What somebody in the family agreed to or was told, how, and when they took it back (R134)."""

    episode = TenantForeignKey(Episode, related_name="agreements")
    person = TenantForeignKey(Person)
    kind = models.TextField(choices=AgreementKind.choices)
    is_given = models.BooleanField()
    form = models.TextField(choices=AgreementForm.choices)
    agreed_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Agreement]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "episode"], name="agreement_episode")]

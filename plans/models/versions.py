"""What was agreed, as it was: with each agreement the database itself keeps the whole plan (migrations/*_versions.sql),
so that whoever agrees keeps also what they may not read. No role changes these rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from assessments.models import Assessment
from cases.models import Episode, Person, rules
from cases.models.episodes import OfEpisodeQuerySet
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.models.tenancy import TenantModel
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope
from plans.choices import PromiseKind
from plans.lifecycle import Done
from plans.models.plans import Goal, Plan, Promise

L = TypeVar("L", bound=models.Model)


class PlanVersion(Referenced):
    """One agreement: on which day, with whom, and how the plan was to run."""

    episode = TenantForeignKey(Episode)
    plan = TenantForeignKey(Plan, related_name="versions")
    number = models.PositiveSmallIntegerField()
    agreed_at = models.DateTimeField(default=timezone.now)
    agreed_with = models.TextField(blank=True, help_text="Who agreed, in words.")
    assessment = TenantForeignKey(Assessment, null=True, blank=True)
    level = models.PositiveSmallIntegerField()
    level_band = models.CharField(max_length=20, blank=True)
    what_it_takes = models.TextField(blank=True)
    review_every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    coordinated_by = models.CharField(max_length=200, blank=True)
    expected_end_on = models.DateField(null=True, blank=True)
    how_measured = models.TextField(blank=True)
    contingency = models.TextField(blank=True)
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)

    objects: ClassVar[models.Manager[PlanVersion]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "plan", "number"], name="version_of_plan"),
        ]


class AgreedQuerySet(models.QuerySet[L]):
    """What a version said: seen by whoever sees the episode, unless its goal is kept from them."""

    def of(self, versions: Iterable[PlanVersion], actor: Actor) -> Self:
        """Of versions that have been read through `visible_to` in this transaction."""
        found = {version.pk for version in versions}
        return self.filter(rules.not_excluded(actor), tenant_id=actor.tenant_id, version_id__in=found)


class AgreedPart(TenantModel):
    """`excluded` as in the plan's own parts; what a goal answered in any version keeps it from somebody in all."""

    episode = TenantForeignKey(Episode)
    version = TenantForeignKey(PlanVersion)
    position = models.PositiveSmallIntegerField(default=0)
    what = models.TextField()
    person = TenantForeignKey(Person, null=True, blank=True)
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)

    row_scope = RowScope.LED_PART_OF_EPISODE

    class Meta:
        abstract = True


class AgreedGoal(AgreedPart):
    """A goal as one version had it; `goal` is the row that lives on."""

    goal = TenantForeignKey(Goal)
    how = models.TextField(blank=True)
    good_progress = models.TextField(blank=True)
    is_cause = models.BooleanField(default=False)
    needs = ArrayField(models.TextField(), default=list, blank=True)
    worries = ArrayField(models.CharField(max_length=14), default=list, blank=True)

    objects: ClassVar[models.Manager[AgreedGoal]] = AgreedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "version"], name="agreed_goal_version"),
            models.Index(fields=["tenant", "episode"], name="agreed_goal_episode"),
        ]


class AgreedPromise(AgreedPart):
    """`goal` is the one that it stood under then."""

    promise = TenantForeignKey(Promise)
    goal = TenantForeignKey(Goal, null=True, blank=True)
    kind = models.TextField(choices=PromiseKind.choices)
    worker = TenantForeignKey(Membership, null=True, blank=True)
    somebody = models.CharField(max_length=200, blank=True)
    by_when = models.DateField(null=True, blank=True)
    measure = models.TextField(blank=True)
    consequence = models.TextField(blank=True)
    status = models.TextField(choices=Done.choices)

    objects: ClassVar[models.Manager[AgreedPromise]] = AgreedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "version"], name="agreed_promise_version"),
            models.Index(fields=["tenant", "episode"], name="agreed_promise_episode"),
        ]

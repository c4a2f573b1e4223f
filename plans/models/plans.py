"""The plan that a family and those who help them make: what they want, who does what by when (R044, R093)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self, TypeVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models import Assessment
from cases.models import Episode, Person, rules
from cases.models.episodes import OfEpisodeQuerySet
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope
from plans.choices import PromiseKind
from plans.lifecycle import Done, PlanStatus

P = TypeVar("P", bound=models.Model)
YEAR = 366  # days


class PlanQuerySet(OfEpisodeQuerySet["Plan"]):
    def running(self) -> Self:
        return self.exclude(status=PlanStatus.ENDED)


@pghistory.track()
class Plan(Referenced):
    """One plan of one episode; a new one begins when another has ended. `number` counts how often it was agreed."""

    episode = TenantForeignKey(Episode, related_name="plans")
    assessment = TenantForeignKey(Assessment, null=True, blank=True, help_text="The assessment that it answers.")
    status = models.TextField(choices=PlanStatus.choices, default=PlanStatus.BEING_MADE)
    number = models.PositiveSmallIntegerField(default=0)
    # timeline and trajectory (R070)
    what_it_takes = models.TextField(blank=True)
    review_every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    coordinated_by = models.CharField(max_length=200, blank=True)
    expected_end_on = models.DateField(null=True, blank=True)
    how_measured = models.TextField(blank=True)
    contingency = models.TextField(blank=True)
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = TenantForeignKey(Membership, null=True, blank=True)
    ended_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Plan]] = PlanQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "episode"], condition=~Q(status=PlanStatus.ENDED), name="one_plan_at_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, status=PlanStatus.ENDED),
                name="plan_ended_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(review_every_days=None) | Q(review_every_days__range=(1, YEAR)),
                name="reviewed_within_a_year",
            ),
        ]

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}


class PlanPartQuerySet(models.QuerySet[P]):
    """Parts of a plan: seen by whoever sees the episode, unless the need behind the part is kept from them."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.part_of_episode(actor), tenant_id=actor.tenant_id)

    def within(self, plans: Iterable[Plan], actor: Actor) -> Self:
        """Of plans that have been read through `visible_to` in this transaction."""
        found = {plan.pk for plan in plans}
        return self.filter(rules.not_excluded(actor), tenant_id=actor.tenant_id, plan_id__in=found)

    def kept(self) -> Self:
        return self.filter(removed_at=None)


class PlanPart(Referenced):
    """Nothing is rubbed out: what was taken off the plan keeps its row. `excluded` is kept by triggers
    (migrations/0002_parts.sql): a goal is kept from whom the needs and worries are kept that it answers, and whatever
    hangs on it with it."""

    episode = TenantForeignKey(Episode)
    plan = TenantForeignKey(Plan)
    position = models.PositiveSmallIntegerField(default=0)
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    saved_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)

    row_scope = RowScope.PART_OF_EPISODE

    class Meta(Referenced.Meta):
        abstract = True

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}


@pghistory.track()
class Goal(PlanPart):
    """What the family wants, how they will know, and what of the assessment it answers."""

    what = models.TextField()
    how = models.TextField(blank=True)
    good_progress = models.TextField(blank=True, help_text="What good progress looks like.")
    is_cause = models.BooleanField(default=False, help_text="Goes to what lies behind, before its signs.")
    needs = ArrayField(models.TextField(), default=list, blank=True)  # items of the assessment's checklist
    worries = ArrayField(models.CharField(max_length=14), default=list, blank=True)  # references of worry statements
    person = TenantForeignKey(Person, null=True, blank=True, help_text="The child that it is for, if for one.")

    objects: ClassVar[models.Manager[Goal]] = PlanPartQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        indexes = [models.Index(fields=["tenant", "plan"], name="goal_plan")]


@pghistory.track()
class Promise(PlanPart):
    """An action that somebody takes on, or a bottom line with what follows if it is missed. Whose it is: a worker
    with an account, somebody of the family, or a name."""

    kind = models.TextField(choices=PromiseKind.choices, default=PromiseKind.ACTION)
    goal = TenantForeignKey(Goal, null=True, blank=True)
    what = models.TextField()
    worker = TenantForeignKey(Membership, null=True, blank=True)
    person = TenantForeignKey(Person, null=True, blank=True)
    somebody = models.CharField(max_length=200, blank=True)
    by_when = models.DateField(null=True, blank=True)
    measure = models.TextField(blank=True, help_text="How one sees that it is done.")
    consequence = models.TextField(blank=True)
    status = models.TextField(choices=Done.choices, default=Done.OPEN)
    finished_on = models.DateField(null=True, blank=True)
    finished_by = TenantForeignKey(Membership, null=True, blank=True)
    note = models.TextField(blank=True, help_text="What came of it, or why it was not done.")
    said_by = models.CharField(max_length=200, blank=True, help_text="Who said so by a link, without an account.")
    meeting = TenantForeignKey("plans.Meeting", null=True, blank=True, help_text="The meeting that decided on it.")

    objects: ClassVar[models.Manager[Promise]] = PlanPartQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        indexes = [
            models.Index(fields=["tenant", "plan"], name="promise_plan"),
            models.Index(fields=["tenant", "worker"], name="promise_worker", condition=Q(status=Done.OPEN)),
        ]
        constraints = [
            *PlanPart.Meta.constraints,
            models.CheckConstraint(
                condition=Q(worker=None, person=None) | Q(worker=None, somebody="") | Q(person=None, somebody=""),
                name="promise_of_one",
            ),
            models.CheckConstraint(
                condition=Q(status=Done.OPEN, finished_on=None, finished_by=None)
                | (~Q(status=Done.OPEN) & Q(finished_on__isnull=False, finished_by__isnull=False)),
                name="promise_finished_on_and_by",
            ),
            models.CheckConstraint(
                condition=Q(consequence="") | Q(kind=PromiseKind.BOTTOM_LINE), name="bottom_lines_have_consequences"
            ),
        ]

    @property
    def is_bottom_line(self) -> bool:
        return self.kind == PromiseKind.BOTTOM_LINE

    @property
    def whose(self) -> str:
        """The name of whoever has taken it on, '' while nobody has."""
        if self.worker is not None:
            return str(self.worker.display_name)
        return str(self.person.short_name) if self.person is not None else self.somebody


class Move(Referenced):
    """A promise got another day, and why. The days before stay on record."""

    episode = TenantForeignKey(Episode)
    promise = TenantForeignKey(Promise, related_name="moves")
    before = models.DateField(null=True, blank=True)
    after = models.DateField()
    reason = models.TextField()
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)

    objects: ClassVar[models.Manager[Move]] = PlanPartQuerySet.as_manager()
    row_scope = RowScope.PART_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "promise"], name="move_promise")]

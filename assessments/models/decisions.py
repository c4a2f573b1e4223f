"""What a manager decided and remarked, who got a copy, and what a declined assessment leaves behind."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, TextChoices
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.declining import NextStep
from assessments.models.assessments import Assessment
from assessments.models.handed import HandedOver
from cases.models import Episode, rules
from cases.models.episodes import LedOnlyQuerySet, OfEpisodeQuerySet
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.models.organisations import DirectoryQuerySet
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope

M = TypeVar("M", bound=models.Model)


class Verdict(TextChoices):
    AUTHORISED = "authorised", "Authorised"
    RETURNED = "returned", "Returned with comments"


class JudgementQuerySet(OfEpisodeQuerySet[M]):
    """What a manager said, which may quote what is kept from somebody: seen by whom nothing that it is about is kept
    from. A decision is about the whole."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.part_of_episode(actor), tenant_id=actor.tenant_id)

    def about(self, assessment: Assessment, actor: Actor) -> Self:
        """Of an assessment that was read through `visible_to` in this transaction."""
        return self.filter(rules.not_excluded(actor), tenant_id=actor.tenant_id, assessment=assessment)


class Decision(Referenced):
    """A manager's decision about a submitted assessment. Nobody decides about their own (the database asks too)."""

    assessment = TenantForeignKey(Assessment, related_name="decisions")
    episode = TenantForeignKey(Episode)
    agency = TenantForeignKey(Agency)
    verdict = models.TextField(choices=Verdict.choices)
    review = models.TextField()
    decided_by = TenantForeignKey(Membership)
    decided_at = models.DateTimeField(default=timezone.now)

    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)  # kept by a trigger

    objects: ClassVar[models.Manager[Decision]] = JudgementQuerySet.as_manager()
    row_scope = RowScope.LED_PART_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "assessment"], name="decision_assessment")]


class Remark(Referenced):
    """A manager's comment, pinned to a section or to words quoted from it. Settled once it is dealt with; `reply`: why
    it was not, in the words of whoever submitted it again."""

    assessment = TenantForeignKey(Assessment, related_name="remarks")
    episode = TenantForeignKey(Episode)
    agency = TenantForeignKey(Agency)
    decision = TenantForeignKey(Decision, null=True, blank=True)
    address = models.TextField(help_text="Where on the form: a section, or a question in it.")
    quote = models.TextField(blank=True)
    remark = models.TextField()
    made_by = TenantForeignKey(Membership)
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = TenantForeignKey(Membership, null=True, blank=True)
    reply = models.TextField(blank=True, default="", db_default="")

    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)  # kept by a trigger

    objects: ClassVar[models.Manager[Remark]] = JudgementQuerySet.as_manager()
    row_scope = RowScope.LED_PART_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "assessment"], name="remark_assessment")]


class Copy(HandedOver):
    """Of an assessment. `goals`: references of the worries whose goals stand on a child's page."""

    assessment = TenantForeignKey(Assessment, related_name="copies")
    goals = ArrayField(models.CharField(max_length=14), default=list, blank=True)

    objects: ClassVar[models.Manager[Copy]] = LedOnlyQuerySet.as_manager()

    class Meta(HandedOver.Meta):
        indexes = [models.Index(fields=["tenant", "assessment"], name="copy_assessment")]
        constraints = [
            *HandedOver.Meta.constraints,
            models.CheckConstraint(condition=~Q(person__isnull=False, for_agency__isnull=False), name="one_recipient"),
        ]


class DeclinedQuerySet(OfEpisodeQuerySet["Declined"]):
    def with_plan(self) -> Self:
        """`again_on`: the day on which it is offered again, as it was planned last; and who wrote what."""
        planned = Attempt.objects.filter(
            tenant_id=OuterRef("tenant_id"), declined=OuterRef("pk"), try_again_on__isnull=False
        ).order_by("-pk")
        again_on = Coalesce(Subquery(planned.values("try_again_on")[:1]), F("try_again_on"))
        return self.annotate(again_on=again_on)

    def due(self, today: date) -> Self:
        """Those to offer again by now, the longest due first: since that day nothing was offered, and the family has
        neither declined nor decided anew."""
        of_episode = {"tenant_id": OuterRef("tenant_id"), "episode_id": OuterRef("episode_id")}
        offered = Attempt.objects.filter(
            tenant_id=OuterRef("tenant_id"), declined=OuterRef("pk"), on__gte=OuterRef("again_on")
        )
        later = Declined.objects.filter(**of_episode, pk__gt=OuterRef("pk"))
        decided = Assessment.objects.filter(**of_episode, recorded_at__gt=OuterRef("recorded_at"))
        rows = self.with_plan().filter(again_on__lte=today)
        return rows.exclude(Exists(offered) | Exists(later) | Exists(decided)).order_by("again_on", "pk")


class Declined(Referenced):
    """The family said no to an assessment: what was tried, what comes next, and who weighed the risk (R052)."""

    episode = TenantForeignKey(Episode, related_name="declined_assessments")
    agency = TenantForeignKey(Agency)
    declined_on = models.DateField()
    reason = models.TextField(help_text="In the family's own words, where they gave one.")
    next_step = models.TextField(choices=[(one.value, one.value) for one in NextStep])
    try_again_on = models.DateField(null=True, blank=True)
    is_safety_a_worry = models.BooleanField()
    risk_assessment = models.TextField(blank=True)
    decided_by = models.CharField(max_length=200, blank=True, help_text="The senior manager or safeguarding lead.")
    decision = models.TextField(blank=True)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Declined]] = DeclinedQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "episode"], name="declined_episode")]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_safety_a_worry=False) | ~Q(risk_assessment="") & ~Q(decided_by="") & ~Q(decision=""),
                name="a_worry_about_safety_is_weighed",
            ),
        ]

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}


class Attempt(Referenced):
    """One time that help was offered, and what came of it."""

    episode = TenantForeignKey(Episode)
    declined = TenantForeignKey(Declined, related_name="attempts")
    agency = TenantForeignKey(Agency)
    on = models.DateField()
    how = models.CharField(max_length=200)
    answer = models.TextField()
    try_again_on = models.DateField(null=True, blank=True, help_text="When it is offered the next time.")
    recorded_by = TenantForeignKey(Membership)

    objects: ClassVar[models.Manager[Attempt]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "declined"], name="attempt_declined")]


class LocalAdditionQuerySet(DirectoryQuerySet["LocalAddition"]):
    def asked(self) -> Self:
        return self.filter(kind="question")

    def offered(self) -> Self:
        return self.filter(kind="value")


class LocalAddition(Referenced):
    """A partnership's own question or value, as its administrator added it (assessments/local.py)."""

    kind = models.CharField(
        max_length=8, choices=[("question", "question"), ("value", "value"), ("code_set", "code_set")]
    )
    key = models.CharField(max_length=60)
    entry = models.JSONField(help_text="As the published files would say it.")
    added_by = TenantForeignKey(Membership)
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[LocalAddition]] = LocalAdditionQuerySet.as_manager()
    row_scope = RowScope.DIRECTORY

    class Meta(Referenced.Meta):
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "kind", "key"], name="one_local_addition_of_a_key"),
        ]

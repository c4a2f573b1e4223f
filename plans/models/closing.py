"""How help ends: what became of each need, who agrees, what they said of it (R053, R054)."""

from __future__ import annotations

from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import ClosureReason
from cases.models import Episode, Person, rules
from cases.models.episodes import OfEpisodeQuerySet
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope
from plans.choices import Asked, FamilyView, FeedbackSet, NeedOutcome


@pghistory.track()
class Closing(Referenced):
    """Written before help ends, so that a manager can look at it first; it is on record once the episode is closed."""

    episode = TenantForeignKey(Episode, related_name="closings")
    reason = models.TextField(choices=ClosureReason.choices)
    rationale = models.TextField()
    family_view = models.TextField(choices=FamilyView.choices)
    why_not_told = models.TextField(blank=True)
    family_says = models.TextField(blank=True, help_text="What the family and the children say of how it ends.")
    professionals_agree = models.TextField(blank=True, help_text="Who of those who helped agrees, and who does not.")
    goes_on = models.TextField(blank=True, help_text="Who helps from now on, and where to turn if it gets harder.")
    lacked = ArrayField(models.TextField(), default=list, blank=True, help_text="What the record lacked when it ended.")
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, help_text="When something in it last became different.")
    asked_oversight_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Closing]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "episode"], name="one_closing_of_an_episode"),
        ]

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}


class ClosedNeedQuerySet(models.QuerySet["ClosedNeed"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.part_of_episode(actor), tenant_id=actor.tenant_id)


@pghistory.track()
class ClosedNeed(Referenced):
    """What became of one need of the assessment's checklist. Kept from whom the need is kept, by a trigger."""

    episode = TenantForeignKey(Episode)
    item = models.TextField()
    outcome = models.TextField(choices=NeedOutcome.choices)
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)

    objects: ClassVar[models.Manager[ClosedNeed]] = ClosedNeedQuerySet.as_manager()
    row_scope = RowScope.PART_OF_EPISODE

    class Meta(Referenced.Meta):
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "episode", "item"], name="one_outcome_of_a_need"),
        ]

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}


class Feedback(Referenced):
    """One person of the family was asked how the help was: by a link, on paper or on the phone. Or why they were not.

    `answers`: question of the set → {"score": 0 to 10 or None, "words": text}."""

    episode = TenantForeignKey(Episode, related_name="feedback")
    person = TenantForeignKey(Person)
    questions = models.TextField(choices=FeedbackSet.choices)
    asked = models.TextField(choices=Asked.choices)
    asked_on = models.DateField(default=timezone.localdate)
    why_not = models.TextField(blank=True)
    answers = models.JSONField(default=dict, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Feedback]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "episode"], name="feedback_episode")]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(asked=Asked.NOT, answered_on=None) & ~Q(why_not="") | ~Q(asked=Asked.NOT),
                name="not_asked_has_a_reason",
            ),
        ]

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}

"""How things are later, on the scales that the assessment set: its scores are the baseline (R043, R137)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.choices import Respondent
from cases.models import Contact, Episode, rules
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope
from plans.choices import ScoredAt
from plans.models.meetings import Meeting


class LaterScoreQuerySet(models.QuerySet["LaterScore"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.part_of_episode(actor), tenant_id=actor.tenant_id)

    def within(self, episodes: Iterable[Episode], actor: Actor) -> Self:
        """Of episodes that have been read through `visible_to` in this transaction."""
        found = {episode.pk for episode in episodes}
        return self.filter(rules.not_excluded(actor), tenant_id=actor.tenant_id, episode_id__in=found)

    def kept(self) -> Self:
        """Without those that were put right or taken back."""
        return self.filter(removed_at=None)


@pghistory.track()
class LaterScore(Referenced):
    """One view on one scale of the assessment, given again at a review, on a visit or when help ends. What it says
    stays; where it is put right, it is taken off and another stands in its place.

    `scale_set`, `scale`, `about` and `respondent` are those of the assessment's `Score`. It is kept from whom that is
    kept (`excluded`, by a trigger of migrations/0003_later.sql)."""

    episode = TenantForeignKey(Episode)
    at = models.TextField(choices=ScoredAt.choices)
    meeting = TenantForeignKey(Meeting, null=True, blank=True)
    contact = TenantForeignKey(Contact, null=True, blank=True)
    scale_set = models.TextField()
    scale = models.TextField()
    about = models.CharField(max_length=14, blank=True)
    respondent = models.TextField(choices=[(one.value, one.value) for one in Respondent])
    value = models.PositiveSmallIntegerField(help_text="0 worst to 10 best.")
    reason = models.TextField(blank=True)
    given_on = models.DateField()
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True, help_text="When it was put right, or taken back.")
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)

    objects: ClassVar[models.Manager[LaterScore]] = LaterScoreQuerySet.as_manager()
    row_scope = RowScope.PART_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "episode", "given_on"], name="laterscore_episode")]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(condition=Q(value__lte=10), name="later_score_at_most_ten"),
            models.CheckConstraint(
                condition=Q(at=ScoredAt.REVIEW, meeting__isnull=False, contact=None)
                | Q(at=ScoredAt.CONTACT, meeting=None, contact__isnull=False)
                | Q(at=ScoredAt.CLOSING, meeting=None, contact=None),
                name="scored_at_one_occasion",
            ),
        ]

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}

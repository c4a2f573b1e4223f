"""The Early Help Assessment: one row for each version of it (R041, R078)."""

from __future__ import annotations

from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from assessments.choices import Consequence
from assessments.lifecycle import BEING_WRITTEN, Status
from assessments.timeline import ASSESSMENT_SUBMITTED
from cases.models import Episode, TimelineEvent
from cases.models.episodes import OfEpisodeQuerySet
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.registry import RowScope

WHOLE = "all"  # what a limit on sharing calls the whole form
OUTCOMES = [(one.value, one.value) for one in Consequence]
_NOT_AUTHORISED = [status.value for status in Status if status is not Status.AUTHORISED]


# The places of each that whoever acts is kept out of.
WITHHELD = Func(F("pk"), function="assessments_withheld", output_field=ArrayField(models.TextField()))


class AssessmentQuerySet(OfEpisodeQuerySet["Assessment"]):
    def not_withheld(self) -> Self:
        """Without those that are kept as a whole from whoever acts; the database knows."""
        return self.alias(withheld=WITHHELD).exclude(withheld__contains=[WHOLE])

    def never_submitted_by(self, user: int) -> Self:
        """Without those that a user, by key, handed in once, in whichever place, whoever handed them in again since."""
        own = TimelineEvent.objects.filter(kind=ASSESSMENT_SUBMITTED.name, membership__user_id=user)
        of = own.alias(of=KeyTextTransform("assessment", "data")).filter(of=OuterRef("reference"))
        return self.exclude(Exists(of.filter(tenant_id=OuterRef("tenant_id"), episode_id=OuterRef("episode_id"))))


@pghistory.track()
class Assessment(Referenced):
    """`form` and `overlays` are the published files that it is filled in by, whatever the partnership uses later."""

    episode = TenantForeignKey(Episode, related_name="assessments")
    form = models.TextField(help_text="Profile and edition of the form, such as coventry-2019.")
    overlays = ArrayField(models.TextField(), default=list, blank=True)
    uses_own_tool = models.BooleanField(default=False, help_text="An agency's own finished assessment, with a summary.")
    status = models.TextField(choices=Status.choices, default=Status.IN_PROGRESS)
    number = models.PositiveSmallIntegerField(default=1, help_text="Version, 1 for the first.")
    follows = TenantForeignKey("self", null=True, blank=True, help_text="The version that this one began from.")
    decided_at = models.DateTimeField(help_text="When it was decided with the family to assess: starts the clock.")
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = TenantForeignKey(Membership, null=True, blank=True)
    shared_on = models.DateField(null=True, blank=True, help_text="The day it was gone through with the family.")
    completed_at = models.DateTimeField(null=True, blank=True, help_text="Submitted and shared with the family.")
    outcome = models.TextField(choices=OUTCOMES, blank=True)
    authorised_at = models.DateTimeField(null=True, blank=True)
    authorised_by = TenantForeignKey(Membership, null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = TenantForeignKey(Membership, null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)  # of this row; `number` is the version that people speak of

    objects: ClassVar[models.Manager[Assessment]] = AssessmentQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "episode", "-recorded_at"], name="assessment_episode")]
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "episode"], condition=Q(status__in=BEING_WRITTEN), name="one_assessment_at_once"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submitted_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(authorised_at__isnull=True, authorised_by__isnull=True, status__in=_NOT_AUTHORISED)
                | Q(authorised_at__isnull=False, authorised_by__isnull=False, status=Status.AUTHORISED),
                name="authorised_at_and_by",
            ),
            models.CheckConstraint(condition=~Q(authorised_by=F("submitted_by")), name="authorised_by_somebody_else"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_at_and_by",
            ),
        ]

    @property
    def is_being_written(self) -> bool:
        return self.status in BEING_WRITTEN

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}

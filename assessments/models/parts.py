"""What is written into an assessment: real rows, so that they can be counted, linked and copied forward."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self, TypeVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.choices import Respondent
from assessments.models.assessments import Assessment
from cases.models import Episode, Person, rules
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope

P = TypeVar("P", bound="models.Model")
HIGHEST = 10


class PartQuerySet(models.QuerySet[P]):
    """Parts of an assessment: seen by whoever sees the episode, and is not kept out of this very part."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.part_of_episode(actor), tenant_id=actor.tenant_id)

    def within(self, assessments: Iterable[Assessment], actor: Actor) -> Self:
        """Parts of `assessments` that have been read through `visible_to` in this transaction, but for those that
        `actor` is kept out of."""
        seen = list(assessments)
        return self.filter(
            rules.not_excluded(actor),
            tenant_id=actor.tenant_id,
            assessment_id__in={one.pk for one in seen},
        )

    def kept(self) -> Self:
        return self.filter(removed_at=None)


class Part(Referenced):
    """One thing written. `about` is the reference of the person or worry that it is about, '' for the family;
    `address` is its place on the form, which a limit on sharing names; `source` says where it was copied from."""

    episode = TenantForeignKey(Episode)
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    saved_at = models.DateTimeField(default=timezone.now)
    address = models.TextField()
    question = models.TextField()
    about = models.CharField(max_length=14, blank=True)
    person = TenantForeignKey(Person, null=True, blank=True)
    source = models.CharField(max_length=255, blank=True)
    version = models.PositiveIntegerField(default=1)
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)  # kept by a trigger

    row_scope = RowScope.PART_OF_EPISODE

    class Meta(Referenced.Meta):
        abstract = True

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": self.person_id}


class Line(Part):
    """One line of a list. Nobody is rubbed out: what was taken off the list keeps its row."""

    assessment = TenantForeignKey(Assessment)
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Part.Meta):
        abstract = True


@pghistory.track()
class Answer(Part):
    """Words, a code or several codes, at one spot of the form: one row, however many people write."""

    assessment = TenantForeignKey(Assessment)
    values = ArrayField(models.TextField(), default=list)

    objects: ClassVar[models.Manager[Answer]] = PartQuerySet.as_manager()

    class Meta(Part.Meta):
        constraints = [
            *Part.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "assessment", "question", "about"], name="one_answer_for_a_spot"),
        ]


@pghistory.track()
class Need(Part):
    """One item of the needs checklist (`about` is empty; `item` is a value of the code set)."""

    assessment = TenantForeignKey(Assessment)
    item = models.TextField()
    answer = models.CharField(max_length=3, blank=True)
    comment = models.TextField(blank=True)
    why_not_now = models.TextField(blank=True)
    worries = ArrayField(models.CharField(max_length=14), default=list, blank=True)  # references of worry statements

    objects: ClassVar[models.Manager[Need]] = PartQuerySet.as_manager()

    class Meta(Part.Meta):
        constraints = [
            *Part.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "assessment", "item"], name="one_answer_for_a_need"),
        ]


@pghistory.track()
class Worry(Line):
    """What somebody is worried about, and what they want to see instead."""

    statement = models.TextField(blank=True)
    goal = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Worry]] = PartQuerySet.as_manager()

    class Meta(Line.Meta):
        indexes = [models.Index(fields=["tenant", "assessment"], name="worry_assessment")]


@pghistory.track()
class Score(Part):
    """One view on one scale, 0 the worst and 10 the best, or why there is none."""

    assessment = TenantForeignKey(Assessment)
    scale_set = models.TextField()
    scale = models.TextField()
    respondent = models.TextField(choices=[(one.value, one.value) for one in Respondent])
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    why_none = models.TextField(blank=True)
    given_on = models.DateField(default=timezone.localdate)

    objects: ClassVar[models.Manager[Score]] = PartQuerySet.as_manager()

    class Meta(Part.Meta):
        constraints = [
            *Part.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "assessment", "scale_set", "scale", "about", "respondent"],
                name="one_score_for_each_view",
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__lte=HIGHEST), name="score_at_most_ten"),
        ]


@pghistory.track()
class HouseholdMember(Line):
    """Who lives in the home, as the family said it on the day."""

    name = models.CharField(max_length=200, blank=True)
    sex = models.CharField(max_length=60, blank=True)
    born = models.DateField(null=True, blank=True, help_text="Date of birth, or when the baby is due.")
    status = models.CharField(max_length=120, blank=True)

    objects: ClassVar[models.Manager[HouseholdMember]] = PartQuerySet.as_manager()

    class Meta(Line.Meta):
        indexes = [models.Index(fields=["tenant", "assessment"], name="household_assessment")]


@pghistory.track()
class Professional(Line):
    """Somebody who helps the family, or could."""

    name = models.CharField(max_length=200, blank=True)
    works_for = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=255, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    postal_address = models.CharField(max_length=255, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.CharField(max_length=254, blank=True)

    objects: ClassVar[models.Manager[Professional]] = PartQuerySet.as_manager()

    class Meta(Line.Meta):
        indexes = [models.Index(fields=["tenant", "assessment"], name="professional_assessment")]


@pghistory.track()
class Seen(Line):
    """When a child or adult was seen and spoken to for this assessment."""

    seen_on = models.DateField(null=True, blank=True)
    seen_alone = models.CharField(max_length=3, blank=True)
    place = models.CharField(max_length=200, blank=True)

    objects: ClassVar[models.Manager[Seen]] = PartQuerySet.as_manager()

    class Meta(Line.Meta):
        indexes = [models.Index(fields=["tenant", "assessment"], name="seen_assessment")]


@pghistory.track()
class TakingPart(Line):
    """Whether somebody of the family took part, and why not."""

    took_part = models.CharField(max_length=3, blank=True)
    why_not = models.TextField(blank=True)
    note = models.TextField(blank=True)

    objects: ClassVar[models.Manager[TakingPart]] = PartQuerySet.as_manager()

    class Meta(Line.Meta):
        indexes = [models.Index(fields=["tenant", "assessment"], name="takingpart_assessment")]


@pghistory.track()
class Limit(Line):
    """What somebody must not see. `holds_back` is the address on the form that it names, 'all' for the whole of it; an
    agency or worker is kept out by the database, somebody of the family (`person`) by every copy."""

    holds_back = models.TextField(blank=True)
    who = models.TextField(blank=True, help_text="'agency:', 'worker:' or 'person:' and a reference, or 'other'.")
    what = models.TextField(blank=True)
    with_whom = models.CharField(max_length=200, blank=True)
    kept_from_agency = TenantForeignKey(Agency, null=True, blank=True)
    kept_from_worker = TenantForeignKey(Membership, null=True, blank=True)
    reason = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Limit]] = PartQuerySet.as_manager()

    class Meta(Line.Meta):
        indexes = [models.Index(fields=["tenant", "assessment"], name="limit_assessment")]
        constraints = [
            *Line.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kept_from_agency=None) | Q(kept_from_worker=None), name="limit_for_agency_or_worker"
            ),
        ]

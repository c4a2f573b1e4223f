"""Meetings of the family and those who help them: when, who came, what was said, when again (R045, R046, R106)."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Contact, Episode, Person
from cases.models.episodes import OfEpisodeQuerySet
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.registry import RowScope
from plans.choices import Answer, Attended, Interpreter, MeetingKind, ReviewOutcome
from plans.lifecycle import MeetingStatus
from plans.models.plans import Goal, Plan, PlanPart, PlanPartQuerySet

WRITTEN = (MeetingStatus.HELD, MeetingStatus.NOT_HELD)


@pghistory.track()
class Meeting(Referenced):
    """Planned, then held or cancelled. The minutes are the record of it."""

    episode = TenantForeignKey(Episode, related_name="meetings")
    plan = TenantForeignKey(Plan, null=True, blank=True, help_text="The plan that it made or reviewed.")
    follows = TenantForeignKey("plans.Meeting", null=True, blank=True, help_text="The meeting that set its day.")
    kind = models.TextField(choices=MeetingKind.choices)
    status = models.TextField(choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    family_asked_for = models.TextField(blank=True, help_text="The time and place that suit them.")
    language = models.CharField(max_length=60, blank=True)
    interpreter = models.TextField(choices=Interpreter.choices, blank=True)
    access_needs = models.TextField(blank=True)
    another_agencys = models.CharField(
        max_length=200, blank=True, help_text="What another agency calls its meeting that serves as this one (R102)."
    )
    whose = models.CharField(max_length=200, blank=True, help_text="The agency whose meeting that is.")
    working_well = models.TextField(blank=True)
    worried_about = models.TextField(blank=True)
    childs_voice = models.TextField(blank=True)
    decided = models.TextField(blank=True)
    celebrated = models.TextField(blank=True)
    new_needs = models.TextField(blank=True)
    new_strengths = models.TextField(blank=True)
    outcome = models.TextField(choices=ReviewOutcome.choices, blank=True)
    next_on = models.DateField(null=True, blank=True)
    why_no_next = models.TextField(blank=True)
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    written_at = models.DateTimeField(null=True, blank=True, help_text="When the minutes were saved.")
    written_by = TenantForeignKey(Membership, null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = TenantForeignKey(Membership, null=True, blank=True)
    cancelled_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Meeting]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "episode", "-starts_at"], name="meeting_episode")]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(written_at=None, written_by=None) & ~Q(status__in=WRITTEN)
                | Q(written_at__isnull=False, written_by__isnull=False, status__in=WRITTEN),
                name="held_is_written",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None) & ~Q(status=MeetingStatus.CANCELLED)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False, status=MeetingStatus.CANCELLED),
                name="meeting_cancelled_at_and_by",
            ),
        ]

    @property
    def is_held(self) -> bool:
        return self.status == MeetingStatus.HELD

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}


@pghistory.track()
class Invitation(Referenced):
    """Who is asked to a meeting: a worker with an account, somebody of the family, an agency that sends whom it can,
    or a name; and how they were heard."""

    episode = TenantForeignKey(Episode)
    meeting = TenantForeignKey(Meeting, related_name="invitations")
    worker = TenantForeignKey(Membership, null=True, blank=True)
    person = TenantForeignKey(Person, null=True, blank=True)
    asked_agency = TenantForeignKey(Agency, null=True, blank=True)
    name = models.CharField(max_length=200, blank=True)
    works_as = models.CharField(max_length=200, blank=True)
    attended = models.TextField(choices=Attended.choices, default=Attended.INVITED)
    views = models.TextField(blank=True, help_text="What they said beforehand, as told to whoever leads.")
    heard_how = models.TextField(blank=True, help_text="How a child was heard who was not there, or not all the time.")
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Invitation]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "meeting"], name="invitation_meeting")]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(worker__isnull=False, person=None, asked_agency=None, name="")
                | Q(worker=None, person__isnull=False, asked_agency=None, name="")
                | Q(worker=None, person=None, asked_agency__isnull=False, name="")
                | (Q(worker=None, person=None, asked_agency=None) & ~Q(name="")),
                name="invitation_of_one",
            ),
        ]

    @property
    def who(self) -> str:
        if self.worker is not None:
            return str(self.worker.display_name)
        if self.asked_agency is not None:
            return str(self.asked_agency.name)
        return str(self.person.short_name) if self.person is not None else self.name

    @property
    def from_agency(self) -> Agency | None:
        """The agency that is heard by hearing them."""
        agency: Agency | None = self.worker.agency if self.worker is not None else self.asked_agency
        return agency


class Reply(Referenced):
    """What somebody who is asked answers before the meeting, and the report that they send; the latest counts."""

    episode = TenantForeignKey(Episode)
    invitation = TenantForeignKey(Invitation, related_name="replies")
    answer = models.TextField(choices=Answer.choices, blank=True)
    report = models.TextField(blank=True)
    by_link = models.BooleanField(default=False, help_text="They wrote it themselves, by a link, without an account.")
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Reply]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "invitation"], name="reply_invitation")]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(condition=~Q(answer="", report=""), name="reply_says_something"),
        ]


class EarlierMinutes(Referenced):
    """Minutes as they were until they were put right or taken back, and why (the trigger `minutes_stay` sees to it that
    none are changed without). `said` holds what each column of the meeting said, `attended` how each invitation was
    heard, by its reference."""

    episode = TenantForeignKey(Episode)
    meeting = TenantForeignKey(Meeting, related_name="earlier_minutes")
    version = models.PositiveIntegerField(help_text="The version of the meeting that these were.")
    starts_at = models.DateTimeField()
    said = models.JSONField(default=dict)
    attended = models.JSONField(default=dict)
    reason = models.TextField(help_text="Why they were put right.")
    is_taken_back = models.BooleanField(default=False)
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[EarlierMinutes]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        verbose_name_plural = "earlier minutes"
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "meeting", "version"], name="one_earlier_for_a_version"),
        ]


class Progress(PlanPart):
    """What a review found about one goal: what has been done, and what stands in the way (R071). Put right, the row
    before is taken off and keeps its words."""

    meeting = TenantForeignKey(Meeting, related_name="progress")
    goal = TenantForeignKey(Goal)
    made = models.TextField(blank=True)
    in_the_way = models.TextField(blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0 worst to 10 best.")

    objects: ClassVar[models.Manager[Progress]] = PlanPartQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        indexes = [models.Index(fields=["tenant", "goal"], name="progress_goal")]
        constraints = [
            *PlanPart.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "meeting", "goal"], condition=Q(removed_at=None), name="one_progress_for_a_goal"
            ),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=10), name="progress_at_most_ten"),
        ]


class Step(PlanPart):
    """What a visit showed about one goal, in words or as a number from 0 (at its worst) to 10 (all is well)."""

    contact = TenantForeignKey(Contact)
    goal = TenantForeignKey(Goal)
    words = models.TextField(blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0 worst to 10 best.")

    objects: ClassVar[models.Manager[Step]] = PlanPartQuerySet.as_manager()

    class Meta(PlanPart.Meta):
        indexes = [models.Index(fields=["tenant", "goal"], name="step_goal")]
        constraints = [
            *PlanPart.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "contact", "goal"], name="one_step_for_a_goal"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=10), name="step_at_most_ten"),
        ]

"""What follows from a meeting: actions with dates, and disagreements between agencies (R084, R088)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ehm.models import Agency, Area, Membership, Referenced, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope
from hubs.choices import DisagreementEnd
from hubs.models import rules
from hubs.models.agenda import AgendaItem


class MeetingActionQuerySet(models.QuerySet["MeetingAction"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.meeting_action(actor), tenant_id=actor.tenant_id)

    def to_do(self) -> Self:
        return self.filter(done_at=None, dropped_at=None)


class MeetingAction(Referenced):
    """What somebody does by when. Their agency reads it as long as it is there: it says no more than what is to do."""

    item = TenantForeignKey(AgendaItem, related_name="actions")
    area = TenantForeignKey(Area, editable=False)  # of the meeting, kept by a trigger
    what = models.CharField(max_length=500)
    doer_agency = TenantForeignKey(Agency)
    doer = TenantForeignKey(Membership, null=True, blank=True)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = TenantForeignKey(Membership, null=True, blank=True)
    outcome = models.CharField(max_length=500, blank=True, help_text="What came of it.")
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_because = models.CharField(max_length=300, blank=True)
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)  # kept by triggers
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[MeetingAction]] = MeetingActionQuerySet.as_manager()
    row_scope = RowScope.MEETING_ACTION

    class Meta(Referenced.Meta):
        indexes = [
            models.Index(fields=["tenant", "item"], name="meetingaction_item"),
            models.Index(
                fields=["tenant", "area", "due_on"],
                condition=Q(done_at=None, dropped_at=None),
                name="meetingaction_area_to_do",
            ),
            models.Index(
                fields=["tenant", "doer_agency", "due_on"],
                condition=Q(done_at=None, dropped_at=None),
                name="meetingaction_doer_to_do",
            ),
        ]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="meeting_action_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | Q(done_at=None) & ~Q(dropped_because=""),
                name="meeting_action_dropped_because",
            ),
        ]


class OfActionQuerySet(models.QuerySet["ActionDate"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.of_action(actor), tenant_id=actor.tenant_id)


class ActionDate(Referenced):
    """An action was late, or will be: why, and its new date. The dates before stay (R088)."""

    action = TenantForeignKey(MeetingAction, related_name="dates")
    was_due_on = models.DateField()
    due_on = models.DateField()
    reason = models.CharField(max_length=500)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[ActionDate]] = OfActionQuerySet.as_manager()
    row_scope = RowScope.OF_ACTION

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "action"], name="actiondate_action")]


class DisagreementQuerySet(models.QuerySet["Disagreement"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.disagreement(actor), tenant_id=actor.tenant_id)


class Disagreement(Referenced):
    """Agencies do not agree about a family: the chair raises it with their managers, and these with theirs."""

    item = TenantForeignKey(AgendaItem, related_name="disagreements")
    area = TenantForeignKey(Area, editable=False)  # of the meeting, kept by a trigger
    about = models.TextField(help_text="What they do not agree about. Names nobody: the sub-group reads it.")
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by = TenantForeignKey(Membership)
    escalated_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = TenantForeignKey(Membership, null=True, blank=True)
    ended_how = models.TextField(choices=DisagreementEnd.choices, blank=True)
    how = models.TextField(blank=True, help_text="How it ended. Names nobody.")
    managers = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)  # kept by a trigger
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)  # kept by triggers

    objects: ClassVar[models.Manager[Disagreement]] = DisagreementQuerySet.as_manager()
    row_scope = RowScope.DISAGREEMENT

    class Meta(Referenced.Meta):
        indexes = [
            models.Index(fields=["tenant", "item"], name="disagreement_item"),
            models.Index(fields=["tenant", "area", "-raised_at"], name="disagreement_area"),
        ]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_how="", how="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_how="") & ~Q(how=""),
                name="a_disagreement_ends_somehow",
            ),
            models.UniqueConstraint(
                fields=["tenant", "item"], condition=Q(ended_at=None), name="one_disagreement_at_once"
            ),
        ]


class OfDisagreementQuerySet(models.QuerySet["DisagreementManager"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.of_disagreement(actor), tenant_id=actor.tenant_id)


class DisagreementManager(Referenced):
    """A manager who is asked to agree with the others; `step` 2 are the managers above them."""

    disagreement = TenantForeignKey(Disagreement, related_name="asked_managers")
    manager = TenantForeignKey(Membership)
    step = models.PositiveSmallIntegerField(default=1)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    view = models.TextField(blank=True)
    said_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[DisagreementManager]] = OfDisagreementQuerySet.as_manager()
    row_scope = RowScope.OF_DISAGREEMENT

    class Meta(Referenced.Meta):
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "disagreement", "manager"], name="a_manager_is_asked_once"),
        ]

"""The meeting of a hub: Family Matters, or the action meeting of a locality (R097, R098). Who comes, when and where;
nothing about a family."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ehm.models import Agency, Area, Membership, Referenced, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope
from hubs.choices import MeetingStatus
from hubs.models import rules

OPEN = (MeetingStatus.PLANNED, MeetingStatus.RUNNING)


class HubMeetingQuerySet(models.QuerySet["HubMeeting"]):
    def visible_to(self, actor: Actor) -> Self:
        """That there is a meeting is no secret in a partnership."""
        return self.filter(tenant_id=actor.tenant_id) if actor.reads_cases else self.none()

    def open(self) -> Self:
        return self.filter(status__in=OPEN)


class HubMeeting(Referenced):
    """`version` changes with everything that somebody who follows it should see at once."""

    area = TenantForeignKey(Area)
    planned_for = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, help_text="A room, or a link to a call.")
    status = models.TextField(choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    agenda_sent_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    chair = TenantForeignKey(Membership, null=True, blank=True, help_text="Who led it.")
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[HubMeeting]] = HubMeetingQuerySet.as_manager()
    row_scope = RowScope.HUB_MEETING

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "area", "-planned_for"], name="hubmeeting_area")]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(status=MeetingStatus.RUNNING) | Q(started_at__isnull=False, ended_at=None),
                name="a_running_meeting_has_begun",
            ),
            models.CheckConstraint(
                condition=Q(status=MeetingStatus.ENDED, started_at__isnull=False, ended_at__isnull=False)
                | ~Q(status=MeetingStatus.ENDED) & Q(ended_at=None),
                name="an_ended_meeting_had_begun",
            ),
            models.UniqueConstraint(
                fields=["tenant", "area"], condition=Q(status=MeetingStatus.RUNNING), name="one_meeting_at_once"
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class SeatQuerySet(models.QuerySet["Seat"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(tenant_id=actor.tenant_id) if actor.reads_cases else self.none()


class Seat(Referenced):
    """An agency that comes to every meeting of a hub."""

    area = TenantForeignKey(Area)
    agency = TenantForeignKey(Agency)
    comes_as = models.CharField(max_length=100, blank=True, help_text="One of the profile's seats, or their own words.")
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Seat]] = SeatQuerySet.as_manager()
    row_scope = RowScope.HUB_MEETING

    class Meta(Referenced.Meta):
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "area", "agency"], condition=Q(ended_at=None), name="one_seat_of_an_agency"
            ),
        ]


class PresentQuerySet(models.QuerySet["Present"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.of_hub_meeting(actor), tenant_id=actor.tenant_id)


class Present(Referenced):
    """An agency is here: who for it is said where it is known."""

    meeting = TenantForeignKey(HubMeeting)
    agency = TenantForeignKey(Agency)
    names = models.CharField(max_length=200, blank=True)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Present]] = PresentQuerySet.as_manager()
    row_scope = RowScope.OF_HUB_MEETING

    class Meta(Referenced.Meta):
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "meeting", "agency"], condition=Q(left_at=None), name="an_agency_is_here_once"
            ),
        ]

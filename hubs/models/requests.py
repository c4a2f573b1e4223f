"""A request for help: what somebody asks of the hub about a family, in their own words (R036, A5.1).

It is nobody's record until a hub has looked at it: no family, no person and no timeline hangs on it before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self, TypeVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import Relation, Sex
from cases.models import Episode
from ehm.models import Agency, Area, Membership, Referenced, SaidAloud, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope
from hubs.choices import CameBy, Diversion, Interpreter, Outcome, RequestStatus, Somebody
from hubs.lifecycle import OPEN
from hubs.models import rules

M = TypeVar("M", bound=models.Model)


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.request(actor), tenant_id=actor.tenant_id)

    def waiting(self) -> Self:
        return self.filter(status__in=OPEN)


@pghistory.track(attrs={"row_scope": RowScope.PUBLIC_REQUEST_HISTORY})
class HelpRequest(SaidAloud):
    """`agency` is whose worker wrote it: the requester's own, or the hub that took it down on the phone. What
    came by the public page is in nobody's name."""

    status = models.TextField(choices=RequestStatus.choices, default=RequestStatus.SENT)
    came_by = models.TextField(choices=CameBy.choices)
    asked_at = models.DateTimeField(help_text="When it was asked for; the clock of first contact starts with it.")
    agency = TenantForeignKey(Agency, null=True, blank=True)
    recorded_by = TenantForeignKey(Membership, null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    follow_key = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Hash of its secret code.",
    )

    is_own_family = models.BooleanField(default=False, db_default=False, help_text="Asked for by the family itself.")
    requester_name = models.CharField(max_length=200)
    requester_agency = models.CharField(max_length=200, blank=True)
    requester_phone = models.CharField(max_length=30, blank=True)
    requester_email = models.EmailField(blank=True)

    diversion = models.TextField(choices=Diversion.choices, default=Diversion.NONE)
    list_reference = models.CharField(
        max_length=60, blank=True, default="", help_text="What the list of step-downs or diversions calls it."
    )
    is_agreed = models.BooleanField(help_text="Whether a parent agreed that help is asked for (A10).")
    agreed_by = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    prompts = ArrayField(models.TextField(), default=list, help_text="Keys of what the profile asks about (R034).")
    gp = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=500, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    is_address_protected = models.BooleanField(default=False)
    involvement = models.TextField(help_text="What the requester does with the family now.")
    worries = models.TextField()
    strengths = models.TextField()
    wanted = models.TextField(help_text="What they would like to happen next.")
    before = models.TextField(blank=True, help_text="What children's services did before, when, and who.")

    area = TenantForeignKey(Area)
    area_reason = models.CharField(max_length=200, blank=True, help_text="Why not the area of the postcode.")
    episode = TenantForeignKey(
        Episode, null=True, blank=True, help_text="The early help that it is about, or that came of it."
    )
    outcome = models.TextField(choices=Outcome.choices, blank=True)
    told = models.TextField(blank=True, help_text="What the requester is told.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = TenantForeignKey(Membership, null=True, blank=True)
    letter_sent_at = models.DateTimeField(null=True, blank=True)
    excluded = ArrayField(models.TextField(), default=list, db_default=[], editable=False)  # kept by a trigger
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[HelpRequest]] = HelpRequestQuerySet.as_manager()
    row_scope = RowScope.PUBLIC_REQUEST

    class Meta(SaidAloud.Meta):
        indexes = [
            models.Index(fields=["tenant", "area", "asked_at"], condition=Q(decided_at=None), name="request_queue"),
            models.Index(
                fields=["tenant", "area", "decided_at"],
                condition=Q(decided_at__isnull=False, letter_sent_at=None),
                name="request_letters",
            ),
            models.Index(fields=["tenant", "agency", "-asked_at"], name="request_agency"),
            models.Index(fields=["tenant", "episode"], name="request_episode"),
        ]
        constraints = [
            *SaidAloud.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_agreed=False) | ~Q(agreed_by="") & Q(agreed_on__isnull=False), name="agreed_by_and_on"
            ),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.DECIDED, decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(outcome="")
                | ~Q(status=RequestStatus.DECIDED) & Q(decided_at=None, outcome=""),
                name="decided_means_decided",
            ),
            models.CheckConstraint(
                condition=Q(came_by=CameBy.PUBLIC, agency=None, recorded_by=None)
                & ~Q(follow_key="")
                & ~Q(requester_email="")
                | ~Q(came_by=CameBy.PUBLIC) & Q(agency__isnull=False, recorded_by__isnull=False, follow_key=""),
                name="only_the_public_has_no_place",
            ),
            models.UniqueConstraint(
                fields=["tenant", "follow_key"], condition=~Q(follow_key=""), name="public_request_once"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.ALLOCATED) | Q(episode__isnull=False), name="allocated_means_early_help"
            ),
            models.UniqueConstraint(
                fields=["tenant", "diversion", "list_reference"], condition=~Q(list_reference=""), name="taken_in_once"
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class OfRequestQuerySet(models.QuerySet[M]):
    """Rows with a `request`: seen with it."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(rules.of_request(actor), tenant_id=actor.tenant_id)

    def within(self, requests: Iterable[HelpRequest]) -> Self:
        """Of requests that have been read through `visible_to` in this transaction."""
        seen = list(requests)
        return self.filter(tenant_id__in={one.tenant_id for one in seen}, request_id__in={one.pk for one in seen})


class OfRequest(Referenced):
    request = TenantForeignKey(HelpRequest, related_name="%(class)s_set")

    class Meta(Referenced.Meta):
        abstract = True


class RequestedPerson(OfRequest):
    """A child, a parent or carer, or somebody else in the family, as the requester knows them."""

    position = models.PositiveSmallIntegerField()
    who = models.TextField(choices=Somebody.choices)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    is_unborn = models.BooleanField(default=False)
    sex = models.TextField(choices=Sex.choices, blank=True)
    born_on = models.DateField(null=True, blank=True, help_text="Of a child not born yet the day it is expected.")
    nhs_number = models.CharField(max_length=10, blank=True)
    school = models.CharField(max_length=200, blank=True)
    attendance = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Per cent.")
    relation = models.TextField(choices=Relation.choices, blank=True, help_text="What an adult is to the children.")
    has_parental_responsibility = models.BooleanField(null=True)
    phone = models.CharField(max_length=30, blank=True)
    ni_number = models.CharField(max_length=13, blank=True)
    first_language = models.CharField(max_length=100, blank=True)
    interpreter = models.TextField(choices=Interpreter.choices, blank=True)
    immigration = models.CharField(max_length=200, blank=True, help_text="Immigration status, as far as it matters.")
    description = models.CharField(max_length=200, blank=True, help_text="Who somebody else is to the family.")

    objects: ClassVar[models.Manager[RequestedPerson]] = OfRequestQuerySet.as_manager()
    row_scope = RowScope.OF_PUBLIC_REQUEST

    class Meta(OfRequest.Meta):
        indexes = [models.Index(fields=["tenant", "request"], name="requestedperson_request")]

    @property
    def name(self) -> str:
        given = self.given_name or ("Unborn" if self.is_unborn else "(first name not known)")
        return f"{given} {self.family_name}".strip()


class Helper(OfRequest):
    """Somebody who works with the family now."""

    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    agency_name = models.CharField(max_length=200, blank=True)

    objects: ClassVar[models.Manager[Helper]] = OfRequestQuerySet.as_manager()
    row_scope = RowScope.OF_PUBLIC_REQUEST

    class Meta(OfRequest.Meta):
        indexes = [models.Index(fields=["tenant", "request"], name="helper_request")]


class RequestLimit(OfRequest):
    """With whom the family does not want it shared (field 8). An agency named here reads the request no more."""

    agency = TenantForeignKey(Agency, null=True, blank=True)
    somebody = models.CharField(max_length=200, blank=True, help_text="A person, or whoever is no agency here.")
    reason = models.CharField(max_length=500, blank=True)

    objects: ClassVar[models.Manager[RequestLimit]] = OfRequestQuerySet.as_manager()
    row_scope = RowScope.OF_PUBLIC_REQUEST

    class Meta(OfRequest.Meta):
        indexes = [models.Index(fields=["tenant", "request"], name="requestlimit_request")]
        constraints = [
            *OfRequest.Meta.constraints,
            models.CheckConstraint(
                condition=Q(agency__isnull=False, somebody="") | Q(agency=None) & ~Q(somebody=""),
                name="limit_of_agency_or_somebody",
            ),
        ]


class RequestQuestion(OfRequest):
    """What the hub asked the requester before it could decide, and the answer."""

    asked = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = TenantForeignKey(Membership)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = TenantForeignKey(Membership, null=True, blank=True)

    objects: ClassVar[models.Manager[RequestQuestion]] = OfRequestQuerySet.as_manager()
    row_scope = RowScope.ASKED_OF_PUBLIC_REQUEST

    class Meta(OfRequest.Meta):
        indexes = [models.Index(fields=["tenant", "request"], name="requestquestion_request")]
        constraints = [
            *OfRequest.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "request"], condition=Q(answered_at=None), name="one_question_at_once"
            ),
        ]

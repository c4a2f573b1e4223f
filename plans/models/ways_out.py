"""Step up to social care, step down from it, and whoever is worried telling the front door (R057-R065)."""

from __future__ import annotations

from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from cases.lifecycle import RUNNING
from cases.models import Episode
from cases.models.episodes import LedOnlyQuerySet, OfEpisodeQuerySet
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope
from plans.choices import (
    TO_THE_FRONT_DOOR,
    AnonymousNext,
    CameFrom,
    ChildrenTold,
    FamilyView,
    FollowUpBecause,
    FrontDoorDecision,
    HandedPaper,
    ListedBecause,
    StepDownRoute,
    StepUpOutcome,
    ToldHow,
)
from plans.models.meetings import Meeting


class OfEpisode(Referenced):
    """A row about one episode, written in one's own agency's name."""

    episode = TenantForeignKey(Episode)
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta(Referenced.Meta):
        abstract = True

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}


class StepUpQuerySet(OfEpisodeQuerySet["StepUp"]):
    def not_told_yet(self) -> Self:
        """Led to the front door, which has been told neither from the conversation nor on its day or later."""
        told = FrontDoorContact.objects.filter(tenant_id=OuterRef("tenant_id"), episode_id=OuterRef("episode_id"))
        since = told.filter(Q(step_up=OuterRef("pk")) | Q(made_at__date__gte=OuterRef("held_on")))
        led_there = self.filter(outcome__in=TO_THE_FRONT_DOOR).annotate(held_on=TruncDate("held_at"))
        return led_there.exclude(Exists(since))


@pghistory.track()
class StepUp(OfEpisode):
    """A conversation about whether more than early help is needed, and where it led (R061). Where the partnership asks
    for it, what the family and whoever leads next agreed to, and how it was handed over (R057)."""

    held_at = models.DateTimeField()
    with_whom = models.CharField(max_length=200)
    worries = models.TextField(help_text="What has become harder, or worse.")
    tried = models.TextField(help_text="What was tried, and why it did not work (R063).")
    is_harm_feared = models.BooleanField(help_text="Whether a child may be suffering significant harm.")
    outcome = models.TextField(choices=StepUpOutcome.choices)
    advice = models.TextField(blank=True, help_text="What was advised or agreed.")
    family_view = models.TextField(choices=FamilyView.choices, blank=True)
    why_not_told = models.TextField(blank=True)
    new_lead = models.CharField(max_length=200, blank=True, help_text="Who leads from then on, in social care.")
    new_lead_agrees = models.BooleanField(null=True)
    handed_over_on = models.DateField(null=True, blank=True)
    handed_over_how = models.TextField(blank=True, help_text="At the last meeting about the plan, or another way.")

    objects: ClassVar[models.Manager[StepUp]] = StepUpQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(OfEpisode.Meta):
        indexes = [models.Index(fields=["tenant", "episode"], name="stepup_episode")]
        constraints = [
            *OfEpisode.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_harm_feared=False) | Q(outcome=StepUpOutcome.CONTACT),
                name="harm_goes_to_the_front_door",
            ),
            models.CheckConstraint(
                condition=~Q(family_view=FamilyView.NOT_TOLD) | ~Q(why_not_told=""),
                name="step_up_not_told_has_a_reason",
            ),
        ]


class FrontDoorContact(OfEpisode):
    """Somebody told the front door that they are worried: by whoever is worried, for themselves (R062)."""

    step_up = TenantForeignKey(StepUp, null=True, blank=True)
    made_at = models.DateTimeField()
    how = models.TextField(choices=ToldHow.choices)
    spoke_with = models.CharField(max_length=200, blank=True)
    children = ArrayField(models.TextField(), default=list, help_text="References of the children it is about.")
    worry = models.TextField(help_text="What was said.")
    is_harm_feared = models.BooleanField(help_text="Whether a child may be suffering significant harm.")
    parents_told = models.BooleanField()
    why_parents_not_told = models.TextField(blank=True)
    children_told = models.TextField(choices=ChildrenTold.choices)
    why_children_not_told = models.TextField(blank=True)
    ask_on = models.DateField(null=True, blank=True, help_text="When to ask what became of it.")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When it was followed up in writing (R085).")
    heard_at = models.DateTimeField(null=True, blank=True, help_text="When they said what they decided (R086).")
    decision = models.TextField(choices=FrontDoorDecision.choices, blank=True)
    heard = models.TextField(blank=True, help_text="What they said.")

    objects: ClassVar[models.Manager[FrontDoorContact]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.CHILD_OF_EPISODE

    class Meta(OfEpisode.Meta):
        indexes = [
            models.Index(fields=["tenant", "episode"], name="frontdoor_episode"),
            models.Index(fields=["tenant", "recorded_by"], condition=Q(heard_at=None), name="frontdoor_not_heard"),
        ]
        constraints = [
            *OfEpisode.Meta.constraints,
            models.CheckConstraint(
                condition=Q(parents_told=True) | ~Q(why_parents_not_told=""), name="parents_not_told_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(children_told=ChildrenTold.NO) | ~Q(why_children_not_told=""),
                name="children_not_told_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(heard_at=None, decision="") | Q(heard_at__isnull=False) & ~Q(decision=""),
                name="heard_means_decided",
            ),
        ]


class Pack(OfEpisode):
    """Who got the pack for social care, when and how; and what was in it (R063)."""

    contact = TenantForeignKey(FrontDoorContact, null=True, blank=True)
    recipient = models.CharField(max_length=200)
    for_agency = TenantForeignKey(Agency, null=True, blank=True)
    held = ArrayField(models.TextField(), default=list, help_text="What was in it, without a word of what it said.")
    given_on = models.DateField()
    given_how = models.CharField(max_length=200)

    objects: ClassVar[models.Manager[Pack]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.CHILD_OF_EPISODE

    class Meta(OfEpisode.Meta):
        indexes = [models.Index(fields=["tenant", "episode"], name="pack_episode")]


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(tenant_id=actor.tenant_id, membership=actor.membership)


class Consultation(Referenced):
    """The front door was asked without names (R065). It hangs on nobody's record, and only its writer reads it."""

    membership = TenantForeignKey(Membership)
    on = models.DateField()
    with_whom = models.CharField(max_length=200, blank=True)
    asked = models.TextField()
    advice = models.TextField()
    then = models.TextField(choices=AnonymousNext.choices)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Consultation]] = ConsultationQuerySet.as_manager()
    row_scope = RowScope.OWN

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "membership"], name="consultation_own")]


@pghistory.track()
class StepDown(OfEpisode):
    """How help came down from social care (R059), what they handed over, and whether it was used (R060)."""

    route = models.TextField(choices=StepDownRoute.choices)
    came_from = models.TextField(choices=CameFrom.choices)
    social_worker = models.CharField(max_length=200)
    social_worker_phone = models.CharField(max_length=30, blank=True)
    handed_over_on = models.DateField(null=True, blank=True)
    agreed = models.TextField(blank=True, help_text="What goes on, and who does it.")
    if_worse = models.TextField(blank=True, help_text="What to do if worries rise again.")
    family_view = models.TextField(choices=FamilyView.choices)
    family_says = models.TextField(blank=True)
    used_at = TenantForeignKey(Meeting, null=True, blank=True, help_text="The first review, where this was asked.")
    was_used = models.BooleanField(null=True)
    how_used = models.TextField(blank=True, help_text="How, or why not.")

    objects: ClassVar[models.Manager[StepDown]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(OfEpisode.Meta):
        constraints = [
            *OfEpisode.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "episode"], name="one_step_down_of_an_episode"),
            models.CheckConstraint(
                condition=~Q(route=StepDownRoute.MEETING) | Q(family_view=FamilyView.AGREES),
                name="listed_with_the_familys_agreement",
            ),
            models.CheckConstraint(
                condition=~Q(route=StepDownRoute.REVIEW) | Q(handed_over_on__isnull=False) & ~Q(if_worse=""),
                name="handed_over_with_what_to_do_if_worse",
            ),
            models.CheckConstraint(
                condition=Q(was_used=None, used_at=None) | Q(was_used__isnull=False, used_at__isnull=False),
                name="used_at_a_review",
            ),
        ]


class FollowUpQuerySet(LedOnlyQuerySet["FollowUp"]):
    def waiting(self) -> Self:
        return self.filter(asked_on=None, episode__status__in=RUNNING)


class FollowUp(OfEpisode):
    """A partner leads help that came from social care or the front door: the coordinator asks them how it goes (R058,
    R090). `recorded_by` is whoever sent the family there."""

    because = models.TextField(choices=FollowUpBecause.choices)
    asked_on = models.DateField(null=True, blank=True)
    with_whom = models.CharField(max_length=200, blank=True)
    heard = models.TextField(blank=True)
    to_do = models.TextField(blank=True, help_text="What follows from it, and who does it.")
    asked_by = TenantForeignKey(Membership, null=True, blank=True)

    objects: ClassVar[models.Manager[FollowUp]] = FollowUpQuerySet.as_manager()
    row_scope = RowScope.LED_ONLY

    class Meta(OfEpisode.Meta):
        constraints = [
            *OfEpisode.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "episode"], name="followed_up_once"),
            models.CheckConstraint(
                condition=Q(asked_on=None, asked_by=None, with_whom="", heard="")
                | Q(asked_on__isnull=False, asked_by__isnull=False) & ~Q(with_whom="") & ~Q(heard=""),
                name="asked_whom_and_heard_what",
            ),
        ]


class StepDownPaper(OfEpisode):
    """Social care's plan or assessment, as it was made harmless (ehm/files). Only with the family's agreement."""

    step_down = TenantForeignKey(StepDown, related_name="papers")
    kind = models.TextField(choices=HandedPaper.choices)
    name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=40)
    data = models.BinaryField()
    pages = models.PositiveIntegerField(default=0)
    family_agreed = models.BooleanField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[StepDownPaper]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(OfEpisode.Meta):
        indexes = [models.Index(fields=["tenant", "step_down"], name="paper_stepdown")]
        constraints = [
            *OfEpisode.Meta.constraints,
            models.CheckConstraint(condition=Q(family_agreed=True), name="papers_with_the_familys_agreement"),
        ]


class Listing(OfEpisode):
    """The family waits for the meeting of its locality (R059, R061). Never with a worry about significant harm (R062):
    the database takes none without that question answered no, and none from a conversation that led elsewhere."""

    because = models.TextField(choices=ListedBecause.choices)
    step_up = TenantForeignKey(StepUp, null=True, blank=True)
    step_down = TenantForeignKey(StepDown, null=True, blank=True)
    is_harm_ruled_out = models.BooleanField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Listing]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(OfEpisode.Meta):
        constraints = [
            *OfEpisode.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "episode"], condition=Q(ended_at=None), name="listed_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(is_harm_ruled_out=True), name="no_harm_waits_for_a_meeting"),
            models.CheckConstraint(
                condition=Q(because=ListedBecause.COMPLEX, step_up__isnull=False, step_down=None)
                | Q(because=ListedBecause.NO_LEAD, step_up=None, step_down__isnull=False),
                name="listed_because_of_one",
            ),
        ]

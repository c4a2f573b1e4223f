"""Clocks as they stand, why they changed, and who was told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases.models import Episode, Family, Person, TimelineEvent, rules
from cases.models.episodes import OfEpisodeQuerySet
from ehm import words
from ehm.models import Agency, Area, Membership, Referenced, TenantForeignKey, TenantModel
from ehm.rows.actor import Actor
from ehm.rows.registry import RowScope
from ehm.rows.roles import TENANT
from ehm.rows.rule import Rule, array
from hubs.models import HelpRequest
from hubs.models import rules as of_requests
from plans.models import Promise
from standards.engine import OPEN, State
from standards.engine.state import ONE_SECOND
from standards.rulebook import Subject

M = TypeVar("M", bound=models.Model)

STATES = [(state.value, state.value) for state in State]
OPEN_STATES = sorted(OPEN)


def hub_clock(actor: Actor) -> Rule:
    """Of what hangs on no family: with the hub's side of its request, with the action or the disagreement that it is
    about, or for its area and whoever holds it."""
    of_request = of_requests.hub_of_request(actor)
    in_area = Rule("true")
    if actor.scope != TENANT:
        in_area = Rule("({area_id} = ANY(%s) OR {holder_id} = %s)", array(actor.areas), actor.membership.pk)
    action = _by_reference("hubs_meetingaction", of_requests.meeting_action(actor), actor)
    disagreement = _by_reference("hubs_disagreement", of_requests.disagreement(actor), actor)
    return Rule(
        f"{{episode_id}} IS NULL AND CASE WHEN {{request_id}} IS NOT NULL THEN {of_request.sql}"
        f" WHEN {{subject_kind}} = 'meeting_action' THEN {action.sql}"
        f" WHEN {{subject_kind}} = 'disagreement' THEN {disagreement.sql} ELSE {in_area.sql} END",
        *of_request.values,
        *action.values,
        *disagreement.values,
        *in_area.values,
    )


def _by_reference(table: str, seen: Rule, actor: Actor) -> Rule:
    return Rule(
        f"EXISTS (SELECT FROM {table} s WHERE s.tenant_id = %s AND s.reference = {{subject}} AND {seen.about('s')})",
        actor.tenant_id,
        *seen.values,
    )


def of_hub_clock(actor: Actor) -> Rule:
    seen = hub_clock(actor)
    return Rule(
        "{episode_id} IS NULL AND EXISTS (SELECT FROM standards_clock c"
        f" WHERE c.tenant_id = %s AND c.id = {{clock_id}} AND {seen.about('c')})",
        actor.tenant_id,
        *seen.values,
    )


class ClockQuerySet(OfEpisodeQuerySet["Clock"]):
    """Of whoever reads: without the clocks of what is promised under a goal that is kept from them, which would say
    that there is something, whose, and by when. Keeping clocks looks at all of them."""

    def visible_to(self, actor: Actor) -> Self:
        seen = self.filter(Q(rules.of_episode(actor)) | Q(hub_clock(actor)), tenant_id=actor.tenant_id)
        return seen._of_readable(Promise.objects.filter(rules.not_excluded(actor)))

    def of_families(self, actor: Actor) -> Self:
        """The same without what hangs on no family: for lists of a whole team, which one join answers."""
        return super().visible_to(actor)._of_readable(Promise.objects.filter(rules.not_excluded(actor)))

    def within(self, episodes: Iterable[Episode]) -> Self:
        return super().within(episodes)._of_readable(Promise.objects.all())

    def _of_readable(self, promises: models.QuerySet[Promise]) -> Self:
        own = promises.filter(tenant_id=OuterRef("tenant_id"), reference=OuterRef("subject"))
        return self.filter(~Q(subject_kind=Subject.PLAN_ACTION) | Exists(own))

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def held_by(self, membership: Membership) -> Self:
        return self.filter(holder=membership)

    def late(self, now: datetime) -> Self:
        """Open and past the due moment, whether or not a sweep has said so yet."""
        return self.open().filter(due_at__lte=now - ONE_SECOND)


class OfClockQuerySet(OfEpisodeQuerySet[M]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(Q(rules.of_episode(actor)) | Q(of_hub_clock(actor)), tenant_id=actor.tenant_id)


class Clock(Referenced):
    """One practice standard running for one subject. Opened, stopped and re-dated by `standards.keeping` only; where it
    hangs on no family (no `episode`, no `family`), by `standards.at_hubs`."""

    standard = models.TextField(help_text="Id in the rulebook, such as first_contact.")
    rulebook = models.TextField(help_text="Profile and edition that it was opened under.")
    episode = TenantForeignKey(Episode, related_name="clocks", null=True)
    family = TenantForeignKey(Family, null=True)
    request = TenantForeignKey(HelpRequest, null=True, help_text="The request that it hangs on, where no family.")
    area = TenantForeignKey(Area)
    subject_kind = models.TextField(choices=[(kind.value, kind.value) for kind in Subject])
    subject = models.TextField(help_text="Reference of the child, contact or other record that it is about.")
    person = TenantForeignKey(Person, null=True)
    holder = TenantForeignKey(Membership, null=True)
    holder_agency = TenantForeignKey(Agency)

    started_by = models.TextField(help_text="Name of the event that started it (standards/events.py).")
    start_event = TenantForeignKey(TimelineEvent, null=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    limit_due_at = models.DateTimeField(help_text="What the standard alone asks; earlier than due_at when varied.")
    due_soon_at = models.DateTimeField()
    agreed_days = models.PositiveSmallIntegerField(null=True)
    agreed_on = models.DateField(null=True)
    is_varied = models.BooleanField(default=False)

    state = models.TextField(choices=STATES)
    is_breached = models.BooleanField(default=False)
    next_evaluation_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stop_event = TenantForeignKey(TimelineEvent, null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(blank=True)

    counts_in_compliance = models.BooleanField(default=True)
    tell_when_due_soon = ArrayField(models.TextField(), default=list)
    tell_when_overdue = ArrayField(models.TextField(), default=list)

    # what it is about, where a list asks (standards/lines.py): what was promised; who, where it hangs on no family
    promise: Promise | None = None
    whom: str = ""

    objects: ClassVar[models.Manager[Clock]] = ClockQuerySet.as_manager()
    row_scope = RowScope.CLOCK

    class Meta(Referenced.Meta):
        indexes = [
            models.Index(fields=["tenant", "episode"], name="clock_episode"),
            models.Index(
                fields=["tenant", "holder", "due_at"], condition=Q(state__in=OPEN_STATES), name="clock_holder_open"
            ),
            models.Index(
                fields=["tenant", "holder_agency", "due_at"],
                condition=Q(state__in=OPEN_STATES),
                name="clock_agency_open",
            ),
            models.Index(
                fields=["tenant", "area", "due_at"], condition=Q(state__in=OPEN_STATES), name="clock_area_open"
            ),
            # what the sweep looks at: nothing else is read, however many clocks are open
            models.Index(fields=["tenant", "request"], condition=Q(request__isnull=False), name="clock_request"),
            models.Index(
                fields=["next_evaluation_at"],
                condition=Q(next_evaluation_at__isnull=False),
                name="clock_next_evaluation",
            ),
        ]
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "episode", "standard", "subject_kind", "subject"],
                condition=Q(state__in=OPEN_STATES),
                name="one_open_clock_for_each_subject",
            ),
            models.UniqueConstraint(
                fields=["tenant", "standard", "subject_kind", "subject"],
                condition=Q(state__in=OPEN_STATES, episode=None),
                name="one_open_clock_at_a_hub",
            ),
            models.CheckConstraint(
                condition=Q(episode__isnull=False, family__isnull=False, request=None) | Q(episode=None, family=None),
                name="of_a_family_or_of_a_hub",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, stopped_at=None, cancelled_at=None)
                | (~Q(state__in=OPEN_STATES) & Q(next_evaluation_at=None)),
                name="open_means_not_stopped",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def about(self) -> str:
        """The family; of what hangs on none, the children of the request, or the place, where a list asks."""
        return self.family.name if self.family else self.whom

    @property
    def is_done_as_agreed(self) -> bool:
        """Stopped after the standard's own time and within the agreed one: 'varied' in the rulebook's words."""
        return self.state == State.MET and self.stopped_at is not None and self.stopped_at > self.limit_due_at

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.family_id, "episode_id": self.episode_id, "person_id": self.person_id}


class ClockChange(TenantModel):
    """A clock's moments changed after it was opened: what they were, what they are, and why. Added, never changed."""

    clock = TenantForeignKey(Clock, related_name="changes")
    episode = TenantForeignKey(Episode, null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    why = models.TextField(help_text="One sentence.")
    before = models.JSONField()
    after = models.JSONField()
    membership = TenantForeignKey(Membership, null=True)

    objects: ClassVar[models.Manager[ClockChange]] = OfClockQuerySet.as_manager()
    row_scope = RowScope.OF_CLOCK

    class Meta:
        indexes = [models.Index(fields=["tenant", "clock"], name="clockchange_clock")]

    def __str__(self) -> str:
        return f"change of clock {self.clock_id}"


class VariationStatus(models.TextChoices):
    ASKED = "asked", "Waiting for a manager"
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Not agreed"
    ENDED = "ended", "Ended"


OPEN_VARIATIONS = (VariationStatus.ASKED, VariationStatus.AGREED)


class ClockVariationQuerySet(OfEpisodeQuerySet["ClockVariation"]):
    def of_subject(self, clock: Clock) -> Self:
        """Of this clock and of those before it for the same child or record, the latest first."""
        of_same = self.filter(
            tenant_id=clock.tenant_id,
            episode_id=clock.episode_id,
            clock__standard=clock.standard,
            clock__subject=clock.subject,
        )
        return of_same.order_by("-asked_at", "-pk")


class ClockVariation(Referenced):
    """A longer time than the standard gives, agreed with the family and a manager, with the reason (R080)."""

    clock = TenantForeignKey(Clock, related_name="variations")
    episode = TenantForeignKey(Episode)
    interval_days = models.PositiveSmallIntegerField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    reason = models.TextField()
    family_agreed = models.BooleanField()
    asked_by = TenantForeignKey(Membership)
    asked_at = models.DateTimeField(default=timezone.now)
    status = models.TextField(choices=VariationStatus.choices, default=VariationStatus.ASKED)
    decided_by = TenantForeignKey(Membership, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[ClockVariation]] = ClockVariationQuerySet.as_manager()
    row_scope = RowScope.SHARED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [
            models.Index(fields=["tenant", "clock"], name="variation_clock"),
            models.Index(fields=["tenant", "episode"], name="variation_episode"),
        ]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(interval_days__isnull=True) ^ Q(paused_until__isnull=True), name="interval_or_pause"
            ),
            models.CheckConstraint(
                condition=Q(status=VariationStatus.ASKED, decided_by=None)
                | (~Q(status=VariationStatus.ASKED) & Q(decided_by__isnull=False)),
                name="decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["tenant", "clock"],
                condition=Q(status__in=["asked", "agreed"]),
                name="one_variation_at_a_time",
            ),
        ]

    @property
    def what(self) -> str:
        """'42 days instead', 'by Mon 4 Jan instead'."""
        if self.paused_until is not None:
            return f"by {words.day(self.paused_until)} instead"
        return f"{self.interval_days} days instead"

    @property
    def status_in_a_word(self) -> str:
        return "Asked" if self.status == VariationStatus.ASKED else VariationStatus(self.status).label

    @property
    def colour(self) -> str:
        return {VariationStatus.ASKED: "yellow", VariationStatus.AGREED: "green"}.get(
            VariationStatus(self.status), "grey"
        )


class Alert(TenantModel):
    """A clock became due soon or overdue. One row for each clock, level and due moment, however often it is swept."""

    clock = TenantForeignKey(Clock, related_name="alerts")
    episode = TenantForeignKey(Episode, null=True)
    level = models.TextField(choices=[(State.DUE_SOON, "Due soon"), (State.OVERDUE, "Overdue")])
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Alert]] = OfClockQuerySet.as_manager()
    row_scope = RowScope.OF_CLOCK

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "clock", "level", "due_at"], name="each_alert_exactly_once")
        ]

    def __str__(self) -> str:
        return f"{self.level} of clock {self.clock_id}"


class RulebookOverride(TenantModel):
    """A partnership's own number or word for a standard, from a day on, by somebody (docs/rulebooks.md)."""

    standard = models.TextField()
    values = models.JSONField()
    why = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = TenantForeignKey(Membership)

    row_scope = RowScope.DIRECTORY

    class Meta:
        indexes = [models.Index(fields=["tenant", "standard", "-made_at"], name="override_standard")]

    def __str__(self) -> str:
        return f"override of {self.standard}"

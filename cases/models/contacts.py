"""Visits and other contacts: one note for several people at once (R040)."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.choices import ContactKind
from cases.models.episodes import Episode, OfEpisodeQuerySet
from cases.models.people import Person
from ehm.models import Agency, Membership, Referenced, TenantForeignKey, TenantModel
from ehm.rows.registry import RowScope


@pghistory.track()
class Contact(Referenced):
    episode = TenantForeignKey(Episode, related_name="contacts")
    agency = TenantForeignKey(Agency)
    recorded_by = TenantForeignKey(Membership)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    kind = models.TextField(choices=ContactKind.choices)
    is_attempt = models.BooleanField(default=False, help_text="Nobody was reached: listed, but stops no clock.")
    is_planned = models.BooleanField(default=True)
    unannounced_reason = models.TextField(blank=True)
    working_well = models.TextField(blank=True)
    worried_about = models.TextField(blank=True)
    needs_to_happen = models.TextField(blank=True)
    next_contact_on = models.DateField(null=True, blank=True)
    # First contact (R076, R130)
    sharing_explained = models.BooleanField(default=False)
    leaflet_given = models.BooleanField(default=False)
    lead_details_given = models.BooleanField(default=False)
    changed_at = models.DateTimeField(null=True, blank=True)
    change_reason = models.TextField(blank=True)
    sent_once = models.UUIDField(default=uuid.uuid4, help_text="Made by the form: a double click saves once.")
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Contact]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "episode", "-happened_at"], name="contact_episode")]
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "recorded_by", "sent_once"], name="a_double_click_saves_once"),
            models.CheckConstraint(
                condition=Q(is_planned=True) | ~Q(unannounced_reason=""), name="unannounced_has_a_reason"
            ),
        ]

    @property
    def completes_first_contact(self) -> bool:
        """Standard 1 is met by a conversation about sharing, the leaflet and the lead's details, all three."""
        return not self.is_attempt and self.sharing_explained and self.leaflet_given and self.lead_details_given

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}


@pghistory.track()
class ContactPerson(TenantModel):
    """What a contact was for one person: seen, seen alone, spoken to, and in their own words."""

    contact = TenantForeignKey(Contact, related_name="people")
    episode = TenantForeignKey(Episode)
    agency = TenantForeignKey(Agency)
    person = TenantForeignKey(Person)
    was_seen = models.BooleanField(default=False)
    was_seen_alone = models.BooleanField(default=False)
    was_spoken_to = models.BooleanField(default=False)
    own_words = models.TextField(blank=True)

    objects: ClassVar[models.Manager[ContactPerson]] = OfEpisodeQuerySet.as_manager()
    row_scope = RowScope.CHILD_OF_EPISODE

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "episode", "person"], name="contactperson_episode"),
            models.Index(fields=["tenant", "contact"], name="contactperson_contact"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contact", "person"], name="once_in_a_contact"),
            models.CheckConstraint(condition=Q(was_seen_alone=False) | Q(was_seen=True), name="seen_alone_is_seen"),
        ]

    @property
    def took_part(self) -> bool:
        """Ticked by mistake and taken back, somebody stays in the contact as neither."""
        return self.was_seen or self.was_spoken_to

    def timeline_place(self) -> dict[str, int | None]:
        place: dict[str, int | None] = self.contact.timeline_place()
        return place | {"person_id": self.person_id}

    def __str__(self) -> str:
        return f"person of contact {self.contact_id}"

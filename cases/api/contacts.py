"""Visits and other contacts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cases.actions.contacts import correct_contact, record_contact
from cases.choices import ContactKind
from cases.contact_note import Note, Told
from cases.models import Contact, ContactPerson, Episode, Person
from cases.permissions.contacts import can_correct_contact, can_record_contact
from ehm.actions import Refused
from ehm.api.fields import Day, Flag, Input, Moment, Named, OneOf, Reference, Somebody, Text, Whole, each_once, one_of
from ehm.api.filters import Filters, FlagFilter, MomentFilter, OneOfFilter, ReferenceFilter
from ehm.api.resource import BY_REFERENCE, Resource
from ehm.permissions import require

BOX = 20_000
SENT_ONCE = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.UUID,
    OpenApiParameter.HEADER,
    description="Made by your program for each contact. Sent again with the same key, the same contact is saved once.",
)


class PersonThere(serializers.ModelSerializer[ContactPerson]):
    person = serializers.CharField(source="person.reference")

    class Meta:
        model = ContactPerson
        fields = ("person", "was_seen", "was_seen_alone", "was_spoken_to", "own_words")
        read_only_fields = fields


class ContactLine(serializers.ModelSerializer[Contact]):
    episode = serializers.CharField(source="episode.reference")
    family = Named(source="episode.family")
    agency = Named()
    recorded_by = Somebody()

    class Meta:
        model = Contact
        fields: tuple[str, ...] = (
            "reference",
            "episode",
            "family",
            "kind",
            "happened_at",
            "recorded_at",
            "changed_at",
            "agency",
            "recorded_by",
            "is_attempt",
            "is_planned",
            "next_contact_on",
            "version",
        )
        read_only_fields = fields


class ContactRecord(ContactLine):
    people = PersonThere(many=True)

    class Meta(ContactLine.Meta):
        fields = (
            *ContactLine.Meta.fields,
            "unannounced_reason",
            "working_well",
            "worried_about",
            "needs_to_happen",
            "sharing_explained",
            "leaflet_given",
            "lead_details_given",
            "change_reason",
            "people",
        )
        read_only_fields = fields


class WasThere(Input):
    """What the contact was for one person. A child's own words are the child's."""

    person = Reference()
    was_seen = Flag(default=False)
    was_seen_alone = Flag(default=False)
    was_spoken_to = Flag(default=False)
    own_words = Text(BOX, required=False)


class ContactWords(Input):
    """What is written down about a contact."""

    happened_at = Moment()
    kind = OneOf(choices=ContactKind.choices)
    is_attempt = Flag(default=False, help_text="Nobody was reached: it is listed and stops no clock.")
    is_planned = Flag(default=True)
    unannounced_reason = Text(2000, required=False)
    working_well = Text(BOX, required=False)
    worried_about = Text(BOX, required=False)
    needs_to_happen = Text(BOX, required=False)
    next_contact_on = Day(allow_null=True, default=None)
    sharing_explained = Flag(default=False)
    leaflet_given = Flag(default=False)
    lead_details_given = Flag(default=False)
    people: Any = serializers.ListSerializer(child=WasThere(), max_length=50)

    def note(self, sent: dict[str, Any]) -> Note:
        return Note(**{name: sent[name] for name in Note.__dataclass_fields__})


class NewContact(ContactWords):
    """A visit or other contact, for everybody who was there."""

    episode = Reference()


class CorrectedContact(ContactWords):
    """The whole contact as it should be."""

    version = Whole(min_value=1, max_value=1_000_000, help_text="The one that you read.")
    reason = Text(2000, help_text="Why it changes. What it said before stays on record.")


class ContactFilters(Filters):
    episode = ReferenceFilter("episode__reference")
    family = ReferenceFilter("episode__family__reference")
    child = ReferenceFilter(method="of_child")
    kind = OneOfFilter(ContactKind.choices)
    agency = ReferenceFilter("agency__reference")
    recorded_by = ReferenceFilter("recorded_by__reference")
    is_attempt = FlagFilter()
    happened_since = MomentFilter("happened_at", lookup_expr="gte")
    happened_before = MomentFilter("happened_at", lookup_expr="lt")
    changed_since = MomentFilter(method="since")

    def of_child(self, queryset: QuerySet[Contact], name: str, reference: str) -> QuerySet[Contact]:
        there = ContactPerson.objects.visible_to(self.request.actor).filter(person__reference=reference)
        return queryset.filter(pk__in=there.values("contact_id"))

    def since(self, queryset: QuerySet[Contact], name: str, moment: Any) -> QuerySet[Contact]:
        return queryset.filter(Q(recorded_at__gte=moment) | Q(changed_at__gte=moment))


class Contacts(Resource):
    """Visits and other contacts, each for several people at once."""

    records = Contact
    line, record = ContactLine, ContactRecord
    takes = {"create": NewContact, "correct": CorrectedContact}
    filterset_class = ContactFilters
    orders = ("reference", "happened_at", "-happened_at", "recorded_at", "-recorded_at")

    def visible(self) -> QuerySet[Contact]:
        return Contact.objects.visible_to(self.actor).select_related("episode__family", "agency", "recorded_by")

    def whole(self) -> QuerySet[Contact]:
        people = ContactPerson.objects.visible_to(self.actor).select_related("person").order_by("id")
        return self.visible().prefetch_related(Prefetch("people", people))

    @extend_schema(request=NewContact, parameters=[SENT_ONCE], responses={201: ContactRecord})
    def create(self, request: Request) -> Response:
        """Write down a contact: who was seen or spoken to, and what was said."""
        sent, sent_once = self.sent(), _sent_once(request)
        episode = one_of(Episode.objects.all(), self.actor, sent["episode"], "episode")
        assert episode is not None
        require(can_record_contact, self.actor, episode)
        contact = record_contact(
            episode=episode,
            note=NewContact().note(sent),
            people=self._told(episode, sent["people"]),
            sent_once=sent_once,
            by=self.actor,
        )
        return self.show_again(contact.reference, 201)

    @extend_schema(parameters=[BY_REFERENCE])
    def retrieve(self, request: Request, reference: str) -> Response:
        return super().retrieve(request, reference)

    @extend_schema(request=CorrectedContact, parameters=[BY_REFERENCE], responses=ContactRecord)
    def correct(self, request: Request, reference: str) -> Response:
        """Put a contact of your own agency right. Send all of it, with the version that you read."""
        contact = self.find(self.visible(), reference)
        require(can_correct_contact, self.actor, contact)
        sent = self.sent()
        correct_contact(
            contact=contact,
            version=sent["version"],
            note=CorrectedContact().note(sent),
            people=self._told(contact.episode, sent["people"]),
            reason=sent["reason"],
            by=self.actor,
        )
        return self.show_again(contact.reference)

    def _told(self, episode: Episode, sent: Sequence[dict[str, Any]]) -> Sequence[Told]:
        references = [person["person"] for person in sent]
        family = Person.objects.visible_to(self.actor).filter(memberships_of_families__family_id=episode.family_id)
        people = {person.reference: person for person in family.filter(reference__in=references)}
        if not each_once(references) or people.keys() != set(references):
            raise Refused("Choose people of this family only, each of them once.")
        return [Told(**(person | {"person": people[person["person"]]})) for person in sent]


def _sent_once(request: Request) -> uuid.UUID:
    key = request.headers.get("Idempotency-Key")
    try:
        return uuid.uuid4() if key is None else uuid.UUID(key)
    except ValueError:
        raise ValidationError({"Idempotency-Key": ["Send a UUID."]}) from None

"""Families and who is in them. Where somebody lives is not here."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.actions.families import create_family
from cases.actions.people import NewPerson
from cases.choices import FamilyRole, PersonKind, Relation, Sex
from cases.models import Episode, Family, FamilyMember, Relationship, TimelineEvent
from ehm.api.fields import Day, Flag, Input, Named, OneOf, Reference, Somebody, Text, one_of
from ehm.api.filters import Filters, MomentFilter, ReferenceFilter
from ehm.api.resource import BY_REFERENCE, Resource
from ehm.models import Area
from ehm.rows.actor import Actor


class MemberRecord(serializers.ModelSerializer[FamilyMember]):
    reference = serializers.CharField(source="person.reference")
    kind = serializers.ChoiceField(choices=PersonKind.choices, source="person.kind")
    name = serializers.CharField(source="person.name")
    known_as = serializers.CharField(source="person.known_as")
    date_of_birth = serializers.DateField(source="person.date_of_birth", allow_null=True)
    expected_on = serializers.DateField(source="person.expected_on", allow_null=True)

    class Meta:
        model = FamilyMember
        fields = (
            "reference",
            "kind",
            "name",
            "known_as",
            "date_of_birth",
            "expected_on",
            "role",
            "description",
            "support",
            "joined_on",
            "left_on",
        )
        read_only_fields = fields


class RelationshipRecord(serializers.ModelSerializer[Relationship]):
    """`person` is the `relation` of `relative`."""

    person = serializers.CharField(source="person.reference")
    relative = serializers.CharField(source="relative.reference")

    class Meta:
        model = Relationship
        fields = ("person", "relation", "relative", "has_parental_responsibility", "started_on", "ended_on")
        read_only_fields = fields


class FamilyLine(serializers.ModelSerializer[Family]):
    area = Named(allow_null=True)
    created_by_agency = Named()

    class Meta:
        model = Family
        fields: tuple[str, ...] = ("reference", "name", "area", "created_at", "created_by_agency", "version")
        read_only_fields = fields


class FamilyRecord(FamilyLine):
    created_by = Somebody()
    people = MemberRecord(many=True, source="members")
    relationships = RelationshipRecord(many=True)
    episodes: Any = serializers.SlugRelatedField(slug_field="reference", many=True, read_only=True)

    class Meta(FamilyLine.Meta):
        fields = (*FamilyLine.Meta.fields, "note", "created_by", "people", "relationships", "episodes")
        read_only_fields = fields


class NewMember(Input):
    """Somebody who is not written down yet. What is not known is said to be so."""

    kind = OneOf(choices=PersonKind.choices)
    role = OneOf(choices=FamilyRole.choices, default=FamilyRole.HOUSEHOLD)
    given_name = Text(100, required=False)
    family_name = Text(100, required=False)
    known_as = Text(100, required=False)
    is_family_name_unknown = Flag(default=False)
    date_of_birth = Day(allow_null=True, default=None)
    is_date_of_birth_unknown = Flag(default=False)
    expected_on = Day(allow_null=True, default=None)
    sex = OneOf(choices=Sex.choices, default=Sex.UNKNOWN)
    nhs_number = Text(20, required=False)
    relation = OneOf(
        choices=Relation.choices, allow_null=True, default=None, help_text="Of an adult: to each child sent with them."
    )
    has_parental_responsibility = Flag(allow_null=True, default=None)
    description = Text(120, required=False)
    support = Text(2000, required=False)
    joined_on = Day(allow_null=True, default=None)

    def to_person(self, sent: dict[str, Any]) -> NewPerson:
        kind, relation = PersonKind(sent["kind"]), sent["relation"]
        typed = {"kind": kind, "role": FamilyRole(sent["role"]), "relation": relation and Relation(relation)}
        return NewPerson(**(sent | typed))


class NewFamily(Input):
    """A family and its first people."""

    name = Text(120, required=False, help_text="What staff call them; made from the surname where it is left out.")
    area = Reference(allow_null=True, default=None)
    note = Text(2000, required=False)
    people: Any = serializers.ListSerializer(child=NewMember(), min_length=1, max_length=30)


def changed_since(queryset: QuerySet[Any], moment: Any, actor: Actor, **about: Any) -> QuerySet[Any]:
    """Something was recorded about it at that moment or later: every change leaves a line on the timeline."""
    events = TimelineEvent.objects.visible_to(actor).filter(
        tenant_id=OuterRef("tenant_id"), recorded_at__gte=moment, **about
    )
    return queryset.filter(Exists(events))


class FamilyFilters(Filters):
    area = ReferenceFilter("area__reference")
    agency = ReferenceFilter("created_by_agency__reference")
    changed_since = MomentFilter(method="since")

    def since(self, queryset: QuerySet[Family], name: str, moment: Any) -> QuerySet[Family]:
        return changed_since(queryset, moment, self.request.actor, family_id=OuterRef("pk"))


class Families(Resource):
    """People who are helped together."""

    records = Family
    line, record = FamilyLine, FamilyRecord
    takes = {"create": NewFamily}
    filterset_class = FamilyFilters
    orders = ("reference", "created_at", "-created_at")

    def visible(self) -> QuerySet[Family]:
        return Family.objects.visible_to(self.actor).select_related("area", "created_by_agency")

    def whole(self) -> QuerySet[Family]:
        relationships = Relationship.objects.visible_to(self.actor).select_related("person", "relative").order_by("id")
        return (
            self.visible()
            .select_related("created_by")
            .prefetch_related(
                Prefetch("members", members_seen_by(self.actor)),
                Prefetch("relationships", relationships),
                Prefetch("episodes", Episode.objects.visible_to(self.actor).order_by("requested_at", "id")),
            )
        )

    @extend_schema(request=NewFamily, responses={201: FamilyRecord})
    def create(self, request: Request) -> Response:
        """Write down a family with its first people; at least one of them is a child. Ask first whether the child is
        known: `/api/v1/children/find/`."""
        sent = self.sent()
        family = create_family(
            name=sent["name"].strip(),
            people=[NewMember().to_person(person) for person in sent["people"]],
            area=one_of(Area.objects.current(), self.actor, sent["area"], "area"),
            note=sent["note"].strip(),
            by=self.actor,
        )
        return self.show_again(family.reference, 201)

    @extend_schema(parameters=[BY_REFERENCE])
    def retrieve(self, request: Request, reference: str) -> Response:
        return super().retrieve(request, reference)


def members_seen_by(actor: Actor) -> QuerySet[FamilyMember]:
    return FamilyMember.objects.visible_to(actor).select_related("person").order_by("id")

"""Children, born and unborn."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from cases.actions.search import WITHIN, TooManyLooks, record_look
from cases.api.families import changed_since
from cases.api.finding import WhoIsAsked, WhoIsKnown, terms_of
from cases.choices import PersonKind, SenProvision, Sex, WhyNotKnown
from cases.models import FamilyMember, Person
from cases.permissions.search import can_search
from cases.search import look
from ehm.api.fields import Chosen
from ehm.api.filters import Filters, FlagFilter, MomentFilter, OneOfFilter, ReferenceFilter
from ehm.api.resource import BY_REFERENCE, Resource

CHILDREN = [(kind.value, kind.label) for kind in (PersonKind.CHILD, PersonKind.UNBORN)]


class ChildLine(serializers.ModelSerializer[Person]):
    kind = serializers.ChoiceField(choices=CHILDREN)
    families = serializers.SerializerMethodField(help_text="References of the families that the child is in now.")

    class Meta:
        model = Person
        fields: tuple[str, ...] = (
            "reference",
            "kind",
            "given_name",
            "family_name",
            "known_as",
            "date_of_birth",
            "expected_on",
            "families",
            "version",
        )
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_families(self, child: Any) -> list[str]:
        return sorted({member.family.reference for member in child.memberships_of_families.all()})


class ChildRecord(ChildLine):
    sex = Chosen(Sex.choices)
    sen_provision = Chosen(SenProvision.choices)
    why_no_nhs_number = Chosen(WhyNotKnown.choices)
    why_no_upn = Chosen(WhyNotKnown.choices)

    class Meta(ChildLine.Meta):
        fields = (
            *ChildLine.Meta.fields,
            "is_family_name_unknown",
            "is_date_of_birth_unknown",
            "died_on",
            "sex",
            "gender_identity",
            "ethnicity",
            "first_language",
            "needs_interpreter",
            "interpreter_language",
            "sen_provision",
            "sen_needs",
            "disabilities",
            "nhs_number",
            "why_no_nhs_number",
            "upn",
            "why_no_upn",
            "is_whereabouts_protected",
            "created_at",
        )
        read_only_fields = fields


class ChildFilters(Filters):
    kind = OneOfFilter(CHILDREN)
    family = ReferenceFilter(method="of_family")
    is_whereabouts_protected = FlagFilter()
    changed_since = MomentFilter(method="since")

    def of_family(self, queryset: QuerySet[Person], name: str, reference: str) -> QuerySet[Person]:
        members = FamilyMember.objects.visible_to(self.request.actor).current()
        return queryset.filter(pk__in=members.filter(family__reference=reference).values("person_id"))

    def since(self, queryset: QuerySet[Person], name: str, moment: Any) -> QuerySet[Person]:
        recorded = changed_since(queryset, moment, self.request.actor, person_id=OuterRef("pk"))
        return queryset.filter(Q(created_at__gte=moment) | Q(pk__in=recorded.values("pk")))


class Children(Resource):
    """Children whose record one may open."""

    records = Person
    line, record = ChildLine, ChildRecord
    takes = {"find_known": WhoIsAsked}
    filterset_class = ChildFilters
    orders = ("reference", "created_at", "-created_at")

    def visible(self) -> QuerySet[Person]:
        members = FamilyMember.objects.visible_to(self.actor).current().select_related("family")
        children = Person.objects.visible_to(self.actor).filter(kind__in=[kind for kind, _ in CHILDREN])
        return children.prefetch_related(Prefetch("memberships_of_families", members))

    def may_write(self) -> bool:
        """To ask is a POST too, and is written down as a look."""
        return can_search(self.actor, self.actor.partnership)

    @extend_schema(request=WhoIsAsked, responses=WhoIsKnown)
    def find_known(self, request: Request) -> Response:
        """Is this child already known? In any spelling, and to whom. Each question stays on the record."""
        saved = WhoIsAsked().to_save(self.sent())
        terms = terms_of(saved)
        try:
            record_look(terms=saved, by=self.actor)
        except TooManyLooks:
            raise Throttled(wait=WITHIN.total_seconds()) from None
        found = look(terms, self.actor)
        own = [one for one in found.own if one.person.is_child]
        return Response(WhoIsKnown({"own": own, "known": found.known, "is_cut_short": found.is_cut_short}).data)

    @extend_schema(parameters=[BY_REFERENCE])
    def retrieve(self, request: Request, reference: str) -> Response:
        return super().retrieve(request, reference)

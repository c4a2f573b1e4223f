"""Clocks: what each practice standard asks, of whom, by when."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ehm.api.fields import Named, Somebody
from ehm.api.filters import Filters, FlagFilter, MomentFilter, OneOfFilter, ReferenceFilter, WordFilter
from ehm.api.resource import BY_REFERENCE, Resource
from standards.models import OPEN_STATES, STATES, Clock, ClockChange
from standards.partnership import rulebook_for
from standards.rulebook import NoSuchStandard


class ClockLine(serializers.ModelSerializer[Clock]):
    state = serializers.ChoiceField(choices=STATES)
    episode = serializers.CharField(source="episode.reference")
    family = Named()
    child = serializers.CharField(
        source="person.reference", default=None, allow_null=True, help_text="Where the clock is one child's."
    )
    holder = Somebody(allow_null=True)
    holder_agency = Named()
    area = Named()

    class Meta:
        model = Clock
        fields: tuple[str, ...] = (
            "reference",
            "standard",
            "state",
            "is_breached",
            "is_varied",
            "episode",
            "family",
            "child",
            "subject_kind",
            "subject",
            "holder",
            "holder_agency",
            "area",
            "started_at",
            "due_soon_at",
            "due_at",
            "stopped_at",
            "cancelled_at",
        )
        read_only_fields = fields


class ChangeRecord(serializers.ModelSerializer[ClockChange]):
    class Meta:
        model = ClockChange
        fields = ("changed_at", "why")
        read_only_fields = fields


class ClockRecord(ClockLine):
    sentence = serializers.SerializerMethodField(help_text="The standard's own; empty where it is no longer in force.")
    written_in = serializers.SerializerMethodField(help_text="Where the standard is written.")
    changes = ChangeRecord(many=True)

    class Meta(ClockLine.Meta):
        fields = (
            *ClockLine.Meta.fields,
            "rulebook",
            "started_by",
            "limit_due_at",
            "cancel_reason",
            "counts_in_compliance",
            "sentence",
            "written_in",
            "changes",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_sentence(self, clock: Clock) -> str:
        return self._of_standard(clock, "title")

    @extend_schema_field(serializers.CharField())
    def get_written_in(self, clock: Clock) -> str:
        return self._of_standard(clock, "source")

    def _of_standard(self, clock: Clock, part: str) -> str:
        try:
            return str(getattr(self.context["rulebook"].standard(clock.standard), part))
        except NoSuchStandard:
            return ""


class ClockFilters(Filters):
    state = OneOfFilter(STATES)
    is_open = FlagFilter(method="open_or_not")
    is_breached = FlagFilter()
    standard = WordFilter()
    episode = ReferenceFilter("episode__reference")
    family = ReferenceFilter("family__reference")
    child = ReferenceFilter("person__reference")
    holder = ReferenceFilter("holder__reference")
    holder_agency = ReferenceFilter("holder_agency__reference")
    area = ReferenceFilter("area__reference")
    due_before = MomentFilter("due_at", lookup_expr="lt")
    due_since = MomentFilter("due_at", lookup_expr="gte")
    started_since = MomentFilter("started_at", lookup_expr="gte")

    def open_or_not(self, queryset: QuerySet[Clock], name: str, is_open: bool) -> QuerySet[Clock]:
        return queryset.filter(state__in=OPEN_STATES) if is_open else queryset.exclude(state__in=OPEN_STATES)


class Clocks(Resource):
    """Practice standards as they run for a family. They move by themselves: nothing is written here."""

    records = Clock
    line, record = ClockLine, ClockRecord
    filterset_class = ClockFilters
    orders = ("reference", "due_at", "-due_at", "started_at", "-started_at")

    def visible(self) -> QuerySet[Clock]:
        return Clock.objects.of_families(self.actor).select_related(
            "episode", "family", "person", "holder", "holder_agency", "area"
        )

    def whole(self) -> QuerySet[Clock]:
        changes = ClockChange.objects.visible_to(self.actor).order_by("changed_at", "id")
        return self.visible().prefetch_related(Prefetch("changes", changes))

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        if self.action == "retrieve" and context["actor"] is not None:
            context["rulebook"] = rulebook_for(self.actor.partnership)
        return context

    @extend_schema(parameters=[BY_REFERENCE])
    def retrieve(self, request: Request, reference: str) -> Response:
        return super().retrieve(request, reference)


urlpatterns = [
    path("clocks/", Clocks.as_view({"get": "list"}), name="clocks"),
    path("clocks/<str:reference>/", Clocks.as_view({"get": "retrieve"}), name="clock"),
]

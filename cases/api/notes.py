"""Key agency notes: which agency supports which child. The whole partnership reads them, but for those of a child whose
whereabouts are protected, and no detail is in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.actions.notes import NoteWords, add_note, confirm_note, end_note
from cases.models import KeyAgencyNote, Person
from cases.permissions.notes import can_change_note
from cases.search import known_children, noted_children
from ehm.api.fields import Day, Input, Named, Reference, Text
from ehm.api.filters import Filters, FlagFilter, MomentFilter, ReferenceFilter
from ehm.api.resource import BY_REFERENCE, Resource
from ehm.permissions import require
from ehm.rows.actor import Actor


class NoteRecord(serializers.ModelSerializer[KeyAgencyNote]):
    child = serializers.SerializerMethodField(help_text="The child's reference.")
    agency = Named()
    is_current = serializers.BooleanField()

    class Meta:
        model = KeyAgencyNote
        fields = (
            "reference",
            "child",
            "agency",
            "practitioner_name",
            "work_phone",
            "area_of_support",
            "started_on",
            "ended_on",
            "is_current",
            "recorded_at",
            "confirmed_at",
            "version",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_child(self, note: KeyAgencyNote) -> str:
        return str(self.context["children"][note.person_id])


class NewNote(Input):
    """A few words on who helps. No detail: everybody in the partnership reads them."""

    child = Reference()
    practitioner_name = Text(120)
    work_phone = Text(30)
    area_of_support = Text(255)
    started_on = Day()
    ended_on = Day(allow_null=True, default=None)


class NoteFilters(Filters):
    child = ReferenceFilter(method="of_child")
    agency = ReferenceFilter("agency__reference")
    is_current = FlagFilter(method="current_or_not")
    changed_since = MomentFilter(method="since")

    def of_child(self, queryset: QuerySet[KeyAgencyNote], name: str, reference: str) -> QuerySet[KeyAgencyNote]:
        """Of any child of the partnership, as their page shows it."""
        known = known_children(reference)
        return queryset.filter(person_id=known[0].person_id) if known else queryset.none()

    def current_or_not(self, queryset: Any, name: str, is_current: bool) -> QuerySet[KeyAgencyNote]:
        current: QuerySet[KeyAgencyNote] = queryset.current()
        return current if is_current else queryset.exclude(pk__in=current.values("pk"))

    def since(self, queryset: QuerySet[KeyAgencyNote], name: str, moment: Any) -> QuerySet[KeyAgencyNote]:
        return queryset.filter(Q(recorded_at__gte=moment) | Q(confirmed_at__gte=moment))

    def filter_queryset(self, queryset: QuerySet[KeyAgencyNote]) -> QuerySet[KeyAgencyNote]:
        if not self.form.cleaned_data.get("child"):
            queryset = queryset.filter(_of_ones_own(self.request.actor))
        found: QuerySet[KeyAgencyNote] = super().filter_queryset(queryset)
        return found


def _of_ones_own(actor: Actor) -> Q:
    """One's own agency's, and those about children whose record one may open."""
    child = Person.objects.visible_to(actor).filter(tenant_id=OuterRef("tenant_id"), pk=OuterRef("person_id"))
    return Q(agency_id__in=actor.agencies) | Q(Exists(child))


class KeyAgencyNotes(Resource):
    """Notes of your own agency, and about children whose record you may open. With `child`: all that the partnership
    may know of that child."""

    records = KeyAgencyNote
    line = record = NoteRecord
    takes = {"create": NewNote}
    filterset_class = NoteFilters
    orders = ("reference", "started_on", "-started_on", "recorded_at", "-recorded_at")

    def visible(self) -> QuerySet[KeyAgencyNote]:
        return KeyAgencyNote.objects.visible_to(self.actor).select_related("agency")

    def whole(self) -> QuerySet[KeyAgencyNote]:
        return self.visible().filter(_of_ones_own(self.actor))

    def shown_with(self, page: Iterable[KeyAgencyNote]) -> dict[str, Any]:
        """Each note's child by reference, also where the record is not for this actor to open."""
        wanted = {note.person_id for note in page}
        seen = Person.objects.visible_to(self.actor).filter(pk__in=wanted)
        children = dict(seen.values_list("pk", "reference"))
        children |= {pk: known.reference for pk, known in noted_children(wanted - children.keys()).items()}
        if self.action == "list" and "child" in self.request.query_params:
            for known in known_children(self.request.query_params["child"].upper()):
                children[known.person_id] = known.reference
        return {"children": children}

    @extend_schema(request=NewNote, responses={201: NoteRecord})
    def create(self, request: Request) -> Response:
        """Tell the partnership that your agency supports a child. Sent twice, it is saved once."""
        sent = self.sent()
        child = sent.pop("child")
        return self.show_again(add_note(child=child, words=NoteWords(**sent), by=self.actor).reference, 201)

    @extend_schema(parameters=[BY_REFERENCE])
    def retrieve(self, request: Request, reference: str) -> Response:
        return super().retrieve(request, reference)

    @extend_schema(request=None, parameters=[BY_REFERENCE], responses=NoteRecord)
    def confirm(self, request: Request, reference: str) -> Response:
        """Still true."""
        note = self._note(reference)
        confirm_note(note=note, by=self.actor)
        return self.show_again(note.reference)

    @extend_schema(request=None, parameters=[BY_REFERENCE], responses=NoteRecord)
    def end(self, request: Request, reference: str) -> Response:
        """Your agency no longer supports the child."""
        note = self._note(reference)
        end_note(note=note, by=self.actor)
        return self.show_again(note.reference)

    def _note(self, reference: str) -> KeyAgencyNote:
        note = self.find(self.whole(), reference)
        require(can_change_note, self.actor, note)
        return note

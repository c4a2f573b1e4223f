"""Meetings of a hub and what they agreed, for programs: the rows and the action of the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ehm.api.fields import Input, Named, Somebody, Text
from ehm.api.filters import Filters, MomentFilter, OneOfFilter
from ehm.api.resource import BY_REFERENCE, Resource
from ehm.permissions import require
from hubs.actions.meeting_actions import finish_action
from hubs.choices import Group, ItemOutcome, MeetingStatus
from hubs.models import ActionDate, AgendaItem, HubMeeting, ItemDecision, MeetingAction
from hubs.permissions import can_finish_action, can_read_meeting


class ActionDateRecord(serializers.ModelSerializer[ActionDate]):
    class Meta:
        model = ActionDate
        fields = ("was_due_on", "due_on", "reason", "recorded_at")
        read_only_fields = fields


class ActionLine(serializers.ModelSerializer[MeetingAction]):
    area = Named()
    doer_agency = Named()
    doer = Somebody(allow_null=True)
    done_by = Somebody(allow_null=True)
    dates = ActionDateRecord(many=True, source="moved", help_text="The days that it had before.")

    class Meta:
        model = MeetingAction
        fields = (
            *("reference", "what", "area", "doer_agency", "doer", "due_on", "dates", "done_at", "done_by", "outcome"),
            *("dropped_at", "dropped_because", "recorded_at"),
        )
        read_only_fields = fields


class DecisionRecord(serializers.ModelSerializer[ItemDecision]):
    outcome = serializers.ChoiceField(choices=ItemOutcome.choices)
    lead_agency = Named(allow_null=True)
    lead = Somebody(allow_null=True)

    class Meta:
        model = ItemDecision
        fields = ("outcome", "level", "level_band", "reason", "told", "lead_agency", "lead", "recorded_at")
        read_only_fields = fields


class ItemRecord(serializers.ModelSerializer[AgendaItem]):
    """A family on the agenda, as it is read out there."""

    group = serializers.ChoiceField(choices=Group.choices)
    decision = serializers.SerializerMethodField()
    actions = ActionLine(many=True, source="agreed")

    class Meta:
        model = AgendaItem
        fields = (
            *("reference", "place", "minutes", "group", "family_name", "children", "asked_by", "waits_since", "story"),
            *("strengths", "wanted", "is_on", "is_now", "decision", "actions"),
        )
        read_only_fields = fields

    @extend_schema_field(DecisionRecord(allow_null=True))
    def get_decision(self, item: Any) -> Any:
        return DecisionRecord(item.decided[0]).data if item.decided else None


class HubMeetingLine(serializers.ModelSerializer[HubMeeting]):
    status = serializers.ChoiceField(choices=MeetingStatus.choices)
    area = Named()
    chair = Somebody(allow_null=True)
    place = serializers.SerializerMethodField(help_text="A room or a call: for the hub, and for whoever is asked.")

    def get_place(self, meeting: HubMeeting) -> str:
        return meeting.place if meeting.pk in self.context["invited"] else ""

    class Meta:
        model = HubMeeting
        fields: tuple[str, ...] = (
            *("reference", "area", "planned_for", "place", "status", "agenda_sent_at", "started_at", "ended_at"),
            "chair",
        )
        read_only_fields = fields


class HubMeetingRecord(HubMeetingLine):
    """With the families on its agenda that one may see."""

    items = ItemRecord(many=True, source="on_agenda")

    class Meta(HubMeetingLine.Meta):
        fields = (*HubMeetingLine.Meta.fields, "items")
        read_only_fields = fields


class MeetingFilters(Filters):
    status = OneOfFilter(MeetingStatus.choices)
    since = MomentFilter("planned_for", lookup_expr="gte")


class HubMeetings(Resource):
    """Meetings of the hubs. A hub reads its own agenda; an agency the families that it is asked about, while they are
    on the agenda."""

    records = HubMeeting
    line, record = HubMeetingLine, HubMeetingRecord
    filterset_class = MeetingFilters
    orders = ("reference", "planned_for", "-planned_for")

    def shown_with(self, rows: Any) -> dict[str, Any]:
        """Of which meetings one may know where they are."""
        asked = AgendaItem.objects.visible_to(self.actor).filter(meeting__in=rows).values_list("meeting_id", flat=True)
        return {"invited": {row.pk for row in rows if can_read_meeting(self.actor, row)} | set(asked)}

    def visible(self) -> QuerySet[HubMeeting]:
        return HubMeeting.objects.visible_to(self.actor).select_related("area", "chair")

    @extend_schema(parameters=[BY_REFERENCE])
    def retrieve(self, request: Request, reference: str) -> Response:
        row: Any = self.find(self.visible(), reference)
        decisions = ItemDecision.objects.visible_to(self.actor).select_related("lead_agency", "lead")
        items = AgendaItem.objects.visible_to(self.actor).filter(meeting=row, removed_at=None)
        row.on_agenda = items.order_by("place", "pk").prefetch_related(
            Prefetch("decisions", queryset=decisions, to_attr="decided"),
            Prefetch("actions", queryset=_actions(self), to_attr="agreed"),
        )
        return self.show(row)


class DoneAction(Input):
    outcome = Text(500, help_text="What came of it.")


class ActionFilters(Filters):
    status = OneOfFilter([("to_do", "To do"), ("done", "Done"), ("dropped", "Not needed")], method="of_status")

    def of_status(self, rows: Any, name: str, value: str) -> Any:
        match value:
            case "done":
                return rows.exclude(done_at=None)
            case "dropped":
                return rows.exclude(dropped_at=None)
        return rows.to_do()


class HubActions(Resource):
    """What meetings agreed that somebody does: a hub's area; one's own agency's."""

    records = MeetingAction
    line = record = ActionLine
    takes = {"done": DoneAction}
    filterset_class = ActionFilters
    orders = ("reference", "due_on", "-due_on")

    def visible(self) -> QuerySet[MeetingAction]:
        return _actions(self)

    @extend_schema(parameters=[BY_REFERENCE])
    def retrieve(self, request: Request, reference: str) -> Response:
        return super().retrieve(request, reference)

    @extend_schema(request=DoneAction, responses={200: ActionLine}, parameters=[BY_REFERENCE])
    def done(self, request: Request, reference: str) -> Response:
        """Say that it is done, and what came of it."""
        row = self.find(self.visible(), reference)
        require(can_finish_action, self.actor, row)
        finish_action(action=row, outcome=self.sent()["outcome"], by=self.actor)
        return self.show_again(row.reference)


def _actions(resource: Resource) -> QuerySet[MeetingAction]:
    dates = ActionDate.objects.visible_to(resource.actor).order_by("recorded_at", "pk")
    rows = MeetingAction.objects.visible_to(resource.actor)
    rows = rows.select_related("area", "doer_agency", "doer", "done_by").order_by("due_on", "pk")
    return rows.prefetch_related(Prefetch("dates", queryset=dates, to_attr="moved"))


urlpatterns = [
    path("hub-meetings/", HubMeetings.as_view({"get": "list"}), name="hub_meetings"),
    path("hub-meetings/<str:reference>/", HubMeetings.as_view({"get": "retrieve"}), name="hub_meeting"),
    path("hub-actions/", HubActions.as_view({"get": "list"}), name="hub_actions"),
    path("hub-actions/<str:reference>/", HubActions.as_view({"get": "retrieve"}), name="hub_action"),
    path("hub-actions/<str:reference>/done/", HubActions.as_view({"post": "done"}), name="hub_action_done"),
]

"""Requests for help for programs: written, answered and followed as on the pages of whoever asks."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.areas import area_reaching
from cases.choices import Relation
from ehm.actions import Refused
from ehm.api.fields import Chosen, Day, Flag, Input, Named, OneOf, Reference, Somebody, Text
from ehm.api.filters import Filters, MomentFilter, OneOfFilter
from ehm.api.resource import BY_REFERENCE, Resource
from ehm.models import Agency, Area
from ehm.permissions import require
from hubs.actions.requests import Asked, Limit, Requester, answer, ask_for_help
from hubs.choices import CameBy, Diversion, Outcome, RequestStatus
from hubs.choices import Somebody as Who
from hubs.forms.requests import LONG, SHORT
from hubs.forms.rows import MOST
from hubs.models import HelpRequest, RequestedPerson, RequestQuestion
from hubs.permissions import asked as is_asked
from hubs.profile import profile_of


class PersonRecord(serializers.ModelSerializer[RequestedPerson]):
    """Where somebody goes to school is not in the API."""

    who = serializers.ChoiceField(choices=Who.choices)
    relation = Chosen(Relation.choices)

    class Meta:
        model = RequestedPerson
        fields = (
            *("reference", "who", "given_name", "family_name", "is_unborn", "born_on", "relation"),
            *("has_parental_responsibility", "description"),
        )
        read_only_fields = fields


class QuestionRecord(serializers.ModelSerializer[RequestQuestion]):
    class Meta:
        model = RequestQuestion
        fields = ("reference", "asked", "asked_at", "answer", "answered_at")
        read_only_fields = fields


class RequestLine(serializers.ModelSerializer[HelpRequest]):
    status = serializers.ChoiceField(choices=RequestStatus.choices)
    came_by = serializers.ChoiceField(choices=CameBy.choices)
    outcome = Chosen(Outcome.choices)
    area = Named()
    agency = Named(allow_null=True)
    recorded_by = Somebody(allow_null=True)
    people = PersonRecord(many=True, source="named")

    class Meta:
        model = HelpRequest
        fields: tuple[str, ...] = (
            *("reference", "status", "came_by", "asked_at", "area", "agency", "recorded_by", "recorded_at"),
            *("requester_name", "requester_agency", "outcome", "told", "decided_at", "people"),
        )
        read_only_fields = fields


class RequestRecord(RequestLine):
    """What whoever asked wrote, and what became of it. The hub's own side is on its pages."""

    prompts = serializers.ListField(child=serializers.CharField(), help_text="Keys of what was noticed.")
    questions = QuestionRecord(many=True, source="asked_back")

    class Meta(RequestLine.Meta):
        fields = (
            *RequestLine.Meta.fields,
            *("diversion", "is_agreed", "agreed_by", "agreed_on", "prompts", "involvement", "worries", "strengths"),
            *("wanted", "before", "questions"),
        )
        read_only_fields = fields


class NewPerson(Input):
    """`born_on` of a child not born yet is the day that it is expected."""

    who = OneOf(choices=Who.choices)
    given_name = Text(100, required=False)
    family_name = Text(100, required=False)
    is_unborn = Flag(default=False)
    born_on = Day(allow_null=True, default=None)
    relation = OneOf(choices=Relation.choices, required=False, help_text="What an adult is to the children.")
    description = Text(SHORT, required=False)
    nhs_number = Text(20, required=False)


class NewHelper(Input):
    name = Text(SHORT)
    agency_name = Text(SHORT, required=False)


class NewRequest(Input):
    """As on the page. Only where no child is in danger: that is told to the front door. It goes to the area of the
    postcode, or to the one that is named."""

    no_child_is_in_danger = Flag(help_text="Must be true: whoever is not sure rings the front door.")
    phone = Text(30)
    email = Text(254, required=False)
    agreed_by = Text(SHORT, help_text="The parent who agreed that help is asked for.")
    agreed_on = Day()
    diversion = OneOf(choices=Diversion.choices, default=Diversion.NONE.value)
    postcode = Text(10, required=False)
    area = Reference(allow_null=True, default=None)
    prompts: Any = serializers.ListSerializer(child=Text(40), max_length=MOST * 2, default=list)
    people: Any = serializers.ListSerializer(child=NewPerson(), max_length=MOST * 3)
    helpers: Any = serializers.ListSerializer(child=NewHelper(), max_length=MOST, default=list)
    kept_from = Reference(allow_null=True, default=None, help_text="An agency that the family does not want to know.")
    kept_reason = Text(SHORT, required=False)
    worries = Text(LONG)
    strengths = Text(LONG)
    involvement = Text(LONG)
    wanted = Text(LONG)
    before = Text(LONG, required=False)


class AnswerToHub(Input):
    answer = Text(LONG)


class RequestFilters(Filters):
    status = OneOfFilter(RequestStatus.choices)
    since = MomentFilter("asked_at", lookup_expr="gte")


class Requests(Resource):
    """Requests for help: one's agency's own; at a hub, those of its area."""

    records = HelpRequest
    line, record = RequestLine, RequestRecord
    takes = {"create": NewRequest, "answer": AnswerToHub}
    filterset_class = RequestFilters
    orders = ("reference", "asked_at", "-asked_at")

    def visible(self) -> QuerySet[HelpRequest]:
        people = RequestedPerson.objects.filter(tenant_id=self.actor.tenant_id).order_by("position")
        rows = HelpRequest.objects.visible_to(self.actor).select_related("area", "agency", "recorded_by")
        return rows.prefetch_related(Prefetch("requestedperson_set", queryset=people, to_attr="named"))

    def whole(self) -> QuerySet[HelpRequest]:
        questions = RequestQuestion.objects.filter(tenant_id=self.actor.tenant_id).order_by("pk")
        return self.visible().prefetch_related(
            Prefetch("requestquestion_set", queryset=questions, to_attr="asked_back")
        )

    @extend_schema(request=NewRequest, responses={201: RequestRecord})
    def create(self, request: Request) -> Response:
        """Ask for help."""
        sent, actor = self.sent(), self.actor
        if not sent["no_child_is_in_danger"]:
            raise Refused("Tell the front door at once. Nothing was saved here.")
        me = actor.membership
        made = ask_for_help(
            asked=Asked(
                requester=Requester(me.display_name, me.agency.name, sent["phone"], sent["email"]),
                asked_at=timezone.now(),
                diversion=Diversion(sent["diversion"]),
                agreed_by=sent["agreed_by"],
                agreed_on=sent["agreed_on"],
                people=[_person(one) for one in sent["people"]],
                helpers=[(one["name"], one["agency_name"]) for one in sent["helpers"]],
                limits=self._limits(sent),
                prompts=self._prompts(sent["prompts"]),
                area=self._area(sent),
                area_reason="Whoever asked chose it." if sent["area"] else "",
                words={
                    name: sent[name] for name in ("postcode", "involvement", "worries", "strengths", "wanted", "before")
                },
            ),
            by=actor,
        )
        return self.show_again(made.reference, 201)

    @extend_schema(parameters=[BY_REFERENCE])
    def retrieve(self, request: Request, reference: str) -> Response:
        return super().retrieve(request, reference)

    @extend_schema(request=AnswerToHub, responses={200: RequestRecord}, parameters=[BY_REFERENCE])
    def answer(self, request: Request, reference: str) -> Response:
        """Answer what the hub asked."""
        row = self.find(self.visible(), reference)
        require(is_asked, self.actor, row)
        sent = self.sent()
        question = RequestQuestion.objects.within([row]).filter(answered_at=None).first()
        if question is None:
            raise Refused("The hub has asked nothing that waits for an answer.")
        question.request = row
        answer(question=question, words=sent["answer"], by=self.actor)
        return self.show_again(row.reference)

    def _area(self, sent: dict[str, Any]) -> Area:
        """The one that is named, else the one that the postcode reaches."""
        if sent["area"]:
            areas = Area.objects.filter(tenant_id=self.actor.tenant_id, ended_at=None, reference=sent["area"])
            found = areas.first()
        else:
            found = area_reaching(sent["postcode"], self.actor) if sent["postcode"] else None
        if found is None:
            raise Refused("No area reaches this postcode: name the area that the request is for.")
        return found

    def _limits(self, sent: dict[str, Any]) -> list[Limit]:
        if not sent["kept_from"]:
            return []
        agencies = Agency.objects.of(self.actor.tenant_id).current()
        agency = agencies.filter(reference=sent["kept_from"]).first()
        if agency is None:
            raise Refused(f"There is no agency {sent['kept_from']} that you can choose.")
        return [Limit(agency, "", sent["kept_reason"])]

    def _prompts(self, keys: list[str]) -> list[str]:
        profile = profile_of(self.actor.partnership)
        for key in keys:
            if profile.prompt(key) is None:
                raise Refused(f"This partnership does not ask about {key}.")
        return keys


def _person(sent: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in sent.items() if value not in (None, "")}


urlpatterns = [
    path("requests-for-help/", Requests.as_view({"get": "list", "post": "create"}), name="requests_for_help"),
    path("requests-for-help/<str:reference>/", Requests.as_view({"get": "retrieve"}), name="request_for_help"),
    path("requests-for-help/<str:reference>/answer/", Requests.as_view({"post": "answer"}), name="answer_hub"),
]

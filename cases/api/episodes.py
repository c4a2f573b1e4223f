"""Episodes of early help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.actions.episodes import (
    FamilyAgreement,
    LeadAgreements,
    agree_to_lead,
    decide_level,
    open_episode,
    start_episode,
)
from cases.api.families import changed_since
from cases.choices import AgreementForm, ClosureReason, EpisodeStatus, Origin
from cases.models import Episode, Family, FamilyMember, LeadAllocation, Person
from cases.permissions.episodes import can_decide_level, can_open_episode, can_request_episode
from cases.profile import profile_of
from ehm.actions import Refused
from ehm.api.fields import Chosen, Day, Flag, Input, Moment, Named, OneOf, Reference, Somebody, Text, Whole, one_of
from ehm.api.filters import Filters, MomentFilter, OneOfFilter, ReferenceFilter
from ehm.api.resource import BY_REFERENCE, Resource
from ehm.models import Agency, Area, Membership
from ehm.permissions import require
from ehm.rows.actor import Actor

LONG = 2000


class EpisodeLine(serializers.ModelSerializer[Episode]):
    family = Named()
    lead_agency = Named()
    lead = Somebody(allow_null=True)
    area = Named()
    level = serializers.IntegerField()

    class Meta:
        model = Episode
        fields: tuple[str, ...] = (
            "reference",
            "family",
            "status",
            "level",
            "level_band",
            "area",
            "lead_agency",
            "lead",
            "requested_at",
            "opened_at",
            "closed_at",
            "next_due_at",
            "last_contact_at",
            "version",
        )
        read_only_fields = fields


class EpisodeRecord(EpisodeLine):
    created_by = Somebody()
    closed_by = Somebody(allow_null=True)
    closure_reason = Chosen(ClosureReason.choices)

    class Meta(EpisodeLine.Meta):
        fields = (
            *EpisodeLine.Meta.fields,
            "origin",
            "reason",
            "legal_basis",
            "created_by",
            "created_at",
            "closed_by",
            "closure_reason",
            "closure_rationale",
        )
        read_only_fields = fields


class Agreed(Input):
    """Somebody in the family said yes to early help."""

    person = Reference()
    form = OneOf(choices=AgreementForm.choices)
    agreed_on = Day()


class NewEpisode(Input):
    """A request for early help, and who leads."""

    family = Reference()
    origin = OneOf(choices=Origin.choices)
    reason = Text(LONG, help_text="Why help is wanted, in two or three sentences.")
    level = Whole(min_value=1, max_value=4)
    level_band = Text(20, required=False)
    level_reason = Text(LONG)
    area = Reference()
    lead_agency = Reference(allow_null=True, default=None, help_text="Your own agency where it is left out.")
    lead = Reference(allow_null=True, default=None, help_text="Of a membership: who will lead.")
    requested_at = Moment(allow_null=True, default=None)
    agreement = Agreed(allow_null=True, default=None)
    opens_now = Flag(default=True, help_text="false: only write down that help was asked for.")


class NewLevel(Input):
    """The level of need from a day on."""

    level = Whole(min_value=1, max_value=4)
    level_band = Text(20, required=False)
    reason = Text(LONG)
    decided_on = Day()


class WhoAgreed(Input):
    """Who else said yes to this lead."""

    by_family = Flag(default=False)
    by_children = Flag(default=False)
    note = Text(LONG, required=False)


@extend_schema_field({"type": "integer", "enum": [1, 2, 3, 4]})
class LevelFilter(OneOfFilter):
    def __init__(self) -> None:
        super().__init__([(str(level), str(level)) for level in range(1, 5)])


class EpisodeFilters(Filters):
    status = OneOfFilter(EpisodeStatus.choices)
    level = LevelFilter()
    area = ReferenceFilter("area__reference")
    lead = ReferenceFilter("lead__reference")
    lead_agency = ReferenceFilter("lead_agency__reference")
    family = ReferenceFilter("family__reference")
    due_before = MomentFilter("next_due_at", lookup_expr="lt")
    changed_since = MomentFilter(method="since")

    def since(self, queryset: QuerySet[Episode], name: str, moment: Any) -> QuerySet[Episode]:
        recorded = changed_since(queryset, moment, self.request.actor, episode_id=OuterRef("pk"))
        return queryset.filter(Q(created_at__gte=moment) | Q(pk__in=recorded.values("pk")))


class Episodes(Resource):
    """Early help for a family, from the request to its end."""

    records = Episode
    line, record = EpisodeLine, EpisodeRecord
    takes = {
        "create": NewEpisode,
        "decide_level": NewLevel,
        "agree_to_lead": WhoAgreed,
    }
    filterset_class = EpisodeFilters
    orders = ("reference", "requested_at", "-requested_at")

    def visible(self) -> QuerySet[Episode]:
        return Episode.objects.visible_to(self.actor).select_related("family", "lead_agency", "lead", "area")

    def whole(self) -> QuerySet[Episode]:
        return self.visible().select_related("created_by", "closed_by")

    @extend_schema(request=NewEpisode, responses={201: EpisodeRecord})
    def create(self, request: Request) -> Response:
        """Ask for early help for a family, and begin it."""
        sent, actor = self.sent(), self.actor
        family = one_of(Family.objects.all(), actor, sent["family"], "family")
        area = one_of(Area.objects.current(), actor, sent["area"], "area")
        lead_agency = one_of(Agency.objects.current(), actor, sent["lead_agency"], "agency")
        assert family is not None and area is not None
        require(can_request_episode, actor, family)
        self._check_level(sent)
        episode = start_episode(
            family=family,
            origin=Origin(sent["origin"]),
            reason=sent["reason"],
            level=sent["level"],
            level_band=sent["level_band"],
            level_reason=sent["level_reason"],
            area=area,
            lead_agency=lead_agency or actor.membership.agency,
            lead=one_of(Membership.objects.current(), actor, sent["lead"], "person"),
            requested_at=sent["requested_at"],
            agreement=self._agreement(family, sent["agreement"]),
            opens_now=sent["opens_now"],
            by=actor,
        )
        return self.show_again(episode.reference, 201)

    @extend_schema(parameters=[BY_REFERENCE])
    def retrieve(self, request: Request, reference: str) -> Response:
        return super().retrieve(request, reference)

    @extend_schema(request=None, parameters=[BY_REFERENCE], responses=EpisodeRecord)
    def open(self, request: Request, reference: str) -> Response:
        """Begin early help that was asked for."""
        episode = self._episode(reference, can_open_episode)
        open_episode(episode=episode, by=self.actor)
        return self.show_again(episode.reference)

    @extend_schema(request=NewLevel, parameters=[BY_REFERENCE], responses=EpisodeRecord)
    def decide_level(self, request: Request, reference: str) -> Response:
        """The level of need from a day on. The earlier ones stay."""
        episode, sent = self._episode(reference, can_decide_level), self.sent()
        self._check_level(sent)
        decide_level(episode=episode, by=self.actor, **sent)
        return self.show_again(episode.reference)

    @extend_schema(request=WhoAgreed, parameters=[BY_REFERENCE], responses=EpisodeRecord)
    def agree_to_lead(self, request: Request, reference: str) -> Response:
        """The practitioner who was asked to lead says yes for themselves."""
        episode, sent = self.find(self.visible(), reference), self.sent()
        running = LeadAllocation.objects.visible_to(self.actor).filter(episode=episode, ended_at=None)
        allocation = running.select_related("lead", "lead_agency").first()
        if allocation is None:
            raise Refused("Nobody has been asked to lead.")
        agree_to_lead(allocation=allocation, agreements=LeadAgreements(**sent), by=self.actor)
        return self.show_again(episode.reference)

    def _episode(self, reference: str, may: Callable[[Actor, Episode], bool]) -> Episode:
        episode = self.find(self.visible(), reference)
        require(may, self.actor, episode)
        return episode

    def _check_level(self, sent: dict[str, Any]) -> None:
        """One that the partnership has: its own bands, its own scale."""
        value = "-".join(part for part in (str(sent["level"]), sent["level_band"]) if part)
        possible = [value for value, _ in profile_of(self.actor.partnership).level_choices]
        if value not in possible:
            raise Refused(f"This partnership has no level {value}. It has: {', '.join(possible)}.")

    def _agreement(self, family: Family, sent: dict[str, Any] | None) -> FamilyAgreement | None:
        if sent is None:
            return None
        members = FamilyMember.objects.visible_to(self.actor).filter(family=family)
        people = Person.objects.filter(pk__in=members.values("person_id"))
        person = one_of(people, self.actor, sent["person"], "person in this family")
        assert person is not None
        return FamilyAgreement(person, AgreementForm(sent["form"]), sent["agreed_on"])

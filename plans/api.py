"""Plans and meetings: what the family wants, who does what by when, and what was said when they met."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.choices import ClosureReason, EpisodeStatus
from cases.models import Episode, Person
from cases.permissions.episodes import can_close_episode
from ehm.actions import Refused
from ehm.api.fields import Chosen, Day, Flag, Input, Moment, Named, OneOf, Reference, Somebody, Text, Whole, one_of
from ehm.api.filters import Filters, MomentFilter, OneOfFilter, ReferenceFilter
from ehm.api.resource import BY_REFERENCE, Resource
from ehm.models import Membership
from ehm.permissions import require
from ehm.rows.actor import Actor
from plans.actions.closing import CLOSING, ask_for_oversight, end_help, write_closing
from plans.actions.meetings import plan_meeting
from plans.actions.parts import GOAL, PROMISE, add_goal, add_promise, finish_promise
from plans.actions.plans import begin_plan
from plans.choices import Attended, FamilyView, MeetingKind, PromiseKind, ReviewOutcome
from plans.ending import waits_for_oversight
from plans.forms.plans import LONG
from plans.guests import Guest
from plans.kept_out import KeptOut
from plans.lifecycle import Done, MeetingStatus, PlanStatus
from plans.models import Closing, Goal, Invitation, Meeting, Plan, Promise
from plans.people import Around, around
from plans.permissions import can_begin_plan, can_finish_promise, can_plan_meeting, can_write_plan

MOST_GUESTS = 50
NOTHING: dict[str, Any] = {"is_cause": False, "needs": [], "worries": [], "person": None}


class PromiseRecord(serializers.ModelSerializer[Promise]):
    """An action or a bottom line. `whose`: the name of whoever has taken it on, '' while nobody has."""

    goal = serializers.CharField(source="goal.reference", default="", help_text="'' where it is for the whole plan.")
    kind = serializers.ChoiceField(choices=PromiseKind.choices)
    status = serializers.ChoiceField(choices=Done.choices)
    whose = serializers.CharField()

    class Meta:
        model = Promise
        fields = (
            *("reference", "kind", "goal", "what", "whose", "by_when", "measure", "consequence", "status"),
            *("finished_on", "note", "version"),
        )
        read_only_fields = fields


class GoalRecord(serializers.ModelSerializer[Goal]):
    person = serializers.CharField(source="person.reference", default="", help_text="The child that it is for.")
    needs = serializers.ListField(child=serializers.CharField(), help_text="Items of the assessment's checklist.")
    worries = serializers.ListField(child=serializers.CharField(), help_text="References of worry statements.")

    class Meta:
        model = Goal
        fields = ("reference", "what", "how", "good_progress", "is_cause", "person", "needs", "worries", "version")
        read_only_fields = fields


class PlanLine(serializers.ModelSerializer[Plan]):
    episode = serializers.CharField(source="episode.reference")
    family = Named(source="episode.family")
    status = serializers.ChoiceField(choices=PlanStatus.choices)
    assessment = serializers.CharField(source="assessment.reference", default="", help_text="That it answers, or ''.")
    agency = Named()
    recorded_by = Somebody()

    class Meta:
        model = Plan
        fields: tuple[str, ...] = (
            *("reference", "episode", "family", "status", "number", "assessment", "review_every_days"),
            *("expected_end_on", "agency", "recorded_by", "recorded_at", "agreed_at", "ended_at"),
        )
        read_only_fields = fields


class PlanRecord(PlanLine):
    """Only the goals and promises that whoever reads may see."""

    goals = serializers.SerializerMethodField()
    promises = serializers.SerializerMethodField()

    class Meta(PlanLine.Meta):
        fields = (
            *PlanLine.Meta.fields,
            *("what_it_takes", "coordinated_by", "how_measured", "contingency", "ended_reason", "goals", "promises"),
        )
        read_only_fields = fields

    @extend_schema_field(GoalRecord(many=True))
    def get_goals(self, plan: Plan) -> Any:
        rows = Goal.objects.within([plan], self.context["actor"]).kept().select_related("person")
        return GoalRecord(rows.order_by("position", "pk"), many=True).data

    @extend_schema_field(PromiseRecord(many=True))
    def get_promises(self, plan: Plan) -> Any:
        rows = Promise.objects.within([plan], self.context["actor"]).kept()
        return PromiseRecord(rows.select_related("goal", "worker", "person").order_by("position", "pk"), many=True).data


class NewPlan(Input):
    """The family and those who help begin to make a plan. It answers the latest finished assessment."""

    episode = Reference()


class NewGoal(Input):
    what = Text(LONG)
    how = Text(LONG, required=False)
    good_progress = Text(LONG, required=False)
    is_cause = Flag(default=False, help_text="Goes to what lies behind, before its signs.")
    person = Reference(required=False, default="", help_text="The child that it is for, if for one.")


class NewPromise(Input):
    """Whose it is: a worker who helps the family, somebody of the family, or a name; one of them or nobody yet."""

    kind = OneOf(choices=PromiseKind.choices)
    what = Text(LONG)
    goal = Reference(required=False, default="")
    worker = Reference(required=False, default="")
    person = Reference(required=False, default="")
    somebody = Text(200, required=False)
    by_when = Day(allow_null=True, default=None)
    measure = Text(LONG, required=False)
    consequence = Text(LONG, required=False, help_text="Of a bottom line: what follows if it is missed.")


class Finished(Input):
    promise = Reference()
    is_done = Flag()
    on = Day()
    note = Text(LONG, required=False, help_text="What came of it; why it was not done.")


class PlanFilters(Filters):
    episode = ReferenceFilter("episode__reference")
    family = ReferenceFilter("episode__family__reference")
    status = OneOfFilter(PlanStatus.choices)


class Plans(Resource):
    """Plans of families; one runs at a time."""

    records = Plan
    line, record = PlanLine, PlanRecord
    takes = {"create": NewPlan, "add_goal": NewGoal, "add_promise": NewPromise, "finish": Finished}
    filterset_class = PlanFilters
    orders = ("reference", "recorded_at", "-recorded_at")

    def visible(self) -> QuerySet[Plan]:
        return Plan.objects.visible_to(self.actor).select_related(
            *("episode__family", "episode__lead__agency", "episode__lead_agency", "episode__area"),
            *("assessment", "agency", "recorded_by"),
        )

    @extend_schema(request=NewPlan, responses={201: PlanRecord})
    def create(self, request: Request) -> Response:
        """Begin a plan."""
        episode = one_of(Episode.objects.select_related("family"), self.actor, self.sent()["episode"], "episode")
        assert episode is not None
        require(can_begin_plan, self.actor, episode)
        return self.show_again(begin_plan(episode=episode, by=self.actor).reference, 201)

    @extend_schema(parameters=[BY_REFERENCE])
    def retrieve(self, request: Request, reference: str) -> Response:
        return super().retrieve(request, reference)

    @extend_schema(request=NewGoal, parameters=[BY_REFERENCE], responses=PlanRecord)
    def add_goal(self, request: Request, reference: str) -> Response:
        """Add what the family wants."""
        plan, sent = self.find(self.visible(), reference), self.sent()
        require(can_write_plan, self.actor, plan)
        sent["person"] = _person(around(plan.episode, self.actor), sent["person"])
        values = {name: sent.get(name, NOTHING.get(name, "")) for name in GOAL}
        add_goal(plan=plan, values=values, by=self.actor)
        return self.show_again(plan.reference)

    @extend_schema(request=NewPromise, parameters=[BY_REFERENCE], responses=PlanRecord)
    def add_promise(self, request: Request, reference: str) -> Response:
        """Add something to do, or a bottom line."""
        plan, sent = self.find(self.visible(), reference), self.sent()
        require(can_write_plan, self.actor, plan)
        if sum(bool(sent[name]) for name in ("worker", "person", "somebody")) > 1:
            raise Refused("Say one of worker, person and somebody.")
        family = around(plan.episode, self.actor)
        sent["person"], sent["worker"] = _person(family, sent["person"]), _worker(family, sent["worker"])
        sent["goal"] = _goal(plan, sent["goal"], self.actor)
        kind = PromiseKind(sent["kind"])
        add_promise(plan=plan, kind=kind, values={name: sent[name] for name in PROMISE}, by=self.actor)
        return self.show_again(plan.reference)

    @extend_schema(request=Finished, parameters=[BY_REFERENCE], responses=PlanRecord)
    def finish(self, request: Request, reference: str) -> Response:
        """Say that something was done, or not and why."""
        plan, sent = self.find(self.visible(), reference), self.sent()
        rows = Promise.objects.within([plan], self.actor).kept().select_related("plan__episode", "episode")
        promise = rows.filter(reference=sent["promise"]).first()
        if promise is None:
            raise Refused("There is no such thing to do in this plan.")
        require(can_finish_promise, self.actor, promise)
        finish_promise(promise=promise, is_done=sent["is_done"], on=sent["on"], note=sent["note"], by=self.actor)
        return self.show_again(plan.reference)


def _person(family: Around, reference: str) -> Person | None:
    found = family.person(f"person:{reference}") if reference else None
    if reference and found is None:
        raise Refused("There is no such person in this family.")
    return found


def _worker(family: Around, reference: str) -> Membership | None:
    found = family.worker(f"worker:{reference}") if reference else None
    if reference and found is None:
        raise Refused("There is no such worker in the team around this family.")
    return found


def _goal(plan: Plan, reference: str, actor: Actor) -> Goal | None:
    found = Goal.objects.within([plan], actor).kept().filter(reference=reference).first() if reference else None
    if reference and found is None:
        raise Refused("There is no such goal in this plan.")
    return found


class InvitationRecord(serializers.ModelSerializer[Invitation]):
    attended = serializers.ChoiceField(choices=Attended.choices)
    who = serializers.CharField()

    class Meta:
        model = Invitation
        fields = ("reference", "who", "works_as", "attended", "heard_how")
        read_only_fields = fields


class MeetingLine(serializers.ModelSerializer[Meeting]):
    episode = serializers.CharField(source="episode.reference")
    family = Named(source="episode.family")
    kind = serializers.ChoiceField(choices=MeetingKind.choices)
    status = serializers.ChoiceField(choices=MeetingStatus.choices)
    outcome = Chosen(ReviewOutcome.choices)
    agency = Named()
    recorded_by = Somebody()

    class Meta:
        model = Meeting
        fields: tuple[str, ...] = (
            *("reference", "episode", "family", "kind", "status", "starts_at", "place", "outcome", "next_on"),
            *("agency", "recorded_by", "recorded_at", "written_at", "cancelled_at"),
        )
        read_only_fields = fields


class MeetingRecord(MeetingLine):
    invited = InvitationRecord(many=True)

    class Meta(MeetingLine.Meta):
        fields = (
            *MeetingLine.Meta.fields,
            *("family_asked_for", "working_well", "worried_about", "childs_voice", "decided", "celebrated"),
            *("why_no_next", "cancelled_reason", "invited"),
        )
        read_only_fields = fields


class NewGuest(Input):
    """One of worker, person and name."""

    worker = Reference(required=False, default="")
    person = Reference(required=False, default="")
    name = Text(200, required=False)
    works_as = Text(200, required=False)


class NewMeeting(Input):
    """A meeting to come. Its minutes are written on its page."""

    episode = Reference()
    kind = OneOf(choices=MeetingKind.choices)
    starts_at = Moment()
    place = Text(200, required=False)
    family_asked_for = Text(LONG, required=False)
    guests: Any = serializers.ListSerializer(child=NewGuest(), max_length=MOST_GUESTS, default=list)


class MeetingFilters(Filters):
    episode = ReferenceFilter("episode__reference")
    family = ReferenceFilter("episode__family__reference")
    status = OneOfFilter(MeetingStatus.choices)
    kind = OneOfFilter(MeetingKind.choices)
    since = MomentFilter("starts_at", lookup_expr="gte")
    before = MomentFilter("starts_at", lookup_expr="lt")


class Meetings(Resource):
    """Meetings with families: to come, held, cancelled."""

    records = Meeting
    line, record = MeetingLine, MeetingRecord
    takes = {"create": NewMeeting}
    filterset_class = MeetingFilters
    orders = ("reference", "starts_at", "-starts_at")

    def visible(self) -> QuerySet[Meeting]:
        asked = Invitation.objects.filter(tenant_id=self.actor.tenant_id, removed_at=None)
        asked = asked.select_related("worker", "person", "asked_agency").order_by("pk")
        return (
            Meeting.objects.visible_to(self.actor)
            .select_related("episode__family", "agency", "recorded_by")
            .prefetch_related(Prefetch("invitations", queryset=asked, to_attr="invited"))
        )

    @extend_schema(request=NewMeeting, responses={201: MeetingRecord})
    def create(self, request: Request) -> Response:
        """Plan a meeting."""
        sent = self.sent()
        episode = one_of(
            Episode.objects.select_related("family", "lead__agency"), self.actor, sent["episode"], "episode"
        )
        assert episode is not None
        require(can_plan_meeting, self.actor, episode)
        family, kept_out = around(episode, self.actor), KeptOut.of(episode, self.actor)
        meeting = plan_meeting(
            episode=episode,
            kind=MeetingKind(sent["kind"]),
            starts_at=sent["starts_at"],
            about={name: sent[name] for name in ("place", "family_asked_for")},
            guests=[_guest(family, kept_out, one) for one in sent["guests"]],
            by=self.actor,
        )
        return self.show_again(meeting.reference, 201)

    @extend_schema(parameters=[BY_REFERENCE])
    def retrieve(self, request: Request, reference: str) -> Response:
        return super().retrieve(request, reference)


def _guest(family: Around, kept_out: KeptOut, sent: dict[str, Any]) -> Guest:
    """A name that the family keeps out is asked on the page, where somebody says that the family wants it all the
    same."""
    if sum(bool(sent[name]) for name in ("worker", "person", "name")) != 1:
        raise Refused("Each guest is one of worker, person and name.")
    person, worker = _person(family, sent["person"]), _worker(family, sent["worker"])
    if kept_out.keeps_out(person, worker) or kept_out.named_in(sent["name"]):
        raise Refused("The family does not want everything shared with one of these guests.")
    return Guest(worker=worker, person=person, name=sent["name"], works_as=sent["works_as"])


class EndOfHelp(Input):
    """How help ends, as far as a program says it: what the page of the end asks besides stays as it is."""

    reason = OneOf(choices=ClosureReason.choices)
    rationale = Text(LONG)
    family_view = OneOf(choices=FamilyView.choices)
    why_not_told = Text(LONG, required=False)
    family_says = Text(LONG, required=False)
    professionals_agree = Text(LONG, required=False)
    goes_on = Text(LONG, required=False)
    version = Whole(
        min_value=0, default=0, help_text="Of what was written last: what somebody else wrote since is not overwritten."
    )


class EndRecord(serializers.ModelSerializer[Episode]):
    """`waits_for_a_manager`: it is written down and a manager was asked to look; sent again after that, help ends."""

    status = serializers.ChoiceField(choices=EpisodeStatus.choices)
    closure_reason = Chosen(ClosureReason.choices)
    waits_for_a_manager = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField(help_text="Of what is written about the end; 0 where nothing is.")

    class Meta:
        model = Episode
        fields = ("reference", "status", "closed_at", "closure_reason", "waits_for_a_manager", "version")
        read_only_fields = fields

    @extend_schema_field({"type": "boolean"})
    def get_waits_for_a_manager(self, episode: Episode) -> bool:
        return waits_for_oversight(episode, self.context["actor"])

    @extend_schema_field({"type": "integer"})
    def get_version(self, episode: Episode) -> int:
        written = Closing.objects.within([episode]).first()
        return written.version if written is not None else 0


class Endings(Resource):
    """The end of early help, written down as on its page."""

    records = Episode
    line, record = EndRecord, EndRecord
    takes = {"close": EndOfHelp}

    @extend_schema(request=EndOfHelp, responses={200: EndRecord}, parameters=[BY_REFERENCE])
    def close(self, request: Request, reference: str) -> Response:
        """End early help for the family; where a manager must look at it first, ask them to."""
        episode, actor = self.find(self.visible(), reference), self.actor
        require(can_close_episode, actor, episode)
        sent = self.sent()
        version = sent.pop("version")
        before = Closing.objects.within([episode]).first()
        values = {name: getattr(before, name, "") for name in CLOSING} | {k: v for k, v in sent.items() if v}
        closing = write_closing(episode=episode, values=values, needs={}, scored=[], version=version, by=actor)
        if waits_for_oversight(episode, actor):
            ask_for_oversight(closing=closing, by=actor)
        else:
            end_help(closing=closing, by=actor)
        return self.show_again(episode.reference)


LIST_AND_ADD: dict[str, Any] = {"get": "list", "post": "create"}
ONE: dict[str, Any] = {"get": "retrieve"}

urlpatterns = [
    path("plans/", Plans.as_view(LIST_AND_ADD), name="plans"),
    path("plans/<str:reference>/", Plans.as_view(ONE), name="plan"),
    path("plans/<str:reference>/goals/", Plans.as_view({"post": "add_goal"}), name="add_goal"),
    path("plans/<str:reference>/promises/", Plans.as_view({"post": "add_promise"}), name="add_promise"),
    path("plans/<str:reference>/finish/", Plans.as_view({"post": "finish"}), name="finish_promise"),
    path("episodes/<str:reference>/close/", Endings.as_view({"post": "close"}), name="close_episode"),
    path("meetings/", Meetings.as_view(LIST_AND_ADD), name="meetings"),
    path("meetings/<str:reference>/", Meetings.as_view(ONE), name="meeting"),
]

"""Assessments: what was written, section by section, as rows and codes; begun, filled in and submitted by programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F, QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions.deciding import Incomplete, has_authorisation
from assessments.actions.outcomes import ENDS, Asked, Closing, Overseen, Steps, finish_assessment
from assessments.actions.writing import Overtaken, decide_to_assess, save_section
from assessments.checking import LONGEST, MOST_LINES
from assessments.choices import Consequence, Record
from assessments.lifecycle import Status
from assessments.lines import KEPT, Kept
from assessments.models import Assessment
from assessments.permissions import can_decide_to_assess, can_submit_assessment, can_write_assessment
from assessments.pieces import ANSWER, Conflict, Content, Piece, Place, Stored
from assessments.proposing import Step, proposals_for
from assessments.remarks import remarks_for
from assessments.submission import what_is_missing
from assessments.told import is_outcome_among
from assessments.written import Written, address_of_limit, read
from cases.actions.notes import LONGEST_LINE, NoteWords
from cases.choices import ClosureReason
from cases.models import Episode
from ehm.actions import Refused, Stale
from ehm.api.fields import (
    Chosen,
    Day,
    Flag,
    Input,
    Moment,
    Named,
    OneOf,
    Reference,
    Somebody,
    Text,
    Whole,
    one_of,
)
from ehm.api.filters import Filters, MomentFilter, OneOfFilter, ReferenceFilter
from ehm.api.resource import BY_REFERENCE, Resource
from ehm.api.schema import ANY_TEXT
from ehm.models import Agency
from ehm.models.tenancy import new_reference
from ehm.permissions import require
from ehm.rows.actor import Actor

RECORDS = [(str(record), str(record)) for record in KEPT]
SEVERAL = {ANSWER: "values", Record.NEED: "worries"}  # the part of a piece that holds several words
MOST_WORDS = 100
MOST_ANSWERS = 200
LONG = 2000
STEPS = {  # what is proposed → the field of `steps` that has it done
    Step.LEVEL: "level_reason",
    Step.NOTE: "note",
    Step.ASK: "asked",
    Step.OVERSEE: "overseen",
    Step.CLOSE: "closing",
    Step.STEP_UP: "prepares_step_up",
}
NOT_THERE = "There is no such line in this assessment. Leave out its key to add one."


class PieceRecord(serializers.Serializer[Any]):
    """What stands at one place of the form. `about` is a child's or a worry's reference; '' for the family."""

    record = serializers.ChoiceField(choices=RECORDS)
    question = serializers.CharField()
    about = serializers.CharField()
    key = serializers.CharField(help_text="An item of the checklist, 'set:scale:respondent', a line's reference.")
    values = serializers.ListField(child=serializers.CharField(), help_text="Words or codes; a need's worries.")
    cells = serializers.DictField(child=serializers.CharField(allow_blank=True), help_text="By column of the form.")
    copied_from = serializers.CharField(help_text="Where it was taken over from; '' where it was written here.")
    version = serializers.IntegerField()
    saved_at = serializers.DateTimeField()
    saved_by = serializers.CharField()


class SectionRecord(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    pieces = PieceRecord(many=True)


class GapRecord(serializers.Serializer[Any]):
    sentence = serializers.CharField()
    strength = serializers.CharField(help_text="'must' holds the assessment back, 'should' only says.")


class CommentRecord(serializers.Serializer[Any]):
    """What a manager remarked. Whoever submits again answers each that is open."""

    reference = serializers.CharField(source="remark.reference")
    section = serializers.CharField()
    question = serializers.CharField(help_text="'' where it is about the whole section.")
    about = serializers.CharField(help_text="The child whose answer it is about; '' for the family.")
    quote = serializers.CharField(source="remark.quote")
    text = serializers.CharField(source="remark.remark")
    made_by = Somebody(source="remark.made_by")
    made_at = serializers.DateTimeField(source="remark.made_at")
    is_open = serializers.BooleanField()
    why_not = serializers.CharField(source="remark.reply", help_text="Why it was not done when it was submitted again.")


class ProposedRecord(serializers.Serializer[Any]):
    """Something that can be done at once when the assessment is submitted."""

    step = serializers.ChoiceField(choices=[(one, one) for one in STEPS.values()], help_text="The field of `steps`.")
    text = serializers.CharField()
    hint = serializers.CharField()
    is_suggested = serializers.BooleanField(help_text="Ticked on the page; nothing is done unless it is sent.")


class AssessmentLine(serializers.ModelSerializer[Assessment]):
    episode = serializers.CharField(source="episode.reference")
    family = Named(source="episode.family")
    agency = Named()
    recorded_by = Somebody()
    status = serializers.ChoiceField(choices=Status.choices)
    outcome = Chosen([(one.value, one.value) for one in Consequence])

    class Meta:
        model = Assessment
        fields: tuple[str, ...] = (
            "reference",
            "episode",
            "family",
            "form",
            "number",
            "status",
            "uses_own_tool",
            "outcome",
            "decided_at",
            "submitted_at",
            "shared_on",
            "completed_at",
            "authorised_at",
            "withdrawn_at",
            "agency",
            "recorded_by",
            "recorded_at",
        )
        read_only_fields = fields

    def to_representation(self, instance: Any) -> Any:
        """Without the outcome for whom that part of the form is kept from."""
        shown = super().to_representation(instance)
        if is_outcome_among(instance, [address_of_limit(place) for place in instance.kept_back]):
            shown["outcome"] = ""
        return shown


class AssessmentRecord(AssessmentLine):
    """Only what whoever reads may see: what is kept from them is not there."""

    sections = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField(help_text="While it is being written: what the form still asks for.")
    comments = serializers.SerializerMethodField(help_text="A manager's, what is not done yet first.")
    proposed = serializers.SerializerMethodField(
        help_text="What its outcome leads to, for whoever submits it. Empty where a manager decides about it."
    )

    class Meta(AssessmentLine.Meta):
        fields = (*AssessmentLine.Meta.fields, "withdrawn_reason", "sections", "missing", "comments", "proposed")
        read_only_fields = fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read: dict[int, Written] = {}

    @extend_schema_field(SectionRecord(many=True))
    def get_sections(self, assessment: Assessment) -> Any:
        return SectionRecord(_sections(self._written(assessment)), many=True).data

    @extend_schema_field(GapRecord(many=True))
    def get_missing(self, assessment: Assessment) -> Any:
        written = self._written(assessment)
        gaps = what_is_missing(written.form, written.answers) if assessment.is_being_written else ()
        return GapRecord([{"sentence": gap.sentence, "strength": gap.strength} for gap in gaps], many=True).data

    @extend_schema_field(CommentRecord(many=True))
    def get_comments(self, assessment: Assessment) -> Any:
        found = remarks_for(assessment, self.context["actor"], form=self._written(assessment).form)
        return CommentRecord(found, many=True).data

    @extend_schema_field(ProposedRecord(many=True))
    def get_proposed(self, assessment: Assessment) -> Any:
        actor, written = self.context["actor"], self._written(assessment)
        does = assessment.is_being_written and not written.withheld and can_submit_assessment(actor, assessment)
        proposals = proposals_for(written, actor) if does and not has_authorisation(written.form) else None
        found = [
            {"step": STEPS[one.step], "text": one.text, "hint": one.hint, "is_suggested": one.is_ticked}
            for one in (proposals.steps if proposals else ())
        ]
        return ProposedRecord(found, many=True).data

    def _written(self, assessment: Assessment) -> Written:
        if assessment.pk not in self.read:
            self.read[assessment.pk] = read(assessment, self.context["actor"])
        return self.read[assessment.pk]


class NewAssessment(Input):
    """It was decided with the family to make an assessment: the days to finish it count from then."""

    episode = Reference()
    decided_at = Moment()
    uses_own_tool = Flag(default=False, help_text="An agency's own finished assessment, where the level allows it.")


_A_TEXT = {"type": "string", "maxLength": LONGEST, "pattern": ANY_TEXT}


@extend_schema_field({"type": "array", "maxItems": MOST_WORDS, "items": _A_TEXT})
class Words(serializers.ListField):
    """Each is described as any other text that is sent."""


@extend_schema_field({"type": "object", "additionalProperties": _A_TEXT})
class Cells(serializers.DictField):
    """By the column of the form."""


class NewPiece(Input):
    """What is to stand at one place. With `version`, the one that you read; 0 where nothing stood there."""

    record = OneOf(choices=RECORDS)
    question = Text(60)
    about = Text(14, required=False)
    key = Text(120, required=False, help_text="Of a line: empty for a new one.")
    values = Words(child=Text(LONGEST, allow_blank=True), max_length=MOST_WORDS, default=list)
    cells = Cells(child=Text(LONGEST, allow_blank=True), default=dict)
    version = Whole(min_value=0, max_value=1_000_000, default=0)


class Saved(Input):
    """A section, or the part of it that changes. What you leave out stays as it is."""

    section = Text(60)
    pieces: Any = serializers.ListSerializer(child=NewPiece(), max_length=MOST_LINES)


class LeftNote(Input):
    """A key agency note of your own agency for each child. No detail: the whole partnership reads it."""

    practitioner_name = Text(120)
    work_phone = Text(30)
    area_of_support = Text(LONGEST_LINE)
    started_on = Day()


class AskedAgency(Input):
    """Another agency is asked to help: it joins the team around the family."""

    agency = Reference()
    helps_with = Text(255, required=False)


class Oversight(Input):
    """A manager's record before early help ends."""

    what_is_happening = Text(LONG)
    what_is_working = Text(LONG)
    what_should_be_done = Text(LONG)
    by_when = Day()
    why = Text(LONG)


class Ending(Input):
    """Early help ends."""

    reason = OneOf(choices=[(one.value, one.label) for reasons in ENDS.values() for one in reasons])
    rationale = Text(LONG)
    family_told = Flag()
    why_not_told = Text(LONG, required=False)


class WantedSteps(Input):
    """What is to be done at once. Nothing is done unasked; `proposed` of the assessment says what fits its outcome."""

    level_reason = Text(LONG, required=False, help_text="The level that the outcome leads to is decided, for this.")
    note = LeftNote(allow_null=True, default=None)
    asked = AskedAgency(allow_null=True, default=None)
    overseen = Oversight(allow_null=True, default=None)
    closing = Ending(allow_null=True, default=None)
    prepares_step_up = Flag(default=False)


class AnsweredComment(Input):
    """A manager's comment: dealt with, or why not."""

    comment = Reference()
    why_not = Text(LONG, required=False, help_text="Empty where it is done.")


class Submitted(Input):
    """Finished. `shared_on`: the day on which it was gone through with the family. `answers`: to each of `comments`
    that is open."""

    shared_on = Day(allow_null=True, default=None)
    answers: Any = serializers.ListSerializer(child=AnsweredComment(), max_length=MOST_ANSWERS, default=list)
    steps = WantedSteps(allow_null=True, default=None)


class AssessmentFilters(Filters):
    episode = ReferenceFilter("episode__reference")
    family = ReferenceFilter("episode__family__reference")
    status = OneOfFilter(Status.choices)
    agency = ReferenceFilter("agency__reference")
    decided_since = MomentFilter("decided_at", lookup_expr="gte")
    decided_before = MomentFilter("decided_at", lookup_expr="lt")


class Assessments(Resource):
    """Early Help Assessments, each version by itself."""

    records = Assessment
    line, record = AssessmentLine, AssessmentRecord
    takes = {"create": NewAssessment, "save": Saved, "submit": Submitted}
    filterset_class = AssessmentFilters
    orders = ("reference", "decided_at", "-decided_at")

    def visible(self) -> QuerySet[Assessment]:
        seen = Assessment.objects.visible_to(self.actor).not_withheld().annotate(kept_back=F("withheld"))
        return seen.select_related(
            "episode__family", "episode__lead", "episode__lead_agency", "episode__area", "agency", "recorded_by"
        )

    @extend_schema(request=NewAssessment, responses={201: AssessmentRecord})
    def create(self, request: Request) -> Response:
        """Decide with the family to make an assessment."""
        sent = self.sent()
        episode = one_of(Episode.objects.all(), self.actor, sent["episode"], "episode")
        assert episode is not None
        require(can_decide_to_assess, self.actor, episode)
        assessment = decide_to_assess(
            episode=episode, decided_at=sent["decided_at"], uses_own_tool=sent["uses_own_tool"], by=self.actor
        )
        return self.show_again(assessment.reference, 201)

    @extend_schema(parameters=[BY_REFERENCE])
    def retrieve(self, request: Request, reference: str) -> Response:
        return super().retrieve(request, reference)

    @extend_schema(request=Saved, parameters=[BY_REFERENCE], responses=AssessmentRecord)
    def save(self, request: Request, reference: str) -> Response:
        """Write in one section. What somebody else wrote since you read it is refused with both texts."""
        assessment = self.find(self.visible(), reference)
        require(can_write_assessment, self.actor, assessment)
        sent = self.sent()
        there = read(assessment, self.actor).pieces
        pieces = [_piece(piece, there) for piece in sent["pieces"]]
        if len({piece.place for piece in pieces}) != len(pieces):
            raise Refused("Send each place of the form once.")
        try:
            save_section(assessment=assessment, section=sent["section"], pieces=pieces, by=self.actor)
        except Overtaken as overtaken:
            raise Stale(str(overtaken), {_named(one.place): _both(one) for one in overtaken.conflicts}) from None
        return self.show_again(assessment.reference)

    @extend_schema(request=Submitted, parameters=[BY_REFERENCE], responses={200: AssessmentRecord, 204: None})
    def submit(self, request: Request, reference: str) -> Response:
        """Finish it, and where no manager decides about it, have done what its outcome leads to: all of it or nothing.
        Refused with what is missing, where the form's checks say that it must not be. 204 where what was done took the
        record out of your sight."""
        assessment = self.find(self.visible(), reference)
        require(can_submit_assessment, self.actor, assessment)
        sent = self.sent()
        steps = _steps(sent["steps"] or {}, self.actor)
        try:
            finish_assessment(
                assessment=assessment,
                shared_on=sent["shared_on"],
                steps=steps,
                answers={one["comment"]: one["why_not"] for one in sent["answers"]},
                by=self.actor,
            )
        except Incomplete as incomplete:
            raise Refused(" ".join(gap.sentence for gap in incomplete.missing if gap.strength == "must")) from None
        return self.show_again(assessment.reference)


def _steps(sent: Mapping[str, Any], actor: Actor) -> Steps:
    note, asked, overseen, closing = (sent.get(name) for name in ("note", "asked", "overseen", "closing"))
    return Steps(
        level_reason=sent.get("level_reason", ""),
        note=NoteWords(**note) if note else None,
        asked=_asked(asked, actor) if asked else None,
        overseen=Overseen(**overseen) if overseen else None,
        closing=Closing(**closing | {"reason": ClosureReason(closing["reason"])}) if closing else None,
        prepares_step_up=sent.get("prepares_step_up", False),
    )


def _asked(sent: Mapping[str, Any], actor: Actor) -> Asked:
    agency = one_of(Agency.objects.current(), actor, sent["agency"], "agency")
    assert agency is not None
    return Asked(agency, sent["helps_with"])


def _sections(written: Written) -> Iterator[dict[str, Any]]:
    of: dict[str, list[Stored]] = {}
    for record in KEPT:
        for piece in written.of(record):
            of.setdefault(piece.place.question, []).append(piece)
    for section in written.form.sections:
        pieces = [_shown(piece) for question in section.questions for piece in of.get(question.key, ())]
        yield {"key": section.key, "title": section.title, "pieces": pieces}


def _shown(piece: Stored) -> dict[str, Any]:
    several = SEVERAL.get(piece.place.record, "")
    return piece.place._asdict() | {
        "values": list(piece.content.get(several, ())),
        "cells": {name: cell for name, cell in piece.content.items() if name != several},
        "copied_from": piece.source,
        "version": piece.version,
        "saved_at": piece.saved_at,
        "saved_by": piece.saved_by,
    }


def _piece(sent: dict[str, Any], there: Any) -> Piece:
    record, kept = sent["record"], KEPT[sent["record"]]
    several = SEVERAL.get(record, "")
    strange = set(sent["cells"]) - _columns(kept, several)
    if strange or (sent["values"] and not several):
        raise Refused(f"There is no such part of {record}: {', '.join(sorted(strange)) or 'values'}.")
    place = Place(record, sent["question"], sent["about"], sent["key"])
    if kept.is_line and not place.key:
        place = place._replace(key=new_reference())
    elif kept.is_line and place not in there:
        raise Refused(NOT_THERE)
    content = dict.fromkeys(_columns(kept, several), "") | sent["cells"]
    if several:
        content[several] = tuple(sent["values"])
    position = there[place].position if place in there else len(there)
    return Piece(place, content, sent["version"], shown="sent by a program", position=min(position, 30_000))


def _columns(kept: Kept, several: str) -> set[str]:
    return {*kept.columns, *([kept.person] if kept.person else [])} - {several}


def _named(place: Place) -> str:
    return "/".join(part for part in place if part)


def _both(conflict: Conflict) -> dict[str, Any]:
    return {
        "theirs": _in_words(conflict.theirs),
        "yours": _in_words(conflict.yours),
        "version": conflict.version,
        "saved_by": conflict.saved_by,
    }


def _in_words(content: Content) -> dict[str, str]:
    return {name: value if isinstance(value, str) else "\n".join(value) for name, value in content.items()}


urlpatterns = [
    path("assessments/", Assessments.as_view({"get": "list", "post": "create"}), name="assessments"),
    path("assessments/<str:reference>/", Assessments.as_view({"get": "retrieve"}), name="assessment"),
    path("assessments/<str:reference>/save/", Assessments.as_view({"post": "save"}), name="save_assessment"),
    path("assessments/<str:reference>/submit/", Assessments.as_view({"post": "submit"}), name="submit_assessment"),
]

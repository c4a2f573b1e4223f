"""What is on record for one assessment: its pieces with their versions, and the same as plain answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Count

from assessments.address import Address, NoAddress
from assessments.answers import Answers, Need, Row, Score, Spot
from assessments.betraying import with_what_betrays
from assessments.choices import Record, Respondent
from assessments.family import FamilyNow, family_now
from assessments.form import Form, Section
from assessments.lines import KEPT, Kept
from assessments.models import Assessment, DirectWork
from assessments.models.assessments import WHOLE
from assessments.partnership import form_of_assessment
from assessments.pieces import ANSWER, Place, Stored
from ehm.rows.actor import Actor


@dataclass(frozen=True)
class Written:
    """`form` asks only for what the one who reads may see; `withheld` are the places that it leaves out, with
    what would betray them."""

    assessment: Assessment
    form: Form
    family: FamilyNow
    pieces: Mapping[Place, Stored]
    uploads: Mapping[Spot, int] = field(default_factory=dict)
    withheld: tuple[Address, ...] = ()

    def of(self, record: str) -> tuple[Stored, ...]:
        found = [piece for piece in self.pieces.values() if piece.place.record == record]
        return tuple(sorted(found, key=lambda piece: piece.position))

    def is_withheld(self, address: Address) -> bool:
        return _covers(self.withheld, address)

    @cached_property
    def answers(self) -> Answers:
        """As the checks look at them."""
        rows: dict[str, list[Row]] = {}
        for record in KEPT:
            if KEPT[record].is_line:
                for piece in self.of(record):
                    cells = {name: _one(value) for name, value in piece.content.items()}
                    rows.setdefault(piece.place.question, []).append(Row(piece.place.key, cells))
        return Answers(
            level=self.assessment.episode.level,
            children=self.family.as_children(),
            parents=self.family.as_parents(),
            written={
                Spot(piece.place.question, piece.place.about): tuple(piece.content["values"])
                for piece in self.of(ANSWER)
            },
            rows={question: tuple(found) for question, found in rows.items()},
            needs={piece.place.key: _need(piece) for piece in self.of(Record.NEED)},
            scores=tuple(_score(piece) for piece in self.of(Record.SCORE)),
            uploads=self.uploads,
            is_agreed=self.family.is_agreed,
            uses_own_tool=self.assessment.uses_own_tool,
        )


def read(assessment: Assessment, actor: Actor, *, section: str = "") -> Written:
    """Everything that `actor` may see of an assessment that was read through `visible_to`. With `section`, what that
    section writes, the answers that decide what is asked, and the worries that others refer to."""
    form = form_of_assessment(assessment, actor.partnership)
    withheld = with_what_betrays(form, withheld_from(assessment))
    form = without(form, withheld)
    found = next((one for one in form.sections if one.key == section), None)
    pieces = _told(form, withheld, pieces_of(assessment, actor, _records_of(found)))
    uploads = DirectWork.objects.within([assessment], actor).kept().values_list("question", "about")
    counted = {Spot(question, about): count for question, about, count in uploads.annotate(count=Count("pk"))}
    return Written(assessment, form, family_now(assessment.episode), pieces, counted, withheld)


def form_for_reader(assessment: Assessment, actor: Actor) -> Form:
    """The form without what is kept from `actor`, and what would betray it."""
    form = form_of_assessment(assessment, actor.partnership)
    return without(form, with_what_betrays(form, withheld_from(assessment)))


def _told(form: Form, withheld: Collection[Address], pieces: Iterable[Stored]) -> dict[Place, Stored]:
    """Without what would betray something withheld, and without links to worries that are: they would say that there
    is one."""
    known = {question.key for question in form.questions()}
    found = {
        piece.place: piece
        for piece in pieces
        if not withheld or (piece.place.question in known and not _covers(withheld, piece.place.address(form)))
    }
    worries = {place.key for place in found if place.record == Record.WORRY}
    for place, piece in found.items():
        if place.record == Record.NEED:
            linked = tuple(one for one in piece.content["worries"] if one in worries)
            found[place] = replace(piece, content={**piece.content, "worries": linked})
    return found


def _covers(withheld: Collection[Address], address: Address) -> bool:
    return any(place.covers(address) for place in withheld)


def pieces_of(assessment: Assessment, actor: Actor, records: Collection[str] | None = None) -> Iterable[Stored]:
    """One query for each kind of record."""
    for record, kept in KEPT.items():
        if records is None or record in records:
            yield from (stored(kept, row) for row in rows_of(kept, assessment, actor))


def rows_of(kept: Kept, assessment: Assessment, actor: Actor, *, with_removed: bool = False) -> Any:
    objects: Any = kept.model._default_manager
    rows = objects.within([assessment], actor).select_related("recorded_by")
    if not kept.is_line:
        return rows.order_by("id")
    return (rows if with_removed else rows.kept()).order_by("position", "id")


def stored(kept: Kept, row: Any) -> Stored:
    return Stored(
        kept.place(row),
        kept.content(row),
        row.version,
        row.source,
        getattr(row, "position", 0),
        row.saved_at,
        row.recorded_by.display_name,
    )


def withheld_from(assessment: Assessment) -> tuple[Address, ...]:
    """The places that whoever acts now is kept out of; the database knows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT assessments_withheld(%s)", [assessment.pk])
        return tuple(address_of_limit(place) for place in cursor.fetchone()[0])


def address_of_limit(held: str) -> Address:
    """A limit names the whole form by a word. One that names no place at all holds back everything: somebody wanted
    something kept back."""
    try:
        return Address() if held == WHOLE else Address.parse(held)
    except NoAddress:
        return Address()


def without(form: Form, withheld: Collection[Address]) -> Form:
    """The form without the sections and questions that are withheld as a whole."""
    if not withheld:
        return form
    sections = []
    for section in form.sections:
        asked = tuple(
            question
            for question in section.questions
            if not any(place.covers(Address(section.key, question.key)) for place in withheld)
        )
        if asked:
            sections.append(replace(section, questions=asked))
    return replace(form, sections=tuple(sections))


def _records_of(section: Section | None) -> frozenset[str] | None:
    """Answers decide which questions are asked, and worries are what scores and needs refer to; limits may name
    anything."""
    records = {question.record for question in section.questions if question.record} if section else {Record.LIMIT}
    return None if Record.LIMIT in records else frozenset({ANSWER, Record.WORRY} | records)


def _one(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _need(piece: Stored) -> Need:
    content = piece.content
    return Need(
        _one(content["answer"]), _one(content["comment"]), frozenset(content["worries"]), _one(content["why_not_now"])
    )


def _score(piece: Stored) -> Score:
    scale_set, scale, respondent = piece.place.key.split(":")
    value = _one(piece.content["value"])
    return Score(
        scale_set,
        scale,
        piece.place.about,
        Respondent(respondent),
        int(value) if value else None,
        _one(piece.content["reason"]),
        _one(piece.content["why_none"]),
    )

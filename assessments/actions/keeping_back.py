"""Whose copies leave out what a child says: ticked beside the words, and held as limits like those of the part about
sharing, a line for each answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from assessments.actions.writing import save_section
from assessments.address import Address
from assessments.answers import Spot
from assessments.choices import Kind, Record, VoicePart
from assessments.form import Form, Section
from assessments.handing import gets_family_copy
from assessments.models import Assessment, Limit
from assessments.pages import Page
from assessments.pieces import ANSWER, Piece, Place, Stored, digest
from assessments.written import Written, read
from ehm.models.tenancy import new_reference
from ehm.rows.actor import Actor

EVERYBODY = "other"
SAID = (VoicePart.UNDERSTANDING, VoicePart.OWN_WORDS, VoicePart.OBSERVED, VoicePart.OTHER_WAYS, VoicePart.MEANING)


@dataclass(frozen=True)
class Ticked:
    """`before`: what was ticked when the page was shown. What nobody unticked stays, whoever ticked it meanwhile."""

    now: frozenset[str]
    before: frozenset[str]


@transaction.atomic
def save_childs_page(*, assessment: Assessment, page: Page, pieces: Iterable[Piece], ticked: Ticked, by: Actor) -> None:
    """What a child says, and whose copies leave it out."""
    save_section(assessment=assessment, section=page.section.key, pieces=pieces, by=by)
    sharing = sharing_of(read(assessment, by).form, assessment)
    if sharing is not None:
        written = read(assessment, by, section=sharing.key)
        lines = [*_lifted(written, page, ticked), *_new(written, page, ticked)]
        if lines:
            save_section(assessment=assessment, section=sharing.key, pieces=lines, by=by)


def whom_to_keep_out(written: Written, page: Page) -> list[tuple[str, str]]:
    """Who can be ticked on this page; nobody where it is not a child's own words, or limits are not asked for."""
    is_said = page.about and any(question.voice in SAID for question in page.questions)
    if not is_said or sharing_of(written.form, written.assessment) is None:
        return []
    people = [one for one in written.family.people if one.reference != page.about and gets_family_copy(one)]
    return [
        *((f"person:{one.reference}", one.short_name) for one in people),
        (EVERYBODY, "Everybody: it stands in no copy at all"),
    ]


def kept_from(assessment: Assessment, page: Page, actor: Actor) -> set[str]:
    """Whose copies leave out something of this page now."""
    rows = Limit.objects.within([assessment], actor).kept().filter(holds_back__in=map(str, _places(page)))
    return {who for who, with_whom in rows.values_list("who", "with_whom") if who != EVERYBODY or not with_whom}


def sharing_of(form: Form, assessment: Assessment) -> Section | None:
    """The section that asks for limits, where it is asked and not kept from the reader."""
    question = form.kept_as(Record.LIMIT)
    section = form.section_of(question.key) if question else None
    return section if section in form.asked(with_own_tool=assessment.uses_own_tool) else None


def _places(page: Page) -> list[Address]:
    asked = (one for one in page.questions if one.voice in SAID or one.kind is Kind.UPLOAD)
    return [Address(page.section.key, one.key, page.about) for one in asked]


def _new(written: Written, page: Page, ticked: Ticked) -> Iterable[Piece]:
    question = written.form.kept_as(Record.LIMIT)
    here, kept = set(map(str, _places(page))), _kept(written)
    whom = (ticked.now | {who for place, who in kept if place in here}) - (ticked.before - ticked.now)
    columns = [column.key for column in question.columns] if question else []
    for place in _places(page):
        for who in sorted(whom):
            if question and _is_told(written, place) and (str(place), who) not in kept:
                said = {"where": str(place), "who": who, "reason": "Ticked beside the child's words."}
                cells = {column: said.get(column, "") for column in columns}
                yield Piece(Place(Record.LIMIT, question.key, "", new_reference()), cells, position=len(kept) + 1)


def _lifted(written: Written, page: Page, ticked: Ticked) -> Iterable[Piece]:
    here: Collection[str] = set(map(str, _places(page)))
    for (place, who), stored in _kept(written).items():
        if place in here and who in ticked.before - ticked.now:
            yield Piece(stored.place, {}, stored.version, digest(stored.content), position=stored.position)


def _kept(written: Written) -> dict[tuple[str, str], Stored]:
    """By place and whom; one for somebody who is named in words only is not a tick."""
    return {
        (str(one.content["where"]), str(one.content["who"])): one
        for one in written.of(Record.LIMIT)
        if one.content["who"] != EVERYBODY or not one.content.get("with_whom")
    }


def _is_told(written: Written, place: Address) -> bool:
    stored = written.pieces.get(Place(ANSWER, place.question, place.about))
    return bool(stored and any(stored.content["values"])) or bool(
        written.uploads.get(Spot(place.question, place.about))
    )

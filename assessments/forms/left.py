"""Words that were typed and never saved, once the assessment can no longer be written: to be read, copied and used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from assessments.choices import Kind, Record
from assessments.forms import names
from assessments.forms.asked import IN_WORDS, Asked
from assessments.forms.section import SectionForm
from assessments.models import Assessment
from assessments.not_saved import draft_of
from assessments.offers import Offer
from assessments.pages import Page
from assessments.pieces import ANSWER, Piece, Place, digest, merged
from assessments.written import Written
from ehm import drafts
from ehm.forms import DateField, GovukForm
from ehm.rows.actor import Actor
from ehm.words import day

IN_BOXES = (forms.CharField, DateField)


@dataclass(frozen=True)
class Left:
    """What stands at one place; `cells` are what it is called there and the words."""

    question: str
    about: str
    cells: tuple[tuple[str, str], ...]


def words_left(form: SectionForm) -> list[Left]:
    """What is typed into a form that is bound to a draft, and is not what stands on the record."""
    form.is_valid()
    merge = merged({piece.place: piece for piece in form.pieces}, form.written.pieces)
    changed = {one.place for one in merge.to_write} | {one.place for one in merge.conflicts}
    return [left for one in form.asked for left in _left(form, one, changed)]


def offered_again(written: Written, page: Page, actor: Actor) -> dict[tuple[str, str], tuple[Offer, ...]]:
    """In a later version: what its reader typed at the same place of the version before and did not save."""
    follows = written.assessment.follows_id
    before = Assessment.objects.visible_to(actor).filter(pk=follows).first() if follows else None
    draft = drafts.load(*draft_of(before, page), by=actor) if before else None
    if draft is None or not draft.is_there or draft.saved_at is None:
        return {}
    form = SectionForm(draft.data, written=written, page=page)
    form.is_valid()
    source = f"You typed this on {day(draft.saved_at)} and did not save it"
    found: dict[tuple[str, str], tuple[Offer, ...]] = {}
    for piece in form.pieces:
        question = written.form.question(piece.place.question)
        if piece.is_blank or digest(piece.content) == piece.shown:
            continue
        if question.kind in (Kind.TEXT, Kind.LONG_TEXT):
            offer = Offer(f"left-{digest(piece.content)}", source, "".join(piece.content["values"]))
        elif question.kind is Kind.ROWS:
            offer = Offer(f"left-{digest(piece.content)}", source, cells=piece.content)
        else:
            continue
        key = question.key, piece.place.about
        found[key] = (*found.get(key, ()), offer)
    return found


def typed_into(form: GovukForm) -> list[tuple[str, str]]:
    """Of a form that is bound to a draft: what each box is called, and the words in it that the page had not put
    there."""
    form.full_clean()
    found = []
    for name, field in form.fields.items():
        if isinstance(field, IN_BOXES) and not field.widget.is_hidden:
            words = _said(form, name)
            if words and words != str(form.get_initial_for_field(field, name) or ""):
                found.append((str(field.label), words))
    return found


def _left(form: SectionForm, one: Asked, changed: set[Place]) -> Iterator[Left]:
    for piece in one.pieces():
        fields = [name for name in _fields(one, piece) if name in form.fields]
        if piece.place in changed or any(name in form.errors for name in fields):
            plain = piece.place.record == ANSWER
            said = [("" if plain else str(form.fields[name].label), _said(form, name)) for name in fields]
            cells = tuple((label, words) for label, words in said if words)
            if cells:
                yield Left(_called(one, piece), one.subject.name, cells)


def _called(one: Asked, piece: Piece) -> str:
    if piece.place.record != Record.SCORE:
        return one.question.text
    scale_set, scale, _ = piece.place.key.split(":")
    scales = one.written.form.scale_sets[scale_set].scales
    return f"{one.question.text}: {next(found.name for found in scales if found.key == scale)}"


def _fields(one: Asked, piece: Piece) -> list[str]:
    """The fields of the page that the piece was read from."""
    question, key, record = one.question, piece.place.key, piece.place.record
    if record == ANSWER:
        return [names.answer(question, one.subject.key)]
    if record == Record.NEED:
        return [names.need(key, cell) for cell in dict.fromkeys((*IN_WORDS, "worries"))]
    if record == Record.SCORE:
        scale_set, scale, respondent = key.split(":")
        name = names.view(scale_set, scale, respondent, one.subject.key)
        return [f"{name}-{cell}" for cell in ("value", "why")]
    return [names.cell(question.key, key, column.key) for column in question.columns]


def _said(form: GovukForm, name: str) -> str:
    """As somebody reads it; what cannot be saved as it is typed stands there as it was typed."""
    if name in form.errors or name not in form.cleaned_data:
        typed = form.data.getlist(name) if hasattr(form.data, "getlist") else []
        parts = [form.data.get(f"{name}_{part}", "") for part in ("day", "month", "year")]
        return "\n".join(typed) or "/".join(part for part in parts if part)
    value = form.cleaned_data[name]
    field: Any = form.fields[name]
    if isinstance(value, date):
        return day(value)
    if hasattr(field, "choices"):
        called = {str(key): str(words) for key, words in field.choices}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(called.get(str(one), str(one)) for one in chosen if one)
    return str(value or "").strip()

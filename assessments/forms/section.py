"""The form of one page of an assessment, built from what the partnership's form asks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from assessments.answers import FAMILY, NO, YES, Subject
from assessments.checking import LONGEST, LONGEST_LINE, kept_as
from assessments.choices import About, ColumnKind, Kind, Record
from assessments.form import HIGHEST, LOWEST, Column, Question
from assessments.offers import Offer
from assessments.pages import Page
from assessments.pieces import ANSWER, Conflict, Piece, Place, Stored, digest
from assessments.written import Written
from ehm.forms import Checkbox, Checkboxes, DateField, GovukForm, Radios, Select, Textarea, TextInput
from ehm.forms.messages import speak_plainly
from ehm.models.tenancy import ALPHABET, new_reference

YES_NO = [(YES, "Yes"), (NO, "No")]
REFERENCE = re.compile(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
MOST_NEW_LINES = 100
VIEWS = {"child": "The child", "parent": "A parent", "practitioner": "You, who work with them"}


@dataclass(frozen=True)
class Line:
    """One line of a list, as the page draws it."""

    reference: str
    cells: tuple[BoundField, ...]
    remove: BoundField
    source: BoundField
    is_new: bool = False


@dataclass(frozen=True)
class Item:
    """One item of the checklist."""

    name: str
    hint: str
    answer: BoundField


@dataclass(frozen=True)
class View:
    """One person's view on one scale."""

    respondent: str
    value: BoundField
    why: BoundField


@dataclass(frozen=True)
class Scaled:
    name: str
    worst: str
    best: str
    views: tuple[View, ...]


@dataclass(frozen=True)
class Block:
    """One question as it is put to one subject."""

    question: Question
    subject: Subject
    answer: BoundField | None = None
    lines: tuple[Line, ...] = ()
    items: tuple[Item, ...] = ()
    scales: tuple[Scaled, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    source: BoundField | None = None
    offers: tuple[Offer, ...] = ()
    pictures: Sequence[Any] = ()
    add_url: str = ""

    @property
    def anchor(self) -> str:
        return f"q-{self.question.key}" + (f"-{self.subject.key}" if self.subject.key else "")

    @property
    def template(self) -> str:
        return f"assessments/blocks/{self.question.kind}.html"


class SectionForm(GovukForm):
    """`pieces` holds what is written once the form is valid. Nothing is required: what is missing may wait."""

    def __init__(self, data: QueryDict | None, *, written: Written, page: Page, places: Sequence[tuple[str, str]] = (),
                 readers: Sequence[tuple[str, str]] = ()) -> None:  # fmt: skip
        self.written, self.page, self.places, self.readers = written, page, places, readers
        self.conflicts: dict[Place, Conflict] = {}
        super().__init__(data)
        self.fields["shown"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.lines: dict[str, list[str]] = {}
        for question, subject in self.asked():
            for name, made in self._fields_of(question, subject).items():
                speak_plainly(made)
                self.fields[name] = made
        self.initial["shown"] = json.dumps(
            {_key(piece.place): [piece.version, digest(piece.content)] for piece in self._stored()}
        )

    def asked(self) -> Iterator[tuple[Question, Subject]]:
        """Each question of the page, and whom it is put to. What another answer decides is asked all the same: which
        answer that will be is not known yet, and the page says when it counts."""
        answers = self.written.answers
        for question in self.page.questions:
            if question.is_ended and not self._is_there(question):
                continue
            for subject in answers.subjects(question.about, self.written.form):
                if question.about is not About.EACH_CHILD or not self.page.about or subject.key == self.page.about:
                    yield question, subject

    # ---------------------------------------------------------------- fields

    def _fields_of(self, question: Question, subject: Subject) -> dict[str, forms.Field]:
        name = name_of(question, subject.key)
        match question.kind:
            case Kind.ROWS:
                return self._fields_of_lines(question)
            case Kind.CHECKLIST:
                return self._fields_of_needs(question)
            case Kind.SCALE:
                return self._fields_of_scales(question, subject)
            case Kind.UPLOAD:
                return {}
            case _:
                stored = self.written.pieces.get(Place(ANSWER, question.key, subject.key))
                made, value = self._field_of_answer(question), _values(stored)
                if value:
                    self.initial[name] = _initial(question.kind, value)
                    self.initial[f"src-{name}"] = stored.source if stored else ""
                return {name: made, f"src-{name}": forms.CharField(required=False, widget=forms.HiddenInput)}

    def _field_of_answer(self, question: Question) -> forms.Field:
        label: dict[str, Any] = {"label": question.text, "help_text": question.hint, "required": False}
        form = self.written.form
        match question.kind:
            case Kind.TEXT:
                return forms.CharField(**label, max_length=LONGEST, widget=TextInput())
            case Kind.LONG_TEXT:
                return forms.CharField(
                    **label, max_length=LONGEST, widget=Textarea(rows=4, count=LONGEST, threshold=75)
                )
            case Kind.DATE:
                return DateField(**label)
            case Kind.YES_NO:
                return forms.ChoiceField(**label, choices=YES_NO, widget=Radios(inline=True, small=True))
            case Kind.OUTCOME:
                choices = [(outcome.key.value, outcome.name) for outcome in form.outcomes]
                hints = {outcome.key.value: outcome.hint for outcome in form.outcomes}
                return forms.ChoiceField(**label, choices=choices, widget=Radios(hints=hints))
        values = form.code_sets[question.code_set].values
        shown = [value for value in values if not value.is_ended or self._is_chosen(question, value.key)]
        choices, hints = [(value.key, value.name) for value in shown], {value.key: value.hint for value in shown}
        if question.kind is Kind.CHOICES:
            return forms.MultipleChoiceField(**label, choices=choices, widget=Checkboxes(hints=hints, small=True))
        return forms.ChoiceField(**label, choices=choices, widget=Radios(hints=hints, small=True))

    def _fields_of_lines(self, question: Question) -> dict[str, forms.Field]:
        record = kept_as(question)
        stored = {piece.place.key: piece for piece in self.written.of(record) if piece.place.question == question.key}
        found: dict[str, forms.Field] = {}
        self.lines[question.key] = self._references(question, list(stored))
        for reference in self.lines[question.key]:
            piece = stored.get(reference)
            for column in question.columns:
                name = f"l-{question.key}-{reference}-{column.key}"
                found[name] = self._field_of_cell(column, is_fixed=piece is not None)
                cell = str(piece.content.get(column.key, "")) if piece else ""
                if cell:
                    self.initial[name] = date.fromisoformat(cell) if column.kind is ColumnKind.DATE else cell
            found[f"l-{question.key}-{reference}-remove"] = forms.BooleanField(
                label="Take this off the list", required=False, widget=Checkbox
            )
            source = f"l-{question.key}-{reference}-source"
            found[source] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.initial[source] = piece.source if piece else ""
        return found

    def _references(self, question: Question, stored: list[str]) -> list[str]:
        """Of the lines on record and of those that the page made; a page that was not sent yet has one blank line."""
        sent = self.data.getlist(f"lines-{question.key}") if isinstance(self.data, QueryDict) else []
        new = [one for one in dict.fromkeys(sent) if REFERENCE.fullmatch(one) and one not in stored][:MOST_NEW_LINES]
        if not self.is_bound:
            new = [new_reference()] if not stored else []
        if isinstance(self.data, QueryDict) and self.data.get("add") == question.key:
            new.append(new_reference())
        return [*stored, *new]

    def _field_of_cell(self, column: Column, *, is_fixed: bool) -> forms.Field:
        label: dict[str, Any] = {"label": column.text, "required": False}
        match column.kind:
            case ColumnKind.TEXT:
                return forms.CharField(**label, max_length=LONGEST_LINE, widget=TextInput())
            case ColumnKind.LONG_TEXT:
                return forms.CharField(**label, max_length=LONGEST, widget=Textarea(rows=2))
            case ColumnKind.DATE:
                return DateField(**label)
            case ColumnKind.YES_NO:
                return forms.ChoiceField(**label, choices=YES_NO, widget=Radios(inline=True, small=True))
            case ColumnKind.CHOICE:
                values = self.written.form.code_sets[column.code_set].values
                choices = [(value.key, value.name) for value in values]
            case ColumnKind.PERSON:
                choices = [(person.reference, person.short_name) for person in self.written.family.people]
            case ColumnKind.PLACE:
                choices = list(self.places)
            case ColumnKind.READER:
                choices = list(self.readers)
        blank = [] if column.kind is ColumnKind.PERSON and is_fixed else [("", "Choose")]
        return forms.ChoiceField(**label, choices=[*blank, *choices], widget=Select)

    def _fields_of_needs(self, question: Question) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        worries = [(piece.place.key, str(piece.content["statement"])) for piece in self.written.of(Record.WORRY)]
        for value in self.written.form.code_sets[question.code_set].values:
            piece = self.written.pieces.get(Place(Record.NEED, question.key, "", value.key))
            if value.is_ended and piece is None:
                continue
            name = f"n-{value.key}"
            shown = [f"{name}-comment", *([f"{name}-worries"] if worries else []), f"{name}-why_not_now"]
            found[f"{name}-answer"] = forms.ChoiceField(
                label=value.name,
                help_text=value.hint,
                required=False,
                choices=YES_NO,
                widget=Radios(small=True, reveals={YES: tuple(shown)}),
            )
            found[shown[0]] = forms.CharField(
                label="Comment", required=False, max_length=LONGEST, widget=Textarea(rows=2)
            )
            if worries:
                found[f"{name}-worries"] = forms.MultipleChoiceField(
                    label="Which worry takes it up?", required=False, choices=worries, widget=Checkboxes(small=True)
                )
            found[f"{name}-why_not_now"] = forms.CharField(
                label="If nothing is done about it now, why?", required=False, max_length=LONGEST, widget=TextInput()
            )
            for cell in ("answer", "comment", "why_not_now"):
                self.initial[f"{name}-{cell}"] = piece.content[cell] if piece else ""
            self.initial[f"{name}-worries"] = list(piece.content["worries"]) if piece else []
        return found

    def _fields_of_scales(self, question: Question, subject: Subject) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        scale_set = self.written.form.scale_sets[question.scale_set]
        for scale in scale_set.scales:
            numbers = [(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)]
            numbers[0], numbers[-1] = (str(LOWEST), f"{LOWEST}, the worst"), (str(HIGHEST), f"{HIGHEST}, the best")
            for respondent in scale_set.respondents:
                name = f"s-{scale_set.key}-{scale.key}-{respondent}" + (f"-{subject.key}" if subject.key else "")
                key = f"{scale_set.key}:{scale.key}:{respondent}"
                piece = self.written.pieces.get(Place(Record.SCORE, question.key, subject.key, key))
                found[f"{name}-value"] = forms.ChoiceField(
                    label=VIEWS[respondent], required=False, choices=[("", "No number"), *numbers], widget=Select
                )
                found[f"{name}-why"] = forms.CharField(
                    label="Why, or why there is no number", required=False, max_length=LONGEST, widget=Textarea(rows=2)
                )
                if piece:
                    self.initial[f"{name}-value"] = piece.content["value"]
                    self.initial[f"{name}-why"] = piece.content["reason"] or piece.content["why_none"]
        return found

    # ---------------------------------------------------------------- what the page draws

    @property
    def blocks(self) -> Iterator[Block]:
        for question, subject in self.asked():
            given: dict[str, Any] = {}
            match question.kind:
                case Kind.ROWS:
                    given["lines"] = tuple(self._line(question, reference) for reference in self.lines[question.key])
                case Kind.CHECKLIST:
                    given["items"] = tuple(self._items(question))
                case Kind.SCALE:
                    given["scales"] = tuple(self._scales(question, subject))
                case Kind.UPLOAD:
                    pass
                case _:
                    given["answer"] = self[name_of(question, subject.key)]
                    given["source"] = self[f"src-{name_of(question, subject.key)}"]
            here = [
                conflict
                for place, conflict in self.conflicts.items()
                if place.question == question.key
                and place.about == (subject.key if place.record == ANSWER else place.about)
            ]
            yield Block(question, subject, conflicts=tuple(here), **given)

    def _line(self, question: Question, reference: str) -> Line:
        stored = self.written.pieces.get(Place(kept_as(question), question.key, "", reference))
        cells = tuple(self[f"l-{question.key}-{reference}-{column.key}"] for column in question.columns)
        remove = self[f"l-{question.key}-{reference}-remove"]
        source = self[f"l-{question.key}-{reference}-source"]
        return Line(reference, cells, remove, source, stored is None)

    def _items(self, question: Question) -> Iterator[Item]:
        for value in self.written.form.code_sets[question.code_set].values:
            if f"n-{value.key}-answer" in self.fields:
                yield Item(value.name, value.hint, self[f"n-{value.key}-answer"])

    def _scales(self, question: Question, subject: Subject) -> Iterator[Scaled]:
        scale_set = self.written.form.scale_sets[question.scale_set]
        about = f"-{subject.key}" if subject.key else ""
        for scale in scale_set.scales:
            views = []
            for respondent in scale_set.respondents:
                name = f"s-{scale_set.key}-{scale.key}-{respondent}{about}"
                views.append(View(respondent, self[f"{name}-value"], self[f"{name}-why"]))
            yield Scaled(scale.name, scale.worst, scale.best, tuple(views))

    # ---------------------------------------------------------------- what was written

    @property
    def pieces(self) -> list[Piece]:
        shown = _read(self.cleaned_data.get("shown", ""))

        def piece(place: Place, content: Mapping[str, Any], source: str = "", position: int = 0) -> Piece:
            version, of = shown.get(_key(place), (0, ""))
            return Piece(place, content, version, of, source, position)

        found: list[Piece] = []
        for question, subject in self.asked():
            match question.kind:
                case Kind.ROWS:
                    for position, reference in enumerate(self.lines[question.key], start=1):
                        place = Place(kept_as(question), question.key, "", reference)
                        start = f"l-{question.key}-{reference}"
                        cells = {c.key: _text(self.cleaned_data.get(f"{start}-{c.key}")) for c in question.columns}
                        is_removed = self.cleaned_data.get(f"{start}-remove")
                        source = self.cleaned_data.get(f"{start}-source", "")
                        found.append(piece(place, {} if is_removed else cells, source, position))
                case Kind.CHECKLIST:
                    for value in self.written.form.code_sets[question.code_set].values:
                        name = f"n-{value.key}"
                        if f"{name}-answer" in self.fields:
                            content = {
                                cell: _text(self.cleaned_data.get(f"{name}-{cell}"))
                                for cell in ("answer", "comment", "why_not_now")
                            }
                            linked = tuple(self.cleaned_data.get(f"{name}-worries") or ())
                            place = Place(Record.NEED, question.key, "", value.key)
                            found.append(piece(place, content | {"worries": linked}))
                case Kind.SCALE:
                    scale_set = self.written.form.scale_sets[question.scale_set]
                    about = f"-{subject.key}" if subject.key else ""
                    for scale in scale_set.scales:
                        for respondent in scale_set.respondents:
                            name = f"s-{scale_set.key}-{scale.key}-{respondent}{about}"
                            number = _text(self.cleaned_data.get(f"{name}-value"))
                            why = _text(self.cleaned_data.get(f"{name}-why"))
                            content = {
                                "value": number,
                                "reason": why if number else "",
                                "why_none": "" if number else why,
                            }
                            key = f"{scale_set.key}:{scale.key}:{respondent}"
                            found.append(piece(Place(Record.SCORE, question.key, subject.key, key), content))
                case Kind.UPLOAD:
                    pass
                case _:
                    name = name_of(question, subject.key)
                    said = self.cleaned_data.get(name)
                    words = tuple(said) if isinstance(said, list) else (_text(said),) if said else ()
                    source = self.cleaned_data.get(f"src-{name}", "")
                    found.append(piece(Place(ANSWER, question.key, subject.key), {"values": words}, source))
        return found

    def overtaken(self, conflicts: Sequence[Conflict]) -> None:
        """Show both texts; whoever sends again has seen them and decided."""
        self.conflicts = {conflict.place: conflict for conflict in conflicts}
        shown = _read(self.data.get("shown", ""))
        shown |= {_key(one.place): (one.version, digest(one.theirs)) for one in conflicts}
        typed: Any = self.data
        typed = typed.copy()
        typed["shown"] = json.dumps({key: list(value) for key, value in shown.items()})
        self.data = typed

    def _stored(self) -> Iterator[Stored]:
        keys = {question.key for question in self.page.questions}
        for piece in self.written.pieces.values():
            if piece.place.question in keys and (not self.page.about or piece.place.about in (FAMILY, self.page.about)):
                yield piece

    def _is_there(self, question: Question) -> bool:
        return any(piece.place.question == question.key for piece in self.written.pieces.values())

    def _is_chosen(self, question: Question, value: str) -> bool:
        return any(
            piece.place.question == question.key and value in piece.content.get("values", ())
            for piece in self.written.of(ANSWER)
        )


def name_of(question: Question, about: str = FAMILY) -> str:
    return f"a-{question.key}" + (f"-{about}" if about else "")


def _key(place: Place) -> str:
    return "|".join(place)


def _read(shown: str) -> dict[str, tuple[int, str]]:
    """What the page says it showed; whatever cannot be read was not shown, and is never overwritten unseen."""
    try:
        found = json.loads(shown or "{}")
        return {str(key): (int(version), str(of)) for key, (version, of) in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def _values(stored: Stored | None) -> tuple[str, ...]:
    return tuple(stored.content["values"]) if stored else ()


def _initial(kind: Kind, values: tuple[str, ...]) -> Any:
    if kind is Kind.CHOICES:
        return list(values)
    return date.fromisoformat(values[0]) if kind is Kind.DATE else values[0]


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value or "")

"""How each kind of question is asked on a page: its fields, the block that is drawn, and what was written there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from assessments.answers import NO, YES, Subject
from assessments.checking import LONGEST, kept_as, longest_line
from assessments.choices import ColumnKind, Kind, Record
from assessments.form import HIGHEST, LOWEST, Column, Question, Scale, ScaleSet, Value
from assessments.forms import names
from assessments.forms.blocks import Block, Group, Line, Scaled, View
from assessments.forms.conditions import when_in_words
from assessments.pieces import ANSWER, Piece, Place, Stored, score_key
from assessments.written import Written
from ehm.forms import Checkbox, Checkboxes, DateField, GovukForm, Radios, Select, Textarea, TextInput
from ehm.models.tenancy import ALPHABET, new_reference

Choices = Sequence[tuple[str, str]]
Fields = dict[str, forms.Field]

YES_NO = [(YES, "Yes"), (NO, "No")]
REFERENCE = re.compile(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
MOST_NEW_LINES, LONGEST_SOURCE = 100, 255
VIEWS = {"child": "The child", "parent": "A parent", "practitioner": "You, who work with them"}
IN_WORDS = ("answer", "comment", "why_not_now")  # of an item of the checklist


@dataclass
class Asked:
    """One question as it is put to one subject. This one takes no answer: files have a page of their own.

    `choices` are those that columns offer from what is on record: people, places on the form, readers."""

    form: GovukForm
    written: Written
    question: Question
    subject: Subject
    choices: Mapping[ColumnKind, Choices]

    def fields(self) -> Fields:
        return {}

    def block(self) -> Block:
        return Block(self.question, self.subject)

    def pieces(self) -> Iterator[Piece]:
        """What was written, once the form is valid; of what was shown before, the page knows."""
        yield from ()

    def stored(self, record: str, key: str = "", about: str = "") -> Stored | None:
        return self.written.pieces.get(Place(record, self.question.key, about, key))

    def typed(self, name: str) -> str:
        value = self.form.cleaned_data.get(name)
        return value.isoformat() if isinstance(value, date) else str(value or "")


class AskedForAnswer(Asked):
    """Words, a day, yes or no, or what is chosen."""

    @property
    def name(self) -> str:
        return names.answer(self.question, self.subject.key)

    def fields(self) -> Fields:
        stored = self.stored(ANSWER, about=self.subject.key)
        values = tuple(stored.content["values"]) if stored else ()
        source = stored.source if stored and values else ""
        return {self.name: self._field(values), names.source(self.name): _hidden(source)}

    def _field(self, values: tuple[str, ...]) -> forms.Field:
        question, form = self.question, self.written.form
        when = when_in_words(question, form)
        hint = f"{when}. {question.hint}".strip() if when else question.hint
        given: dict[str, Any] = {"label": question.text, "help_text": hint, "required": False}
        if values:
            given["initial"] = _initial(question.kind, values)
        match question.kind:
            case Kind.TEXT:
                return forms.CharField(**given, max_length=LONGEST, widget=TextInput())
            case Kind.LONG_TEXT:
                widget = Textarea(rows=4, count=LONGEST, threshold=75)
                return forms.CharField(**given, max_length=LONGEST, widget=widget)
            case Kind.DATE:
                return DateField(**given)
            case Kind.YES_NO:
                return forms.ChoiceField(**given, choices=YES_NO, widget=Radios(inline=True, small=True))
            case Kind.OUTCOME:
                choices = [(outcome.key.value, outcome.name) for outcome in form.outcomes]
                hints = {outcome.key.value: outcome.hint for outcome in form.outcomes}
                return forms.ChoiceField(**given, choices=choices, widget=Radios(hints=hints))
        offered = [one for one in form.code_sets[question.code_set].values if not one.is_ended or self._is_chosen(one)]
        choices, hints = [(one.key, one.name) for one in offered], {one.key: one.hint for one in offered}
        if question.kind is Kind.CHOICES:
            return forms.MultipleChoiceField(**given, choices=choices, widget=Checkboxes(hints=hints, small=True))
        return forms.ChoiceField(**given, choices=choices, widget=Radios(hints=hints, small=True))

    def _is_chosen(self, value: Value) -> bool:
        """About anybody: a value that has ended is shown as long as somebody's answer holds it."""
        of_question = (piece for piece in self.written.of(ANSWER) if piece.place.question == self.question.key)
        return any(value.key in piece.content.get("values", ()) for piece in of_question)

    def block(self) -> Block:
        answer, source = self.form[self.name], self.form[names.source(self.name)]
        return Block(self.question, self.subject, answer=answer, source=source)

    def pieces(self) -> Iterator[Piece]:
        chosen = self.form.cleaned_data.get(self.name)
        words = tuple(chosen) if isinstance(chosen, list) else (self.typed(self.name),) if chosen else ()
        place = Place(ANSWER, self.question.key, self.subject.key)
        yield Piece(place, {"values": words}, source=self.typed(names.source(self.name)))


class AskedForLines(Asked):
    """A list: the lines on record, and those that the page made."""

    @cached_property
    def on_record(self) -> dict[str, Stored]:
        found = self.written.of(kept_as(self.question))
        return {piece.place.key: piece for piece in found if piece.place.question == self.question.key}

    @cached_property
    def references(self) -> list[str]:
        """Of each line. A page that was not sent yet has one blank line where there is none."""
        data, key = self.form.data, self.question.key
        sent = data.getlist(names.lines(key)) if isinstance(data, QueryDict) else []
        new = [one for one in dict.fromkeys(sent) if REFERENCE.fullmatch(one) and one not in self.on_record]
        new = new[:MOST_NEW_LINES]
        if not self.form.is_bound:
            new = [] if self.on_record else [new_reference()]
        if isinstance(data, QueryDict) and data.get("add") == key:
            new.append(new_reference())
        return [*self.on_record, *new]

    def name(self, reference: str, cell: str) -> str:
        return names.cell(self.question.key, reference, cell)

    def fields(self) -> Fields:
        found: Fields = {}
        for reference in self.references:
            stored = self.on_record.get(reference)
            for column in self.question.columns:
                cell = str(stored.content.get(column.key, "")) if stored else ""
                found[self.name(reference, column.key)] = self._field(column, cell, is_fixed=stored is not None)
            found[self.name(reference, "remove")] = forms.BooleanField(
                label="Take this off the list", required=False, widget=Checkbox
            )
            found[self.name(reference, "source")] = _hidden(stored.source if stored else "")
        return found

    def _field(self, column: Column, cell: str, *, is_fixed: bool) -> forms.Field:
        given: dict[str, Any] = {"label": column.text, "required": False, "initial": cell or None}
        match column.kind:
            case ColumnKind.TEXT:
                return forms.CharField(**given, max_length=longest_line(self.question, column), widget=TextInput())
            case ColumnKind.LONG_TEXT:
                return forms.CharField(**given, max_length=LONGEST, widget=Textarea(rows=2))
            case ColumnKind.DATE:
                return DateField(**given | {"initial": _day(cell)})
            case ColumnKind.YES_NO:
                return forms.ChoiceField(**given, choices=YES_NO, widget=Radios(inline=True, small=True))
            case ColumnKind.CHOICE:
                values = self.written.form.code_sets[column.code_set].values
                choices: Choices = [(value.key, value.name) for value in values]
            case _:
                choices = self.choices[column.kind]
        blank = [] if column.kind is ColumnKind.PERSON and is_fixed else [("", "Choose")]
        return forms.ChoiceField(**given, choices=[*blank, *choices], widget=Select)

    def block(self) -> Block:
        lines = tuple(self._line(reference) for reference in self.references)
        return Block(self.question, self.subject, lines=lines)

    def _line(self, reference: str) -> Line:
        cells = tuple(self.form[self.name(reference, column.key)] for column in self.question.columns)
        remove, source = self.form[self.name(reference, "remove")], self.form[self.name(reference, "source")]
        return Line(reference, cells, remove, source, is_new=reference not in self.on_record)

    def pieces(self) -> Iterator[Piece]:
        for position, reference in enumerate(self.references, start=1):
            place = Place(kept_as(self.question), self.question.key, "", reference)
            cells = {column.key: self.typed(self.name(reference, column.key)) for column in self.question.columns}
            is_removed = self.form.cleaned_data.get(self.name(reference, "remove"))
            source = self.typed(self.name(reference, "source"))
            yield Piece(place, {} if is_removed else cells, source=source, position=position)


class AskedForNeeds(Asked):
    """The checklist: yes or no to each item, and what else to say where it is so."""

    @cached_property
    def items(self) -> list[tuple[Value, Stored | None]]:
        """One that has ended is shown where it was answered."""
        values = self.written.form.code_sets[self.question.code_set].values
        found = [(value, self.stored(Record.NEED, value.key)) for value in values]
        return [(value, stored) for value, stored in found if stored or not value.is_ended]

    def fields(self) -> Fields:
        found: Fields = {}
        worries = [(piece.place.key, str(piece.content["statement"])) for piece in self.written.of(Record.WORRY)]
        for value, stored in self.items:
            for cell, made in self._fields_of(value, stored, worries).items():
                found[names.need(value.key, cell)] = made
        return found

    def _fields_of(self, value: Value, stored: Stored | None, worries: Choices) -> Fields:
        """By cell. What else is asked is revealed by 'yes', and there is no link to worries where there are none."""
        words = {cell: stored.content[cell] if stored else "" for cell in IN_WORDS}
        revealed: Fields = {
            "comment": forms.CharField(
                label="Comment",
                required=False,
                initial=words["comment"],
                max_length=LONGEST,
                widget=Textarea(rows=2),
            ),
            "worries": forms.MultipleChoiceField(
                label="Which worry takes it up?",
                required=False,
                initial=list(stored.content["worries"]) if stored else [],
                choices=worries,
                widget=Checkboxes(small=True),
            ),
            "why_not_now": forms.CharField(
                label="If nothing is done about it now, why?",
                required=False,
                initial=words["why_not_now"],
                max_length=LONGEST,
                widget=TextInput(),
            ),
        }
        if not worries:
            del revealed["worries"]
        answer = forms.ChoiceField(
            label=value.name,
            help_text=value.hint,
            required=False,
            initial=words["answer"],
            choices=YES_NO,
            widget=Radios(
                small=True, inline=True, reveals={YES: tuple(names.need(value.key, cell) for cell in revealed)}
            ),
        )
        return {"answer": answer} | revealed

    def block(self) -> Block:
        return Block(self.question, self.subject, groups=tuple(self._groups()))

    def _groups(self) -> Iterator[Group]:
        """By what each item counts as in the national set, in the order of that set; then what counts as nothing."""
        code_set, sets = self.written.form.code_sets[self.question.code_set], self.written.form.code_sets
        national = {one.key: one.name for one in sets[code_set.maps_to].values} if code_set.maps_to else {}
        grouped: dict[str, list[Value]] = {key: [] for key in (*national, "")}
        for value, _ in self.items:
            grouped[next((key for key in value.maps_to if key in national), "")].append(value)
        for key, values in grouped.items():
            if values:
                items = tuple(self.form[names.need(value.key, "answer")] for value in values)
                yield Group(national.get(key, ""), items, is_open=any(map(self._is_told, values)))

    def _is_told(self, value: Value) -> bool:
        """It is so, or something about it is wrong."""
        cells = [
            self.form[name]
            for cell in (*IN_WORDS, "worries")
            if (name := names.need(value.key, cell)) in self.form.fields
        ]
        return cells[0].value() == YES or any(cell.errors for cell in cells)

    def pieces(self) -> Iterator[Piece]:
        for value, _ in self.items:
            content: dict[str, str | tuple[str, ...]] = {
                cell: self.typed(names.need(value.key, cell)) for cell in IN_WORDS
            }
            content["worries"] = tuple(self.form.cleaned_data.get(names.need(value.key, "worries")) or ())
            yield Piece(Place(Record.NEED, self.question.key, "", value.key), content)


class AskedForViews(Asked):
    """Scales, with a number and the reason for it from each of those who are asked."""

    @property
    def scale_set(self) -> ScaleSet:
        return self.written.form.scale_sets[self.question.scale_set]

    def name(self, scale: Scale, respondent: str, cell: str) -> str:
        return f"{names.view(self.scale_set.key, scale.key, respondent, self.subject.key)}-{cell}"

    def fields(self) -> Fields:
        numbers = [(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)]
        numbers[0], numbers[-1] = (str(LOWEST), f"{LOWEST}, the worst"), (str(HIGHEST), f"{HIGHEST}, the best")
        found: Fields = {}
        for scale in self.scale_set.scales:
            for respondent in self.scale_set.respondents:
                stored = self.stored(Record.SCORE, self._key(scale, respondent), self.subject.key)
                said = stored.content if stored else {}
                found[self.name(scale, respondent, "value")] = forms.ChoiceField(
                    label=VIEWS[respondent],
                    required=False,
                    initial=said.get("value"),
                    choices=[("", "No number"), *numbers],
                    widget=Select,
                )
                found[self.name(scale, respondent, "why")] = forms.CharField(
                    label="Why, or why there is no number",
                    required=False,
                    initial=said.get("reason") or said.get("why_none"),
                    max_length=LONGEST,
                    widget=Textarea(rows=2),
                )
        return found

    def block(self) -> Block:
        scales = tuple(
            Scaled(scale.name, scale.worst, scale.best, tuple(self._views(scale))) for scale in self.scale_set.scales
        )
        return Block(self.question, self.subject, scales=scales)

    def _views(self, scale: Scale) -> Iterator[View]:
        for respondent in self.scale_set.respondents:
            value, why = self.name(scale, respondent, "value"), self.name(scale, respondent, "why")
            yield View(self.form[value], self.form[why], self.scale_set.is_reason_needed)

    def pieces(self) -> Iterator[Piece]:
        for scale in self.scale_set.scales:
            for respondent in self.scale_set.respondents:
                value = self.typed(self.name(scale, respondent, "value"))
                why = self.typed(self.name(scale, respondent, "why"))
                content = {"value": value, "reason": why if value else "", "why_none": "" if value else why}
                place = Place(Record.SCORE, self.question.key, self.subject.key, self._key(scale, respondent))
                yield Piece(place, content)

    def _key(self, scale: Scale, respondent: str) -> str:
        return score_key(self.scale_set.key, scale.key, respondent)


OTHERWISE_ASKED: Mapping[Kind, type[Asked]] = {
    Kind.ROWS: AskedForLines,
    Kind.CHECKLIST: AskedForNeeds,
    Kind.SCALE: AskedForViews,
    Kind.UPLOAD: Asked,
}


def asked(
    form: GovukForm, written: Written, question: Question, subject: Subject, choices: Mapping[ColumnKind, Choices]
) -> Asked:
    """As its kind is asked."""
    return OTHERWISE_ASKED.get(question.kind, AskedForAnswer)(form, written, question, subject, choices)


def _hidden(initial: str) -> forms.Field:
    return forms.CharField(required=False, max_length=LONGEST_SOURCE, initial=initial, widget=forms.HiddenInput)


def _initial(kind: Kind, values: tuple[str, ...]) -> Any:
    if kind is Kind.CHOICES:
        return list(values)
    return _day(values[0]) if kind is Kind.DATE else values[0]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

"""The form of one page of an assessment, built from what the partnership's form asks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict

from assessments.address import Address
from assessments.answers import FAMILY, Subject
from assessments.choices import About, ColumnKind
from assessments.form import Question
from assessments.forms import names
from assessments.forms.asked import Asked, Choices, asked
from assessments.forms.blocks import Block
from assessments.pages import Page
from assessments.parts import LOCAL
from assessments.pieces import ANSWER, Conflict, Piece, Place, Stored, digest
from assessments.written import Written
from ehm.forms import GovukForm
from ehm.forms.messages import speak_plainly

ASKED_OTHERWISE = "This was put differently while you answered it. Read it again, then save"


class SectionForm(GovukForm):
    """`pieces` holds what is written once the form is valid. Nothing is required: what is missing may wait."""

    def __init__(self, data: QueryDict | None, *, written: Written, page: Page, places: Choices = (),
                 readers: Choices = ()) -> None:  # fmt: skip
        super().__init__(data)
        self.written, self.page = written, page
        self.conflicts: dict[Place, Conflict] = {}
        self.fields["shown"] = forms.CharField(required=False, widget=forms.HiddenInput)  # as long as the page needs
        people = [(person.reference, person.short_name) for person in written.family.people]
        choices = {ColumnKind.PERSON: people, ColumnKind.PLACE: places, ColumnKind.READER: readers}
        self.asked: list[Asked] = [asked(self, written, *one, choices) for one in self._put()]
        for one in self.asked:
            for name, field in one.fields().items():
                speak_plainly(field)
                self.fields[name] = field
        shown = {_key(piece.place): (piece.version, digest(piece.content)) for piece in self._stored()}
        shown |= self._own_words()
        self.initial["shown"] = json.dumps(shown)

    def _put(self) -> Iterator[tuple[Question, Subject]]:
        """Each question of the page, and whom it is put to. What another answer decides is asked all the same: which
        answer that will be is not known yet, and the page says when it counts."""
        answers = self.written.answers
        for question in self.page.questions:
            for subject in answers.subjects(question.about, self.written.form):
                if question.is_ended and not (self._is_there(question) or self._is_typed(question, subject)):
                    continue
                place = Address(self.page.section.key, question.key, subject.key)
                is_here = question.about is not About.EACH_CHILD or self.page.about in (FAMILY, subject.key)
                if is_here and not self.written.is_withheld(place):
                    yield question, subject

    @property
    def blocks(self) -> Iterator[Block]:
        """What the page draws, in the order of the form."""
        for one in self.asked:
            yield replace(one.block(), conflicts=tuple(self._conflicts_at(one)))

    @property
    def pieces(self) -> list[Piece]:
        """Each with the version and the digest of what was shown there."""
        shown = _read(self.cleaned_data.get("shown", ""))
        found = []
        for one in self.asked:
            for piece in one.pieces():
                version, of = shown.get(_key(piece.place), (0, ""))
                found.append(replace(piece, version=version, shown=of))
        return found

    def clean(self) -> dict[str, Any]:
        """A question of the partnership's own that was worded again while somebody answered it is asked again."""
        shown, now = _read(self.cleaned_data.get("shown", "")), self._own_words()
        changed = {key for key in now if key in shown and shown[key] != now[key]}
        for one in self.asked:
            name = names.answer(one.question, one.subject.key)
            if _of_words(one.question) in changed and name in self.fields and self._is_typed(one.question, one.subject):
                self.add_error(name, ASKED_OTHERWISE)
        if changed:
            self._shows(shown | now)
        return self.cleaned_data

    def overtaken(self, conflicts: Sequence[Conflict]) -> None:
        """Show both texts; whoever sends again has seen them and decided."""
        self.conflicts = {conflict.place: conflict for conflict in conflicts}
        shown = _read(self.data.get("shown", ""))
        self._shows(shown | {_key(one.place): (one.version, digest(one.theirs)) for one in conflicts})

    def _shows(self, shown: Mapping[str, tuple[int, str]]) -> None:
        typed: Any = self.data
        typed = typed.copy()
        typed["shown"] = json.dumps(shown)
        self.data = typed

    def _conflicts_at(self, one: Asked) -> Iterator[Conflict]:
        for place, conflict in self.conflicts.items():
            is_about = place.record != ANSWER or place.about == one.subject.key
            if place.question == one.question.key and is_about:
                yield conflict

    def _stored(self) -> Iterator[Stored]:
        keys = {question.key for question in self.page.questions}
        for piece in self.written.pieces.values():
            if piece.place.question in keys and (not self.page.about or piece.place.about in (FAMILY, self.page.about)):
                yield piece

    def _own_words(self) -> dict[str, tuple[int, str]]:
        """How each question of the partnership's own is worded: it may be put differently until somebody answers."""
        own = (question for question in self.page.questions if question.key.startswith(LOCAL))
        return {_of_words(one): (0, digest({"asked": (one.text, one.hint)})) for one in own}

    def _is_typed(self, question: Question, subject: Subject) -> bool:
        """Something stands there in what was sent, or in what was typed and is not saved yet."""
        name = names.answer(question, subject.key)
        boxes = (name, *(f"{name}_{part}" for part in ("day", "month", "year")))
        return self.is_bound and any(str(self.data.get(box) or "").strip() for box in boxes)

    def _is_there(self, question: Question) -> bool:
        return any(piece.place.question == question.key for piece in self.written.pieces.values())


def _of_words(question: Question) -> str:
    return f"asked|{question.key}"


def _key(place: Place) -> str:
    return "|".join(place)


def _read(shown: str) -> dict[str, tuple[int, str]]:
    """What the page says it showed; whatever cannot be read was not shown, and is never overwritten unseen."""
    try:
        found = json.loads(shown or "{}")
        return {str(key): (int(version), str(of)) for key, (version, of) in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}

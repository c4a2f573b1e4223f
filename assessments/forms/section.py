"""The form of one page of an assessment, built from what the partnership's form asks."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from assessments.actions.keeping_back import Ticked
from assessments.actions.writing import SOMEBODY_ELSE
from assessments.address import Address
from assessments.answers import FAMILY, Subject
from assessments.choices import About, ColumnKind, Kind, Record
from assessments.form import Question
from assessments.forms import names
from assessments.forms.asked import Asked, Choices, asked
from assessments.forms.blocks import Block
from assessments.pages import Page
from assessments.parts import LOCAL
from assessments.pieces import ANSWER, Conflict, Piece, Place, Stored, digest
from assessments.places import listed_as, on_the_list
from assessments.written import Written
from ehm.forms import Checkboxes, GovukForm
from ehm.forms.messages import speak_plainly

FILLED = "filled|"
ASKED_OTHERWISE = "This was put differently while you answered it. Read it again, then save"


class SectionForm(GovukForm):
    """`pieces` holds what is written once the form is valid. Nothing is required: what is missing may wait."""

    def __init__(self, data: QueryDict | None, *, written: Written, page: Page, places: Choices = (),
                 readers: Choices = (), keeps_out: Choices = (), kept_from: Collection[str] = ()) -> None:  # fmt: skip
        """`keeps_out`: whose copies can leave out what a child says on this page; `kept_from`: whose do."""
        super().__init__(data)
        self.written, self.page, self.readers = written, page, readers
        self.conflicts: dict[Place, Conflict] = {}
        self.fields["shown"] = forms.CharField(required=False, widget=forms.HiddenInput)  # as long as the page needs
        people = [(person.reference, person.short_name) for person in written.family.people]
        choices = {ColumnKind.PERSON: people, ColumnKind.PLACE: places, ColumnKind.READER: readers}
        self.asked: list[Asked] = [asked(self, written, *one, choices) for one in self._put()]
        for one in self.asked:
            for name, field in one.fields().items():
                speak_plainly(field)
                self.fields[name] = field
        if keeps_out:
            self._ask_whom_to_keep_out(keeps_out, kept_from)
        shown = {_key(piece.place): (piece.version, digest(piece.content)) for piece in self._stored()}
        shown |= self._own_words()
        self.initial["shown"] = json.dumps(shown)

    def _ask_whom_to_keep_out(self, whom: Choices, kept_from: Collection[str]) -> None:
        before = [who for who, _ in whom if who in kept_from]
        field = forms.MultipleChoiceField(
            label=f"Whose copies leave out what {self.page.name} says here?",
            help_text="Where a child would not be safe if somebody read it. It stands in the part about sharing, too.",
            choices=whom,
            required=False,
            initial=before,
            widget=Checkboxes(small=True),
        )
        speak_plainly(field)
        self.fields["keep_from"] = field
        hidden = forms.CharField(required=False, initial=" ".join(before), widget=forms.HiddenInput)
        self.fields["kept_before"] = hidden

    @property
    def ticked(self) -> Ticked | None:
        """Whose copies are to leave out what the child says; None on pages that do not ask."""
        if "keep_from" not in self.fields:
            return None
        given = self.cleaned_data
        return Ticked(frozenset(given["keep_from"]), frozenset(given["kept_before"].split()))

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
        """What the page draws, in the order of the form. Of the children whose scales fold, the first is open of whom
        something is still to be asked; whatever is wrong, or was saved meanwhile, is open too."""
        is_there_one = False
        for one in self.asked:
            block = replace(one.block(), conflicts=tuple(self._conflicts_at(one)))
            if block.folds:
                is_next = not is_there_one and block.given < len(block.views)
                is_there_one = is_there_one or is_next
                block = replace(block, is_open=is_next or block.is_wrong or bool(block.conflicts))
            yield block

    @property
    def pieces(self) -> list[Piece]:
        """Each with the version and the digest of what was shown there. What the page itself had put there, and its
        writer left alone, gives way to what somebody has answered meanwhile."""
        shown = _read(self.cleaned_data.get("shown", ""))
        found = []
        for one in self.asked:
            for piece in one.pieces():
                key = _key(piece.place)
                if piece.place in self.written.pieces and shown.get(FILLED + key) == (0, digest(piece.content)):
                    continue
                version, of = shown.get(key, (0, ""))
                found.append(replace(piece, version=version, shown=of))
        return found

    def fill_in(self, one: Asked, words: str, source: str = "") -> None:
        """Put what is known already where nobody has answered; it is saved with the page."""
        name, place = names.answer(one.question, one.subject.key), Place(ANSWER, one.question.key, one.subject.key)
        self.initial[name] = date.fromisoformat(words) if one.question.kind is Kind.DATE else words
        self.initial[names.source(name)] = source
        shown = _read(self.initial["shown"]) | {FILLED + _key(place): (0, digest({"values": (words,)}))}
        self.initial["shown"] = json.dumps(shown)

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
        for name, who in self._named_in_words():
            if called := listed_as(self.written, self.readers, who):
                self.add_error(name, on_the_list(called))
        return self.cleaned_data

    @property
    def on_no_list(self) -> list[str]:
        """Who is to see something in no copy, and is nobody whom we know."""
        return [who for name, who in self._named_in_words() if who != self[name].initial]

    def _named_in_words(self) -> Iterator[tuple[str, str]]:
        """Field and words of each limit for somebody who is not chosen from the list."""
        for one in self.asked:
            for piece in one.pieces() if one.question.record is Record.LIMIT else ():
                who = str(piece.content.get("with_whom", ""))
                if piece.content.get("who") == SOMEBODY_ELSE and who:
                    yield names.cell(one.question.key, piece.place.key, "with_whom"), who

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

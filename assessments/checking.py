"""What cannot be kept: refused in a sentence, before anything is written. What is only missing may wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from assessments.address import Address, NoAddress
from assessments.answers import FAMILY, NO, YES
from assessments.choices import About, ColumnKind, Kind, Record
from assessments.form import COLUMNS, HIGHEST, LOWEST, Column, Form, Question, Section
from assessments.lines import KEPT
from assessments.models.assessments import WHOLE
from assessments.pieces import ANSWER, Piece, Place, score_key
from assessments.written import Written

GONE = "This part of the form is not there any more. Open the section again."
LONGEST, LONGEST_LINE = 20_000, 200
MOST_LINES = 200
YES_OR_NO = ("", YES, NO)
ROWS = frozenset(COLUMNS) | {Record.NEED, Record.SCORE}


def problems(written: Written, section: Section, pieces: Sequence[Piece]) -> Iterator[str]:
    """Nothing, where all of `pieces` can be kept in this section."""
    worries = {piece.place.key for piece in written.of(Record.WORRY)}
    worries |= {piece.place.key for piece in pieces if piece.place.record == Record.WORRY and not piece.is_blank}
    questions = {question.key: question for question in section.questions}
    for piece in pieces:
        question = questions.get(piece.place.question)
        if question is None or kept_as(question) != piece.place.record:
            yield GONE
        elif written.is_withheld(piece.place.address(written.form)):
            yield GONE
        else:
            yield from _of_subject(written, question, piece.place, worries)
            yield from _of_content(written, question, piece)
    for record in {piece.place.record for piece in pieces}:
        if sum(not piece.is_blank for piece in pieces if piece.place.record == record) > MOST_LINES:
            yield f"No more than {MOST_LINES} lines fit in a list."


def kept_as(question: Question) -> str:
    """The record that the answer becomes; what is not a row of its own kind is an answer."""
    return question.record if question.record in ROWS else ANSWER


def longest_line(question: Question, column: Column) -> int:
    """Characters that fit in a line of a list; a telephone number has less room than a name."""
    return min(LONGEST_LINE, KEPT[kept_as(question)].longest(column.key) or LONGEST_LINE)


def _of_subject(written: Written, question: Question, place: Place, worries: Iterable[str]) -> Iterator[str]:
    expected: Iterable[str] = (FAMILY,)
    if question.about is About.EACH_CHILD:
        expected = [child.reference for child in written.family.children]
    elif question.about is About.EACH_WORRY:
        expected = worries
    if place.record in (ANSWER, Record.SCORE) and place.about not in expected:
        yield f"'{question.text}' is asked about somebody or something that is no longer here. Open the section again."


def _of_content(written: Written, question: Question, piece: Piece) -> Iterator[str]:
    if piece.is_blank:
        return
    for value in _all_words(piece):
        if "\x00" in value:
            yield f"Take out the character that cannot be kept in '{question.text}'."
        if len(value) > LONGEST:
            yield f"'{question.text}' holds no more than {LONGEST:,} characters. Yours has {len(value):,}."
    form = written.form
    if piece.place.record == ANSWER:
        yield from _of_answer(form, question, piece)
    elif piece.place.record == Record.NEED:
        yield from _of_need(form, question, piece)
    elif piece.place.record == Record.SCORE:
        yield from _of_score(form, question, piece)
    else:
        before = written.pieces[piece.place].content if piece.place in written.pieces else {}
        for column in question.columns:
            cell = str(piece.content.get(column.key, ""))
            if column.kind is not ColumnKind.PLACE or cell != before.get(column.key):
                yield from _of_cell(written, question, column, cell)
        if set(piece.content) - {column.key for column in question.columns}:
            yield f"'{question.text}' has no such column."


def _of_answer(form: Form, question: Question, piece: Piece) -> Iterator[str]:
    values = piece.content.get("values", ())
    kind = question.kind
    if kind in (Kind.CHOICE, Kind.CHOICES):
        known = {value.key for value in form.code_sets[question.code_set].values}
        if not set(values) <= known or (kind is Kind.CHOICE and len(values) > 1):
            yield f"Choose from the list in '{question.text}'."
    elif kind is Kind.OUTCOME and not set(values) <= {outcome.key.value for outcome in form.outcomes}:
        yield f"Choose from the list in '{question.text}'."
    elif kind is Kind.YES_NO and tuple(values) not in ((YES,), (NO,)):
        yield f"Say yes or no in '{question.text}'."
    elif kind is Kind.DATE and not all(map(is_date, values)):
        yield f"Enter a day that there is in '{question.text}'."
    elif kind in (Kind.TEXT, Kind.LONG_TEXT) and len(values) > 1:
        yield f"'{question.text}' takes one answer."


def _of_need(form: Form, question: Question, piece: Piece) -> Iterator[str]:
    if form.code_sets[question.code_set].value(piece.place.key) is None:
        yield f"Choose from the list in '{question.text}'."
    if piece.content.get("answer", "") not in YES_OR_NO:
        yield f"Say yes or no in '{question.text}'."


def _of_score(form: Form, question: Question, piece: Piece) -> Iterator[str]:
    scale_set = form.scale_sets[question.scale_set]
    places = {
        score_key(scale_set.key, scale.key, respondent)
        for scale in scale_set.scales
        for respondent in scale_set.respondents
    }
    if piece.place.key not in places:
        yield f"Choose from the list in '{question.text}'."
    value = str(piece.content.get("value", ""))
    if value and (not value.isascii() or not value.isdigit() or not LOWEST <= int(value) <= HIGHEST):
        yield f"Give a whole number from {LOWEST} to {HIGHEST} in '{question.text}'."


def _of_cell(written: Written, question: Question, column: Column, cell: str) -> Iterator[str]:
    if not cell:
        return
    where = f"'{column.text}' of '{question.text}'"
    match column.kind:
        case ColumnKind.TEXT if len(cell) > (most := longest_line(question, column)):
            yield f"{where} holds no more than {most} characters."
        case ColumnKind.DATE if not is_date(cell):
            yield f"Enter a day that there is in {where}."
        case ColumnKind.YES_NO if cell not in YES_OR_NO:
            yield f"Say yes or no in {where}."
        case ColumnKind.CHOICE if written.form.code_sets[column.code_set].value(cell) is None:
            yield f"Choose from the list in {where}."
        case ColumnKind.PERSON if cell not in written.family.by_reference:
            yield f"Choose somebody of the family in {where}."
        case ColumnKind.PLACE if not _is_place(written, cell):
            yield f"Choose from the list in {where}."


def _is_place(written: Written, cell: str) -> bool:
    """Whether a limit that names this would hold something back: what is not on the form it would not."""
    if cell == WHOLE:
        return True
    try:
        address = Address.parse(cell)
    except NoAddress:
        return False
    section = next((one for one in written.form.sections if one.key == address.section), None)
    if section is None or str(address) != cell or written.is_withheld(address):
        return False
    if not address.question:
        return True
    question = next((one for one in section.questions if one.key == address.question), None)
    return question is not None and _is_somebody(written, question, address) and _is_row(written, question, address)


def _is_somebody(written: Written, question: Question, address: Address) -> bool:
    """About whom the question is asked, or about everybody."""
    known: Iterable[str] = ()
    if question.about is About.EACH_CHILD:
        known = written.family.by_reference
    elif question.about is About.EACH_WORRY:
        known = {piece.place.key for piece in written.of(Record.WORRY)}
    return not address.about or address.about in known


def _is_row(written: Written, question: Question, address: Address) -> bool:
    """A line of a list, an item of the checklist, or a file, whose own page looks after it."""
    if not address.row or question.kind is Kind.UPLOAD:
        return True
    if question.kind is Kind.CHECKLIST:
        return written.form.code_sets[question.code_set].value(address.row) is not None
    lines = {piece.place.key for piece in written.pieces.values() if piece.place.question == question.key}
    return question.kind is Kind.ROWS and address.row in lines


def is_date(text: str) -> bool:
    """As '2026-11-22', of a year that people live in."""
    try:
        return 1900 <= date.fromisoformat(text).year <= 2100
    except ValueError:
        return False


def _all_words(piece: Piece) -> Iterator[str]:
    for value in piece.content.values():
        yield from (value,) if isinstance(value, str) else value

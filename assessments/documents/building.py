"""The whole of an assessment as a document, in the order of its form."""

import datetime
import re
from collections.abc import Iterable, Iterator

from assessments.address import Address, NoAddress
from assessments.answers import NO, YES, Answers, Row, Spot, Subject
from assessments.betraying import gives_away
from assessments.choices import About, ColumnKind, Kind, Record, VoicePart
from assessments.documents.tree import (
    Checklist,
    Choices,
    Column,
    Content,
    Document,
    Entry,
    Item,
    Line,
    Part,
    Particulars,
    Picture,
    Pictures,
    Scale,
    Scales,
    Table,
    View,
    Words,
)
from assessments.form import Column as FormColumn
from assessments.form import Form, Question, Section
from ehm.charts.axes import in_full

BLANK_LINES = re.compile(r"\n\s*\n")  # begins at an end of line: from each blank it would look at all that follow
IN_WORDS = {YES: "Yes", NO: "No"}
QUOTED = (VoicePart.OWN_WORDS, VoicePart.UNDERSTANDING)


def document_of(form: Form, answers: Answers, particulars: Particulars) -> Document:
    """Everything that was answered: the record's own copy. Hand nobody this one; `copies` makes what they may have."""
    return Document(
        title=form.title,
        reference=particulars.reference,
        partnership=particulars.partnership,
        stage=particulars.stage,
        version=particulars.version,
        written_by=particulars.written_by,
        contact=particulars.contact,
        submitted_on=particulars.submitted_on,
        authorised_on=particulars.authorised_on,
        authorised_by=particulars.authorised_by,
        safeguarding_phone=particulars.safeguarding_phone,
        children=answers.children,
        parts=_Writer(form, answers, particulars).parts(),
    )


class _Writer:
    def __init__(self, form: Form, answers: Answers, particulars: Particulars) -> None:
        self.form = form
        self.answers = answers
        self.particulars = particulars

    def parts(self) -> tuple[Part, ...]:
        sections = self.form.asked(with_own_tool=self.answers.uses_own_tool)
        parts = (
            Part(Address(section.key), section.title, tuple(self.entries(section)), section.about, section.step)
            for section in sections
        )
        return tuple(part for part in parts if part.entries)

    def entries(self, section: Section) -> Iterator[Entry]:
        """Question by question. In a section about each child, what concerns everybody first, then child by child."""
        shared = [one for one in section.questions if section.about is About.FAMILY or one.about is not section.about]
        own = [one for one in section.questions if one not in shared]
        each = self.answers.subjects(section.about, self.form) if own else ()
        pairs = [(question, subject) for question in shared for subject in self.subjects(question)]
        pairs += [(question, subject) for subject in each for question in own]
        for question, subject in pairs:
            if self.is_told(question, subject) and (content := self.content(section, question, subject)):
                yield self.entry(section, question, subject, content)

    def subjects(self, question: Question) -> tuple[Subject, ...]:
        return self.answers.subjects(question.about, self.form)

    def is_told(self, question: Question, subject: Subject) -> bool:
        """What an ended question was answered with is still told; what is not asked in this case is not."""
        return question.is_ended or self.answers.is_asked(question, subject.key, self.form)

    def entry(self, section: Section, question: Question, subject: Subject, content: Content) -> Entry:
        return Entry(
            address=Address(section.key, question.key, subject.key),
            question=question.text,
            content=content,
            about=question.about,
            subject=subject.name,
            record=question.record,
            voice=question.voice,
            to_child=question.to_child,
            rests_on=tuple(gives_away(self.form, section, question, subject.key)),
        )

    def content(self, section: Section, question: Question, subject: Subject) -> Content | None:
        place = Address(section.key, question.key, subject.key)
        if question.kind is Kind.ROWS:
            return self.table(place, question)
        if question.kind is Kind.CHECKLIST:
            return self.checklist(place, question)
        if question.kind is Kind.SCALE:
            return self.scales(place, question, subject)
        if question.kind is Kind.UPLOAD:
            return self.pictures(place, question, subject)
        words = self.answers.words(question.key, subject.key)
        if not words:
            return None
        if question.kind is Kind.CHOICES:
            return Choices(tuple(self.named(question, word) for word in words))
        said = paragraphs(self.named(question, word) for word in words)
        return Words(said, question.voice in QUOTED)

    def named(self, question: Question, word: str) -> str:
        """A code as its name, a day in full, anything else as it was written."""
        if question.kind is Kind.OUTCOME:
            return next((one.name for one in self.form.outcomes if one.key == word), word)
        if question.code_set:
            return self.form.code_sets[question.code_set].name(word)
        if question.kind is Kind.DATE:
            return day_of(word)
        return IN_WORDS.get(word, word) if question.kind is Kind.YES_NO else word

    def table(self, place: Address, question: Question) -> Table | None:
        rows = [row for row in self.answers.rows.get(question.key, ()) if any(map(str.strip, row.cells.values()))]
        kept = [column for column in question.columns if any(row.cell(column.key) for row in rows)]
        lines = tuple(Line(within(place, row.key), tuple(self.cell(column, row) for column in kept)) for row in rows)
        return Table(tuple(Column(column.key, column.text) for column in kept), lines) if lines else None

    def cell(self, column: FormColumn, row: Row) -> str:
        word = row.cell(column.key)
        if column.kind is ColumnKind.PERSON:
            return self.particulars.people.get(word, "Somebody of the family") if word else ""
        if column.kind is ColumnKind.READER:
            return self.particulars.people.get(word, "Somebody else") if word else ""
        if column.kind is ColumnKind.PLACE:
            return self.place(word)
        if column.kind is ColumnKind.CHOICE and column.code_set:
            return self.form.code_sets[column.code_set].name(word) if word else ""
        if column.kind is ColumnKind.DATE:
            return day_of(word)
        return IN_WORDS.get(word, word) if column.kind is ColumnKind.YES_NO else word

    def place(self, word: str) -> str:
        """What a limit names, as the form calls it."""
        try:
            address = Address.parse(word)
            section = self.form.section(address.section)
            question = self.form.question(address.question) if address.question else None
        except (NoAddress, StopIteration):
            return "All of it" if word else ""
        subjects = self.subjects(question) if question else ()
        about = next((one.name for one in subjects if one.key == address.about and one.name), "")
        rows = self.answers.rows.get(address.question, ())
        line = next((row for row in rows if row.key == address.row), None)
        first = next((words for words in line.cells.values() if words), "") if line else ""
        return ": ".join(words for words in (question.text if question else section.title, about, first) if words)

    def checklist(self, place: Address, question: Question) -> Checklist | None:
        statements = {row.key: row.cell("statement") for row in self.answers.rows_kept_as(Record.WORRY, self.form)}
        items = []
        for value in self.form.code_sets[question.code_set].values:
            need = self.answers.needs.get(value.key)
            if need and (need.answer or need.comment.strip()):
                worries = tuple(words for key, words in statements.items() if key in need.worries)
                items.append(
                    Item(
                        address=within(place, value.key),
                        name=value.name,
                        is_so=need.answer == YES,
                        comment=need.comment.strip(),
                        worries=worries,
                        why_not_now=need.why_not_now.strip(),
                    )
                )
        return Checklist(tuple(items)) if items else None

    def scales(self, place: Address, question: Question, subject: Subject) -> Scales | None:
        scale_set = self.form.scale_sets[question.scale_set]
        found = []
        for scale in scale_set.scales:
            given = {
                score.respondent: score
                for score in self.answers.scores
                if (score.scale_set, score.scale, score.about) == (scale_set.key, scale.key, subject.key)
                and (score.value is not None or score.why_none.strip())
            }
            views = tuple(
                View(
                    address=within(place, f"{scale.key}.{respondent}"),
                    respondent=respondent,
                    value=given[respondent].value,
                    reason=given[respondent].reason.strip(),
                    why_none=given[respondent].why_none.strip(),
                )
                for respondent in scale_set.respondents
                if respondent in given
            )
            if views:
                found.append(Scale(within(place, scale.key), scale.name, scale.worst, scale.best, views))
        return Scales(tuple(found)) if found else None

    def pictures(self, place: Address, question: Question, subject: Subject) -> Pictures | None:
        files = self.particulars.files.get(Spot(question.key, subject.key), ())
        return Pictures(tuple(Picture(within(place, file.key), file) for file in files)) if files else None


def within(place: Address, row: str) -> Address:
    return Address(place.section, place.question, place.about, row)


def paragraphs(words: Iterable[str]) -> tuple[str, ...]:
    parts = (part.strip() for word in words for part in BLANK_LINES.split(word))
    return tuple(part for part in parts if part)


def day_of(word: str) -> str:
    """'2 November 2026'; what is no date stays as it was written."""
    try:
        return in_full(datetime.date.fromisoformat(word))
    except ValueError:
        return word

"""What has been written into one assessment, as plain values: what the checks look at. No database.

People and worries go by a key of the caller's choosing; "" stands for the whole family.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from assessments.choices import About, Record, Respondent
from assessments.form import Form, Question

FAMILY = ""
YES, NO = "yes", "no"


class Spot(NamedTuple):
    """One place on the form: a question, and whom it is answered about."""

    question: str
    about: str = FAMILY


@dataclass(frozen=True, slots=True)
class Child:
    key: str
    name: str
    age: int | None = None  # in years; None while it is not known
    is_unborn: bool = False
    age_in_words: str = ""  # of a child under two in months

    @property
    def with_age(self) -> str:
        """'Aisha, 9', 'Leo, 21 months', 'Unborn Reed, not born yet'."""
        if self.is_unborn:
            return f"{self.name}, not born yet"
        age = self.age_in_words or ("" if self.age is None else str(self.age))
        return f"{self.name}, {age}" if age else self.name


@dataclass(frozen=True, slots=True)
class Parent:
    """A known parent or carer with a parent's part, at home or elsewhere. `of`: the keys of their children."""

    key: str
    name: str
    of: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list, its cells by column."""

    key: str
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        return self.cells.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class Need:
    """One item of the checklist. `worries`: keys of the worry statements that take it up."""

    answer: str = ""
    comment: str = ""
    worries: frozenset[str] = frozenset()
    why_not_now: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Somebody's view on one scale, from 0 (worst) to 10 (best), or why there is none."""

    scale_set: str
    scale: str
    about: str
    respondent: Respondent
    value: int | None = None
    reason: str = ""
    why_none: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a question is answered about."""

    key: str = FAMILY
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """`written` holds words and codes, several for a question with several choices; `uploads` counts files."""

    level: int
    children: tuple[Child, ...]
    parents: tuple[Parent, ...] = ()
    written: Mapping[Spot, tuple[str, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    needs: Mapping[str, Need] = field(default_factory=dict)
    scores: tuple[Score, ...] = ()
    uploads: Mapping[Spot, int] = field(default_factory=dict)
    is_agreed: bool = False  # somebody with the right to has agreed to early help, and has not withdrawn
    uses_own_tool: bool = False

    def words(self, question: str, about: str = FAMILY) -> tuple[str, ...]:
        """What is written there, without what is blank."""
        return tuple(word for word in self.written.get(Spot(question, about), ()) if word.strip())

    def rows_kept_as(self, record: Record, form: Form) -> tuple[Row, ...]:
        question = form.kept_as(record)
        return self.rows.get(question.key, ()) if question else ()

    def subjects(self, about: About, form: Form) -> tuple[Subject, ...]:
        """The family, each child or each worry, with the name to call it by."""
        if about is About.EACH_CHILD:
            return tuple(Subject(child.key, child.name) for child in self.children)
        if about is About.EACH_WORRY:
            return tuple(Subject(row.key, row.cell("statement")) for row in self.rows_kept_as(Record.WORRY, form))
        return (Subject(),)

    def is_asked(self, question: Question, about: str, form: Form) -> bool:
        """Whether the question is put to this subject: not one that has ended, nor one whose condition is not met."""
        if question.is_ended:
            return False
        if question.asked_when is None:
            return True
        other = form.question(question.asked_when.question)
        answered = self.words(other.key, FAMILY if other.about is About.FAMILY else about)
        return bool(set(answered) & set(question.asked_when.among))

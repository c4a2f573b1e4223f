"""An assessment form as data: what is asked, why, of whom and when, and what each answer becomes.

`assessments.reading` reads the forms from `assessments/profiles/`; `assessments.local` lays a partnership's own
questions over one; `assessments.submission` says what is missing from the answers to one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from assessments.choices import (
    About,
    CheckKind,
    ClockEvent,
    ColumnKind,
    Consequence,
    Expectation,
    Instead,
    Kind,
    Record,
    Respondent,
    Source,
    Step,
    Strength,
    VoicePart,
)
from ehm.tables import TableError

LOWEST, HIGHEST = 0, 10  # every scale, in every partnership: 0 is the worst, 10 the best
NEEDS = "needs"  # the code set of the checklist, which scales name


class FormError(TableError):
    """What is wrong with a form or a local addition, in a sentence for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a code set. `maps_to`: its counterparts in the national set that the code set names."""

    key: str
    name: str
    hint: str = ""
    maps_to: tuple[str, ...] = ()
    is_ended: bool = False  # no longer offered; records that hold it still read


@dataclass(frozen=True, slots=True)
class CodeSet:
    """Values to choose from. `is_open`: a partnership may add its own."""

    key: str
    title: str
    values: tuple[Value, ...]
    is_open: bool = False
    maps_to: str = ""

    def value(self, key: str) -> Value | None:
        return next((value for value in self.values if value.key == key), None)

    def name(self, key: str) -> str:
        """What the value is called, or the key itself where the set does not hold it."""
        value = self.value(key)
        return value.name if value else key

    def offered(self) -> tuple[Value, ...]:
        return tuple(value for value in self.values if not value.is_ended)


@dataclass(frozen=True, slots=True)
class Scale:
    """One thing to scale, from 0 (`worst`) to 10 (`best`)."""

    key: str
    name: str
    worst: str
    best: str
    needs: tuple[str, ...] = ()  # values of the checklist that it speaks of


@dataclass(frozen=True, slots=True)
class ScaleSet:
    """Scales that are answered together, by the same people, about the same subject."""

    key: str
    title: str
    about: About
    respondents: tuple[Respondent, ...]
    needed_from: tuple[Respondent, ...]  # without whom the assessment is not finished
    is_reason_needed: bool
    scales: tuple[Scale, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A question that is asked only where another has one of these answers."""

    question: str
    among: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    text: str
    kind: ColumnKind
    is_needed: bool = False
    code_set: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`to_child`: what it says on the page that is made for the child."""

    key: str
    text: str
    kind: Kind
    about: About
    hint: str = ""
    to_child: str = ""
    is_needed: bool = False
    levels: tuple[int, ...] = ()  # needed at these levels only; none named: at every level
    code_set: str = ""
    scale_set: str = ""
    columns: tuple[Column, ...] = ()
    kept_as: Record | None = None  # for rows: what each of them becomes
    voice: VoicePart | None = None
    asked_when: Condition | None = None
    offered_from: tuple[Source, ...] = ()
    is_ended: bool = False

    @property
    def record(self) -> Record | None:
        """The rows that an answer becomes, or None where the words themselves are the answer."""
        return self.kept_as or (Record.VOICE if self.voice else RECORD_OF_KIND.get(self.kind))

    def is_needed_at(self, level: int) -> bool:
        return self.is_needed and (not self.levels or level in self.levels)


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    why: str
    about: About
    questions: tuple[Question, ...]
    guidance: tuple[str, ...] = ()
    step: Step = Step.SUBMISSION
    is_for_own_tool_only: bool = False
    everybody: str = ""  # where it is about each child: what the page of the whole family is called


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an assessment can end (R069), in the partnership's words, and what that sets going."""

    key: Consequence
    name: str
    hint: str
    level: int


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What is expected at a level, or at a band of it (R029-R032)."""

    number: int
    band: str
    expectation: Expectation
    instead: tuple[Instead, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class OwnTool:
    """Where an agency may bring an assessment that it made with a tool of its own, and what is still filled in here."""

    title: str
    why: str
    levels: tuple[int, ...]
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """The practice standard that an assessment is timed by, and the event that stops it."""

    standard: str
    stops_on: ClockEvent


@dataclass(frozen=True, slots=True)
class Check:
    """A quality check on submission. `questions`: those it looks at; `from_age`: younger children may be observed."""

    kind: CheckKind
    strength: Strength
    why: str
    source: str
    questions: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    from_age: int = 0

    def applies_at(self, level: int) -> bool:
        return not self.levels or level in self.levels


@dataclass(frozen=True, slots=True)
class Form:
    """The assessment of one profile in one edition, with whatever is laid over it."""

    id: str
    title: str
    source: str
    sections: tuple[Section, ...]
    outcomes: tuple[Outcome, ...]
    levels: tuple[LevelRule, ...]
    checks: tuple[Check, ...]
    code_sets: Mapping[str, CodeSet] = field(hash=False)
    scale_sets: Mapping[str, ScaleSet] = field(hash=False)
    own_tool: OwnTool | None = None
    clock: Clock | None = None
    note: str = ""

    def section(self, key: str) -> Section:
        return next(section for section in self.sections if section.key == key)

    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, key: str) -> Question:
        return next(question for question in self.questions() if question.key == key)

    def section_of(self, question: str) -> Section:
        return next(section for section in self.sections if any(asked.key == question for asked in section.questions))

    def asked(self, *, with_own_tool: bool = False) -> tuple[Section, ...]:
        """The sections to fill in: all of them, or those that an agency's own tool leaves."""
        if with_own_tool and self.own_tool:
            return tuple(section for section in self.sections if section.key in self.own_tool.sections)
        return tuple(section for section in self.sections if not section.is_for_own_tool_only)

    def kept_as(self, record: Record) -> Question | None:
        """The question whose answers become these rows."""
        return next((question for question in self.questions() if question.record is record), None)

    def at_level(self, number: int, band: str = "") -> LevelRule | None:
        """What is expected there; a band without a rule of its own follows its level. None: the profile is silent."""
        rules = {(rule.number, rule.band): rule for rule in self.levels}
        return rules.get((number, band)) or rules.get((number, ""))

    def may_use_own_tool(self, level: int) -> bool:
        return self.own_tool is not None and level in self.own_tool.levels


RECORD_OF_KIND: Mapping[Kind, Record] = MappingProxyType(
    {
        Kind.CHECKLIST: Record.NEED,
        Kind.SCALE: Record.SCORE,
        Kind.UPLOAD: Record.UPLOAD,
        Kind.OUTCOME: Record.OUTCOME,
    }
)

# The columns that the rows of a list have a place for; a form may leave out those that are not needed.
COLUMNS: Mapping[Record, tuple[str, ...]] = MappingProxyType(
    {
        Record.HOUSEHOLD_MEMBER: ("name", "sex", "born", "status"),
        Record.PROFESSIONAL: ("name", "agency", "role", "started_on", "ended_on", "address", "phone", "email"),
        Record.LIFE_EVENT: ("when", "what", "impact"),
        Record.WORRY: ("statement", "goal"),
        Record.SEEN: ("person", "seen_on", "seen_alone", "where"),
        Record.TAKING_PART: ("person", "took_part", "why_not", "note"),
        Record.LIMIT: ("where", "who", "with_whom", "what", "reason"),
    }
)
NEEDED_COLUMNS: Mapping[Record, frozenset[str]] = MappingProxyType(
    {
        Record.HOUSEHOLD_MEMBER: frozenset({"name"}),
        Record.PROFESSIONAL: frozenset({"name", "agency"}),
        Record.LIFE_EVENT: frozenset({"when", "what", "impact"}),
        Record.WORRY: frozenset({"statement", "goal"}),
        Record.SEEN: frozenset({"person", "seen_on"}),
        Record.TAKING_PART: frozenset({"person", "took_part", "why_not"}),
        Record.LIMIT: frozenset({"where", "who"}),
    }
)

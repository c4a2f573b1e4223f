"""The parts of a form, each read from its TOML table; what is missing, unknown or dangling is refused there."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

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
from assessments.form import (
    COLUMNS,
    NEEDED_COLUMNS,
    NEEDS,
    Check,
    Clock,
    CodeSet,
    Column,
    Condition,
    LevelRule,
    Outcome,
    OwnTool,
    Question,
    Scale,
    ScaleSet,
    Section,
    Value,
)
from ehm.tables import Table, in_words

LOCAL = "local_"
LEVELS = frozenset({1, 2, 3, 4})
PLAIN_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
CHOOSING = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.CHECKLIST})
LOOKS_AT_QUESTIONS = frozenset({CheckKind.GROUPS_CONSIDERED, CheckKind.PAST_SUPPORT_CONSIDERED})

Choice = TypeVar("Choice", bound=StrEnum)


def plain_key(table: Table) -> str:
    """The key of something published: plain words, and never one that a partnership could choose."""
    key = key_of(table)
    if key.startswith(LOCAL):
        raise table.refused(f"a key that starts with '{LOCAL}' belongs to a partnership")
    return key


def key_of(table: Table) -> str:
    table.require("key")
    key = table.text("key")
    if not PLAIN_KEY.fullmatch(key):
        raise table.refused("the key is not lower-case words joined by _")
    return key


def code_set_from(table: Table) -> CodeSet:
    """A code set; its values have keys of their own."""
    table.require("key", "title", "value")
    table.allow("key", "title", "value", "open", "maps_to")
    values = tuple(value_from(entry) for entry in table.tables("value", named_by="key"))
    no_key_twice(table, (value.key for value in values))
    return CodeSet(key_of(table), table.text("title"), values, table.flag("open", False), table.text("maps_to", ""))


def value_from(table: Table) -> Value:
    table.require("key", "name")
    table.allow("key", "name", "hint", "maps_to", "ended")
    return Value(
        key_of(table), table.text("name"), table.text("hint", ""), table.texts("maps_to"), table.flag("ended", False)
    )


def check_mappings(code_sets: Mapping[str, CodeSet], tables: Mapping[str, Table]) -> None:
    """Every counterpart that a value names is in the set that its own set maps to."""
    for key, table in tables.items():
        code_set = code_sets[key]
        if code_set.maps_to and code_set.maps_to not in code_sets:
            raise table.refused(f"it maps to '{code_set.maps_to}', which is not a code set")
        for value in code_set.values:
            check_mapping(code_sets, code_set, value, table)


def check_mapping(code_sets: Mapping[str, CodeSet], code_set: CodeSet, value: Value, table: Table) -> None:
    known = {other.key for other in code_sets[code_set.maps_to].values} if code_set.maps_to else set()
    unknown = set(value.maps_to) - known
    if unknown:
        raise table.refused(f"value '{value.key}' maps to {in_words(unknown)}, which is not there")


def scale_set_from(table: Table, code_sets: Mapping[str, CodeSet]) -> ScaleSet:
    table.require("key", "title", "about", "respondents", "scale")
    table.allow("key", "title", "about", "respondents", "needed_from", "reason_needed", "scale")
    respondents = enums(table, "respondents", Respondent)
    needed_from = enums(table, "needed_from", Respondent)
    if set(needed_from) - set(respondents):
        raise table.refused("'needed_from' names somebody who is not asked")
    scales = tuple(scale_from(entry, code_sets) for entry in table.tables("scale", named_by="key"))
    no_key_twice(table, (scale.key for scale in scales))
    return ScaleSet(
        key=table.text("key"),
        title=table.text("title"),
        about=table.choice("about", About),
        respondents=respondents,
        needed_from=needed_from,
        is_reason_needed=table.flag("reason_needed", False),
        scales=scales,
    )


def scale_from(table: Table, code_sets: Mapping[str, CodeSet]) -> Scale:
    """A scale with both ends labelled. Its numbers are not for a form to choose."""
    table.require("key", "name", "worst", "best")
    table.allow("key", "name", "worst", "best", "needs")
    needs = table.texts("needs")
    checklist = code_sets.get(NEEDS)
    unknown = {need for need in needs if checklist is None or checklist.value(need) is None}
    if unknown:
        raise table.refused(f"it names {in_words(unknown)}, which the checklist does not hold")
    return Scale(plain_key(table), table.text("name"), table.text("worst"), table.text("best"), needs)


def section_from(table: Table, code_sets: Mapping[str, CodeSet], scale_sets: Mapping[str, ScaleSet]) -> Section:
    table.require("key", "title", "why", "question")
    table.allow("key", "title", "why", "guidance", "about", "step", "own_tool_only", "everybody", "question")
    about = table.choice("about", About, About.FAMILY)
    entries = table.tables("question", named_by="key")
    for entry in entries:
        plain_key(entry)
    questions = tuple(question_from(entry, about, code_sets, scale_sets) for entry in entries)
    return Section(
        key=table.text("key"),
        title=table.text("title"),
        why=table.text("why"),
        guidance=table.texts("guidance"),
        about=about,
        step=table.choice("step", Step, Step.SUBMISSION),
        is_for_own_tool_only=table.flag("own_tool_only", False),
        everybody=table.text("everybody", ""),
        questions=questions,
    )


def question_from(
    table: Table, about: About, code_sets: Mapping[str, CodeSet], scale_sets: Mapping[str, ScaleSet]
) -> Question:
    """One question; `about` is whom its section concerns."""
    table.require("key", "text", "kind")
    table.allow(
        *("key", "text", "kind", "hint", "about", "needed", "levels", "code_set", "scale_set", "column", "kept_as"),
        *("voice", "asked_when", "offered_from", "ended", "to_child"),
    )
    question = Question(
        key=key_of(table),
        text=table.text("text"),
        kind=table.choice("kind", Kind),
        about=table.choice("about", About, about),
        hint=table.text("hint", ""),
        to_child=table.text("to_child", ""),
        is_needed=table.flag("needed", False),
        levels=levels_from(table),
        code_set=table.text("code_set", ""),
        scale_set=table.text("scale_set", ""),
        columns=tuple(column_from(entry, code_sets) for entry in table.tables("column", named_by="key")),
        kept_as=table.choice("kept_as", Record) if "kept_as" in table.values else None,
        voice=table.choice("voice", VoicePart) if "voice" in table.values else None,
        asked_when=condition_from(table.table("asked_when")) if "asked_when" in table.values else None,
        offered_from=enums(table, "offered_from", Source),
        is_ended=table.flag("ended", False),
    )
    _check_question(table, question, code_sets, scale_sets)
    return question


def _check_question(
    table: Table, question: Question, code_sets: Mapping[str, CodeSet], scale_sets: Mapping[str, ScaleSet]
) -> None:
    """A question carries what its kind needs and nothing else."""
    _check_reference(table, "code_set", question.code_set, question.kind in CHOOSING, code_sets)
    _check_reference(table, "scale_set", question.scale_set, question.kind is Kind.SCALE, scale_sets)
    if question.scale_set and scale_sets[question.scale_set].about is not question.about:
        raise table.refused(f"the scales of '{question.scale_set}' are about something else")
    if question.levels and not question.is_needed:
        raise table.refused("'levels' says where it is needed, but it is not needed")
    if question.voice and question.about is not About.EACH_CHILD:
        raise table.refused("a voice is one child's: the question must be about each_child")
    if (question.kind is Kind.ROWS) != bool(question.columns) or (question.kind is Kind.ROWS) != bool(question.kept_as):
        raise table.refused("'column' and 'kept_as' are for rows, which need both")
    if question.kind is Kind.CHECKLIST and question.code_set != NEEDS:
        raise table.refused(f"a checklist is of the code set '{NEEDS}'")
    if question.kept_as:
        _check_columns(table, question.kept_as, [column.key for column in question.columns])


def _check_reference(table: Table, key: str, named: str, is_wanted: bool, known: Mapping[str, object]) -> None:
    if is_wanted != bool(named):
        raise table.refused(f"it needs a {key}" if is_wanted else f"its kind has no {key}")
    if named and named not in known:
        raise table.refused(f"there is no {key} '{named}'")


def _check_columns(table: Table, record: Record, keys: list[str]) -> None:
    """Rows have a place for each column, and hold what they are counted or linked by."""
    if record not in COLUMNS:
        raise table.refused(f"'{record}' is not kept from rows")
    no_key_twice(table, keys)
    if set(keys) - set(COLUMNS[record]):
        raise table.refused(f"there is no place to keep {in_words(set(keys) - set(COLUMNS[record]))} of a {record}")
    if NEEDED_COLUMNS[record] - set(keys):
        raise table.refused(f"a {record} needs {in_words(NEEDED_COLUMNS[record] - set(keys))}")


def column_from(table: Table, code_sets: Mapping[str, CodeSet]) -> Column:
    table.require("key", "text", "kind")
    table.allow("key", "text", "kind", "needed", "code_set")
    kind, code_set = table.choice("kind", ColumnKind), table.text("code_set", "")
    _check_reference(table, "code_set", code_set, kind is ColumnKind.CHOICE, code_sets)
    return Column(key_of(table), table.text("text"), kind, table.flag("needed", False), code_set)


def condition_from(table: Table) -> Condition:
    table.require("question", "among")
    table.allow("question", "among")
    return Condition(table.text("question"), table.texts("among"))


def outcome_from(table: Table) -> Outcome:
    table.require("key", "name", "hint", "level")
    table.allow("key", "name", "hint", "level")
    if table.number("level") not in LEVELS:
        raise table.refused("'level' is from 1 to 4")
    return Outcome(table.choice("key", Consequence), table.text("name"), table.text("hint"), table.number("level"))


def level_from(table: Table) -> LevelRule:
    table.require("number", "expectation")
    table.allow("number", "band", "expectation", "instead", "note")
    return LevelRule(
        number=table.number("number"),
        band=table.text("band", ""),
        expectation=table.choice("expectation", Expectation),
        instead=enums(table, "instead", Instead),
        note=table.text("note", ""),
    )


def levels_from(table: Table) -> tuple[int, ...]:
    levels = table.numbers("levels")
    if set(levels) - LEVELS:
        raise table.refused("'levels' are from 1 to 4")
    return levels


def check_from(table: Table) -> Check:
    table.require("kind", "strength", "why", "source")
    table.allow("kind", "strength", "why", "source", "questions", "levels", "from_age")
    kind, questions = table.choice("kind", CheckKind), table.texts("questions")
    if (kind in LOOKS_AT_QUESTIONS) != bool(questions):
        raise table.refused("it needs the questions to look at" if not questions else "it looks at no questions")
    if "from_age" in table.values and kind is not CheckKind.EACH_CHILD_HEARD:
        raise table.refused("only hearing a child goes by age")
    return Check(
        kind=kind,
        strength=table.choice("strength", Strength),
        why=table.text("why"),
        source=table.text("source"),
        questions=questions,
        levels=levels_from(table),
        from_age=table.number("from_age", 0),
    )


def own_tool_from(table: Table) -> OwnTool:
    table.require("title", "why", "levels", "sections")
    table.allow("title", "why", "levels", "sections")
    return OwnTool(table.text("title"), table.text("why"), levels_from(table), table.texts("sections"))


def clock_from(table: Table) -> Clock:
    table.require("standard", "stops_on")
    table.allow("standard", "stops_on")
    return Clock(table.text("standard"), table.choice("stops_on", ClockEvent))


def enums(table: Table, key: str, among: type[Choice]) -> tuple[Choice, ...]:
    """The choices listed under this key."""
    try:
        return tuple(among(value) for value in table.texts(key))
    except ValueError:
        raise table.refused(f"'{key}' is not a list of {', '.join(among)}") from None


def no_key_twice(table: Table, keys: Iterable[str]) -> None:
    found = list(keys)
    twice = {key for key in found if found.count(key) > 1}
    if twice:
        raise table.refused(f"it holds {in_words(twice)} more than once")

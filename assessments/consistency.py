"""What one part of a form says about another is true: checked once the whole of it is read."""

from collections.abc import Mapping
from types import MappingProxyType

from assessments.choices import About, CheckKind, Consequence, Instead, Kind, Record
from assessments.form import COLUMNS, Condition, Form, FormError, Question, Section
from assessments.parts import LEVELS, no_key_twice
from ehm.tables import Table, in_words

ONE_QUESTION = frozenset({*COLUMNS, Record.NEED, Record.OUTCOME})  # kept from one question of a form at most
NEEDS_RECORDS: Mapping[CheckKind, tuple[Record, ...]] = MappingProxyType(
    {
        CheckKind.EACH_CHILD_HEARD: (Record.VOICE,),
        CheckKind.EACH_PARENT_INCLUDED: (Record.TAKING_PART,),
        CheckKind.NEEDS_LINKED: (Record.NEED, Record.WORRY),
    }
)


def check_form(form: Form, table: Table) -> None:
    """What one part of a form says about another is true."""
    _check_keys(form, table)
    _check_outcomes(form, table)
    for section in form.sections:
        for question in section.questions:
            if question.asked_when:
                _check_condition(form, section, question, question.asked_when)
    _check_levels(form, table)
    _check_own_tool(form, table)
    _check_checks(form, table)


def _check_keys(form: Form, table: Table) -> None:
    no_key_twice(table, (question.key for question in form.questions()))
    kept = [question.record for question in form.questions() if question.record in ONE_QUESTION]
    twice = {record for record in kept if record and kept.count(record) > 1}
    if twice:
        raise table.refused(f"more than one question is kept as {in_words(str(record) for record in twice)}")
    asks_each_worry = any(question.about is About.EACH_WORRY for question in form.questions())
    if asks_each_worry and Record.WORRY not in kept:
        raise table.refused("it asks about each worry, and nowhere what the worries are")


def _check_condition(form: Form, section: Section, question: Question, condition: Condition) -> None:
    where = Table({}, f"{form.id}, section '{section.key}', question '{question.key}'", FormError)
    other = next((asked for asked in form.questions() if asked.key == condition.question), None)
    if other is None or other is question:
        raise where.refused(f"it is asked when '{condition.question}', which is not another question")
    if other.about not in (About.FAMILY, question.about):
        raise where.refused(f"it is asked when '{condition.question}', which is about somebody else")
    unknown = set(condition.among) - _answers_to(form, other)
    if unknown:
        raise where.refused(f"'{condition.question}' is never answered {in_words(unknown)}")


def _answers_to(form: Form, question: Question) -> set[str]:
    """The codes that can answer a question; none for one that is answered in words."""
    if question.kind is Kind.YES_NO:
        return {"yes", "no"}
    if question.kind is Kind.OUTCOME:
        return {str(outcome.key) for outcome in form.outcomes}
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        return {value.key for value in form.code_sets[question.code_set].values}
    return set()


def _check_outcomes(form: Form, table: Table) -> None:
    """Each of the four ways of R069 is there once, and somewhere asked for."""
    if sorted(outcome.key for outcome in form.outcomes) != sorted(Consequence):
        raise table.refused(f"the outcomes are not one each of {', '.join(Consequence)}")
    if form.kept_as(Record.OUTCOME) is None:
        raise table.refused("no question asks for the outcome")


def _check_levels(form: Form, table: Table) -> None:
    levels = [(rule.number, rule.band) for rule in form.levels]
    if len(set(levels)) != len(levels) or {rule.number for rule in form.levels} - LEVELS:
        raise table.refused("each level from 1 to 4, and each band, has one rule at most")
    for rule in form.levels:
        if Instead.OWN_TOOL in rule.instead and not form.may_use_own_tool(rule.number):
            raise table.refused(
                f"'own_tool' does not allow an agency's own tool at level {rule.number}, which takes it"
            )


def _check_own_tool(form: Form, table: Table) -> None:
    only = {section.key for section in form.sections if section.is_for_own_tool_only}
    if form.own_tool is None:
        if only:
            raise table.refused(f"{in_words(only)} is only for an agency's own tool, which it does not allow")
        return
    named = set(form.own_tool.sections)
    unknown = named - {section.key for section in form.sections}
    if unknown:
        raise table.refused(f"'own_tool' names {in_words(unknown)}, which is not a section of it")
    if not only or only - named:
        raise table.refused("'own_tool' needs the sections that are only for it")
    kept = {question.key for section in form.asked(with_own_tool=True) for question in section.questions}
    conditions = [question.asked_when for question in form.questions() if question.key in kept]
    lost = {condition.question for condition in conditions if condition} - kept
    if lost:
        raise table.refused(f"'own_tool' leaves out {in_words(lost)}, which decides what else is asked")


def _check_checks(form: Form, table: Table) -> None:
    kinds = [check.kind for check in form.checks]
    twice = {kind for kind in kinds if kinds.count(kind) > 1}
    if twice:
        raise table.refused(f"it checks {in_words(twice)} more than once")
    asked = {question.key: question for question in form.questions()}
    for check in form.checks:
        where = Table({}, f"{table.where}, check '{check.kind}'", FormError)
        unknown = set(check.questions) - set(asked)
        if unknown:
            raise where.refused(f"it looks at {in_words(unknown)}, which is not a question")
        of_others = {key for key in check.questions if not _can_be_looked_at(asked[key])}
        if of_others:
            raise where.refused(f"it looks at {in_words(of_others)}, which is not answered once, in words or rows")
        lacking = {record for record in NEEDS_RECORDS.get(check.kind, ()) if form.kept_as(record) is None}
        if lacking:
            raise where.refused(f"no question is kept as {in_words(lacking)}")


def _can_be_looked_at(question: Question) -> bool:
    """Asked of the family as a whole, and answered in words, by a choice or with rows."""
    return question.about is About.FAMILY and question.kind not in (Kind.CHECKLIST, Kind.SCALE, Kind.UPLOAD)

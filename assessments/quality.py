"""The quality checks that can be worked out from the answers (A11, sections 1 and 2). A form says which it runs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from assessments.answers import FAMILY, NO, YES, Answers, Child, Parent
from assessments.choices import CheckKind, Kind, Record, Strength, VoicePart
from assessments.form import Check, Form, Question
from assessments.missing import Missing, in_list

MANY_WORDS = 4  # fewer than these can be the same for two children by chance


def findings(form: Form, answers: Answers) -> Iterator[Missing]:
    """What the form's checks say of these answers at their level, each with the check's own reason and strength."""
    asked = form.asked(with_own_tool=answers.uses_own_tool)
    here = replace(form, sections=asked)
    for check in form.checks:
        if check.applies_at(answers.level):
            yield from CHECKS[check.kind](here, answers, check)


def agreement_on_record(form: Form, answers: Answers, check: Check) -> Iterator[Missing]:
    """1.2: the assessment is made with the family's agreement."""
    if not answers.is_agreed:
        yield _found(check, "Record who in the family agreed to early help, and when.")


def questions_considered(form: Form, answers: Answers, check: Check) -> Iterator[Missing]:
    """1.4 and 2.5: the questions that the check looks at have an answer."""
    for question in form.questions():
        if question.key in check.questions and answers.is_asked(question, FAMILY, form):
            has_rows = question.kind is Kind.ROWS and answers.rows.get(question.key)
            if not has_rows and not answers.words(question.key):
                yield _found(check, f"Answer '{question.text}'.", form, question)


def each_child_heard(form: Form, answers: Answers, check: Check) -> Iterator[Missing]:
    """2.1: every child is heard, and in words or pictures of their own."""
    question = form.kept_as(Record.VOICE)
    if question is None:
        return
    born = [child for child in answers.children if not child.is_unborn]
    for child in born:
        if not _is_heard(form, answers, child, check) and not _voice(form, answers, child, VoicePart.WHY_NOT_HEARD):
            yield _found(check, _unheard(child, check), form, question, child.key)
    for names in _alike(form, answers, born):
        sentence = f"{in_list(names)} have the very same words: write down what each of them says."
        yield replace(_found(check, sentence, form, question), strength=Strength.SHOULD)


def each_parent_included(form: Form, answers: Answers, check: Check) -> Iterator[Missing]:
    """2.2: each parent takes part, wherever they live, or the reason is there."""
    question = form.kept_as(Record.TAKING_PART)
    if question is None:
        return
    rows = {row.cell("person"): row for row in answers.rows.get(question.key, ())}
    for parent in answers.parents:
        row = rows.get(parent.key)
        if row is None or row.cell("took_part") not in (YES, NO):
            yield _found(check, f"Say whether {parent.name} took part.", form, question)
        elif row.cell("took_part") == NO and not row.cell("why_not"):
            yield _found(check, f"Say why {parent.name} did not take part.", form, question)
    for child in answers.children:
        yield from _parents_not_known(form, answers.parents, check, question, child)


def needs_linked(form: Form, answers: Answers, check: Check) -> Iterator[Missing]:
    """2.6: each need that was found leads to a worry and its goal, or to a reason why not now."""
    question = form.kept_as(Record.NEED)
    if question is None or form.kept_as(Record.WORRY) is None:
        return
    worries = {row.key for row in answers.rows_kept_as(Record.WORRY, form)}
    for value in form.code_sets[question.code_set].values:
        need = answers.needs.get(value.key)
        if need and need.answer == YES and not need.worries & worries and not need.why_not_now.strip():
            sentence = f"Link '{value.name}' to a worry, or say why nothing is needed now."
            yield _found(check, sentence, form, question)


def _found(
    check: Check, sentence: str, form: Form | None = None, question: Question | None = None, about: str = FAMILY
) -> Missing:
    section = form.section_of(question.key).key if form and question else ""
    return Missing(section, question.key if question else "", about, sentence, check.strength, check.why, check.kind)


def _is_young(child: Child, check: Check) -> bool:
    """Young enough that what is seen stands for words. A child whose age is not known is asked."""
    return child.age is not None and child.age < check.from_age


def _is_heard(form: Form, answers: Answers, child: Child, check: Check) -> bool:
    in_words = bool(_voice(form, answers, child, VoicePart.OWN_WORDS))
    in_other_ways = bool(_voice(form, answers, child, VoicePart.MEANING))
    is_observed = _is_young(child, check) and bool(_voice(form, answers, child, VoicePart.OBSERVED))
    return in_words or in_other_ways or is_observed


def _unheard(child: Child, check: Check) -> str:
    how = "says or shows" if _is_young(child, check) else "says, in their own words"
    return f"Write down what {child.name} {how}, or say why {child.name} could not be heard."


def _voice(form: Form, answers: Answers, child: Child, part: VoicePart) -> tuple[str, ...]:
    """All that this part of the voice says of the child."""
    return tuple(
        word
        for question in form.questions()
        if question.voice is part and answers.is_asked(question, child.key, form)
        for word in answers.words(question.key, child.key)
    )


def _alike(form: Form, answers: Answers, children: list[Child]) -> Iterator[tuple[str, ...]]:
    """Names of children whose own words were copied from one to the other."""
    by_words: dict[str, list[str]] = {}
    for child in children:
        said = " ".join(" ".join(_voice(form, answers, child, VoicePart.OWN_WORDS)).lower().split())
        if len(said.split()) >= MANY_WORDS:
            by_words.setdefault(said, []).append(child.name)
    yield from (tuple(names) for names in by_words.values() if len(names) > 1)


def _parents_not_known(
    form: Form, parents: tuple[Parent, ...], check: Check, question: Question, child: Child
) -> Iterator[Missing]:
    """A parent who is not on the record is easily left out: said, and never held against the assessment."""
    known = sum(child.key in parent.of for parent in parents)
    if known < 2:
        count = "No parent" if known == 0 else "Only one parent"
        sentence = f"{count} of {child.name} is on the record. Is there another, perhaps living elsewhere?"
        yield replace(_found(check, sentence, form, question, child.key), strength=Strength.SHOULD)


CHECKS: Mapping[CheckKind, Callable[[Form, Answers, Check], Iterator[Missing]]] = MappingProxyType(
    {
        CheckKind.AGREEMENT_ON_RECORD: agreement_on_record,
        CheckKind.GROUPS_CONSIDERED: questions_considered,
        CheckKind.EACH_CHILD_HEARD: each_child_heard,
        CheckKind.EACH_PARENT_INCLUDED: each_parent_included,
        CheckKind.PAST_SUPPORT_CONSIDERED: questions_considered,
        CheckKind.NEEDS_LINKED: needs_linked,
    }
)

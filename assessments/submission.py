"""What is missing from an assessment before it can be submitted or authorised, in plain words."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from assessments import quality
from assessments.answers import FAMILY, NO, YES, Answers, Child, Row, Score, Spot, Subject
from assessments.choices import Kind, Record, Respondent, Step, Strength
from assessments.form import HIGHEST, LOWEST, Form, Question, Section
from assessments.missing import Missing, in_list

__all__ = ["Missing", "Standing", "holds_back", "standing_of", "what_is_missing"]

MOST_NAMED = 3  # of what is missing in one list: beyond that the number says enough


class Standing(StrEnum):
    """How far a section is, for the list of tasks."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Asking:
    """One question put to one subject, and what is said where the answer is missing."""

    section: Section
    question: Question
    subject: Subject

    def missing(self, sentence: str) -> Missing:
        return Missing(self.section.key, self.question.key, self.subject.key, sentence)

    def unanswered(self) -> Missing:
        does = "Add" if self.question.kind is Kind.UPLOAD else "Answer"
        return self.missing(f"{does} '{self.question.text}'{self.of_whom}.")

    @property
    def of_whom(self) -> str:
        return f" for {self.subject.name}" if self.subject.name else ""


def what_is_missing(form: Form, answers: Answers, step: Step = Step.SUBMISSION) -> tuple[Missing, ...]:
    """Everything that this step still waits for or that should be looked at again, in the order of the form."""
    found = [
        gap for asking in _askings(form, answers) if asking.section.step is step for gap in _gaps(form, answers, asking)
    ]
    if step is Step.SUBMISSION:
        found += _misused_own_tool(form, answers)
        found += quality.findings(form, answers)
    return _in_order(form, found)


def holds_back(missing: Iterable[Missing]) -> bool:
    """Whether the step has to wait; what only should be looked at again does not hold it back."""
    return any(gap.strength is Strength.MUST for gap in missing)


def standing_of(
    form: Form,
    answers: Answers,
    section: Section,
    *,
    questions: Container[Question] | None = None,
    about: str = FAMILY,
) -> Standing:
    """Done when nothing that its step needs is missing and something is answered. With `questions`, of these only, and
    where they are about each child, of the child `about`."""

    def is_here(question: Question, subject: str) -> bool:
        return questions is None or (question in questions and (not about or subject == about))

    askings = [asking for asking in _askings(form, answers) if asking.section is section]
    here = [asking for asking in askings if is_here(asking.question, asking.subject.key)]
    if not any(_is_answered(answers, asking) for asking in here):
        return Standing.NOT_STARTED
    places = {(asking.question.key, asking.subject.key) for asking in here}
    missing = (gap for gap in what_is_missing(form, answers, section.step) if gap.section == section.key)
    is_short = holds_back(gap for gap in missing if questions is None or (gap.question, gap.about) in places)
    return Standing.STARTED if is_short else Standing.DONE


def _askings(form: Form, answers: Answers) -> Iterator[Asking]:
    """Each question put to each subject; an unborn child has no voice to ask for."""
    unborn = {child.key for child in answers.children if child.is_unborn}
    for section in form.asked(with_own_tool=answers.uses_own_tool):
        for question in section.questions:
            for subject in answers.subjects(question.about, form):
                is_silent = question.voice is not None and subject.key in unborn
                if not is_silent and answers.is_asked(question, subject.key, form):
                    yield Asking(section, question, subject)


def _is_answered(answers: Answers, asking: Asking) -> bool:
    question, about = asking.question, asking.subject.key
    if question.kind is Kind.ROWS:
        return bool(answers.rows.get(question.key))
    if question.kind is Kind.CHECKLIST:
        return any(need.answer for need in answers.needs.values())
    if question.kind is Kind.SCALE:
        return any(score.scale_set == question.scale_set and score.about == about for score in answers.scores)
    if question.kind is Kind.UPLOAD:
        return answers.uploads.get(Spot(question.key, about), 0) > 0
    return bool(answers.words(question.key, about))


def _gaps(form: Form, answers: Answers, asking: Asking) -> Iterator[Missing]:
    """What is missing from one answer. Rows that were begun are finished, whether or not any are needed."""
    question = asking.question
    if question.kind is Kind.ROWS:
        yield from _unfinished_rows(answers, asking)
    if not question.is_needed_at(answers.level):
        return
    if question.kind is Kind.CHECKLIST:
        yield from _unanswered_items(form, answers, asking)
    elif question.kind is Kind.SCALE:
        yield from _unscored(form, answers, asking)
    elif not _is_answered(answers, asking):
        yield asking.unanswered()


def _unfinished_rows(answers: Answers, asking: Asking) -> Iterator[Missing]:
    for number, row in enumerate(answers.rows.get(asking.question.key, ()), start=1):
        for column in asking.question.columns:
            if column.is_needed and not row.cell(column.key):
                yield asking.missing(f"Fill in '{column.text}' for {_row_name(asking.question, row, number)}.")


def _row_name(question: Question, row: Row, number: int) -> str:
    """What the row says first, or its number; nobody's key is read out."""
    said = next((row.cell(column.key) for column in question.columns if row.cell(column.key)), "")
    if not said or question.kept_as in (Record.TAKING_PART, Record.SEEN):
        return f"line {number} of '{question.text}'"
    return f"'{said}' in '{question.text}'"


def _unanswered_items(form: Form, answers: Answers, asking: Asking) -> Iterator[Missing]:
    items = [
        value.name
        for value in form.code_sets[asking.question.code_set].offered()
        if (need := answers.needs.get(value.key)) is None or need.answer not in (YES, NO)
    ]
    if len(items) > MOST_NAMED:
        yield asking.missing(f"Say yes or no to each of the {len(items)} that are open in '{asking.question.text}'.")
    elif items:
        yield asking.missing(f"Say yes or no to {in_list(items)}.")


def _unscored(form: Form, answers: Answers, asking: Asking) -> Iterator[Missing]:
    scale_set = form.scale_sets[asking.question.scale_set]
    given = {(one.scale, one.respondent): one for one in answers.scores if _is_on(one, asking)}
    for respondent in scale_set.needed_from:
        if respondent is Respondent.CHILD and _is_unborn(answers.children, asking.subject.key):
            continue
        scores = [(scale, given.get((scale.key, respondent))) for scale in scale_set.scales]
        without = [scale.name for scale, score in scores if score is None or _is_blank(score)]
        as_seen = f"a number from {LOWEST} to {HIGHEST}, as the {respondent} sees it, or say why there is none."
        if len(without) > MOST_NAMED:
            each = f"each of the {len(without)} that are open in '{asking.question.text}'"
            yield asking.missing(f"Give {each}{asking.of_whom} {as_seen}")
        elif without:
            yield asking.missing(f"Give {in_list(without)}{asking.of_whom} {as_seen}")
        for scale, score in scores:
            if scale_set.is_reason_needed and score and score.value is not None and not score.reason.strip():
                yield asking.missing(f"Say why '{scale.name}'{asking.of_whom} is {score.value}.")


def _is_on(score: Score, asking: Asking) -> bool:
    return (score.scale_set, score.about) == (asking.question.scale_set, asking.subject.key)


def _is_blank(score: Score) -> bool:
    return score.value is None and not score.why_none.strip()


def _is_unborn(children: Iterable[Child], key: str) -> bool:
    return any(child.key == key and child.is_unborn for child in children)


def _misused_own_tool(form: Form, answers: Answers) -> Iterator[Missing]:
    if answers.uses_own_tool and not form.may_use_own_tool(answers.level):
        yield Missing("", "", FAMILY, f"At this level, fill in the {form.title}: an agency's own tool does not do.")


def _in_order(form: Form, found: Iterable[Missing]) -> tuple[Missing, ...]:
    """As the form goes, each thing once; of the same thing said twice, what holds back is kept."""
    once: dict[tuple[str, str, str, str], Missing] = {}
    for gap in found:
        place = (gap.section, gap.question, gap.about, gap.sentence)
        if place not in once or gap.strength is Strength.MUST:
            once[place] = gap
    sections = [section.key for section in form.sections]
    questions = [question.key for question in form.questions()]

    def standing(gap: Missing) -> tuple[int, int]:
        section = sections.index(gap.section) if gap.section else -1
        return section, questions.index(gap.question) if gap.question else -1

    return tuple(sorted(once.values(), key=standing))

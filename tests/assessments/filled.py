"""A family of three children, one of them unborn, and answers that leave nothing out of a form."""

from dataclasses import replace

from assessments.answers import Answers, Child, Need, Parent, Row, Score, Spot
from assessments.choices import ColumnKind, Kind, Record, Respondent, VoicePart
from assessments.form import NEEDS

AISHA = Child("aisha", "Aisha", age=9)
LEO = Child("leo", "Leo", age=2)
BABY = Child("baby", "the baby", is_unborn=True)
DEE = Parent("dee", "Dee", of=frozenset({"aisha", "leo", "baby"}))
SAM = Parent("sam", "Sam", of=frozenset({"aisha", "leo", "baby"}))


def answer_to(form, question, about):
    """Words, or a code that the form knows."""
    if question.kind is Kind.YES_NO:
        return ("yes",)
    if question.kind is Kind.OUTCOME:
        return ("plan",)
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        return (form.code_sets[question.code_set].values[0].key,)
    if question.kind is Kind.DATE:
        return ("2026-11-02",)
    return (f"What there is to say about {question.key} and {about or 'everybody'} here",)


def cell_of(form, column):
    if column.kind is ColumnKind.CHOICE:
        return form.code_sets[column.code_set].values[0].key
    return {ColumnKind.YES_NO: "yes", ColumnKind.DATE: "2026-11-02", ColumnKind.PERSON: "dee"}.get(column.kind, "Words")


def rows_for(form, question):
    row = Row("first", {column.key: cell_of(form, column) for column in question.columns})
    if question.kept_as is not Record.TAKING_PART:
        return (row,)
    sam = Row("second", {"person": "sam", "took_part": "no", "why_not": "abroad", "note": ""})
    return (row, sam)


def scores_for(form, question, subject):
    scale_set = form.scale_sets[question.scale_set]
    for scale in scale_set.scales:
        for respondent in scale_set.respondents:
            yield Score(scale_set.key, scale.key, subject.key, Respondent(respondent), 4, "It is getting better")


def filled(form, level=3, **changes):
    """Everything answered, in every section."""
    answers = Answers(level=level, children=(AISHA, LEO, BABY), parents=(DEE, SAM), is_agreed=True)
    rows = {question.key: rows_for(form, question) for question in form.questions() if question.kind is Kind.ROWS}
    items = [value.key for value in form.code_sets[NEEDS].offered()]
    needs = {key: Need("no") for key in items} | {"debt": Need("yes", worries=frozenset({"first"}))}
    answers = replace(answers, rows=rows, needs=needs)
    written, scores, uploads = {}, [], {}
    for question in form.questions():
        for subject in answers.subjects(question.about, form):
            spot = Spot(question.key, subject.key)
            if question.kind is Kind.SCALE:
                scores += scores_for(form, question, subject)
            elif question.kind is Kind.UPLOAD:
                uploads[spot] = 1
            elif question.kind not in (Kind.ROWS, Kind.CHECKLIST) and question.voice is not VoicePart.WHY_NOT_HEARD:
                written[spot] = answer_to(form, question, subject.key)
    return replace(answers, written=written, scores=tuple(scores), uploads=uploads, **changes)


def without(answers, question, about=None):
    """The answers with nothing written there; about everybody, unless somebody is named."""

    def stays(spot):
        return spot.question != question or (about is not None and spot.about != about)

    return replace(
        answers,
        written={spot: words for spot, words in answers.written.items() if stays(spot)},
        uploads={spot: count for spot, count in answers.uploads.items() if stays(spot)},
        rows={key: rows for key, rows in answers.rows.items() if key != question},
    )


def with_words(answers, question, about, *words):
    return replace(answers, written={**answers.written, Spot(question, about): words})


def sentences(missing):
    return [gap.sentence for gap in missing]

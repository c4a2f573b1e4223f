"""The PDF of a full assessment beside an empty page: three children, every need answered, five worries, twelve events
in the family's life, three pictures. From plain values: the database has no part in it."""

from __future__ import annotations

import io
import statistics
import time
from dataclasses import asdict, dataclass, replace
from itertools import cycle

import pikepdf
from PIL import Image

from assessments.answers import NO, YES, Answers, Child, Need, Parent, Row, Score, Spot
from assessments.choices import ColumnKind, Kind, Record, VoicePart
from assessments.documents import printing
from assessments.documents.building import document_of
from assessments.documents.copies import full_copy
from assessments.documents.tree import Document, File, Particulars, Stage
from assessments.form import NEEDS, Column, Form, Question, Section
from assessments.reading import form_of
from ehm import confined, pdf

CHILDREN = (Child("a", "Aisha", 9), Child("b", "Leo", 2), Child("c", "the baby", is_unborn=True))
PARENTS = (Parent("d", "Dee", frozenset("abc")), Parent("s", "Sam", frozenset("abc")))
PEOPLE = {"a": "Aisha", "b": "Leo", "c": "the baby", "d": "Dee", "s": "Sam"}
HOW_MANY = {Record.WORRY: 5, Record.LIFE_EVENT: 12, Record.PROFESSIONAL: 4, Record.HOUSEHOLD_MEMBER: 4}
SHORT = cycle(("Grandmother's flat", "Every Tuesday", "Key worker", "In the spring", "With Sam"))
SENTENCES = cycle(
    (
        "Mornings are calmer since the bus comes later, and everybody eats together before school.",
        "Dee walks both children to school when she has slept, and a neighbour takes them when she has not.",
        "On bad days nobody sleeps, and what was agreed the day before is forgotten by breakfast.",
        "Aisha said that she likes it when the kitchen smells of toast and nobody shouts.",
        "The rent is two months behind, and the letters have stopped being opened.",
        "Sam comes on Sundays and takes Leo to the park, which Leo talks about all week.",
    )
)
EMPTY = pdf.Layout("empty.typ", {"empty.typ": '#set document(title: "Empty")\n#set text(lang: "en")\n'})
MEASURED = "bench.paper_confined:write"


@dataclass(frozen=True)
class Paper:
    pages: int
    kilobytes: float
    empty_ms: float
    full_ms: float
    empty_processor_ms: float  # what it would take on an idle machine, nearly: others' work counts less
    full_processor_ms: float
    full_from_values_ms: float  # with laying out the tree and filling the templates
    empty_mib: float
    full_mib: float


@dataclass(frozen=True)
class Written:
    """`took` and `processor` in seconds; `mib`: the most that the process held."""

    took: float
    processor: float
    mib: float
    pdf: bytes


def measure(times: int) -> Paper:
    """Medians, one beside the other in turn; memory is the most that the writing process held."""
    form = form_of("coventry-2019")
    document = full_assessment(form)
    empty, full, whole, sizes = [], [], [], []
    for _ in range(times + 1):
        empty.append(_written(EMPTY, {}))
        began = time.perf_counter()
        layout, values = printing.page_of(full_copy(document))
        before = time.perf_counter() - began
        full.append(_written(layout, values))
        whole.append(full[-1].took + before)
        sizes.append(len(full[-1].pdf))
    empty, full, whole = empty[1:], full[1:], whole[1:]  # the first of each begins the process
    return Paper(
        pages=_pages(full[0].pdf),
        kilobytes=round(sizes[0] / 1024, 1),
        empty_ms=round(1000 * statistics.median(one.took for one in empty), 1),
        full_ms=round(1000 * statistics.median(one.took for one in full), 1),
        empty_processor_ms=round(1000 * statistics.median(one.processor for one in empty), 1),
        full_processor_ms=round(1000 * statistics.median(one.processor for one in full), 1),
        full_from_values_ms=round(1000 * statistics.median(whole), 1),
        empty_mib=round(max(one.mib for one in empty), 1),
        full_mib=round(max(one.mib for one in full), 1),
    )


def _pages(written: bytes) -> int:
    with pikepdf.open(io.BytesIO(written)) as opened:
        return len(opened.pages)


def _written(layout: pdf.Layout, values: printing.Values) -> Written:
    began = time.perf_counter()
    order = pdf.order_of(layout, values)
    written, kib, processor = confined.run(MEASURED, *order, seconds=pdf.SECONDS, may_read=True)
    return Written(time.perf_counter() - began, processor, kib / 1024, written)


def full_assessment(form: Form) -> Document:
    """Nothing left out, in as many words as people write."""
    answers = Answers(level=3, children=CHILDREN, parents=PARENTS, is_agreed=True)
    questions = [asked for section in form.asked() for asked in section.questions]
    rows = {asked.key: tuple(_rows(form, asked)) for asked in questions if asked.kind is Kind.ROWS}
    answers = replace(answers, rows=rows, needs=_needs(form))
    written, scores, files = {}, [], {}
    for section in form.asked():
        for question in section.questions:
            for subject in answers.subjects(question.about, form):
                spot = Spot(question.key, subject.key)
                if question.kind is Kind.SCALE:
                    scores += _scores(form, question, subject.key)
                elif question.kind is Kind.UPLOAD:
                    files[spot] = (File("one", "Our house, with everybody in the kitchen", _picture(), "image/jpeg"),)
                elif _is_written(section, question):
                    written[spot] = _answer(form, question)
    particulars = Particulars(
        reference="7KD4-Q2MX",
        partnership="Northbridge Early Help",
        stage=Stage.AUTHORISED,
        written_by="Sam Okafor, family support worker",
        people=PEOPLE,
        files=files,
    )
    return document_of(form, replace(answers, written=written, scores=tuple(scores)), particulars)


def _is_written(section: Section, question: Question) -> bool:
    is_words = question.kind not in (Kind.ROWS, Kind.CHECKLIST)
    return is_words and not question.asked_when and question.voice is not VoicePart.WHY_NOT_HEARD


def _answer(form: Form, question: Question) -> tuple[str, ...]:
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        return (form.code_sets[question.code_set].values[0].key,)
    if question.kind is Kind.LONG_TEXT:
        return (" ".join(next(SENTENCES) for _ in range(3)),)
    fixed = {Kind.YES_NO: YES, Kind.DATE: "2026-11-02", Kind.OUTCOME: "plan"}
    return (fixed.get(question.kind) or next(SHORT),)


def _rows(form: Form, question: Question) -> list[Row]:
    many = HOW_MANY.get(question.kept_as, 2) if question.kept_as else 2
    return [
        Row(f"{question.key}-{number}", {column.key: _cell(form, column) for column in question.columns})
        for number in range(many)
    ]


def _cell(form: Form, column: Column) -> str:
    if column.kind is ColumnKind.CHOICE:
        return form.code_sets[column.code_set].values[0].key
    if column.kind is ColumnKind.LONG_TEXT:
        return next(SENTENCES)
    fixed = {
        ColumnKind.YES_NO: YES,
        ColumnKind.DATE: "2026-11-02",
        ColumnKind.PERSON: "d",
        ColumnKind.READER: "s",
        ColumnKind.PLACE: "voice/voice_worries/a",
    }
    return fixed.get(column.kind) or next(SHORT)


def _needs(form: Form) -> dict[str, Need]:
    items = [value.key for value in form.code_sets[NEEDS].offered()]
    worries = frozenset({"worries-1"})
    return {
        key: Need(YES, next(SENTENCES), worries) if number % 3 == 0 else Need(NO) for number, key in enumerate(items)
    }


def _scores(form: Form, question: Question, about: str) -> list[Score]:
    scale_set = form.scale_sets[question.scale_set]
    return [
        Score(scale_set.key, scale.key, about, respondent, 3 + number, next(SENTENCES))
        for scale in scale_set.scales
        for number, respondent in enumerate(scale_set.respondents)
    ]


def _picture() -> bytes:
    """A photograph of a drawing, about as large as uploads are kept."""
    file = io.BytesIO()
    Image.effect_noise((1200, 900), 40).convert("RGB").save(file, "JPEG", quality=80)
    return file.getvalue()


def main() -> None:
    """`python -m bench.paper`: these figures alone."""
    import django

    django.setup()
    print(asdict(measure(10)))


if __name__ == "__main__":
    main()

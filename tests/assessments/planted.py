"""A whole assessment in which every field holds a word that stands nowhere else, and where each word was written."""

import datetime
import io
from dataclasses import dataclass, field, replace

from PIL import Image, ImageDraw

from assessments.address import Address
from assessments.answers import Answers, Need, Row, Score, Spot
from assessments.choices import About, ColumnKind, Kind, Record, VoicePart
from assessments.documents.building import document_of
from assessments.documents.tree import File, Particulars, Stage
from assessments.form import NEEDS
from tests.assessments.filled import AISHA, BABY, DEE, LEO, SAM

HOW_MANY = {Record.WORRY: 5, Record.LIFE_EVENT: 12, Record.TAKING_PART: 2}
FIXED = {
    ColumnKind.YES_NO: "no",
    ColumnKind.DATE: "2026-11-02",
    ColumnKind.PERSON: "dee",
    ColumnKind.PLACE: "voice/voice_worries/aisha",
    ColumnKind.READER: "sam",
}
PEOPLE = {"aisha": "Aisha", "leo": "Leo", "baby": "the baby", "dee": "Dee", "sam": "Sam"}
COLOURS = ("#d4351c", "#1d70b8", "#00703c")


def drawing(colour="#d4351c"):
    """A small picture as it comes back from re-encoding."""
    picture = Image.new("RGB", (360, 240), "#fff7e0")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((110, 110, 250, 220), outline="#0b0c0c", width=4, fill=colour)
    pen.polygon([(95, 110), (180, 40), (265, 110)], fill="#5a4a00")
    pen.ellipse((300, 20, 345, 65), fill="#ffdd00")
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@dataclass
class Planted:
    """`words`: each planted word with the address it was written at. `prose` follows each in turn."""

    form: object
    prose: tuple[str, ...] = ()
    words: dict[str, Address] = field(default_factory=dict)

    def word(self, section, question, about="", row="", is_long=True):
        word = f"Q{len(self.words):04d}X"
        self.words[word] = Address(section.key, question.key, about, row)
        return f"{word} {self.prose[len(self.words) % len(self.prose)]}" if is_long and self.prose else word

    def at(self, address):
        """The words that lie at the address or within it."""
        return {word for word, place in self.words.items() if address.covers(place)}


def planted(form, *, prose=(), stage=Stage.AUTHORISED, outcome="plan", around="", **changes):
    """The document of a filled form, and what was planted where. `around`: added to names that are not answers."""
    where = Planted(form, prose)
    children = tuple(replace(child, name=f"{child.name}{around}") for child in (AISHA, LEO, BABY))
    answers = Answers(level=3, children=children, parents=(DEE, SAM), is_agreed=True, **changes)
    rows, needs, files, written, scores = {}, {}, {}, {}, []
    sections = form.asked(with_own_tool=answers.uses_own_tool)
    for section in sections:
        for question in section.questions:
            if question.kind is Kind.ROWS:
                rows[question.key] = tuple(rows_of(where, form, section, question))
    answers = replace(answers, rows=rows)
    for section in sections:
        for question in section.questions:
            for subject in answers.subjects(question.about, form):
                spot = Spot(question.key, subject.key)
                if question.kind is Kind.CHECKLIST:
                    needs |= needs_of(where, form, section, question)
                elif question.kind is Kind.SCALE:
                    scores += scores_of(where, form, section, question, subject)
                elif question.kind is Kind.UPLOAD:
                    shows = where.word(section, question, subject.key, "picture")
                    files[spot] = (File("picture", shows, drawing(COLOURS[len(files) % 3]), "image/png"),)
                elif question.kind not in (Kind.ROWS, Kind.CHECKLIST):
                    is_asked = not question.asked_when or outcome in question.asked_when.among
                    if is_asked and question.voice is not VoicePart.WHY_NOT_HEARD:
                        written[spot] = answer_to(where, form, section, question, subject, outcome)
    answers = replace(answers, written=written, needs=needs, scores=tuple(scores))
    particulars = Particulars(
        reference="7KD4-Q2MX",
        partnership=f"Northbridge Early Help{around}",
        stage=stage,
        people={key: f"{name}{around}" for key, name in PEOPLE.items()},
        written_by=f"Sam Okafor, family support worker{around}",
        contact=f"01632 960 210{around}",
        submitted_on=datetime.date(2026, 11, 16),
        authorised_on=datetime.date(2026, 11, 20),
        authorised_by=f"Ines Marlow{around}",
        safeguarding_phone=f"01632 960 999{around}",
        files=files,
    )
    return document_of(form, answers, particulars), where


def answer_to(where, form, section, question, subject, outcome):
    if question.kind is Kind.YES_NO:
        return ("yes",)
    if question.kind is Kind.OUTCOME:
        return (outcome,)
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        return (form.code_sets[question.code_set].values[0].key,)
    if question.kind is Kind.DATE:
        return ("2026-11-02",)
    return (where.word(section, question, subject.key, is_long=question.kind is Kind.LONG_TEXT),)


def rows_of(where, form, section, question):
    for number in range(HOW_MANY.get(question.kept_as, 3)):
        key = f"{question.key}-{number}"
        cells = {}
        for column in question.columns:
            if column.kind is ColumnKind.CHOICE:
                cells[column.key] = form.code_sets[column.code_set].values[0].key
            elif column.kind in (ColumnKind.TEXT, ColumnKind.LONG_TEXT):
                is_long = column.kind is ColumnKind.LONG_TEXT
                cells[column.key] = where.word(section, question, row=key, is_long=is_long)
            else:
                cells[column.key] = FIXED[column.kind]
        yield Row(key, cells)


def needs_of(where, form, section, question):
    for number, value in enumerate(form.code_sets[NEEDS].offered()):
        comment = where.word(section, question, row=value.key)
        yes = number % 3 == 0
        worries = frozenset({"worries-0"}) if number % 2 else frozenset()
        why = "" if worries or not yes else where.word(section, question, row=value.key)
        yield value.key, Need("yes" if yes else "no", comment, worries, why)


def scores_of(where, form, section, question, subject):
    scale_set = form.scale_sets[question.scale_set]
    for scale in scale_set.scales:
        for number, respondent in enumerate(scale_set.respondents):
            reason = where.word(section, question, subject.key, f"{scale.key}.{respondent}")
            if number == 2 and question.about is About.EACH_WORRY:
                yield Score(scale_set.key, scale.key, subject.key, respondent, None, why_none=reason)
            else:
                yield Score(scale_set.key, scale.key, subject.key, respondent, 3 + 2 * number, reason)

"""The pages of a form: a section each, and where a section is about each child, a page for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.answers import FAMILY, Answers
from assessments.choices import About, Kind
from assessments.form import Form, Question, Section
from assessments.submission import Standing, standing_of


@dataclass(frozen=True, slots=True)
class Page:
    """`about` is the child whom the page is about, '' for the family."""

    section: Section
    title: str
    questions: tuple[Question, ...]
    about: str = FAMILY
    name: str = ""

    @property
    def anchor(self) -> str:
        return f"{self.section.key}/{self.about}" if self.about else self.section.key


def pages_of(form: Form, answers: Answers) -> Iterator[Page]:
    """In the order of the form. An unborn child has no voice to hear: of such a section, what else words answer."""
    for section in form.asked(with_own_tool=answers.uses_own_tool):
        if section.about is not About.EACH_CHILD:
            yield Page(section, title_of(section), section.questions)
            continue
        of_each = tuple(question for question in section.questions if question.about is About.EACH_CHILD)
        for child in answers.children:
            asked = _of_unborn(of_each) if child.is_unborn else of_each
            if asked:
                yield Page(section, title_of(section, child.name), asked, child.key, child.name)
        of_all = tuple(question for question in section.questions if question.about is About.FAMILY)
        if of_all:
            yield Page(section, title_of(section), of_all)


def title_of(section: Section, child: str = "") -> str:
    """What its page is called: that of one child, or that of everybody."""
    return f"{section.title}: {child}" if child else section.everybody or section.title


def _of_unborn(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    if not any(question.voice for question in questions):
        return questions
    return tuple(one for one in questions if not one.voice and one.kind is not Kind.UPLOAD and not one.is_ended)


def standing_of_page(form: Form, answers: Answers, page: Page) -> Standing:
    """How far this page is: what is asked on others of its section does not count."""
    return standing_of(form, answers, page.section, questions=page.questions, about=page.about)

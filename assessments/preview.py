"""A form as a practitioner meets it, filled in for a family that does not exist. Nothing of it can be saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from assessments.choices import About, Record
from assessments.family import FamilyNow
from assessments.form import Form, Question, Section
from assessments.forms.blocks import Block
from assessments.forms.section import SectionForm
from assessments.models import Assessment
from assessments.pages import Page, pages_of
from assessments.pieces import Place, Stored
from assessments.places import places_in
from assessments.written import Written
from cases.choices import FamilyRole, PersonKind
from cases.models import Episode, FamilyMember, Person
from ehm.models.tenancy import new_reference

LEVEL = 3
CHILDREN = (("The first child", 8), ("The second child", 3))
WORRY = "What the first worry says"


@dataclass(frozen=True)
class Previewed:
    page: Page
    blocks: tuple[Block, ...]


def preview_of(form: Form, section: Section) -> Iterator[Previewed]:
    """Its pages: of those that are made for each child, the first child's."""
    for own_tool in (False, True):
        written = _written(form, uses_own_tool=own_tool)
        pages = [page for page in pages_of(form, written.answers) if page.section.key == section.key]
        if pages:
            first = next((page.about for page in pages if page.about), "")
            yield from (_previewed(written, page) for page in pages if page.about in ("", first))
            return


def preview_of_question(form: Form, question: Question) -> Previewed:
    """One question by itself, on the page where it would stand."""
    written = _written(form)
    section = form.section_of(question.key)
    is_of_each = section.about is About.EACH_CHILD and question.about is About.EACH_CHILD
    child = written.answers.children[0]
    about, name = (child.key, child.name) if is_of_each else ("", "")
    return _previewed(written, Page(section, section.title, (question,), about, name))


def _previewed(written: Written, page: Page) -> Previewed:
    asks = {column.kind for question in page.questions for column in question.columns}
    places = places_in(written) if asks & {"place"} else []
    form = SectionForm(None, written=written, page=page, places=places)
    return Previewed(page, tuple(form.blocks))


def _written(form: Form, *, uses_own_tool: bool = False) -> Written:
    assessment = Assessment(episode=Episode(level=LEVEL), form=form.id, uses_own_tool=uses_own_tool)
    today = timezone.localdate()
    people = [
        Person(kind=PersonKind.CHILD, given_name=name, date_of_birth=today - timedelta(days=366 * age))
        for name, age in CHILDREN
    ]
    people.append(Person(kind=PersonKind.ADULT, given_name="A parent"))
    members = tuple(FamilyMember(person=person, role=FamilyRole.HOUSEHOLD) for person in people)
    written = Written(assessment, form, FamilyNow(members, {}, is_agreed=True), {})
    worries = form.kept_as(Record.WORRY)
    if worries is None:
        return written
    place = Place(Record.WORRY, worries.key, "", new_reference())
    return replace(written, pieces={place: Stored(place, {"statement": WORRY, "goal": ""}, 1)})

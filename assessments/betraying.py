"""What would betray something that is kept from somebody: answers that it could be guessed from. No database."""

from collections.abc import Collection, Iterable, Iterator

from assessments.address import Address
from assessments.answers import FAMILY
from assessments.choices import About, Kind, Record, Step, VoicePart
from assessments.form import Form, Question, Section


def gives_away(form: Form, section: Section, question: Question, about: str) -> Iterator[Address]:
    """The places that somebody could guess from the answer to this question about this subject."""
    if question.asked_when:
        other = form.question(question.asked_when.question)
        of_subject = about if other.about is question.about else FAMILY
        yield Address(form.section_of(other.key).key, other.key, of_subject)
    if question.about is About.EACH_WORRY and (worries := form.kept_as(Record.WORRY)):
        yield Address(form.section_of(worries.key).key, worries.key, row=about)
    for other in section.questions:
        is_meaning = question.voice is VoicePart.MEANING and (
            other.voice is VoicePart.OTHER_WAYS or other.kind is Kind.UPLOAD
        )
        is_of_the_file = section.is_for_own_tool_only and other.kind is Kind.UPLOAD
        is_of_the_outcome = other.kind is Kind.OUTCOME
        if other is not question and (is_meaning or is_of_the_file or is_of_the_outcome):
            yield Address(section.key, other.key, about if other.about is question.about else FAMILY)
    if section.step is Step.AUTHORISATION and (outcome := form.kept_as(Record.OUTCOME)):
        yield Address(form.section_of(outcome.key).key, outcome.key)


def with_what_betrays(form: Form, withheld: Iterable[Address]) -> tuple[Address, ...]:
    """`withheld`, and the questions of the whole form that rest on it, and what rests on those. A worry's own scales go
    with its line already: the database knows whom each is about."""
    found = tuple(withheld)
    more = tuple(place for place in _resting(form, found) if not any(held.covers(place) for held in found))
    return with_what_betrays(form, (*found, *more)) if more else found


def _resting(form: Form, withheld: Collection[Address]) -> Iterator[Address]:
    people = {FAMILY, *(place.about for place in withheld if place.about)}
    for section in form.sections if withheld else ():
        for question in section.questions if section.step is Step.SUBMISSION else ():
            for about in people if question.about is About.EACH_CHILD else (FAMILY,):
                told = gives_away(form, section, question, about)
                if question.about is not About.EACH_WORRY and any(
                    _is_told(rest, withheld, question, about) for rest in told
                ):
                    yield Address(section.key, question.key, about)


def _is_told(rest: Address, withheld: Iterable[Address], question: Question, about: str) -> bool:
    """Whether something withheld is there, whole or in part. What is kept back of one child is not of each."""
    of_each = question.about is About.EACH_CHILD and about == FAMILY
    return any(held.covers(rest) or (rest.covers(held) and not (of_each and held.about)) for held in withheld)

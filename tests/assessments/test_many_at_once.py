"""A thousand saves of one assessment's sections, eight at a time: none is lost and none overwritten unseen (R26)."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from assessments.actions.writing import Overtaken, save_section
from assessments.choices import Kind
from assessments.models import Answer, Assessment
from assessments.pieces import ANSWER, Piece, Place, digest
from assessments.written import read
from tests.assessments.writing import decided
from tests.cases.acting import acting_as
from tests.cast import make_cast, share
from tests.databases import as_owner

SAVES, AT_ONCE = 1000, 8


@pytest.mark.django_db(transaction=True)
def test_a_thousand_saves_lose_none_and_overwrite_none():
    cast = make_cast()
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = decided(cast)
    writers = (cast.practitioner, cast.teacher, cast.hub)
    spots = spots_of(cast, assessment)
    chance = random.Random(5)
    jobs = [(f"<{number}>", chance.choice(spots), writers[number % len(writers)]) for number in range(SAVES)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        overtaken = sum(
            pool.map(lambda share: add_words(assessment, share), [jobs[n::AT_ONCE] for n in range(AT_ONCE)])
        )
    with as_owner():
        kept = "".join(word for row in Answer.objects.all() for word in row.values)
        saves = sum(Answer.objects.values_list("version", flat=True))
    assert [word for word, _, _ in jobs if word not in kept] == []
    assert saves == SAVES
    assert overtaken > 0, "nobody ever met: this shows nothing"


def spots_of(cast, assessment):
    """A few, so that people meet."""
    with acting_as(cast.practitioner) as actor:
        written = read(Assessment.objects.select_related("episode__family").get(pk=assessment.pk), actor)
        return [
            (section.key, question.key)
            for section in written.form.asked()
            for question in section.questions
            if question.kind is Kind.LONG_TEXT and question.about == "family" and section.step == "submission"
        ]


def add_words(assessment, jobs):
    """One person after the other on a connection of their own."""
    try:
        return sum(add_word(assessment, *job) for job in jobs)
    finally:
        connections.close_all()


def add_word(assessment, word, spot, by):
    """Read what is there, add one's word, save; where somebody was quicker, look at theirs and join them. How often."""
    section, question = spot
    place, overtaken = Place(ANSWER, question), 0
    theirs, version = shown(assessment, place, by)
    while True:
        piece = Piece(place, {"values": (theirs + word,)}, version, digest({"values": (theirs,)} if theirs else {}))
        try:
            with acting_as(by) as actor:
                save_section(assessment=assessment, section=section, pieces=[piece], by=actor)
        except Overtaken as met:
            overtaken += 1
            conflict = met.conflicts[0]
            theirs, version = conflict.theirs["values"][0], conflict.version
        else:
            return overtaken


def shown(assessment, place, by):
    with acting_as(by):
        row = Answer.objects.filter(assessment=assessment, question=place.question).first()
        return (row.values[0], row.version) if row else ("", 0)

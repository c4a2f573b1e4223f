"""A partnership's own questions and values: from when they hold, what keeps its words, and what is refused."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.http import Http404
from django.utils import timezone

from assessments.actions import own_form
from assessments.actions.own_form import Wording
from assessments.choices import About, Kind
from assessments.form import Condition
from assessments.models import Answer, Assessment, LocalAddition
from assessments.pages import pages_of
from assessments.partnership import form_for, form_of_assessment
from assessments.partnership import own_form as own_form_of
from assessments.submission import what_is_missing
from ehm.actions import Refused, Stale
from ehm.administration_log import sentence
from ehm.models import OrganisationEvent
from tests.assessments.writing import answer, decided, save, what_is_written
from tests.cases.acting import acting_as
from tests.databases import as_owner

PETS = Wording("Which pets live with you?", "Worth knowing before a visit.")


def ask(cast, wording=PETS, section="family", kind=Kind.TEXT, about=About.FAMILY, by=None, **more):
    with acting_as(by or cast.admin) as actor:
        return own_form.add_question(section=section, kind=kind, about=about, wording=wording, by=actor, **more)


def do(cast, action, by=None, **given):
    with acting_as(by or cast.admin) as actor:
        return action(by=actor, **given)


def shown(addition):
    with as_owner():
        return own_form.shown_of(LocalAddition.objects.get(pk=addition.pk))


def form_now(cast):
    with acting_as(cast.admin):
        return form_for(cast.north)


def form_of(cast, assessment):
    with acting_as(cast.practitioner):
        return form_of_assessment(assessment, cast.north)


def keys(form):
    return {question.key for question in form.questions()}


def said(cast):
    with as_owner():
        found = OrganisationEvent.objects.filter(tenant=cast.north).order_by("happened_at")
        return [sentence(event) for event in found]


@contextmanager
def refused(cast, match):
    """In a sentence, with nothing added and nothing on the log."""
    before, told = own(cast), said(cast)
    with pytest.raises(Refused, match=re.escape(match)):
        yield
    assert (own(cast), said(cast)) == (before, told)


def own(cast):
    with as_owner():
        return list(
            LocalAddition.objects.filter(tenant=cast.north).order_by("pk").values_list("key", "entry", "ended_at")
        )


def test_a_question_is_asked_in_what_is_begun_later_and_not_in_what_is_being_written(cast):
    before = decided(cast)
    addition = ask(cast)
    assert addition.key == "local_which_pets_live_with_you"
    assert form_now(cast).section("family").questions[-1].text == "Which pets live with you?"
    assert addition.key not in keys(form_of(cast, before))
    with as_owner():
        Assessment.objects.filter(pk=before.pk).update(recorded_at=timezone.now() + timedelta(seconds=5))
        before.refresh_from_db()
    assert addition.key in keys(form_of(cast, before)), "begun after the question was added"
    with acting_as(cast.stranger):
        assert addition.key not in keys(form_for(cast.salt))
    assert said(cast) == ["Added a question to 'Your family' of the assessment: 'Which pets live with you?'."]


def test_a_question_to_choose_in_has_a_list_of_its_own_that_takes_more(cast):
    addition = ask(cast, Wording("Which bin?"), kind=Kind.CHOICE, choices=["Blue", "Green"], after="told_by")
    form = form_now(cast)
    assert [value.name for value in form.code_sets[addition.key].values] == ["Blue", "Green"]
    assert [question.key for question in form.section("family").questions][:2] == ["told_by", addition.key]
    brown = do(cast, own_form.add_value, code_set=addition.key, name="Brown")
    assert [value.name for value in form_now(cast).code_sets[addition.key].offered()] == ["Blue", "Green", "Brown"]
    do(cast, own_form.stop_offering, addition=brown, why="Nobody has one")
    assert [value.name for value in form_now(cast).code_sets[addition.key].offered()] == ["Blue", "Green"]
    assert said(cast)[1:] == [
        "Added 'Brown' to the list 'Which bin?'.",
        "Stopped offering 'Brown' in the list 'Which bin?'. Nobody has one.",
    ]


def test_the_last_choice_of_a_question_stays(cast):
    addition = ask(cast, Wording("Which bin?"), kind=Kind.CHOICE, choices=["Blue", "Green"])
    with as_owner():
        blue, green = LocalAddition.objects.filter(kind="value").order_by("pk")
    do(cast, own_form.stop_offering, addition=blue, why="None left")
    with refused(cast, "all that is left to choose in 'Which bin?'"):
        do(cast, own_form.stop_offering, addition=green, why="None left")
    do(cast, own_form.stop_asking, addition=addition, why="No bins")
    do(cast, own_form.stop_offering, addition=green, why="None left")


def test_what_nobody_has_answered_can_be_worded_again_and_what_somebody_has_cannot(cast):
    addition = ask(cast)
    better = Wording("Which animals live with you?", "", True, (3, 2))
    do(cast, own_form.change_question, addition=addition, wording=better, shown=shown(addition))
    found = form_now(cast).question(addition.key)
    assert (found.text, found.hint, found.is_needed, found.levels) == (better.text, "", True, (2, 3))
    assessment = decided(cast)
    save(cast.practitioner, assessment, "family", answer(addition.key, "A goat"))
    with refused(cast, "This has been answered and keeps its words"):
        do(cast, own_form.change_question, addition=addition, wording=PETS, shown=shown(addition))
    with acting_as(cast.admin), pytest.raises(IntegrityError), transaction.atomic():
        LocalAddition.objects.filter(pk=addition.pk).update(entry=addition.entry | {"text": "Another"})
    assert said(cast)[1] == (
        "Changed the question 'Which animals live with you?' of the assessment: wording, guidance, whether it must be"
        " answered, levels. It was 'Which pets live with you?'."
    )


def test_a_value_keeps_its_name_once_it_was_chosen(cast):
    addition = do(cast, own_form.add_value, code_set="groups", name="Shipyard families", hint="Of the yard")
    do(cast, own_form.change_value, addition=addition, name="Families of the yard", hint="", shown=shown(addition))
    assessment = decided(cast)
    save(cast.practitioner, assessment, "context", answer("groups", addition.key))
    with refused(cast, "This has been chosen and keeps its name"):
        do(cast, own_form.change_value, addition=addition, name="Other", hint="", shown=shown(addition))
    assert said(cast)[1] == (
        "Changed 'Families of the yard' of the list 'Children for whom help early matters most': name, guidance. It"
        " was 'Shipyard families'."
    )


def test_what_has_ended_is_asked_nowhere_and_still_reads_where_it_was_answered(cast):
    answered = ask(cast, Wording("Which pets live with you?", is_needed=True))
    open_ = ask(cast, Wording("Is there a garden?", is_needed=True), kind=Kind.YES_NO)
    assessment = decided(cast)
    save(cast.practitioner, assessment, "family", answer(answered.key, "A goat"))
    wanted = {gap.question for gap in missing_of(cast, assessment)}
    assert open_.key in wanted and answered.key not in wanted
    for addition in (answered, open_):
        do(cast, own_form.stop_asking, addition=addition, why="It helped nobody")
    assert open_.key not in {gap.question for gap in missing_of(cast, assessment)}
    written = what_is_written(cast.practitioner, assessment)
    assert written.form.question(answered.key).is_ended
    assert written.answers.words(answered.key) == ("A goat",)
    with refused(cast, "This has ended already"):
        do(cast, own_form.stop_asking, addition=answered, why="Again")
    with refused(cast, "This has ended already"):
        do(cast, own_form.change_question, addition=answered, wording=PETS, shown=shown(answered))
    with acting_as(cast.admin), pytest.raises(IntegrityError), transaction.atomic():
        LocalAddition.objects.filter(pk=answered.pk).update(ended_at=None)
    again = ask(cast)
    assert again.key == "local_which_pets_live_with_you_2", "what was asked before keeps its own answers"


def missing_of(cast, assessment):
    written = what_is_written(cast.practitioner, assessment)
    return what_is_missing(written.form, written.answers)


def test_two_administrators_do_not_overwrite_each_other(cast):
    addition = ask(cast)
    opened = shown(addition)
    do(cast, own_form.change_question, addition=addition, wording=Wording("Which animals?"), shown=opened)
    with pytest.raises(Stale) as stale:
        do(cast, own_form.change_question, addition=addition, wording=Wording("Any pets?"), shown=opened)
    assert stale.value.theirs["text"] == "Which animals?" and stale.value.fingerprint == shown(addition)
    assert form_now(cast).question(addition.key).text == "Which animals?"
    do(cast, own_form.change_question, addition=addition, wording=Wording("Any pets?"), shown=stale.value.fingerprint)
    with refused(cast, "The form asks this already, in 'Your family': 'Any pets?'"):
        ask(cast, Wording("any  PETS"))


def test_a_question_may_depend_on_what_was_answered_before(cast):
    garden = ask(cast, Wording("Is there a garden?"), kind=Kind.YES_NO)
    swing = Wording("Is there a swing?", asked_when=Condition(garden.key, ("yes",)))
    addition = ask(cast, swing, kind=Kind.YES_NO)
    assert form_now(cast).question(addition.key).asked_when == Condition(garden.key, ("yes",))
    with refused(cast, "'Is there a swing?' is asked only where this one is answered"):
        do(cast, own_form.stop_asking, addition=garden, why="No gardens")
    do(cast, own_form.stop_asking, addition=addition, why="No swings")
    do(cast, own_form.stop_asking, addition=garden, why="No gardens")
    with refused(cast, "'Is there a garden?' is not asked any more"):
        ask(cast, Wording("Is there a tree?", asked_when=Condition(garden.key, ("yes",))))
    with refused(cast, "is asked about each child. Ask this about each child too"):
        ask(cast, Wording("Is there a tree?", asked_when=Condition("voice_seen", ("yes",))))
    ask(cast, Wording("Is there a shed or not?"), kind=Kind.YES_NO)
    with refused(cast, "Where an agency brings its own assessment, 'Your family' is not filled in"):
        ask(
            cast,
            Wording("Is there a shed?", asked_when=Condition("local_is_there_a_shed_or_not", ("yes",))),
            section="context",
        )
    with refused(cast, "is never answered 'perhaps'"):
        ask(cast, Wording("Is there a tree?", asked_when=Condition("by_childrens_services", ("perhaps",))))


def test_an_unborn_child_is_asked_about_but_has_no_voice(cast):
    with as_owner():
        cast.aisha.kind, cast.aisha.date_of_birth = "unborn", None
        cast.aisha.save(update_fields=["kind", "date_of_birth"])
    about = cast.aisha.reference
    assessment = decided(cast)
    written = what_is_written(cast.practitioner, assessment)
    assert about not in {page.about for page in pages_of(written.form, written.answers)}
    addition = ask(cast, Wording("Which clinic?", is_needed=True), section="voice", about=About.EACH_CHILD)
    with as_owner():
        Assessment.objects.filter(pk=assessment.pk).update(recorded_at=timezone.now())
        assessment.refresh_from_db()
    written = what_is_written(cast.practitioner, assessment)
    page = next(page for page in pages_of(written.form, written.answers) if page.about == about)
    assert [question.key for question in page.questions] == [addition.key]
    save(cast.practitioner, assessment, "voice", answer(addition.key, "The blue one", about=about))
    assert (addition.key, about) not in {(gap.question, gap.about) for gap in missing_of(cast, assessment)}


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"wording": Wording(" ")}, "The question is empty"),
        ({"wording": Wording("???")}, "The question has no letter in it"),
        ({"wording": Wording("P" * 201)}, "The question must be 200 characters or fewer: it has 201"),
        ({"wording": Wording("Pets?", "h" * 501)}, "The guidance must be 500 characters or fewer"),
        ({"wording": Wording("Pe\x00ts?")}, "The question holds a character that cannot be seen"),
        ({"wording": Wording("Pe\nts?")}, "The question holds a character that cannot be seen"),
        ({"wording": Wording("Pets\u202e?")}, "The question holds a character that cannot be seen"),
        ({"wording": Wording("Pets?", "a\u2028b")}, "The guidance holds a character that cannot be seen"),
        ({"wording": Wording("who told us your  family's STORY")}, "The form asks this already"),
        ({"section": "garden"}, "Choose a part of the form"),
        ({"section": "authorisation"}, "Choose a part of the form"),
        ({"kind": Kind.UPLOAD}, "Choose how it is answered"),
        ({"after": "worries"}, "Choose after which question"),
        ({"kind": Kind.CHOICE}, "Give at least two choices"),
        ({"kind": Kind.CHOICE, "choices": ["One"]}, "Give at least two choices"),
        ({"kind": Kind.CHOICE, "choices": ["One", "one."]}, "'one.' is there twice"),
        ({"kind": Kind.CHOICES, "choices": ["One", "T\x07wo"]}, "Choice 2 holds a character"),
        ({"kind": Kind.CHOICES, "choices": [f"No {number}" for number in range(61)]}, "Give 60 choices at most"),
        ({"choices": ["One", "Two"]}, "Only a question that is answered by choosing has choices"),
    ],
)
def test_what_cannot_stand_on_a_form_is_refused_in_a_sentence(cast, change, match):
    given = {"wording": PETS} | change
    if "STORY" in given["wording"].text:
        given["wording"] = Wording(form_now(cast).question("told_by").text.upper())
    with refused(cast, match):
        ask(cast, **given)
    ask(cast)


def test_a_form_has_room_for_so_many(cast, monkeypatch):
    monkeypatch.setattr(own_form, "MOST_QUESTIONS", 2)
    first = ask(cast)
    ask(cast, Wording("Is there a garden?"))
    with refused(cast, "room for 2 questions"):
        ask(cast, Wording("Is there a swing?"))
    do(cast, own_form.stop_asking, addition=first, why="Full")
    ask(cast, Wording("Is there a swing?"))
    monkeypatch.setattr(own_form, "MOST_QUESTIONS", 9)
    monkeypatch.setattr(own_form, "MOST_EVER", 3)
    with refused(cast, "Too much has been added"):
        ask(cast, Wording("Is there a tree?"))
    monkeypatch.setattr(own_form, "MOST_VALUES", 13)
    do(cast, own_form.add_value, code_set="groups", name="Shipyard families")
    with refused(cast, "A list has room for 13 values"):
        do(cast, own_form.add_value, code_set="groups", name="Farm families")


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"code_set": "national_outcomes"}, "the same in every partnership"),
        ({"code_set": "weather"}, "the same in every partnership"),
        ({"name": ""}, "The name is empty"),
        ({"name": "n" * 121}, "The name must be 120 characters or fewer"),
        ({"name": "Da\u200bmp"}, "The name holds a character that cannot be seen"),
        ({"maps_to": []}, "Say which of 'The ten national outcomes' it counts as"),
        ({"maps_to": ["happiness"]}, "maps to 'happiness', which is not there"),
        ({"name": "debt."}, "offers this already"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(cast, change, match):
    given = {"code_set": "needs", "name": "Damp or mould", "maps_to": ["housing"]} | change
    if given["name"] == "debt.":
        given["name"] = form_now(cast).code_sets["needs"].name("debt").upper() + "."
    with refused(cast, match):
        do(cast, own_form.add_value, **given)
    do(cast, own_form.add_value, code_set="needs", name="Damp or mould", maps_to=["housing"])
    assert form_now(cast).code_sets["needs"].value("local_damp_or_mould").maps_to == ("housing",)


def test_only_an_administrator_changes_the_form_and_only_their_own(cast):
    addition = ask(cast)
    for by in (cast.practitioner, cast.manager, cast.auditor, cast.coordinator):
        with pytest.raises(PermissionDenied):
            ask(cast, Wording("Is there a garden?"), by=by)
        with pytest.raises(PermissionDenied):
            do(cast, own_form.stop_asking, by=by, addition=addition, why="x")
        with acting_as(by), pytest.raises(ProgrammingError), transaction.atomic():
            LocalAddition.objects.filter(pk=addition.pk).update(ended_at=timezone.now())
    with as_owner():
        foreign = LocalAddition.objects.create(
            tenant=cast.salt, kind="question", key="local_x", entry=addition.entry, added_by=cast.stranger
        )
    for action, given in (
        (own_form.stop_asking, {"why": "x"}),
        (own_form.change_question, {"wording": PETS, "shown": ""}),
    ):
        with pytest.raises(Http404):
            do(cast, action, addition=foreign, **given)
    with acting_as(cast.admin), pytest.raises(ProgrammingError), transaction.atomic():
        LocalAddition.objects.filter(pk=addition.pk).delete()
    with acting_as(cast.admin):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Answer.objects.exists()


def test_whether_something_was_answered_is_told_of_ones_own_partnership_only(cast):
    addition = ask(cast)
    with as_owner():
        theirs = Assessment.objects.create(
            tenant=cast.salt, episode=cast.salt_episode, form="coventry-2019", decided_at=timezone.now(),
            agency=cast.salt_council, recorded_by=cast.stranger,
        )  # fmt: skip
        Answer.objects.create(
            tenant=cast.salt, episode=cast.salt_episode, assessment=theirs, agency=cast.salt_council,
            recorded_by=cast.stranger, question=addition.key, address=f"family/{addition.key}", values=["A goat"],
        )  # fmt: skip
    with acting_as(cast.admin):
        assert not own_form.is_in_use(addition)
    save(cast.practitioner, decided(cast), "family", answer(addition.key, "A goat"))
    with acting_as(cast.admin):
        assert own_form.is_in_use(addition)


def test_what_a_later_form_has_no_place_for_is_left_out_and_the_rest_is_asked(cast):
    pets, bins = ask(cast), ask(cast, Wording("Which bin?"), kind=Kind.CHOICE, choices=["Blue", "Green"])
    with as_owner():
        entry = {"key": "local_old", "section": "gone", "kind": "text", "text": "Old?"}
        old = LocalAddition.objects.create(
            tenant=cast.north, kind="question", key="local_old", entry=entry, added_by=cast.admin
        )
    assessment = decided(cast)
    assert {pets.key, bins.key} <= keys(form_of(cast, assessment)) and "local_old" not in keys(form_now(cast))
    with acting_as(cast.admin):
        assert own_form_of(cast.north).left_out == (old,)
    ask(cast, Wording("Is there a garden?"))

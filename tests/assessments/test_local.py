"""A partnership's own questions and values: laid over the form without code, never over what is published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.choices import Kind
from assessments.form import FormError
from assessments.local import with_local
from assessments.reading import form_of
from assessments.submission import what_is_missing
from tests.assessments.filled import filled, sentences, with_words

COVENTRY = form_of("coventry-2019")
PETS = {"section": "family", "key": "local_pets", "text": "Which pets are there?", "kind": "text"}
DAMP = {"code_set": "needs", "key": "local_damp", "name": "Damp or mould", "maps_to": ["housing"]}


def refusal(**additions):
    with pytest.raises(FormError) as caught:
        with_local(COVENTRY, additions)
    return str(caught.value)


def test_a_question_joins_its_section_and_a_value_its_set():
    form = with_local(COVENTRY, {"question": [PETS], "value": [DAMP]})
    assert form.section("family").questions[-1].key == "local_pets"
    assert form.code_sets["needs"].value("local_damp").maps_to == ("housing",)
    assert COVENTRY.code_sets["needs"].value("local_damp") is None, "the published form is as it was"


def test_nothing_added_is_the_form_itself():
    assert with_local(COVENTRY, {}) == COVENTRY


def test_a_question_may_stand_after_another_and_choose_among_values_of_its_own():
    bins = {"key": "local_bins", "title": "Bins", "value": [{"key": "blue", "name": "Blue"}]}
    asked = PETS | {"kind": "choice", "code_set": "local_bins", "after": "told_by"}
    form = with_local(COVENTRY, {"question": [asked], "code_set": [bins]})
    assert [question.key for question in form.section("family").questions][:2] == ["told_by", "local_pets"]
    assert form.question("local_pets").kind is Kind.CHOICE


def test_a_local_question_about_each_child_is_asked_of_each():
    form = with_local(COVENTRY, {"question": [PETS | {"section": "voice", "needed": True}]})
    missing = what_is_missing(form, filled(COVENTRY))
    assert sentences(missing) == [
        f"Answer 'Which pets are there?' for {name}." for name in ("Aisha", "Leo", "the baby")
    ]
    assert missing[0].section == "voice"


def test_what_has_ended_is_neither_asked_nor_offered_and_still_reads():
    ended = {"question": [PETS | {"needed": True, "ended": True}], "value": [DAMP | {"ended": True}]}
    form = with_local(COVENTRY, ended)
    assert not what_is_missing(form, filled(COVENTRY))
    assert form.code_sets["needs"].name("local_damp") == "Damp or mould"
    assert "local_damp" not in {value.key for value in form.code_sets["needs"].offered()}


def test_a_new_need_has_to_be_answered_like_the_others():
    form = with_local(COVENTRY, {"value": [DAMP]})
    assert sentences(what_is_missing(form, filled(COVENTRY))) == ["Say yes or no to 'Damp or mould'."]


def test_a_local_question_may_depend_on_a_published_one():
    asked = PETS | {"needed": True, "asked_when": {"question": "by_childrens_services", "among": ["yes"]}}
    form = with_local(COVENTRY, {"question": [asked]})
    answers = filled(COVENTRY)
    assert sentences(what_is_missing(form, answers)) == ["Answer 'Which pets are there?'."]
    assert not what_is_missing(form, with_words(answers, "by_childrens_services", "", "no"))


def test_a_local_question_about_each_child_may_depend_on_what_is_said_of_that_child():
    asked = PETS | {"section": "voice", "needed": True, "asked_when": {"question": "voice_seen", "among": ["no"]}}
    form = with_local(COVENTRY, {"question": [asked]})
    answers = filled(COVENTRY)
    assert not what_is_missing(form, answers)
    unseen = with_words(answers, "voice_seen", "leo", "no")
    assert sentences(what_is_missing(form, unseen)) == ["Answer 'Which pets are there?' for Leo."]


@pytest.mark.parametrize(
    ("additions", "said"),
    [
        (
            {"question": [PETS | {"key": "pets"}]},
            "question 'pets': a key of the partnership's own starts with 'local_'.",
        ),
        ({"question": [PETS, PETS]}, "the form has a question 'local_pets' already."),
        ({"question": [PETS | {"section": "garden"}]}, "question 'local_pets': the form has no section 'garden'."),
        ({"question": [PETS | {"after": "worries"}]}, "there is no question 'worries' to stand after."),
        ({"question": [PETS | {"kind": "upload"}]}, "a local question is one of choice, choices, date"),
        ({"question": [PETS | {"kind": "scale", "scale_set": "overall", "about": "each_child"}]}, "not scale."),
        ({"question": [{"section": "family"}]}, "The local additions to coventry-2019, question 1 has no key."),
        ({"value": [DAMP | {"key": "damp"}]}, "value 'damp': a key of the partnership's own starts with 'local_'."),
        ({"value": [DAMP, DAMP]}, "value 'local_damp': 'needs' holds it already."),
        ({"value": [DAMP | {"code_set": "weather"}]}, "value 'local_damp': there is no code set 'weather'."),
        ({"value": [DAMP | {"code_set": "national_outcomes"}]}, "is the same in every partnership"),
        ({"value": [DAMP | {"maps_to": ["happiness"]}]}, "maps to 'happiness', which is not there."),
        ({"value": [DAMP | {"colour": "green"}]}, "value 'local_damp' holds 'colour'"),
        (
            {"code_set": [{"key": "bins", "title": "Bins", "value": [{"key": "a", "name": "A"}]}]},
            "starts with 'local_'.",
        ),
        ({"section": [{"key": "local_garden"}]}, "The local additions to coventry-2019 holds 'section'"),
        ({"question": [PETS | {"asked_when": {"question": "snow", "among": ["yes"]}}]}, "it is asked when 'snow'"),
        ({"question": "pets"}, "The local additions to coventry-2019: 'question' is not a list."),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(additions, said):
    assert said in refusal(**additions)


PUBLISHED = sorted({question.key for question in COVENTRY.questions()})


@given(key=st.sampled_from(PUBLISHED))
def test_no_key_of_a_partnership_meets_a_published_one(key):
    assert "starts with 'local_'" in refusal(question=[PETS | {"key": key}])
    form = with_local(COVENTRY, {"question": [PETS | {"key": f"local_{key}"}]})
    assert form.question(key) == COVENTRY.question(key)
    assert form.question(f"local_{key}").text == PETS["text"]

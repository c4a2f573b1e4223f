"""What is missing from an assessment, in words that a practitioner can act on (A11 sections 1-2)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.answers import Answers, Child, Need, Parent, Row, Score
from assessments.choices import Kind, Respondent, Step, Strength
from assessments.form import NEEDS
from assessments.reading import form_ids, form_of
from assessments.submission import Standing, holds_back, standing_of, what_is_missing
from tests.assessments.filled import AISHA, BABY, DEE, LEO, SAM, filled, sentences, with_words, without

COVENTRY, HULL, HEREFORD = (form_of(name) for name in ("coventry-2019", "hull-2018", "herefordshire-2020"))
OWN_WORDS = ("voice_best", "voice_worries", "voice_wishes", "voice_meaning")


def said(form, answers, step=Step.SUBMISSION):
    return sentences(what_is_missing(form, answers, step))


def unheard(answers, child):
    for question in OWN_WORDS:
        answers = without(answers, question, child)
    return answers


@pytest.mark.parametrize("form_id", form_ids())
@pytest.mark.parametrize("overlays", [(), ("quality_framework-1",)])
@pytest.mark.parametrize("level", [2, 3])
def test_nothing_is_missing_where_everything_is_answered(form_id, overlays, level):
    form = form_of(form_id, overlays)
    assert what_is_missing(form, filled(form, level)) == ()
    assert what_is_missing(form, filled(form, level), Step.AUTHORISATION) == ()


NEEDED = [
    pytest.param(form_id, question.key, id=f"{form_id}-{question.key}")
    for form_id in form_ids()
    for section in form_of(form_id).asked()
    for question in section.questions
    if question.is_needed_at(3) and question.kind not in (Kind.CHECKLIST, Kind.SCALE) and not question.asked_when
]


@pytest.mark.parametrize(("form_id", "key"), NEEDED)
def test_each_needed_question_is_missed_where_it_is_not_answered(form_id, key):
    form = form_of(form_id)
    section, question = form.section_of(key), form.question(key)
    missing = what_is_missing(form, without(filled(form), key), section.step)
    here = [gap for gap in missing if gap.question == key]
    assert here and holds_back(here)
    assert f"Answer '{question.text}'" in here[0].sentence and here[0].section == section.key


def test_the_managers_part_is_not_asked_of_whoever_submits():
    answers = without(filled(COVENTRY), "manager_review")
    assert said(COVENTRY, answers) == []
    assert said(COVENTRY, answers, Step.AUTHORISATION) == [
        "Answer 'What do you think of this assessment and of the next step?'."
    ]


def test_the_checks_are_for_whoever_submits_and_not_for_the_manager():
    answers = replace(filled(COVENTRY), is_agreed=False)
    assert len(said(COVENTRY, answers)) == 1
    assert said(COVENTRY, answers, Step.AUTHORISATION) == []


def test_blank_is_not_an_answer():
    assert said(COVENTRY, with_words(filled(COVENTRY), "told_by", "", "  \n")) == [
        "Answer 'Who is telling us this, and who are they in the family?'."
    ]


class TestConditions:
    def test_asked_only_where_the_outcome_calls_for_it(self):
        answers = without(without(filled(COVENTRY), "single_agency"), "step_up_reason")
        assert said(COVENTRY, answers) == []
        alone = with_words(answers, "outcome", "", "single_agency")
        assert said(COVENTRY, alone) == ["Answer 'Which service helps, and with what?'."]

    def test_what_is_needed_at_level_three_only(self):
        answers = replace(without(filled(HEREFORD), "worries"), needs={}, scores=())
        assert any("What are we worried about, and" in sentence for sentence in said(HEREFORD, answers))
        at_two = said(HEREFORD, replace(answers, level=2))
        assert at_two == ["Say yes or no to each of the 24 that are open in 'Is any of this part of life for you or "
                          "those at home?'."]  # fmt: skip


class TestRows:
    def test_a_line_that_was_begun_is_finished(self):
        row = Row("x", {"when": "2019", "what": "", "impact": " "})
        answers = filled(COVENTRY)
        answers = replace(answers, rows={**answers.rows, "life_events": (row,)})
        assert said(COVENTRY, answers) == [
            "Fill in 'What happened' for '2019' in 'What has happened to you and your family?'.",
            "Fill in 'What it led to, and what it meant for each child' for '2019' in 'What has happened to you and "
            "your family?'.",
        ]

    def test_a_line_about_a_person_goes_by_its_number_and_never_by_their_key(self):
        rows = (Row("x", {"person": "dee", "seen_on": "2026-11-02"}), Row("y", {"person": "person:17", "seen_on": ""}))
        answers = filled(COVENTRY)
        answers = replace(answers, rows={**answers.rows, "seen_on": rows})
        (sentence,) = said(COVENTRY, answers)
        assert sentence.startswith("Fill in 'When' for line 2 of 'When was each child")


class TestScales:
    def scored(self, change):
        answers = filled(COVENTRY)
        scores = (change(score) for score in answers.scores)
        return said(COVENTRY, replace(answers, scores=tuple(score for score in scores if score)))

    def test_a_number_for_each_child_as_the_practitioner_sees_it(self):
        def not_leos(score):
            return None if score.about == "leo" and score.respondent is Respondent.PRACTITIONER else score

        assert self.scored(not_leos) == [
            "Give 'How things are overall' for Leo a number from 0 to 10, as the practitioner sees it, or say why"
            " there is none."
        ]

    def test_many_that_are_open_are_counted_and_a_few_are_named(self):
        answers = filled(HULL)

        def without_scales(*keys):
            kept = (one for one in answers.scores if one.scale_set != "family_wellbeing" or one.scale not in keys)
            return said(HULL, replace(answers, scores=tuple(kept)))

        as_seen = "a number from 0 to 10, as the {} sees it, or say why there is none."
        scales = [scale.key for scale in HULL.scale_sets["family_wellbeing"].scales]
        assert without_scales(*scales) == [
            f"Give each of the 8 that are open in 'How are things for your family?' {as_seen.format(who)}"
            for who in ("parent", "practitioner")
        ]
        assert without_scales("safe", "money") == [
            f"Give 'Safe and sound' and 'Making ends meet' {as_seen.format(who)}" for who in ("parent", "practitioner")
        ]

    def test_nobody_else_has_to_give_one(self):
        assert self.scored(lambda score: score if score.respondent is Respondent.PRACTITIONER else None) == []

    def test_0_is_a_number(self):
        assert self.scored(lambda score: replace(score, value=0)) == []

    def test_no_number_needs_a_reason_and_so_does_an_overall_one(self):
        none = self.scored(lambda score: replace(score, value=None) if score.scale_set == "worry" else score)
        assert none == [
            "Give 'How things are with this worry' for Words a number from 0 to 10, as the practitioner sees it, or say"
            " why there is none."
        ]
        assert self.scored(lambda score: replace(score, value=None, why_none="Did not want to")) == []
        assert len(self.scored(lambda score: replace(score, value=0, reason=" "))) == 3
        assert self.scored(lambda score: replace(score, reason="")) == [
            f"Say why 'How things are overall' for {name} is 4." for name in ("Aisha", "Leo", "the baby")
        ]

    def test_an_unborn_child_is_never_asked_for_a_number(self):
        scale_set = replace(HULL.scale_sets["my_wellbeing"], needed_from=(Respondent.CHILD,))
        form = replace(HULL, scale_sets={**HULL.scale_sets, "my_wellbeing": scale_set})
        answers = filled(form)
        answers = replace(answers, scores=tuple(score for score in answers.scores if score.scale_set != "my_wellbeing"))
        assert {gap.about for gap in what_is_missing(form, answers)} == {"aisha", "leo"}


class TestTheChecklist:
    def test_every_item_has_a_yes_or_a_no(self):
        answers = filled(COVENTRY)
        two = {**answers.needs, "housing": Need(""), "work": Need("perhaps")}
        assert said(COVENTRY, replace(answers, needs=two)) == [
            "Say yes or no to 'Trouble with the home or the rent' and 'An adult out of work, or left out for lack "
            "of money'."
        ]
        assert "each of the 24 that are open" in said(COVENTRY, replace(answers, needs={}))[0]


class TestEachChildIsHeard:
    """2.1"""

    def test_a_child_of_whom_nothing_is_written(self):
        (gap,) = what_is_missing(COVENTRY, unheard(filled(COVENTRY), "aisha"))
        assert gap.sentence == "Write down what Aisha says, in their own words, or say why Aisha could not be heard."
        assert (gap.section, gap.about, gap.strength) == ("voice", "aisha", Strength.MUST)
        assert gap.why == "Each child in the family has a view of their own."

    def test_what_is_seen_stands_for_the_words_of_a_young_child_only(self):
        """AISHA is nine and LEO two; both are observed."""
        answers = unheard(unheard(filled(COVENTRY), "aisha"), "leo")
        assert [gap.about for gap in what_is_missing(COVENTRY, answers)] == ["aisha"]
        blind = without(answers, "voice_observed", "leo")
        assert "Write down what Leo says or shows, or say why Leo could not be heard." in said(COVENTRY, blind)

    @pytest.mark.parametrize(("age", "is_heard"), [(3, True), (4, False), (None, False)])
    def test_from_the_age_that_the_form_says(self, age, is_heard):
        answers = replace(unheard(filled(COVENTRY), "aisha"), children=(replace(AISHA, age=age), LEO, BABY))
        assert (said(COVENTRY, answers) == []) is is_heard

    @pytest.mark.parametrize("question", OWN_WORDS)
    def test_any_words_or_pictures_of_their_own_will_do(self, question):
        assert said(COVENTRY, with_words(unheard(filled(COVENTRY), "aisha"), question, "aisha", "I like Fridays")) == []

    def test_a_reason_will_do(self):
        answers = with_words(unheard(filled(COVENTRY), "aisha"), "voice_why_not", "aisha", "did_not_want")
        assert said(COVENTRY, answers) == []

    def test_what_the_child_understands_is_not_yet_a_view(self):
        answers = with_words(unheard(filled(COVENTRY), "aisha"), "voice_understanding", "aisha", "You help mum")
        assert len(said(COVENTRY, answers)) == 1

    def test_a_child_not_born_yet_has_no_voice_to_ask_for(self):
        answers = filled(COVENTRY)
        for question in [*OWN_WORDS, "voice_seen", "voice_observed", "voice_understanding"]:
            answers = without(answers, question, "baby")
        assert said(COVENTRY, answers) == []

    def test_words_copied_from_one_child_to_another_are_pointed_out(self):
        answers = filled(COVENTRY)
        for child in ("aisha", "leo"):
            for question in OWN_WORDS[:3]:
                answers = with_words(answers, question, child, f"I  want to see {question} more")
        answers = with_words(answers, "voice_best", "leo", "i want to see VOICE_BEST more")
        (gap,) = what_is_missing(COVENTRY, answers)
        assert gap.sentence == "'Aisha' and 'Leo' have the very same words: write down what each of them says."
        assert not holds_back([gap])

    def test_a_few_words_can_be_the_same_by_chance(self):
        answers = unheard(unheard(filled(COVENTRY), "aisha"), "leo")
        for child in ("aisha", "leo"):
            answers = with_words(answers, "voice_best", child, "My dog")
        assert said(COVENTRY, answers) == []


class TestEachParentIsIncluded:
    """2.2"""

    def taking_part(self, *rows):
        answers = filled(COVENTRY)
        kept = tuple(Row(str(number), cells) for number, cells in enumerate(rows))
        return replace(answers, rows={**answers.rows, "taking_part": kept})

    def test_a_parent_of_whom_nothing_is_said(self):
        answers = self.taking_part({"person": "dee", "took_part": "yes"})
        assert said(COVENTRY, answers) == ["Say whether Sam took part."]

    def test_a_parent_who_did_not_and_no_reason(self):
        answers = self.taking_part({"person": "dee", "took_part": "yes"}, {"person": "sam", "took_part": "no"})
        assert said(COVENTRY, answers) == ["Say why Sam did not take part."]

    def test_with_the_reason_it_is_silent(self):
        absent = {"person": "sam", "took_part": "no", "why_not": "not_safe"}
        assert said(COVENTRY, self.taking_part({"person": "dee", "took_part": "yes"}, absent)) == []

    def test_a_parent_who_is_not_on_the_record_is_asked_about_and_holds_nothing_back(self):
        dee = Parent("dee", "Dee", of=frozenset({"aisha", "leo"}))
        missing = what_is_missing(COVENTRY, replace(filled(COVENTRY), parents=(dee,)))
        assert sentences(missing) == [
            "Only one parent of Aisha is on the record. Is there another, perhaps living elsewhere?",
            "Only one parent of Leo is on the record. Is there another, perhaps living elsewhere?",
            "No parent of the baby is on the record. Is there another, perhaps living elsewhere?",
        ]
        assert not holds_back(missing)

    def test_where_the_profile_only_asks_it_does_not_hold_back(self):
        answers = replace(filled(HEREFORD), rows={**filled(HEREFORD).rows, "taking_part": (Row("a", {}),)})
        here = [gap for gap in what_is_missing(HEREFORD, answers) if gap.sentence.startswith("Say whether")]
        assert sentences(here) == ["Say whether Dee took part.", "Say whether Sam took part."]
        assert not holds_back(here)
        overlaid = form_of("herefordshire-2020", ["quality_framework-1"])
        assert holds_back(gap for gap in what_is_missing(overlaid, answers) if "Sam took part" in gap.sentence)


class TestNeedsAreLinked:
    """2.6"""

    def needing(self, **need):
        answers = filled(COVENTRY)
        return said(COVENTRY, replace(answers, needs={**answers.needs, "debt": Need("yes", **need)}))

    def test_a_need_that_leads_nowhere(self):
        found = ["Link 'Money or debt worries' to a worry, or say why nothing is needed now."]
        assert self.needing() == found
        assert self.needing(worries=frozenset({"one that was taken away"})) == found
        assert self.needing(why_not_now="  ") == found

    def test_linked_or_explained_it_is_silent(self):
        assert self.needing(worries=frozenset({"first"})) == []
        assert self.needing(why_not_now="A debt adviser helps already") == []

    def test_a_no_needs_no_link(self):
        answers = filled(COVENTRY)
        assert said(COVENTRY, replace(answers, needs={**answers.needs, "debt": Need("no")})) == []


class TestPastSupportIsConsidered:
    """2.5"""

    @pytest.mark.parametrize("question", ["life_events", "past_help"])
    def test_each_of_both(self, question):
        (gap,) = what_is_missing(COVENTRY, without(filled(COVENTRY), question))
        assert gap.sentence == f"Answer '{COVENTRY.question(question).text}'."
        assert gap.why == "What has happened and what was tried show what may help now."
        assert holds_back([gap])
        assert not holds_back(what_is_missing(HULL, without(filled(HULL), question)))

    def test_what_is_missed_twice_is_said_once_and_holds_back_if_either_does(self):
        section = HULL.section("timeline")
        questions = tuple(replace(asked, is_needed=asked.key == "past_help") for asked in section.questions)
        timeline = replace(section, questions=questions)
        form = replace(HULL, sections=tuple(timeline if part is section else part for part in HULL.sections))
        (gap,) = what_is_missing(form, without(filled(form), "past_help"))
        assert gap.strength is Strength.MUST


class TestGroupsAndAgreement:
    """1.2 and 1.4"""

    def test_groups(self):
        answers = without(filled(COVENTRY), "groups")
        (gap,) = what_is_missing(COVENTRY, answers)
        assert gap.sentence == "Answer 'Does any of this describe one of the children?'." and not holds_back([gap])
        assert said(HULL, without(filled(HULL), "groups")) == []

    def test_agreement(self):
        answers = replace(filled(COVENTRY), is_agreed=False)
        assert said(COVENTRY, answers) == ["Record who in the family agreed to early help, and when."]

    def test_herefordshire_asks_for_it_at_level_three(self):
        answers = replace(filled(HEREFORD), is_agreed=False)
        assert len(said(HEREFORD, answers)) == 1
        assert said(HEREFORD, replace(answers, level=2)) == []


class TestAnAgencysOwnTool:
    def test_only_its_sections_are_asked(self):
        full = filled(HULL, uses_own_tool=True)
        kept = {question.key for section in HULL.asked(with_own_tool=True) for question in section.questions}
        only = replace(
            full,
            written={spot: words for spot, words in full.written.items() if spot.question in kept},
            rows={key: rows for key, rows in full.rows.items() if key in kept},
        )
        assert said(HULL, only) == []
        assert said(HULL, replace(only, uses_own_tool=False)) != []
        assert said(HULL, without(only, "tool_file")) == ["Add 'The finished document'."]

    def test_not_at_a_level_where_the_form_itself_is_needed(self):
        assert said(COVENTRY, filled(COVENTRY, level=2, uses_own_tool=True)) == []
        assert said(COVENTRY, filled(COVENTRY, level=3, uses_own_tool=True)) == [
            "At this level, fill in the Early Help Assessment: an agency's own tool does not do."
        ]


class TestTheTaskList:
    def test_not_started_started_and_done(self):
        family = COVENTRY.section("family")
        empty = Answers(level=3, children=(AISHA, LEO, BABY), parents=(DEE, SAM))
        assert standing_of(COVENTRY, empty, family) is Standing.NOT_STARTED
        begun = with_words(empty, "told_by", "", "Dee, the mother")
        assert standing_of(COVENTRY, begun, family) is Standing.STARTED
        assert standing_of(COVENTRY, filled(COVENTRY), family) is Standing.DONE

    def test_every_section_of_a_full_form_is_done(self):
        done = {standing_of(COVENTRY, filled(COVENTRY), section) for section in COVENTRY.asked()}
        assert done == {Standing.DONE}

    def test_what_only_should_be_looked_at_does_not_keep_a_section_open(self):
        answers = without(filled(COVENTRY), "groups")
        assert standing_of(COVENTRY, answers, COVENTRY.section("context")) is Standing.DONE


KEYS = [question.key for question in COVENTRY.questions()]
WORDS = st.text("ab ", max_size=3)
CHILDREN = st.builds(
    Child, st.sampled_from(["aisha", "leo"]), st.just("Aisha"), st.one_of(st.none(), st.integers(0, 18)), st.booleans()
)
SPOTS = st.tuples(st.sampled_from(KEYS), st.sampled_from(["", "aisha", "leo"]))
ROWS = st.builds(Row, st.sampled_from("xyz"), st.dictionaries(st.sampled_from(["person", "statement", "when"]), WORDS))
NEED = st.builds(Need, st.sampled_from(["", "yes", "no"]), WORDS, st.frozensets(st.sampled_from("xyz")), WORDS)
SCORES = st.builds(
    Score,
    st.sampled_from(["worry", "overall"]),
    st.sampled_from(["worry", "overall"]),
    st.sampled_from(["aisha", "x"]),
    st.sampled_from(Respondent),
    st.one_of(st.none(), st.integers(0, 10)),
    WORDS,
    WORDS,
)
ANSWERS = st.builds(
    Answers,
    level=st.integers(1, 4),
    children=st.lists(CHILDREN, max_size=2, unique_by=lambda child: child.key).map(tuple),
    parents=st.just((DEE, SAM)),
    written=st.dictionaries(SPOTS, st.tuples(WORDS), max_size=5),
    rows=st.dictionaries(st.sampled_from(KEYS), st.lists(ROWS, max_size=2).map(tuple), max_size=3),
    needs=st.dictionaries(st.sampled_from([value.key for value in COVENTRY.code_sets[NEEDS].values]), NEED),
    scores=st.lists(SCORES, max_size=3).map(tuple),
    is_agreed=st.booleans(),
    uses_own_tool=st.booleans(),
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(answers=ANSWERS, step=st.sampled_from(Step))
def test_whatever_is_answered_each_gap_is_a_sentence_with_a_place_once_and_in_order(answers, step):
    missing = what_is_missing(COVENTRY, answers, step)
    sections = [section.key for section in COVENTRY.sections]
    places = [sections.index(gap.section) if gap.section else -1 for gap in missing]
    assert places == sorted(places)
    assert len(set(missing)) == len(missing)
    for gap in missing:
        assert gap.sentence[0].isupper() and gap.sentence.endswith((".", "?"))
        assert gap.question == "" or COVENTRY.section_of(gap.question).key == gap.section
        assert COVENTRY.section(gap.section).step is step if gap.section else step is Step.SUBMISSION

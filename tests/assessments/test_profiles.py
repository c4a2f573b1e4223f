"""What each published form holds (A5.2, A14, D, R029-R032, R041-R043)."""

import re
import tomllib

import pytest

from assessments.choices import (
    About,
    CheckKind,
    Consequence,
    Expectation,
    Instead,
    Kind,
    Record,
    Respondent,
    Step,
    Strength,
)
from assessments.form import HIGHEST, LOWEST, NEEDS
from assessments.reading import PROFILES, STOCK, form_ids, form_of
from cases.profile import profile_of
from ehm import profiles
from ehm.models import Partnership
from standards.reading import load_rulebook

FORMS = ["coventry-2019", "herefordshire-2020", "hull-2018"]
OVERLAY = "quality_framework-1"
# A5.2, section by section: what the form asks, by the keys of its questions.
A5_2 = {
    "details": ["started_on", "aim_on", "assessment_type", "by_childrens_services"],
    "family": [
        *["told_by", "written_by", "written_by_agency", "written_by_contact", "led_to_help", "household"],
        *["network", "network_support", "network_part", "taking_part"],
    ],
    "professionals": ["gp_name", "gp_address", "school", "professionals"],
    "timeline": ["life_events", "past_help"],
    "strengths": ["working_well", "keeping_safe", "worried_about", "dangers"],
    "context": ["needs", "groups"],
    "voice": [
        *["voice_understanding", "voice_seen", "seen_on", "voice_best", "voice_worries", "voice_wishes"],
        *["voice_observed", "voice_ways", "voice_pictures", "voice_meaning", "voice_why_not"],
    ],
    "analysis": ["worries", "worry_scale", "overall_scale"],
    "sharing": ["limits", "privacy_notice"],
    "outcome": ["outcome", "outcome_reason", "single_agency", "step_up_reason"],
    "authorisation": ["manager_review"],
}
# D3: national outcome → numbers of the checklist.
D3 = {
    "education": {11, 7},
    "early_years": {4, 7},
    "health": {2, 5, 6, 21, 23},
    "substance_use": {9},
    "relationships": {13, 14, 22, 8},
    "safe_children": {16, 17, 18},
    "crime": {1, 16},
    "domestic_abuse": {3},
    "housing": {10, 12},
    "money": {15, 19, 20},
}
CRITERIA = {
    "education": "attendance",
    "early_years": "children_who_need_help",
    "health": "health",
    "substance_use": "health",
    "relationships": "children_who_need_help",
    "safe_children": "children_who_need_help",
    "crime": "crime",
    "domestic_abuse": "violence",
    "housing": "work",
    "money": "work",
}
NOT_OURS = re.compile(
    r"\bstar\b|signs of (safety|well-?being|success)|three houses|3 houses|safety circle|journey of change|my star"
    r"|family plus|wizard|fairies|protocol|mosaic|capita|coventry|hull\b|herefordshire",
    re.IGNORECASE,
)


@pytest.fixture(params=FORMS)
def form(request):
    return form_of(request.param)


def coventry():
    return form_of("coventry-2019")


def strengths(form):
    return {check.kind: check.strength for check in form.checks}


def texts_of(form):
    """Every sentence that a person reads on the form."""
    yield form.title
    for section in form.sections:
        yield from (section.title, section.why, *section.guidance)
        for question in section.questions:
            yield from (question.text, question.hint, *(column.text for column in question.columns))
    for code_set in form.code_sets.values():
        for value in code_set.values:
            yield from (value.name, value.hint)
    for scale_set in form.scale_sets.values():
        yield scale_set.title
        for scale in scale_set.scales:
            yield from (scale.name, scale.worst, scale.best)
    for outcome in form.outcomes:
        yield from (outcome.name, outcome.hint)
    yield from (check.why for check in form.checks)
    yield from (rule.note for rule in form.levels)


def test_every_profile_that_a_partnership_can_work_by_has_a_form():
    assert list(form_ids()) == FORMS
    assert [name for name, _ in profiles.editions()] == FORMS, "a stock or an overlay is no profile"


def test_a_form_is_called_what_the_partnership_calls_an_assessment(form):
    partnership = Partnership(name="Anywhere", profile=form.id, overlays=[])
    assert form.title == profile_of(partnership).words.assessment


class TestCoventry:
    def test_all_eleven_sections_in_their_order(self):
        sections = [section.key for section in coventry().sections if not section.is_for_own_tool_only]
        assert sections == list(A5_2)

    @pytest.mark.parametrize("section", A5_2)
    def test_what_each_section_asks(self, section):
        assert [question.key for question in coventry().section(section).questions] == A5_2[section]

    def test_it_is_timed_by_the_standard_that_the_rulebook_stops_on_that_event(self):
        clock = coventry().clock
        assert clock.stops_on in load_rulebook("coventry-2019").standard(clock.standard).stop

    def test_the_outcome_that_starts_the_clock_of_the_plan_meeting(self):
        when = load_rulebook("coventry-2019").standard("plan_meeting").applies_to.when
        assert when == {"outcome": (Consequence.PLAN,)}

    def test_the_manager_decides_after_it_is_submitted(self):
        last = coventry().section("authorisation")
        assert last.step is Step.AUTHORISATION
        assert all(section.step is Step.SUBMISSION for section in coventry().sections if section is not last)

    def test_at_level_two_recommended_or_the_agencys_own_and_at_three_required(self):
        two, three = coventry().at_level(2), coventry().at_level(3)
        assert (two.expectation, three.expectation) == (Expectation.RECOMMENDED, Expectation.REQUIRED)
        assert set(two.instead) == {Instead.OWN_TOOL, Instead.KEY_AGENCY_NOTE} and not three.instead
        assert [level for level in (1, 2, 3, 4) if coventry().may_use_own_tool(level)] == [2]

    def test_a_level_of_which_the_handbook_says_nothing_has_no_rule(self):
        assert coventry().at_level(1) is None

    def test_an_overall_number_needs_a_reason_and_three_can_give_one(self):
        overall = coventry().scale_sets["overall"]
        assert overall.about is About.EACH_CHILD and overall.is_reason_needed
        assert set(overall.respondents) == set(Respondent)


class TestHull:
    def test_scales_of_our_own_for_the_family_and_for_each_child(self):
        sets = form_of("hull-2018").scale_sets
        assert len(sets["family_wellbeing"].scales) == 8 and len(sets["my_wellbeing"].scales) == 5
        assert Respondent.CHILD in sets["my_wellbeing"].respondents
        asked = {question.scale_set for question in form_of("hull-2018").questions() if question.kind is Kind.SCALE}
        assert asked == {"family_wellbeing", "my_wellbeing"}

    def test_every_need_but_the_open_one_is_spoken_of_by_a_scale(self):
        sets = form_of("hull-2018").scale_sets
        spoken_of = {need for scale in sets["family_wellbeing"].scales for need in scale.needs}
        assert {value.key for value in form_of("hull-2018").code_sets[NEEDS].values} - spoken_of == {"other"}

    def test_an_agencys_own_tool_leaves_summary_needs_and_scales(self):
        hull = form_of("hull-2018")
        assert [hull.may_use_own_tool(level) for level in (1, 2, 3, 4)] == [False, True, True, False]
        asked = [section.key for section in hull.asked(with_own_tool=True)]
        assert asked == ["details", "own_tool", "context", "voice", "wellbeing", "sharing", "outcome"]
        assert hull.question("tool_file").kind is Kind.UPLOAD and hull.question("tool_summary").is_needed
        assert "own_tool" not in [section.key for section in hull.asked()]

    def test_no_time_is_set_and_no_managers_decision(self):
        hull = form_of("hull-2018")
        assert hull.clock is None
        assert all(section.step is Step.SUBMISSION for section in hull.sections)


class TestHerefordshire:
    def test_optional_at_level_two_with_a_plan_of_actions_instead(self):
        two = form_of("herefordshire-2020").at_level(2)
        assert (two.expectation, two.instead) == (Expectation.OPTIONAL, (Instead.ACTION_PLAN,))

    def test_the_hub_helps_at_high_level_two(self):
        hereford = form_of("herefordshire-2020")
        assert "hub can help" in hereford.at_level(2, "high").note
        assert hereford.at_level(3, "high") == hereford.at_level(3), "a band without a rule follows its level"

    def test_required_at_level_three_where_worries_are_needed_too(self):
        hereford = form_of("herefordshire-2020")
        assert hereford.at_level(3).expectation is Expectation.REQUIRED
        worries = hereford.question("worries")
        assert worries.is_needed_at(3) and not worries.is_needed_at(2)

    def test_no_own_tool_and_no_clock(self):
        hereford = form_of("herefordshire-2020")
        assert hereford.own_tool is None and hereford.clock is None


class TestTheQualityFramework:
    def test_it_makes_every_check_hold_in_every_partnership(self, form):
        laid_over = form_of(form.id, [OVERLAY])
        assert strengths(laid_over) == {kind: Strength.MUST for kind in CheckKind}
        assert not any(check.levels for check in laid_over.checks)

    def test_without_it_some_only_ask(self):
        assert strengths(form_of("herefordshire-2020"))[CheckKind.EACH_PARENT_INCLUDED] is Strength.SHOULD
        assert CheckKind.GROUPS_CONSIDERED not in strengths(form_of("hull-2018"))

    def test_its_questions_stand_where_it_says(self, form):
        laid_over = form_of(form.id, [OVERLAY])
        voice = [question.key for question in laid_over.section("voice").questions]
        assert voice[voice.index("voice_seen") + 1] == "voice_heard_by"
        assert laid_over.section("professionals").questions[-1].key == "professionals_views"
        added = {question.key for question in laid_over.questions()} - {question.key for question in form.questions()}
        assert added == {"identity", "professionals_views", "voice_heard_by"}

    def test_an_overlay_that_says_nothing_of_assessments_changes_nothing(self, form):
        assert form_of(form.id, ["another_framework-3"]) == form


class TestTheChecklist:
    def test_twenty_four_items(self, form):
        assert len(form.code_sets[NEEDS].values) == 24

    def test_each_maps_to_the_national_outcomes_as_d3_says(self, form):
        numbered = enumerate(form.code_sets[NEEDS].values, start=1)
        mapped = {outcome: set() for outcome in D3}
        for number, value in numbered:
            for outcome in value.maps_to:
                mapped[outcome].add(number)
        assert mapped == D3

    def test_each_national_outcome_maps_to_its_older_criterion(self, form):
        outcomes = form.code_sets["national_outcomes"].values
        assert {value.key: value.maps_to for value in outcomes} == {key: (name,) for key, name in CRITERIA.items()}
        assert {value.key for value in form.code_sets["family_criteria"].values} == set(CRITERIA.values())


class TestEveryForm:
    def test_one_of_each_way_to_end_with_its_level(self, form):
        assert {outcome.key: outcome.level for outcome in form.outcomes} == {
            Consequence.CLOSE: 1,
            Consequence.SINGLE_AGENCY: 2,
            Consequence.PLAN: 3,
            Consequence.STEP_UP: 4,
        }

    def test_what_is_counted_or_linked_is_kept_as_rows(self, form):
        kept = {question.record for question in form.questions()}
        assert kept >= {Record.NEED, Record.WORRY, Record.SCORE, Record.VOICE, Record.LIFE_EVENT, Record.PROFESSIONAL}
        assert kept >= {Record.TAKING_PART, Record.OUTCOME, Record.SEEN, Record.LIMIT, Record.UPLOAD}

    def test_long_text_is_only_words_unless_a_child_says_it(self, form):
        for question in form.questions():
            if question.kind is Kind.LONG_TEXT:
                assert question.record is (Record.VOICE if question.voice else None), question.key

    def test_scales_run_from_0_at_worst_to_10_at_best_with_both_ends_told(self, form):
        assert (LOWEST, HIGHEST) == (0, 10)
        for scale_set in form.scale_sets.values():
            assert all(scale.worst and scale.best and scale.worst != scale.best for scale in scale_set.scales)

    def test_every_section_says_why_it_is_asked(self, form):
        assert all(section.why.endswith(".") for section in form.sections)

    def test_a_parent_who_did_not_take_part_and_a_child_who_was_not_heard_have_reasons(self, form):
        assert {"not_safe", "died", "did_not_want"} <= {value.key for value in form.code_sets["why_parent_not"].values}
        assert {"too_ill", "did_not_want"} <= {value.key for value in form.code_sets["why_child_not_heard"].values}
        assert len(form.code_sets["ways_of_hearing"].values) >= 6

    def test_what_is_known_already_is_offered(self, form):
        offering = {question.key for question in form.questions() if question.offered_from}
        assert offering >= {"household", "professionals", "school", "gp_name", "life_events", "voice_best", "needs"}

    def test_every_check_names_its_source(self, form):
        assert all(re.match(r"R\d{3}; S\d:\d", check.source) for check in form.checks)


@pytest.mark.parametrize("form_id", FORMS)
def test_words_are_our_own_short_and_plain(form_id):
    """D1, D2: no name that somebody else holds; and no code or long sentence on a page for families."""
    for text in texts_of(form_of(form_id, [OVERLAY])):
        assert not NOT_OURS.search(text), text
        for sentence in re.split(r"(?<=[.?!:]) ", text):
            assert len(sentence.split()) <= 26, sentence
        assert text == text.strip() and "_" not in text and '"' not in text


@pytest.mark.parametrize("path", [*PROFILES.glob("*.toml"), *STOCK.glob("*.toml")], ids=lambda path: path.stem)
def test_each_file_says_that_a_change_is_a_new_edition(path):
    text = path.read_text(encoding="utf-8")
    assert "new\n# edition" in text or "new edition" in text.replace("\n# ", " ")
    assert tomllib.loads(text)["source"].startswith("R")

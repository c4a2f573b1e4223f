"""A form that is wrong anywhere is refused in one sentence that names the file, the section and the question."""

import copy
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.choices import CheckKind, Strength
from assessments.form import FormError
from assessments.reading import PROFILES, STOCK, form_from, form_of, parse_form, with_overlay

COVENTRY = tomllib.loads((PROFILES / "coventry-2019.toml").read_text(encoding="utf-8"))
COMMON = tomllib.loads((STOCK / "early_help-1.toml").read_text(encoding="utf-8"))
OVERLAY = (PROFILES / "quality_framework-1.toml").read_text(encoding="utf-8")


def whole():
    """Coventry's form with the parts of the stock that it uses written out, so that any of it can be broken."""
    values = copy.deepcopy(COVENTRY)
    for kind in ("code_set", "scale_set", "section"):
        own = {part["key"] for part in values.get(kind, [])}
        stocked = [part for part in COMMON[kind] if part["key"] not in own]
        if kind == "section":
            stocked = [part for part in stocked if part["key"] in values["sections"]]
        values[kind] = copy.deepcopy(stocked) + values.get(kind, [])
    return values


def part(values, kind, key):
    return next(entry for entry in values[kind] if entry["key"] == key)


def question(values, section, key):
    return next(entry for entry in part(values, "section", section)["question"] if entry["key"] == key)


def refusal(values):
    with pytest.raises(FormError) as caught:
        form_from(values, "coventry-2019")
    return str(caught.value)


def test_written_out_it_is_the_same_form():
    assert form_from(whole(), "coventry-2019") == form_of("coventry-2019")


IN_LED = "coventry-2019, section 'family', question 'led_to_help'"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "essay"}, f"{IN_LED}: 'kind' is not one of text, long_text"),
        ({"needed": "yes"}, f"{IN_LED}: 'needed' is not true or false."),
        ({"neded": True}, f"{IN_LED} holds 'neded', which is not known there."),
        ({"text": ""}, f"{IN_LED} has no text."),
        ({"key": "Led to"}, "coventry-2019, section 'family', question 'Led to': the key is not lower-case"),
        ({"key": "local_led"}, "a key that starts with 'local_' belongs to a partnership."),
        ({"key": "told_by"}, "it holds 'told_by' more than once"),
        ({"offered_from": ["memory"]}, f"{IN_LED}: 'offered_from' is not a list of household"),
        ({"code_set": "needs"}, f"{IN_LED}: its kind has no code_set."),
        ({"kind": "choice"}, f"{IN_LED}: it needs a code_set."),
        ({"kind": "choice", "code_set": "colours"}, f"{IN_LED}: there is no code_set 'colours'."),
        ({"kind": "checklist", "code_set": "groups"}, f"{IN_LED}: a checklist is of the code set 'needs'."),
        ({"kind": "scale", "scale_set": "moods"}, f"{IN_LED}: there is no scale_set 'moods'."),
        ({"kind": "scale", "scale_set": "overall"}, f"{IN_LED}: the scales of 'overall' are about something else."),
        ({"voice": "own_words"}, f"{IN_LED}: a voice is one child's"),
        ({"needed": False, "levels": [3]}, f"{IN_LED}: 'levels' says where it is needed, but it is not needed."),
        ({"levels": [5]}, f"{IN_LED}: 'levels' are from 1 to 4."),
        ({"levels": ["3"]}, f"{IN_LED}: 'levels' is not a list of whole numbers."),
        ({"kept_as": "life_event"}, f"{IN_LED}: 'column' and 'kept_as' are for rows"),
        ({"asked_when": {"question": "nowhere", "among": ["yes"]}}, f"{IN_LED}: it is asked when 'nowhere'"),
        ({"asked_when": {"question": "led_to_help", "among": ["yes"]}}, f"{IN_LED}: it is asked when 'led_to_help'"),
        ({"asked_when": {"question": "voice_seen", "among": ["yes"]}}, "which is about somebody else."),
        (
            {"asked_when": {"question": "by_childrens_services", "among": ["maybe"]}},
            f"{IN_LED}: 'by_childrens_services' is never answered 'maybe'.",
        ),
        ({"asked_when": {"question": "told_by", "among": ["mum"]}}, f"{IN_LED}: 'told_by' is never answered 'mum'."),
    ],
)
def test_a_question_that_is_wrong(change, said):
    values = whole()
    question(values, "family", "led_to_help").update(change)
    assert said in refusal(values)


def _columns(*keys):
    return [{"key": key, "text": "Words", "kind": "text"} for key in keys]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"column": _columns("when", "what")}, "a life_event needs 'impact'."),
        ({"column": _columns("when", "what", "impact", "colour")}, "no place to keep 'colour' of a life_event."),
        ({"column": _columns("when", "what", "impact", "when")}, "it holds 'when' more than once."),
        ({"column": []}, "'column' and 'kept_as' are for rows, which need both."),
        ({"kept_as": "need"}, "'need' is not kept from rows."),
        ({"kept_as": "worry", "column": _columns("statement", "goal")}, "more than one question is kept as 'worry'."),
    ],
)
def test_rows_that_have_no_place_or_lack_what_is_counted(change, said):
    values = whole()
    question(values, "timeline", "life_events").update(change)
    assert said in refusal(values)


@pytest.mark.parametrize(
    ("kind", "key", "change", "said"),
    [
        (
            "code_set",
            "needs",
            {"maps_to": "nothing"},
            "code_set 'needs': it maps to 'nothing', which is not a code set.",
        ),
        ("code_set", "needs", {"opn": True}, "coventry-2019, code_set 'needs' holds 'opn'"),
        ("code_set", "groups", {"value": []}, "coventry-2019, code_set 'groups' has no value."),
        ("scale_set", "overall", {"needed_from": ["teacher"]}, "'needed_from' is not a list of child"),
        ("scale_set", "worry", {"respondents": ["child"]}, "'needed_from' names somebody who is not asked."),
        ("scale_set", "overall", {"highest": 5}, "holds 'highest', which is not known there."),
        ("section", "voice", {"about": "each_dog"}, "coventry-2019, section 'voice': 'about' is not one of family"),
        ("section", "voice", {"why": ""}, "coventry-2019, section 'voice' has no why."),
        ("section", "voice", {"step": "later"}, "'step' is not one of submission, authorisation."),
        ("section", "voice", {"key": "local_voice"}, "belongs to a partnership."),
        ("section", "own_tool", {"own_tool_only": False}, "'own_tool' needs the sections that are only for it."),
    ],
)
def test_a_part_that_is_wrong(kind, key, change, said):
    values = whole()
    part(values, kind, key).update(change)
    assert said in refusal(values)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"edition": "2020"}, "coventry-2019 says that it is coventry-2020"),
        ({"stock": "nowhere-1"}, "there is no stock 'nowhere-1'."),
        ({"stock": "../profiles/hull-2018"}, "there is no stock"),
        ({"sections": ["details"]}, "'sections' leaves out"),
        ({"sections": [*COVENTRY["sections"], "garden"]}, "'sections' names 'garden', which neither it nor its stock"),
        ({"sections": [*COVENTRY["sections"], "voice"]}, "'sections' names 'voice' more than once."),
        ({"clock": {"standard": "assessment", "stops_on": "lunch"}}, "coventry-2019, clock: 'stops_on' is not one of"),
        ({"outcome": COVENTRY["outcome"][:3]}, "the outcomes are not one each of close"),
        ({"level": [{"number": 5, "expectation": "optional"}]}, "each level from 1 to 4, and each band"),
        ({"level": COVENTRY["level"] + COVENTRY["level"][:1]}, "each level from 1 to 4, and each band"),
        (
            {"level": [{"number": 3, "expectation": "required", "instead": ["own_tool"]}]},
            "'own_tool' does not allow an agency's own tool at level 3, which takes it.",
        ),
        ({"colour": "blue"}, "coventry-2019 holds 'colour'"),
        ({"check": []}, "coventry-2019 has no check."),
        ({"check": COVENTRY["check"] * 2}, "more than once."),
    ],
)
def test_a_form_that_is_wrong_as_a_whole(change, said):
    values = whole() | change
    assert said in refusal(values)


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("groups_considered", {"questions": []}, "it needs the questions to look at."),
        ("groups_considered", {"questions": ["weather"]}, "check 'groups_considered': it looks at 'weather'"),
        ("groups_considered", {"questions": ["voice_best"]}, "it looks at 'voice_best', which is not answered once"),
        ("groups_considered", {"questions": ["needs"]}, "it looks at 'needs', which is not answered once"),
        ("each_child_heard", {"questions": ["groups"]}, "it looks at no questions."),
        ("needs_linked", {"from_age": 4}, "only hearing a child goes by age."),
        ("needs_linked", {"strength": "may"}, "check 'needs_linked': 'strength' is not one of should, must."),
    ],
)
def test_a_check_that_is_wrong(kind, change, said):
    values = whole()
    next(check for check in values["check"] if check["kind"] == kind).update(change)
    assert said in refusal(values)


def test_a_check_needs_the_rows_that_it_looks_at():
    values = whole()
    family = part(values, "section", "family")
    family["question"] = [entry for entry in family["question"] if entry["key"] != "taking_part"]
    assert "check 'each_parent_included': no question is kept as 'taking_part'." in refusal(values)


def test_a_value_that_maps_nowhere_and_a_scale_of_no_need():
    values = whole()
    part(values, "code_set", "needs")["value"][0]["maps_to"] = ["happiness"]
    assert "code_set 'needs': value 'crime' maps to 'happiness', which is not there." in refusal(values)
    values = whole()
    part(values, "scale_set", "overall")["scale"][0]["needs"] = ["happiness"]
    assert "scale 'overall': it names 'happiness', which the checklist does not hold." in refusal(values)


def test_a_published_value_never_takes_a_key_that_a_partnership_could_choose():
    values = whole()
    part(values, "code_set", "needs")["value"][0]["key"] = "local_crime"
    assert "value 'local_crime': a key that starts with 'local_' belongs to a partnership." in refusal(values)


def test_nothing_is_there_twice():
    values = whole()
    values["section"].append(copy.deepcopy(part(values, "section", "voice")))
    assert refusal(values) == "coventry-2019, section 'voice': it is there twice."
    values = whole()
    overall = part(values, "scale_set", "overall")
    overall["scale"] *= 2
    assert refusal(values) == "coventry-2019, scale_set 'overall': it holds 'overall' more than once."
    values = whole()
    part(values, "code_set", "groups")["value"] *= 2
    assert "code_set 'groups': it holds 'crime', 'disabled'" in refusal(values)


def test_an_outcome_leads_to_a_level_that_there_is():
    values = whole()
    values["outcome"][0]["level"] = 5
    assert refusal(values) == "coventry-2019, outcome 'close': 'level' is from 1 to 4."


def test_the_outcome_and_the_worries_are_asked_for_somewhere():
    values = whole()
    outcome = part(values, "section", "outcome")
    outcome["question"] = [entry for entry in outcome["question"] if entry["key"] == "outcome_reason"]
    assert refusal(values) == "coventry-2019: no question asks for the outcome."
    values = whole()
    analysis = part(values, "section", "analysis")
    analysis["question"] = [entry for entry in analysis["question"] if entry["key"] != "worries"]
    assert refusal(values) == "coventry-2019: it asks about each worry, and nowhere what the worries are."


def test_an_own_tool_and_its_section_go_together():
    values = whole()
    del values["own_tool"]
    values["level"] = values["level"][1:]
    assert refusal(values) == "coventry-2019: 'own_tool' is only for an agency's own tool, which it does not allow."
    values = whole()
    values["own_tool"]["sections"].append("garden")
    assert refusal(values) == "coventry-2019: 'own_tool' names 'garden', which is not a section of it."


def test_an_own_tool_may_not_leave_out_what_decides_the_rest():
    values = whole()
    values["own_tool"]["sections"] = ["details", "own_tool", "outcome"]
    question(values, "outcome", "single_agency")["asked_when"] = {"question": "privacy_notice", "among": ["yes"]}
    assert "'own_tool' leaves out 'privacy_notice', which decides what else is asked." in refusal(values)


def test_not_toml_and_not_there():
    with pytest.raises(FormError, match="coventry-2019 is not valid TOML"):
        parse_form("title = ", "coventry-2019")
    with pytest.raises(FormError, match="There is no form 'nowhere-1'. There are: coventry-2019"):
        form_of("nowhere-1")
    with pytest.raises(FormError, match="There is no form"):
        form_of("../stock/early_help-1")


class TestOverlays:
    def laid(self, text):
        return with_overlay(form_of("coventry-2019"), text, "quality_framework-1")

    def refused(self, old, new):
        assert old in OVERLAY
        with pytest.raises(FormError) as caught:
            self.laid(OVERLAY.replace(old, new, 1))
        return str(caught.value)

    def test_refusals(self):
        assert "is a form of its own" in self.refused("overlay = true", "overlay = false")
        assert "has a question 'told_by' already" in self.refused('key = "identity"', 'key = "told_by"')
        assert "the form has no section 'garden'" in self.refused('section = "family"', 'section = "garden"')
        assert "there is no question 'tea' to stand after" in self.refused("network_part", "tea")
        assert "belongs to a partnership" in self.refused('key = "identity"', 'key = "local_identity"')

    def test_an_overlay_never_makes_a_check_weaker(self):
        weak = OVERLAY.replace('strength = "must"', 'strength = "should"').replace("from_age = 4", "from_age = 9")
        before = {check.kind: check for check in form_of("coventry-2019").checks}
        after = {check.kind: check for check in self.laid(weak).checks}
        assert after[CheckKind.NEEDS_LINKED].strength is Strength.MUST
        assert after[CheckKind.EACH_CHILD_HEARD].from_age == before[CheckKind.EACH_CHILD_HEARD].from_age == 4
        assert after[CheckKind.GROUPS_CONSIDERED].strength is Strength.SHOULD

    def test_nor_looks_at_less(self):
        less = OVERLAY.replace('questions = ["life_events", "past_help"]', 'questions = ["working_well"]')
        (past,) = [check for check in self.laid(less).checks if check.kind is CheckKind.PAST_SUPPORT_CONSIDERED]
        assert past.questions == ("life_events", "past_help", "working_well")


def paths(values, at=()):
    """The way to every table and value of a form."""
    pairs = values.items() if isinstance(values, dict) else enumerate(values)
    for key, value in pairs:
        yield (*at, key)
        if isinstance(value, dict | list):
            yield from paths(value, (*at, key))


EVERYWHERE = sorted(paths(whole()), key=repr)
TABLES = [way for way in EVERYWHERE if isinstance(way[-1], int)]
ODD = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just([]), st.just({}), st.just([[1]]))


def holder(values, way):
    for step in way[:-1]:
        values = values[step]
    return values


@settings(max_examples=60, deadline=None, derandomize=True)
@given(way=st.sampled_from(EVERYWHERE), odd=ODD)
def test_whatever_stands_anywhere_it_reads_or_is_refused_in_a_sentence(way, odd):
    values = whole()
    holder(values, way)[way[-1]] = odd
    try:
        form_from(values, "coventry-2019")
    except FormError as problem:
        assert str(problem).endswith(".")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(way=st.sampled_from(EVERYWHERE))
def test_whatever_is_left_out_it_reads_or_is_refused_in_a_sentence(way):
    values = whole()
    del holder(values, way)[way[-1]]
    try:
        form_from(values, "coventry-2019")
    except FormError as problem:
        assert str(problem).endswith(".")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(way=st.sampled_from(TABLES))
def test_an_unknown_key_is_refused_wherever_it_stands(way):
    values = whole()
    table = holder(values, way)[way[-1]]
    if isinstance(table, dict):
        table["zzz"] = 1
        assert "'zzz', which is not known there." in refusal(values)

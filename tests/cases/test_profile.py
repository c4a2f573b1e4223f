"""Each partnership's own words and rules, and nothing that its profile does not name (A14)."""

import pytest

from cases.profile import profile_of
from ehm.models import Partnership


def profile(name, *overlays):
    return profile_of(Partnership(name="Anywhere", profile=name, overlays=list(overlays)))


@pytest.mark.parametrize(
    ("name", "lead", "area", "panel", "the_panel", "level_three"),
    [
        (
            "coventry-2019",
            "lead practitioner",
            "family hub",
            "Family Matters",
            "Family Matters",
            "RHRT 3, intensive family support",
        ),
        (
            "hull-2018",
            "lead practitioner",
            "locality",
            "Early Help Action Meeting",
            "the Early Help Action Meeting",
            "Targeted early help",
        ),
        (
            "herefordshire-2020",
            "key worker",
            "early help hub",
            "locality multi-agency group",
            "the locality multi-agency group",
            "Level 3, complex",
        ),
    ],
)
def test_words(name, lead, area, panel, the_panel, level_three):
    words = profile(name).words
    assert (words.lead, words.area, words.panel, words.the_panel) == (lead, area, panel, the_panel)
    assert profile(name).level_name(3) == level_three


@pytest.mark.parametrize(
    ("name", "front_door"), [("coventry-2019", "MASH"), ("hull-2018", "EHASH"), ("herefordshire-2020", "MASH")]
)
def test_whom_one_tells_of_significant_harm(name, front_door):
    """In Herefordshire the hub stands beside the MASH, and is for level 3 and below (R016)."""
    assert profile(name).words.front_door == front_door


def test_only_herefordshire_sets_a_high_level_two_apart():
    assert profile("herefordshire-2020").level_name(2, "high") == "High level 2, additional"
    assert ("2-high", "High level 2, additional") in profile("herefordshire-2020").level_choices
    for name in ("coventry-2019", "hull-2018"):
        assert [value for value, _ in profile(name).level_choices] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("name", "needed_at"), [("coventry-2019", []), ("hull-2018", [1, 2, 3, 4]), ("herefordshire-2020", [3, 4])]
)
def test_where_the_family_must_agree_before_help_begins(name, needed_at):
    """R127: always in Hull, for complex needs in Herefordshire; Coventry has no such rule."""
    agreement = profile(name).agreement
    assert [level for level in (1, 2, 3, 4) if agreement.is_needed_at(level)] == needed_at


def test_an_overlay_adds_to_the_partnerships_own_profile():
    plain, overlaid = profile("coventry-2019"), profile("coventry-2019", "quality_framework-1")
    assert not plain.agreement.asks_children
    assert overlaid.agreement.asks_children
    assert (overlaid.words, overlaid.levels, overlaid.agreement.stance) == (
        plain.words,
        plain.levels,
        plain.agreement.stance,
    )


def test_a_rule_that_no_profile_names_is_absent():
    assert profile("coventry-2019").oversight.of_closing
    assert not profile("hull-2018").oversight.of_closing
    assert profile("hull-2018").ages.up_to_with_disability is None

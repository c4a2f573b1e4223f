"""Every published rulebook can be read, and every standard does what its worked examples say."""

import re
from datetime import UTC, datetime

import pytest

from ehm.events import kinds
from standards.bank_holidays import bank_holidays
from standards.engine import DueSoon, Limit, Roll, Unit, Variation, WorkingCalendar, standing
from standards.events import EVENTS
from standards.reading import PROFILES, latest_rulebook, load_rulebook, parse_rulebook, rulebook_ids, rulebook_of
from standards.rulebook import AlertAt, AppliesTo, Circumstances, Party, RulebookError, Subject, VariationNeed
from standards.sources import source_in_words

EXAMPLES = [
    pytest.param(standard, example, id=f"{rulebook_id}: {standard.id}: {example.title}")
    for rulebook_id in rulebook_ids()
    for standard in load_rulebook(rulebook_id).standards
    for example in standard.examples
]


@pytest.mark.parametrize(("standard", "example"), EXAMPLES)
def test_worked_example(standard, example):
    calendar = WorkingCalendar.of([*bank_holidays(range(2022, 2030)), *example.closures])
    deadline = standard.deadline(
        example.started_at,
        calendar,
        agreed_days=example.agreed_days,
        agreed_on=example.agreed_on,
        variation=example.variation,
    )
    assert deadline.due_at == example.due_at, "\n".join(standard.explain(deadline))
    looked_at = example.looked_at or example.stopped_at
    assert standing(deadline, looked_at, stopped_at=example.stopped_at).state is example.outcome


def coventry():
    return load_rulebook("coventry-2019")


def text_of(rulebook_id):
    return (PROFILES / f"{rulebook_id}.toml").read_text(encoding="utf-8")


class TestWhatEachProfileHolds:
    """A14: where a document is silent the standard is absent, not taken from Coventry."""

    def test_coventry(self):
        on = {standard.id for standard in coventry().enabled()}
        off = {standard.id for standard in coventry().standards} - on
        assert on >= {"first_contact", "request_wait", "management_oversight", "assessment", "recording", "seen"}
        assert on >= {"plan_meeting", "review", "disagreement"}
        assert off == {"outcome_letter", "coordinator_follow_up", "request_triage"}  # R089, R090, R096

    def test_hull_has_its_own_two(self):
        assert [standard.id for standard in load_rulebook("hull-2018").standards] == [
            "written_follow_up",
            "feedback_chase",
        ]

    def test_herefordshire_has_no_practice_clock_and_says_so(self):
        rulebook = load_rulebook("herefordshire-2020")
        assert [standard.id for standard in rulebook.standards] == ["level_2_plan_review"]
        assert rulebook.standard("level_2_plan_review").limit.unit is Unit.AS_AGREED
        assert "no practice clocks" in rulebook.note

    def test_the_quality_framework_adds_the_first_review_to_any_profile(self):
        overlay = load_rulebook("quality_framework-1")
        assert [standard.id for standard in overlay.enabled()] == ["first_review"]
        for rulebook_id in ("coventry-2019", "hull-2018", "herefordshire-2020"):
            both = load_rulebook(rulebook_id).with_overlay(overlay)
            assert both.standard("first_review").limit.amount == 42
        with pytest.raises(RulebookError, match="profile of its own"):
            overlay.with_overlay(coventry())
        with pytest.raises(RulebookError, match="both hold 'case_supervision'"):
            overlay.with_overlay(overlay)

    def test_every_rule_of_the_domain_from_R076_to_R096_is_somewhere(self):
        cited = {
            standard.source[:4] for rulebook_id in rulebook_ids() for standard in load_rulebook(rulebook_id).standards
        }
        assert cited == {f"R{number:03}" for number in range(76, 97)}

    def test_titles_speak_their_limit(self):
        title = coventry().standard("first_contact").title
        assert title == "Whoever leads speaks with the family within 5 working days, and tells them how their " + (
            "information is used."
        )

    def test_the_newest_edition_of_a_profile_is_found(self):
        assert latest_rulebook("hull").id == "hull-2018"
        with pytest.raises(RulebookError, match="There is no profile 'hul'"):
            latest_rulebook("hul")


def test_a_source_is_said_as_the_document_that_somebody_can_ask_for():
    handbook = "Early Help Handbook with practice standards"
    assert source_in_words("R076; S1:330-368") == handbook
    assert source_in_words("R093; S1:1339-1352, S2:44") == f"{handbook}, What is 'good' early help?"
    assert source_in_words("S3, Targeted Early Help procedure") == "Targeted Early Help procedure"
    assert source_in_words("R094; S0:57") == "", "not published"
    for rulebook_id in rulebook_ids():
        for standard in load_rulebook(rulebook_id).standards:
            assert not re.search(r"[RS]\d", source_in_words(standard.source)), standard.id


def test_every_event_name_is_used_by_some_standard():
    """A name that nothing uses is a slip in a rulebook, or left over."""
    used = set()
    for rulebook_id in rulebook_ids():
        for standard in load_rulebook(rulebook_id).standards:
            used |= {*standard.start, *standard.stop, *standard.cancel}
            for setting in standard.settings:
                for choice in setting.choices.values():
                    used |= {*choice.texts("start"), *choice.texts("stop")}
    assert used == set(EVENTS)


def test_the_names_that_cases_reports_are_the_names_that_clocks_wait_for():
    """Kinds that cases declares today: renaming one there must not leave a clock deaf."""
    declared = {name for name in EVENTS if name in kinds}
    assert declared >= {"episode.requested", "allocation.made", "lead.agreed", "oversight.recorded", "child.seen"}
    assert declared >= {"contact.recorded", "first_contact.made", "episode.closed", "episode.not_taken_up"}
    assert declared >= {"member.added", "member.left", "child.born"}
    assert {"agreement.withdrawn", "allocation.ended"} <= set(kinds)  # read into consent.withdrawn, hub.stopped_leading


class TestWhoIsBound:
    def test_oversight_binds_the_local_authority_only(self):
        started = coventry().started_by("allocation.made", Circumstances(lead_is_local_authority=True))
        assert [standard.id for standard in started] == ["first_contact", "management_oversight", "seen"]
        elsewhere = coventry().started_by("allocation.made", Circumstances(lead_is_local_authority=False))
        assert [standard.id for standard in elsewhere] == ["first_contact"]

    def test_a_standard_that_is_off_opens_nothing_but_what_is_open_can_still_end(self):
        off = coventry().with_overrides({"seen": {"enabled": False}}).standard("seen")
        council = Circumstances(lead_is_local_authority=True)
        assert coventry().standard("seen").starts_on("allocation.made", council)
        assert not off.starts_on("allocation.made", council) and not off.reopens_on("child.seen")
        assert off.stops_on("child.seen") and off.cancels_on("episode.closed")

    def test_a_plans_interval_shortens_a_review_and_nothing_else(self):
        started, calendar = datetime(2026, 10, 12, 14, tzinfo=UTC), WorkingCalendar.of(bank_holidays([2026, 2027]))
        for standard_id, shortened in (("review", True), ("seen", False)):
            standard = coventry().standard(standard_id)
            asked = standard.deadline(started, calendar, agreed_days=7)
            assert (asked != standard.deadline(started, calendar)) is shortened

    def test_a_plan_meeting_is_due_only_after_an_assessment_that_asks_for_one(self):
        for outcome, expected in (("plan", ["plan_meeting"]), ("no_further_action", [])):
            circumstances = Circumstances(data={"outcome": outcome})
            started = coventry().started_by("assessment.completed", circumstances)
            assert [standard.id for standard in started] == expected

    def test_a_level_and_a_kind_of_agency(self):
        bound = AppliesTo(levels=(2,), agency_kinds=("school",))
        assert bound.holds_for(Circumstances(level=2, agency_kind="school"))
        assert not bound.holds_for(Circumstances(level=3, agency_kind="school"))
        assert not bound.holds_for(Circumstances(level=2, agency_kind="police"))
        assert not bound.holds_for(Circumstances(agency_kind="school"))

    def test_what_stops_reopens_and_cancels(self):
        seen = coventry().standard("seen")
        assert seen.stops_on("child.seen") and seen.reopens_on("child.seen")
        assert seen.cancels_on("episode.closed") == "Early help ended." and seen.cancels_on("child.seen") is None
        assert not coventry().standard("first_contact").reopens_on("first_contact.made")
        assert seen.cancels_on("consent.withdrawn")
        stopped = [one.id for one in coventry().standards if one.stops_on("first_contact.made")]
        assert stopped == ["first_contact", "request_wait"]

    def test_who_is_told_when(self):
        oversight = coventry().standard("management_oversight")
        assert oversight.alerts(AlertAt.DUE_SOON) == (Party.HOLDER,)
        assert oversight.alerts(AlertAt.OVERDUE) == (Party.HOLDER, Party.MANAGERS_MANAGER)

    def test_what_a_variation_needs(self):
        rule = coventry().standard("seen").variation
        assert rule.allowed and rule.missing([VariationNeed.REASON]) == {
            VariationNeed.MANAGER,
            VariationNeed.FAMILY_AGREED,
        }
        assert not coventry().standard("first_contact").variation.allowed

    def test_more_time_for_an_assessment_is_kept_but_still_counts_late(self):
        assessment = coventry().standard("assessment")
        started = datetime(2026, 4, 20, 14, tzinfo=UTC)
        calendar = WorkingCalendar.of(bank_holidays([2026]))
        varied = assessment.deadline(started, calendar, variation=Variation(interval_days=90))
        assert varied == assessment.deadline(started, calendar)


class TestAPartnershipsRulebook:
    def test_profile_overlay_and_overrides_in_one(self):
        ours = rulebook_of("hull-2018", overlays=["quality_framework-1"], overrides={"first_review": {"limit": 28}})
        assert ours.id == "hull-2018"
        assert [standard.id for standard in ours.enabled()] == ["written_follow_up", "feedback_chase", "first_review"]
        assert "within 28 calendar days" in ours.standard("first_review").title

    def test_profile_alone(self):
        assert rulebook_of("coventry-2019") == coventry()


class TestOverrides:
    def test_numbers_words_and_switches(self):
        ours = coventry().with_overrides(
            {
                "first_contact": {"limit": 3, "title": "We ring every family within {limit}."},
                "outcome_letter": {"enabled": True},
                "plan_meeting": {"roll": "next_working", "due_soon": {"working_days": 3}},
            }
        )
        assert ours.standard("first_contact").title == "We ring every family within 3 working days."
        assert ours.standard("outcome_letter").enabled
        assert ours.standard("plan_meeting").limit.roll is Roll.NEXT_WORKING
        assert ours.standard("plan_meeting").due_soon == DueSoon(working_days=3)
        assert ours.standard("seen") == coventry().standard("seen")
        assert coventry().standard("first_contact").limit.amount == 5

    def test_the_title_follows_the_number(self):
        ours = coventry().with_overrides({"first_contact": {"limit": 1}})
        assert "within 1 working day," in ours.standard("first_contact").title

    @pytest.mark.parametrize(
        ("standard_id", "setting", "choice", "part", "value"),
        [
            ("first_contact", "std1_trigger", "request_date", "start", ("episode.requested",)),
            ("assessment", "eha_complete_event", "authorised", "stop", ("assessment.authorised",)),
            ("recording", "recording_time", "48h", "limit", Limit(48, Unit.HOURS)),
            ("seen", "seen_scope", "any_child", "subject", Subject.EPISODE),
            ("seen", "seen_scope", "family", "stop", ("family.seen",)),
            (
                "management_oversight",
                "oversight_hours",
                "24h_skip_non_working",
                "limit",
                Limit(24, Unit.HOURS_SKIP_NON_WORKING),
            ),
        ],
    )
    def test_a_setting(self, standard_id, setting, choice, part, value):
        assert getattr(coventry().standard(standard_id), part) != value
        ours = coventry().with_overrides({standard_id: {setting: choice}}).standard(standard_id)
        assert getattr(ours, part) == value
        assert {chosen.id: chosen.chosen for chosen in ours.settings}[setting] == choice

    def test_a_second_override_keeps_the_first(self):
        ours = coventry().with_overrides({"first_contact": {"std1_trigger": "request_date"}})
        again = ours.with_overrides({"first_contact": {"limit": 3}}).standard("first_contact")
        assert (again.start, again.limit.amount) == (("episode.requested",), 3)

    @pytest.mark.parametrize(
        ("overrides", "sentence"),
        [
            ({"fist_contact": {"limit": 3}}, "There is no standard 'fist_contact' in coventry-2019"),
            ({"first_contact": {"limit": 0}}, "must be from 1 to 1000, not 0"),
            ({"first_contact": {"limit": "3"}}, "'limit' is not a whole number"),
            ({"first_contact": {"limit": True}}, "'limit' is not a whole number"),
            ({"first_contact": {"unit": "fortnights"}}, "'unit' is not one of hours"),
            ({"first_contact": {"roll": "next_working"}}, "cannot roll"),
            ({"first_contact": {"title": "Ring within 3 days."}}, "the title says {limit}"),
            ({"first_contact": {"title": "Ring within {limit}"}}, "not one sentence"),
            ({"first_contact": {"enabled": "no"}}, "'enabled' is not true or false"),
            ({"first_contact": {"std1_trigger": "whenever"}}, "'lead_notified_or_agreed' and 'request_date'"),
            ({"first_contact": {"seen_scope": "family"}}, "holds 'seen_scope', which is not known there"),
            ({"first_contact": {"holder": "chair"}}, "holds 'holder', which is not known there"),
            ({"first_contact": {"due_soon": {"percent": 200}}}, "from 1 to 99 per cent"),
            ({"plan_action": {"limit": 3}}, "no limit of its own"),
            ({"plan_action": {"roll": "next_working"}}, "no limit of its own"),
        ],
    )
    def test_refused(self, overrides, sentence):
        with pytest.raises(RulebookError) as refused:
            coventry().with_overrides(overrides)
        assert sentence in str(refused.value)


class TestRefusedRulebooks:
    """Take one part away from a good rulebook, and it is refused in a sentence that names the part."""

    def refused(self, change, rulebook_id="hull-2018"):
        before = text_of(rulebook_id)
        after = change(before)
        assert after != before
        parse_rulebook(before, rulebook_id)
        with pytest.raises(RulebookError) as refused:
            parse_rulebook(after, rulebook_id)
        return str(refused.value)

    @pytest.mark.parametrize(
        "part", ["title", "source", "start", "stop", "subject", "repeat", "unit", "due_soon", "holder"]
    )
    def test_a_missing_part(self, part):
        def without(text):
            head, standard = text.split("[[standard]]", 1)
            return head + "[[standard]]" + re.sub(rf"(?m)^{part} = .*\n", "", standard, count=1)

        assert self.refused(without) == f"hull-2018, standard 'written_follow_up' has no {part}."

    @pytest.mark.parametrize(("outcome", "word"), [("met", "met"), ("met_late", "breached")])
    def test_no_worked_example_of_it_being_met_or_breached(self, outcome, word):
        other = {"met": "met_late", "met_late": "met"}[outcome]
        found = self.refused(lambda text: text.replace(f'outcome = "{outcome}"', f'outcome = "{other}"'))
        assert found == f"hull-2018, standard 'written_follow_up' has no worked example in which it is {word}."

    def test_no_worked_example_at_all(self):
        def without(text):
            return re.sub(r"\[\[standard\.example\]\]\n(.+\n)+", "", text)

        assert self.refused(without) == "hull-2018, standard 'written_follow_up' has no example."

    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            ("limit = 48", "limit = 0", "must be from 1 to 1000, not 0"),
            ("limit = 48\n", "", "'limit' is not a whole number"),
            ('unit = "hours"', 'unit = "moons"', "'unit' is not one of hours"),
            ('start = ["safe', 'start = ["unsafe', "names 'unsafeguarding_contact.made', which no part of the system"),
            ("within {limit}.", "within two days.", "the title says {limit}"),
            ('holder = "recorder"', 'holder = "holder"', "a role, not 'holder' itself"),
            ("percent = 20", "percent = 20, working_days = 2", "either a percentage"),
            ("R085; S3:45", "page 45", "the source is not like"),
            ('edition = "2018"', 'edition = "2019"', "says that it is hull-2019"),
            ('"feedback_chase"', '"written_follow_up"', "holds 'written_follow_up' more than once"),
            ('repeat = "once"', 'repeat = "once"\nlimmit = 3', "holds 'limmit', which is not known there"),
            ('at = "due_soon", to', 'at = "soon", to', "'at' is not one of due_soon, overdue"),
            (
                "stopped = 2026-11-22T14:15:00Z",
                'stopped = "Sunday"',
                "'stopped' is not a date and time with its offset",
            ),
            ('profile = "hull"', "profile = hull", "is not valid TOML"),
        ],
    )
    def test_a_wrong_part(self, old, new, sentence):
        assert sentence in self.refused(lambda text: text.replace(old, new, 1))

    def test_a_setting_that_is_not_what_the_standard_says(self):
        change = ('chosen = "lead_notified_or_agreed"', 'chosen = "request_date"')
        assert "is not what the standard says" in self.refused(lambda text: text.replace(*change), "coventry-2019")

    def test_an_unknown_rulebook(self):
        with pytest.raises(RulebookError, match="There is no rulebook '../secrets'"):
            load_rulebook("../secrets")

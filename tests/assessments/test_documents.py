import re
import time
from dataclasses import replace

import pytest

from assessments.address import Address
from assessments.choices import Record, Respondent, VoicePart
from assessments.documents.building import paragraphs
from assessments.documents.childs import childs_version
from assessments.documents.copies import family_copy, full_copy, shared_copy, without
from assessments.documents.differences import Change, differences
from assessments.documents.tree import Checklist, Kind, Line, Scales, Table, Words
from assessments.reading import form_ids, form_of
from tests.assessments.planted import planted

COVENTRY = form_of("coventry-2019")


def at(text):
    return Address.parse(text)


def words_in(tree):
    return set(re.findall(r"Q\d{4}X", repr(tree)))


@pytest.fixture(scope="module")
def whole():
    return planted(COVENTRY)


@pytest.mark.parametrize("form_id", form_ids())
def test_the_record_own_copy_holds_everything_that_was_written(form_id):
    document, where = planted(form_of(form_id))
    assert words_in(full_copy(document)) == set(where.words)


def test_what_an_agency_own_tool_found_is_told():
    document, where = planted(COVENTRY, uses_own_tool=True)
    assert words_in(document) == set(where.words)
    assert "own_tool" in [part.address.section for part in document.parts]


def test_every_node_has_an_address_of_its_own(whole):
    document, _ = whole
    places = [entry.address for entry in document.entries()]
    assert len(places) == len(set(places))
    for part in document.parts:
        assert all(part.address.covers(entry.address) for entry in part.entries)


def test_a_question_that_nobody_answered_is_not_there(whole):
    document, _ = whole
    assert not [entry for entry in document.entries() if entry.address.question == "voice_why_not"]


def test_codes_days_and_people_are_told_in_words(whole):
    document, _ = whole
    entries = {entry.address: entry.content for entry in document.entries()}
    assert entries[at("outcome/outcome")] == Words(("Early Help Plan",))
    assert entries[at("details/started_on")] == Words(("2 November 2026",))
    limits = entries[at("sharing/limits")]
    assert limits.lines[0].cells[:2] == ("What does the child worry about?: Aisha", "Sam")
    seen = entries[at("voice/seen_on")]
    assert seen.lines[0].cells[:3] == ("Dee", "2 November 2026", "No")


def test_only_the_children_own_words_are_quotations(whole):
    document, _ = whole
    quoted = {
        entry.voice for entry in document.entries() if isinstance(entry.content, Words) and entry.content.is_quotation
    }
    assert quoted == {VoicePart.OWN_WORDS, VoicePart.UNDERSTANDING}


def test_a_section_about_each_child_goes_child_by_child(whole):
    document, _ = whole
    voice = next(part for part in document.parts if part.address.section == "voice")
    about = [entry.subject for entry in voice.entries]
    assert list(dict.fromkeys(about)) == ["", "Aisha", "Leo", "the baby"]
    assert about == sorted(about, key=["", "Aisha", "Leo", "the baby"].index)


class TestLimits:
    def test_nothing_that_is_limited_is_left_and_nothing_else_goes(self, whole):
        document, where = whole
        limits_list = where.at(at("sharing/limits"))
        extra = {
            "outcome/outcome": where.at(at("outcome")) | where.at(at("authorisation")),
            "outcome": where.at(at("authorisation")),
            "analysis/worries": where.at(at("analysis/worry_scale")),
            **{f"analysis/worries#worries-{n}": where.at(at(f"analysis/worry_scale/worries-{n}")) for n in range(5)},
            "voice/voice_pictures": where.at(at("voice/voice_meaning")),
            "voice/voice_ways": where.at(at("voice/voice_meaning")),
        }
        for child in ("aisha", "leo", "baby"):
            for question in ("voice_pictures", "voice_ways"):
                extra[f"voice/{question}/{child}"] = where.at(at(f"voice/voice_meaning/{child}"))
            extra[f"voice/voice_pictures/{child}#picture"] = where.at(at(f"voice/voice_meaning/{child}"))
        rows = {place for place in where.words.values()}
        entries = {entry.address for entry in document.entries()}
        questions = {Address(place.section, place.question) for place in entries}
        sections = {Address(place.section) for place in entries}
        open_to_all = words_in(shared_copy(document, ()))
        assert open_to_all == set(where.words) - limits_list
        for limit in rows | entries | questions | sections:
            left = words_in(shared_copy(document, [limit]))
            assert left == open_to_all - where.at(limit) - extra.get(str(limit), set()), str(limit)

    def test_a_copy_says_nothing_of_what_it_leaves_out(self, whole):
        document, _ = whole
        answered = shared_copy(document, [at("strengths"), at("context/needs#debt"), at("voice/voice_best/leo")])
        never_written = replace(
            document,
            parts=tuple(
                replace(
                    part, entries=tuple(entry for entry in part.entries if entry.address != at("voice/voice_best/leo"))
                )
                for part in document.parts
                if part.address.section != "strengths"
            ),
        )
        items = [entry for entry in never_written.entries() if entry.record is Record.NEED]
        kept = tuple(item for item in items[0].content.items if item.address.row != "debt")
        never_written = replace(
            never_written,
            parts=tuple(
                replace(
                    part,
                    entries=tuple(
                        replace(entry, content=Checklist(kept)) if entry.record is Record.NEED else entry
                        for entry in part.entries
                    ),
                )
                for part in never_written.parts
            ),
        )
        assert answered == shared_copy(never_written, ())

    def test_a_copy_never_lists_who_should_not_see_what(self, whole):
        document, where = whole
        for copy in (shared_copy(document, ()), family_copy(document, ())):
            assert not words_in(copy) & where.at(at("sharing/limits"))
            assert not copy.kept_as(Record.LIMIT)

    def test_no_copy_has_items_that_are_not_so_for_then_the_one_that_is_missing_would_show(self, whole):
        document, _ = whole
        silent = replace_items(document, lambda item: replace(item, comment=""))
        (needs,) = shared_copy(silent, ()).kept_as(Record.NEED)
        assert needs.content.items and all(item.is_so for item in needs.content.items)
        (needs,) = full_copy(silent).kept_as(Record.NEED)
        assert not all(item.is_so for item in needs.content.items)

    def test_no_copy_links_needs_to_worries_for_one_that_links_to_nothing_would_show(self, whole):
        document, _ = whole
        (needs,) = shared_copy(document, ()).kept_as(Record.NEED)
        assert not any(item.worries for item in needs.content.items)
        (needs,) = full_copy(document).kept_as(Record.NEED)
        assert any(item.worries for item in needs.content.items)

    def test_a_column_that_only_hidden_rows_filled_goes(self, whole):
        document, _ = whole
        table = Table(document.kept_as(Record.PROFESSIONAL)[0].content.columns[:1], ())
        place = at("professionals/professionals")
        columns = (*table.columns, replace(table.columns[0], key="phone", text="Phone"))
        lines = (Line(replace(place, row="one"), ("A", "")), Line(replace(place, row="two"), ("B", "123")))
        copy = without(with_content(document, place, Table(columns, lines)), [replace(place, row="two")])
        (entry,) = copy.kept_as(Record.PROFESSIONAL)
        assert entry.content == Table(columns[:1], (Line(replace(place, row="one"), ("A",)),))

    def test_of_the_whole_nothing_is_left(self, whole):
        document, _ = whole
        copy = shared_copy(document, [Address()])
        assert copy.parts == () and copy.children == ()
        assert "Okafor" not in repr(copy)

    @pytest.mark.parametrize("outcome", ["single_agency", "step_up"])
    def test_what_was_asked_because_of_the_outcome_does_not_tell_it(self, outcome):
        document, where = planted(COVENTRY, outcome=outcome)
        assert where.at(at("outcome"))
        assert not words_in(shared_copy(document, [at("outcome/outcome")])) & where.at(at("outcome"))

    def test_what_rests_on_what_rests_on_something_hidden_goes_too(self):
        document, where = planted(COVENTRY)
        first, second, third = document.entries()[:3]
        second, third = replace(second, rests_on=(first.address,)), replace(third, rests_on=(second.address,))
        part = replace(document.parts[0], entries=(first, second, third))
        assert without(replace(document, parts=(part,)), [first.address]).parts == ()


def replace_items(document, change):
    (needs,) = document.kept_as(Record.NEED)
    return with_content(document, needs.address, Checklist(tuple(change(item) for item in needs.content.items)))


def with_content(document, address, content):
    return replace(
        document,
        parts=tuple(
            replace(
                part,
                entries=tuple(
                    replace(entry, content=content) if entry.address == address else entry for entry in part.entries
                ),
            )
            for part in document.parts
        ),
    )


class TestFamilyCopy:
    def test_it_holds_what_the_family_said_and_not_what_the_manager_remarked(self, whole):
        document, where = whole
        copy = family_copy(document, ())
        kept_back = where.at(at("authorisation")) | where.at(at("sharing/limits")) | where.at(at("family/taking_part"))
        assert words_in(copy) == set(where.words) - kept_back
        assert copy.kind is Kind.FAMILY

    def test_who_took_part_is_told_without_the_reason_why_somebody_did_not(self, whole):
        document, _ = whole
        (entry,) = family_copy(document, ()).kept_as(Record.TAKING_PART)
        assert [column.key for column in entry.content.columns] == ["person", "took_part"]
        (entry,) = shared_copy(document, ()).kept_as(Record.TAKING_PART)
        assert [column.key for column in entry.content.columns] == ["person", "took_part", "why_not", "note"]

    def test_what_is_limited_goes(self, whole):
        document, where = whole
        limit = at("voice/voice_worries/aisha")
        assert where.at(limit) <= words_in(family_copy(document, ()))
        assert not where.at(limit) & words_in(family_copy(document, [limit]))


class TestChildsVersion:
    def own(self, where, child):
        questions = ("voice_understanding", "voice_best", "voice_worries", "voice_wishes", "voice_pictures")
        return {word for question in questions for word in where.at(at(f"voice/{question}/{child}"))}

    def goals(self, document):
        (worries,) = document.kept_as(Record.WORRY)
        return {word for line in worries.content.lines for word in words_in(worries.content.cell(line, "goal"))}

    def helpers(self, document):
        (helpers,) = document.kept_as(Record.PROFESSIONAL)
        return {word for line in helpers.content.lines for word in words_in(helpers.content.cell(line, "name"))}

    @pytest.mark.parametrize("child", ["aisha", "leo"])
    def test_it_holds_the_own_words_of_this_child_who_helps_and_the_goals_and_nothing_else(self, whole, child):
        document, where = whole
        page = childs_version(document, child, ())
        assert words_in(page) == self.own(where, child) | self.goals(document) | self.helpers(document)

    def test_the_only_number_on_it_is_the_one_that_this_child_gave(self, whole):
        document, _ = whole
        page = childs_version(document, "aisha", ())
        entry = next(entry for entry in document.entries() if entry.address == at("analysis/overall_scale/aisha"))
        given = [view.value for view in entry.content.scales[0].views if view.respondent is Respondent.CHILD]
        assert [score.value for score in page.scores] == given

    def test_whatever_is_limited_for_anybody_is_not_on_it(self, whole):
        document, where = whole
        limits = [at("voice/voice_worries/aisha"), at("analysis/worries#worries-0"), at("voice/voice_pictures")]
        limits.append(at("professionals/professionals#professionals-1"))
        page = words_in(childs_version(document, "aisha", limits))
        assert page
        assert not page & {word for limit in limits for word in where.at(limit)}

    def test_only_the_goals_that_were_chosen_for_the_child_are_on_it(self, whole):
        document, where = whole
        page = childs_version(document, "aisha", (), goals=["worries-2"])
        assert len(page.wanted) == 1
        assert words_in(page.wanted) < where.at(at("analysis/worries#worries-2"))
        assert childs_version(document, "aisha", (), goals=[]).wanted == ()

    def test_every_quotation_has_a_heading_that_speaks_to_the_child(self, whole):
        document, _ = whole
        assert all("you" in said.heading for said in childs_version(document, "aisha", ()).said)


class TestDifferences:
    def test_a_version_does_not_differ_from_itself(self, whole):
        document, _ = whole
        assert differences(document, document) == ()

    def test_rows_that_were_copied_under_other_keys_are_the_same(self, whole):
        document, _ = whole
        assert differences(document, copied(document)) == ()

    def test_what_was_changed_is_told_with_both_texts(self, whole):
        document, _ = whole
        place = at("strengths/working_well")
        later = with_content(copied(document), place, Words(("Ben goes to school again.",)))
        (found,) = differences(document, later)
        assert found.change is Change.CHANGED
        assert found.sentence == "Changed since version 1: 'What is working well?'."
        assert found.after == "Ben goes to school again." and found.before.startswith("Q")
        assert found.section == "What works well, and what worries us"

    def test_what_is_new_of_a_child_names_the_child(self, whole):
        document, _ = whole
        earlier = without(document, [at("voice/voice_best/leo")])
        (found,) = [one for one in differences(earlier, without(document, ())) if one.change is Change.NEW]
        assert found.sentence == "New since version 1: 'What are the best things in the child's life?' for Leo."

    def test_lines_come_change_and_go(self, whole):
        document, _ = whole
        (events,) = document.kept_as(Record.LIFE_EVENT)
        first, second, *others = copied_table(events.content).lines
        changed = replace(first, cells=(first.cells[0], "moved house", first.cells[2]))
        new = replace(first, address=replace(first.address, row="new"), cells=("June 2026", "New school", "Good"))
        later = with_content(document, events.address, Table(events.content.columns, (changed, *others, new)))
        found = {one.change: one for one in differences(document, later)}
        assert len(found) == 3
        title = "'What has happened to you and your family?'"
        assert found[Change.NEW].sentence == f"New since version 1: 'June 2026', in {title}."
        assert found[Change.CHANGED].sentence == f"Changed since version 1: '{first.cells[0]}', in {title}."
        assert found[Change.GONE].sentence == f"No longer there since version 1: '{second.cells[0]}', in {title}."

    def test_a_changed_score_is_told_with_whose_view_it_is(self, whole):
        document, _ = whole
        entry = next(entry for entry in document.entries() if entry.address == at("analysis/overall_scale/aisha"))
        scale = entry.content.scales[0]
        views = (replace(scale.views[0], value=9), *scale.views[1:])
        later = with_content(document, entry.address, Scales((replace(scale, views=views),)))
        (found,) = differences(document, later)
        assert found.sentence == (
            "Changed since version 1: 'How things are overall' as the child sees it, in "
            "'How are things for this child overall?' for Aisha."
        )
        assert found.before.startswith("3 out of 10") and found.after.startswith("9 out of 10")


def copied_table(table):
    lines = (replace(line, address=replace(line.address, row=f"{line.address.row}-copy")) for line in table.lines)
    return replace(table, lines=tuple(lines))


def copied(document):
    """The document as a new version's rows would make it: every row, also each worry, has a key of its own."""

    def entry_of(entry):
        content = copied_table(entry.content) if isinstance(entry.content, Table) else entry.content
        place = entry.address
        if place.about.startswith("worries-"):
            place = replace(place, about=f"{place.about}-copy")
            scales = (
                replace(
                    scale,
                    views=tuple(replace(view, address=replace(place, row=view.address.row)) for view in scale.views),
                )
                for scale in content.scales
            )
            content = Scales(tuple(scales))
        return replace(entry, address=place, content=content)

    parts = (replace(part, entries=tuple(map(entry_of, part.entries))) for part in document.parts)
    return replace(document, parts=tuple(parts), version=2)


def test_paragraphs_of_words_that_are_mostly_blank_are_found_at_once():
    began = time.monotonic()
    for blank in (" " * 19_998, " " * 9_999 + "\n" + " " * 9_999, "\t" * 19_998):
        assert paragraphs([f"a{blank}b"]) == (f"a{blank}b",)
    assert paragraphs([" a \n\t\n b\n\n\n", "c"]) == ("a", "b", "c")
    assert time.monotonic() - began < 1

import xml.etree.ElementTree as ElementTree

import pytest

from ehm.charts.family import Bond, Child, Couple, Parentage, Person, Shape, only_known
from ehm.charts.family_layout import SPACING, lay_out, spread
from ehm.charts.genogram import LINE_OF_NAME, genogram, name_in_lines
from tests.charts.families import family

SVG = "{http://www.w3.org/2000/svg}"


def drawn(people, couples, title="A family"):
    return ElementTree.fromstring(genogram(people, couples, title))


def places(*couples):
    keys = list(
        dict.fromkeys(key for couple in couples for key in (*couple.partners, *(c.key for c in couple.children)))
    )
    return lay_out(keys, couples)


@pytest.mark.parametrize("start", range(0, 300, 50))
def test_nobody_stands_on_anybody_in_300_families(start):
    for seed in range(start, start + 50):
        people, couples = family(seed)
        known, kept = only_known(people, couples)
        layout = lay_out(list(known), kept)
        rows = {}
        for key, row in layout.row.items():
            rows.setdefault(row, []).append(layout.x[key])
        for row in rows.values():
            row.sort()
            gaps = [right - left for left, right in zip(row, row[1:], strict=False)]
            assert min(gaps, default=SPACING) >= SPACING - 0.01, seed
        assert set(rows) == set(range(len(rows))), "no empty rows"


@pytest.mark.parametrize("seed", range(0, 300, 7))
def test_everything_that_is_drawn_lies_inside_the_picture(seed):
    svg = drawn(*family(seed))
    width, height = float(svg.get("width")), float(svg.get("height"))
    for mark in svg.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert mark.get(name) is None or 0 <= float(mark.get(name)) <= width
        for name in ("y", "y1", "y2", "cy"):
            assert mark.get(name) is None or 0 <= float(mark.get(name)) <= height


def test_parents_stand_above_children_and_partners_beside_each_other():
    for seed in range(0, 300):
        people, couples = family(seed)
        if couples[-1].partners == (people[-1].key,) and couples[-1].children[0].key == people[0].key:
            continue  # contradictory on purpose
        layout = lay_out([person.key for person in people], couples)
        for couple in couples:
            (row,) = {layout.row[key] for key in couple.partners}
            assert all(layout.row[child.key] > row for child in couple.children), seed


def test_parents_of_somebody_who_married_in_stand_just_above_their_child():
    layout = places(
        Couple(("great-grandmother",), (Child("grandmother"),)),
        Couple(("grandmother",), (Child("father"),)),
        Couple(("father", "mother"), (Child("child"),)),
        Couple(("her mother", "her father"), (Child("mother"),)),
    )
    assert [layout.row[key] for key in ("great-grandmother", "grandmother", "her mother", "mother", "child")] == [
        0, 1, 1, 2, 3,
    ]  # fmt: skip


def test_brothers_and_sisters_stand_together_by_age():
    layout = places(
        Couple(("father", "mother"), (Child("a"), Child("b"), Child("c"))),
        Couple(("mother", "partner"), (Child("d"), Child("e"))),
        Couple(("partner", "other"), (Child("f"),)),
    )
    assert sorted("abcdef", key=layout.x.__getitem__) == list("abcdef")


def test_records_that_contradict_each_other_still_give_a_picture():
    couples = [Couple(("a", "b"), (Child("c"),)), Couple(("c",), (Child("a"),)), Couple(("c", "a"), (Child("b"),))]
    people = [Person(key, key) for key in "abc"]
    assert len(list(drawn(people, couples).iter(f"{SVG}g"))) == 3


def test_who_may_not_be_seen_is_not_drawn_or_named():
    couples = [Couple(("mother", "hidden"), (Child("child"), Child("hidden child")), Bond.DIVORCED)]
    picture = genogram([Person("mother", "Mo"), Person("child", "Cy")], couples, "A family")
    assert "hidden" not in picture
    assert "divorced" not in picture


def test_symbols():
    people = [
        Person("m", "Man", Shape.MALE, "40", has_died=True),
        Person("f", "Woman", Shape.FEMALE, "39", in_household=True),
        Person("u", "Unborn", Shape.UNBORN),
        Person("o", "Other", Shape.OTHER, in_focus=True),
    ]
    couples = [Couple(("m", "f"), (Child("u"), Child("o", Parentage.ADOPTION)), Bond.COHABITING)]
    svg = drawn(people, couples)
    by_name = {group.find(f"{SVG}title").text.split(",")[0]: group for group in svg.iter(f"{SVG}g")}
    assert len(by_name["Man"].findall(f"{SVG}rect")) == 1 and len(by_name["Man"].findall(f"{SVG}line")) == 2
    assert not [mark.text for mark in by_name["Man"].findall(f"{SVG}text") if mark.text == "40"]
    assert len(by_name["Woman"].findall(f"{SVG}circle")) == 1
    assert len(by_name["Unborn"].find(f"{SVG}polygon").get("points").split()) == 3
    assert len(by_name["Other"].findall(f"{SVG}polygon")) == 2
    assert {line.get("stroke-dasharray") for line in svg.findall(f"{SVG}line")} == {None, "7 5", "8 4"}
    assert len(svg.findall(f"{SVG}rect")) == 1  # the household
    assert svg.find(f"{SVG}desc").text == (
        "Man, has died and Woman, 39, living together; children: Unborn, Other (adopted). Lives in the home: Woman"
    ).replace("Man, has died and Woman, 39", "Man and Woman")


@pytest.mark.parametrize(("bond", "strokes"), [(Bond.MARRIED, 0), (Bond.SEPARATED, 1), (Bond.DIVORCED, 2)])
def test_strokes_through_a_bond(bond, strokes):
    svg = drawn([Person("a", "A"), Person("b", "B")], [Couple(("a", "b"), (), bond)])
    assert len(svg.findall(f"{SVG}line")) == 1 + strokes


def test_hostile_names_stay_text():
    evil = '"><script>alert(1)</script>\' onload="x'
    picture = genogram([Person("a", evil, age=evil), Person("b", "{{ b }}")], [Couple(("a", "b"))], evil)
    assert "<script" not in picture
    svg = ElementTree.fromstring(picture)
    assert svg.find(f"{SVG}title").text == evil
    assert all("onload" not in mark.attrib for mark in svg.iter())


def test_the_picture_passes_the_content_policy_and_is_the_same_each_time():
    people, couples = family(1)
    first, second = genogram(people, couples, "A family"), genogram(people, couples, "A family")
    assert first == second
    assert " style=" not in first and "<style" not in first and "<script" not in first


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Amy Reed", ["Amy", "Reed"]),
        ("Amy", ["Amy"]),
        ("", [""]),
        ("Mary Ann Katharine Wrightson", ["Mary Ann", "Katharine…"]),
        ("Wolfeschlegelsteinhausen", ["Wolfeschlegels…"]),
    ],
)
def test_names_fit_under_a_shape(name, lines):
    assert name_in_lines(name) == lines
    assert all(len(line) <= LINE_OF_NAME for line in name_in_lines(name))


def test_an_empty_family_is_an_empty_picture():
    assert drawn([], []).get("role") == "img"


def test_spread_moves_as_little_as_it_must():
    assert spread([0, 50], [100, 100]) == [-25, 75]
    assert spread([0, 500], [100, 100]) == [0, 500]
    assert spread([], []) == []

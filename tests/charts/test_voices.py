"""Three voices on one scale: where views differ it is plain in the picture, in its words and without colour."""

import xml.etree.ElementTree as ElementTree

import pytest

from ehm.charts import svg
from ehm.charts.voices import MARKS, WIDTH, Scale, View, Who, difference, in_words, voices

SVG = "{http://www.w3.org/2000/svg}"
CHILD, PARENT, PRACTITIONER = View(Who.CHILD, 3, "Aisha"), View(Who.PARENT, 7), View(Who.PRACTITIONER, 5)


def scale(*views, name="How things are overall", worst="Very hard", best="Very well"):
    return Scale(name, worst, best, views)


def read(*scales):
    picture = voices(scales, "Aisha")
    assert " style=" not in picture and "<script" not in picture
    return ElementTree.fromstring(picture)


def texts(drawn):
    return [text.text for text in drawn.iter(f"{SVG}text")]


def x_of(drawn, words):
    return float(next(text for text in drawn.iter(f"{SVG}text") if text.text == words).get("x"))


class TestInWords:
    @pytest.mark.parametrize(
        ("views", "expected"),
        [
            ([PRACTITIONER, PARENT, CHILD], "Views differ by 4: Aisha 3, parent 7, practitioner 5."),
            ([View(Who.CHILD, 0), View(Who.PARENT, 10)], "Views differ by 10: child 0, parent 10."),
            ([View(Who.PARENT, 4, "Dee"), View(Who.PARENT, 4, "Sol")], "Views agree: Dee (parent) 4, Sol (parent) 4."),
            ([PARENT], "One view only: parent 7."),
            ([], "No numbers yet."),
            ([View(Who.CHILD, None)], "No numbers yet."),
        ],
    )
    def test_how_far_apart(self, views, expected):
        assert difference(scale(*views)) == expected
        assert expected.split()[0] in " ".join(texts(read(scale(*views))))

    def test_why_there_is_no_number(self):
        views = [View(Who.CHILD, None, "Leo", "too young."), PARENT, View(Who.PRACTITIONER, None)]
        assert in_words([scale(*views)]) == (
            "How things are overall, from 0 (Very hard) to 10 (Very well). One view only: parent 7. "
            "Leo, no number: too young. Practitioner, no number: not asked yet."
        )
        assert "Leo, no number: too young." in texts(read(scale(*views)))

    def test_the_description_holds_all_of_it(self):
        scales = [scale(CHILD, PARENT), scale(PRACTITIONER, name="School")]
        assert read(*scales).find(f"{SVG}desc").text == in_words(scales)

    def test_nothing_yet(self):
        assert texts(read()) == ["No views yet"]
        assert "No numbers yet." in texts(read(scale()))


class TestThePicture:
    def test_each_stands_at_its_number(self):
        drawn = read(scale(CHILD, PARENT, PRACTITIONER))
        for letters, number in (("C", "3"), ("P", "7"), ("Pr", "5")):
            assert x_of(drawn, letters) == x_of(drawn, number)

    def test_each_has_a_shape_letters_and_a_label_of_its_own(self):
        assert len({mark.shape for mark in MARKS.values()}) == len({mark.letters for mark in MARKS.values()}) == 3
        drawn = read(scale(CHILD, PARENT, PRACTITIONER))
        assert drawn.find(f"{SVG}circle") is not None and drawn.find(f"{SVG}polygon") is not None
        assert len(drawn.findall(f"{SVG}rect")) == 2, "the parent's square and the stretch"
        assert {"Aisha 3", "parent 7", "practitioner 5"} <= set(texts(drawn))

    def test_the_stretch_goes_from_the_lowest_to_the_highest(self):
        drawn = read(scale(PRACTITIONER, PARENT, CHILD))
        stretch = next(rect for rect in drawn.iter(f"{SVG}rect") if "stroke" not in rect.attrib)
        left, width = float(stretch.get("x")), float(stretch.get("width"))
        assert (left, left + width) == pytest.approx((x_of(drawn, "3"), x_of(drawn, "7")), abs=0.11)

    @pytest.mark.parametrize("views", [[PARENT, View(Who.PRACTITIONER, 7)], [CHILD], []])
    def test_where_nothing_differs_nothing_is_shaded(self, views):
        assert not [rect for rect in read(scale(*views)).iter(f"{SVG}rect") if "stroke" not in rect.attrib]

    def test_the_worst_is_at_nought_and_the_best_at_ten(self):
        drawn = read(scale(CHILD))
        assert x_of(drawn, "0") < x_of(drawn, "10")
        assert x_of(drawn, "0: Very hard") < WIDTH / 2 < x_of(drawn, "10: Very well")

    def test_several_parents_have_lines_of_their_own(self):
        drawn = read(scale(View(Who.PARENT, 8, "Dee"), View(Who.PARENT, 8, "Sol")))
        heights = [float(text.get("y")) for text in drawn.iter(f"{SVG}text") if text.text == "P"]
        assert len(set(heights)) == 2

    def test_every_scale_of_a_set_is_below_the_one_before(self):
        drawn = read(*(scale(CHILD, name=f"Scale {number}") for number in range(5)))
        heights = {text.text: float(text.get("y")) for text in drawn.iter(f"{SVG}text")}
        names = [heights[f"Scale {number}"] for number in range(5)]
        assert names == sorted(names) and heights["Scale 4"] < float(drawn.get("height"))


@pytest.mark.parametrize("value", range(11))
@pytest.mark.parametrize("name", ["", "Aisha", "Wilhelmina-Josephine Montgomery"])
def test_everything_fits_a_phone(value, name):
    """No text goes over the edge, reckoned by the width of an average letter; the smallest is of 12 px at 390."""
    long = "Life is so very hard for this child that a social worker may be needed before the week is out"
    views = [View(who, value, name, long) for who in Who] + [View(Who.CHILD, None, name, long)]
    drawn = read(scale(*views, name=long, worst=long, best=long))
    foot = float(drawn.get("height"))
    assert float(drawn.get("width")) == WIDTH <= 390 - 30
    for text in drawn.iter(f"{SVG}text"):
        size, x = int(text.get("font-size")), float(text.get("x"))
        wide = len(text.text) * size * svg.LETTER
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.get("text-anchor")]
        assert left >= 0 and left + wide <= WIDTH, text.text
        assert size >= 12 and float(text.get("y")) < foot


def test_what_people_typed_is_escaped():
    assert "<b>" not in voices([scale(View(Who.CHILD, None, "<b>A", "<b>"), name="<b>", worst="<b>")], "<b>")


def test_a_bare_picture_leaves_the_words_to_what_stands_beside_it_and_still_tells_them_to_who_cannot_see_it():
    shown = scale(CHILD, PARENT)
    whole, bare = voices([shown], "Aisha"), voices([shown], "Aisha", is_bare=True)
    before, drawn = bare.split("</desc>")
    assert "Very hard" in before and "Views differ by 4" in before
    assert not any(words in drawn for words in ("Very hard", "Very well", "Views differ by 4", shown.name))
    assert all(
        words in whole.split("</desc>")[1] for words in ("Very hard", "Very well", "Views differ by 4", shown.name)
    )
    assert "Aisha 3</text>" in drawn and "parent 7</text>" in drawn

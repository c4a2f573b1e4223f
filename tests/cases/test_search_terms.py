from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.search_terms import LONGEST, SearchTerms, clean, parse, read_nhs_number, read_postcode
from ehm.models.tenancy import new_said_reference

TODAY = date(2026, 11, 24)
BORN = date(2016, 5, 3)
REFERENCE = "7KD4-Q2MN"


@pytest.mark.parametrize(
    "text",
    [
        "3/5/2016",
        "03/05/2016",
        "3.5.2016",
        "3-5-16",
        "03/05/16",
        "3 / 5 / 2016",
        "2016-05-03",
        "2016/5/3",
        "03052016",
        "3 5 2016",
        "03 05 16",
        "3 May 2016",
        "3rd May 2016",
        "3rd of May 2016",
        "3 may 16",
        "3May2016",
        "3-May-2016",
        "May 3, 2016",
        "May 3rd 2016",
        " 3 MAY 2016 ",
    ],
)
def test_a_date_in_any_usual_form(text):
    assert parse(text, today=TODAY) == SearchTerms(born=BORN)


@pytest.mark.parametrize("text", ["31/2/2016", "3/13/2016", "0/5/2016", "3/5/1850", "3/5/2030", "3/5"])
def test_what_is_no_date_of_birth(text):
    assert parse(text, today=TODAY).born is None


def test_an_impossible_date_is_said_and_the_name_kept():
    terms = parse("Aisha Reed 31/2/2016", today=TODAY)
    assert terms.names == ("Aisha", "Reed")
    assert terms.problems == ("31/2/2016 is not a date of birth. Write it like 27 3 2016.",)


def test_two_digits_of_a_year_are_the_latest_that_has_been():
    assert parse("3/5/26", today=TODAY).born == date(2026, 5, 3)
    assert parse("3/5/27", today=TODAY).born == date(1927, 5, 3)


def test_an_expected_date_of_birth_may_lie_ahead():
    assert parse("1 6 2027", today=TODAY).born == date(2027, 6, 1)
    assert parse("1 6 2028", today=TODAY).born is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Aisha Reed", ("Aisha", "Reed")),
        ("Reed, Aisha", ("Aisha", "Reed")),
        ("  aisha   reed ", ("aisha", "reed")),
        ("O'Brien-Smith", ("O'Brien-Smith",)),
        ("O’Brien", ("O’Brien",)),
        ("Zoë Łukasz", ("Zoë", "Łukasz")),
        ("عائشة", ("عائشة",)),
        ("‮Reed‬ Ai​sha", ("Reed", "Aisha")),
        ("Aisha\x00Reed", ("AishaReed",)),
        ("Aisha; DROP TABLE cases_person --", ("Aisha", "DROP", "TABLE", "cases", "person")),
        ("100% _ \\ ' \" () *", ()),
        ("Aisha born 3 May 2016", ("Aisha",)),
        ("one two three four five six seven", ("one", "two", "three", "four", "five", "six")),
        ("", ()),
        (",", ()),
        ("Reed,", ("Reed",)),
    ],
)
def test_names(text, names):
    assert parse(text, today=TODAY).names == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("999 000 0018", SearchTerms(nhs_number="9990000018")),
        ("999-000-0018", SearchTerms(nhs_number="9990000018")),
        ("9990000018", SearchTerms(nhs_number="9990000018")),
        ("NHS number 9990000018", SearchTerms(nhs_number="9990000018")),
        ("9990000019", SearchTerms(problems=("9990000019 is not an NHS number. Check each digit.",))),
        ("cv99 1aa", SearchTerms(postcode="CV99 1AA")),
        ("CV991AA", SearchTerms(postcode="CV99 1AA")),
        ("ZZ99 3VZ", SearchTerms(postcode="ZZ99 3VZ")),
        ("7KD4-Q2MN", SearchTerms(reference=REFERENCE)),
        ("7kd4q2mn", SearchTerms(reference=REFERENCE)),
        ("7 K D 4 Q 2 M N", SearchTerms(reference=REFERENCE)),
        ("7KD4 QZMN", SearchTerms(reference=REFERENCE)),
        ("ref 7KD4-Q2MN", SearchTerms(reference=REFERENCE)),
        (
            "7KD4-Q2MT",
            SearchTerms(problems=("7KD4-Q2MT is not a reference. Check each letter and number.",)),
        ),
    ],
)
def test_numbers(text, expected):
    assert parse(text, today=TODAY) == expected


def test_all_in_one_box_in_any_order():
    expected = SearchTerms(("Aisha", "Reed"), BORN, "9990000018", "CV99 1AA")
    assert parse("Aisha Reed 3/5/16 CV99 1AA 999 000 0018", today=TODAY) == expected
    assert parse("9990000018, cv991aa 3 May 2016 Aisha Reed", today=TODAY) == expected


def test_a_name_of_eight_letters_stays_a_name():
    """One in 31 of them is a reference by chance."""
    terms = parse("Jane Doey", today=TODAY)
    assert terms.names == ("Jane", "Doey")
    assert parse("Isabella", today=TODAY).names == ("Isabella",)


def test_given_and_family_name_for_a_new_child():
    terms = parse("Aisha van der Berg", today=TODAY)
    assert (terms.given_name, terms.family_name) == ("Aisha", "van der Berg")


def test_single_fields():
    assert read_postcode(" cv99  1aa ") == "CV99 1AA"
    assert read_postcode("CV99") == ""
    assert read_nhs_number("999 000 0018") == "9990000018"
    assert read_nhs_number("9990000019") == read_nhs_number("x") == ""


@given(st.text(max_size=400))
def test_any_text_is_read(text):
    terms = parse(text, today=TODAY)
    assert len(terms.names) <= 6
    assert "\x00" not in "".join(terms.names)
    assert len(clean(text)) <= LONGEST


@given(st.integers())
def test_any_reference_is_read_as_written(_):
    reference = new_said_reference()
    assert parse(reference, today=TODAY).reference == reference

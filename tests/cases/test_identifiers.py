"""Numbers as people type them (domain C1-C4) and dates that can be (C7)."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from cases import identifiers
from cases.choices import PersonKind

CHILD, ADULT, UNBORN = PersonKind.CHILD, PersonKind.ADULT, PersonKind.UNBORN


def refusal(clean, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        clean(*args, **kwargs)
    return caught.value.messages[0]


@pytest.mark.parametrize("typed", ["9990000018", "999 000 0018", " 999-000-0018 "])
def test_an_nhs_number_is_read_however_it_is_typed(typed):
    assert identifiers.clean_nhs_number(typed, of=CHILD) == "9990000018"
    assert identifiers.show_nhs_number("9990000018") == "999 000 0018"


def test_a_childs_nhs_number_with_a_wrong_check_digit_is_refused():
    for wrong in ("9990000019", "9990000081", "9909000018"):
        assert "wrong or swapped number" in refusal(identifiers.clean_nhs_number, wrong, of=CHILD)
    assert "wrong or swapped number" in refusal(identifiers.clean_nhs_number, "9990000019", of=UNBORN)


def test_an_adults_is_kept_with_a_warning():
    assert identifiers.clean_nhs_number("9990000019", of=ADULT) == "9990000019"
    assert "not one from England or Wales" in identifiers.nhs_number_warning("9990000019")
    assert identifiers.nhs_number_warning("9990000018") == "" == identifiers.nhs_number_warning("")


@pytest.mark.parametrize("wrong", ["999000001", "99900000188", "999000001x", "９９９0000018"])
def test_an_nhs_number_has_ten_numbers_for_everybody(wrong):
    for kind in (CHILD, ADULT):
        assert refusal(identifiers.clean_nhs_number, wrong, of=kind).startswith("NHS number must be 10 numbers")


def test_the_same_number_ten_times_is_nobodys():
    assert "ten times" in refusal(identifiers.clean_nhs_number, "0000000000", of=ADULT)


@pytest.mark.parametrize(
    "upn", ["Z331999926001", "N331999926002", "Z810999926001", "P884999926001", "Y33199992601A", "z331 9999 26001"]
)
def test_pupil_numbers_permanent_and_temporary(upn):
    assert identifiers.clean_upn(upn) == upn.replace(" ", "").upper()


def test_a_pupil_number_of_a_newer_council_still_has_its_letter_checked():
    body = "940999926001"
    right = identifiers.pupil.calc_check_digit("x" + body)
    wrong = "A" if right != "A" else "B"
    assert identifiers.clean_upn(right + body) == right + body
    assert "wrong letter or number" in refusal(identifiers.clean_upn, wrong + body)


def test_pupil_numbers_that_cannot_be():
    assert "wrong letter or number" in refusal(identifiers.clean_upn, "A331999926001")
    assert "must be a letter and 12 numbers" in refusal(identifiers.clean_upn, "Z33199992600")


def test_the_invented_prefix_of_ni_numbers_is_for_demonstrations():
    assert identifiers.clean_ni_number("qq 12 34 56 c", is_demo=True) == "QQ123456C"
    assert "2 letters, 6 numbers" in refusal(identifiers.clean_ni_number, "QQ123456C", is_demo=False)
    assert "2 letters, 6 numbers" in refusal(identifiers.clean_ni_number, "QQ123456E", is_demo=True)
    for never in ("BG123456A", "DA123456A", "AO123456A", "AB12345A"):
        assert "2 letters" in refusal(identifiers.clean_ni_number, never, is_demo=True)
    assert identifiers.mask_ni_number("QQ123456C") == "ends 456C"


@pytest.mark.parametrize("typed", ["cv991aa", "CV99 1AA", " cv99  1aa "])
def test_a_postcode_is_read_however_it_is_typed(typed):
    assert identifiers.clean_postcode(typed) == "CV99 1AA"


def test_no_fixed_abode_has_a_postcode_of_its_own():
    assert identifiers.clean_postcode("zz993vz") == "ZZ99 3VZ"


@pytest.mark.parametrize("wrong", ["CV99", "1AA", "QV99 1AA", "CV99 1AC", "CV999 1AA", "ZZ99 9ZZ", "x"])
def test_half_a_postcode_is_refused(wrong):
    assert refusal(identifiers.clean_postcode, wrong) == "Postcode must be a full postcode, like CV99 1AA"


@time_machine.travel("2026-03-10T12:00+00:00")
def test_dates_that_cannot_be():
    check = identifiers.check_date_of_birth
    check(date(2026, 3, 10), of=CHILD)
    assert "must be today or in the past" in refusal(check, date(2026, 3, 11), of=CHILD)
    check(date(2000, 3, 11), of=CHILD)  # 25 until tomorrow
    assert "makes them 26" in refusal(check, date(2000, 3, 10), of=CHILD)
    check(date(2000, 3, 10), of=ADULT)
    assert "last 120 years" in refusal(check, date(1905, 3, 9), of=ADULT)
    due = identifiers.check_expected_on
    due(date(2026, 12, 29))  # 42 weeks to the day
    assert "within the next 42 weeks" in refusal(due, date(2026, 12, 30))
    due(date(2026, 2, 10))
    assert "record the birth" in refusal(due, date(2026, 2, 9))

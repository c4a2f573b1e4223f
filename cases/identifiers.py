"""Numbers that others give people: read as they are typed, stored bare, shown as people are used to (domain C1-C4)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from stdnum.exceptions import InvalidChecksum, InvalidComponent
from stdnum.exceptions import ValidationError as NotANumber
from stdnum.gb import nhs
from stdnum.gb import upn as pupil

from cases.choices import PersonKind

NI_NUMBER = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z]\d{6}[A-D]", re.ASCII)
INVENTED_NI_NUMBER = re.compile(r"QQ\d{6}[A-D]", re.ASCII)  # never issued: for demonstrations only
POSTCODE = re.compile(
    r"(GIR ?0AA|(?:[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY]))"
    r" ?\d[ABD-HJLNP-UW-Z]{2})",
    re.ASCII,
)
NO_FIXED_ABODE = "ZZ99 3VZ"
PSEUDO_POSTCODES = {NO_FIXED_ABODE: "No fixed abode", "ZZ99 3WZ": "Address not known"}  # as the NHS writes them

LONGEST_PREGNANCY = timedelta(weeks=42)
OVERDUE = timedelta(weeks=4)
OLDEST = 120
OLDEST_YOUNG_PERSON = 25  # the widest that any partnership helps (domain A13, 11)


def _bare(text: str) -> str:
    return re.sub(r"[\s\-.]+", "", text).upper()


def clean_nhs_number(text: str, *, of: str) -> str:
    """Ten digits. Of a child the check digit must be right; an adult's may be a Scottish or Irish number (C1)."""
    number = _bare(text)
    if not number:
        return ""
    if not re.fullmatch(r"\d{10}", number, re.ASCII):
        raise ValidationError("NHS number must be 10 numbers, like 999 000 0018")
    if len(set(number)) == 1:
        raise ValidationError("NHS number cannot be the same number ten times")
    if of != PersonKind.ADULT and not nhs.is_valid(number):
        raise ValidationError("NHS number has a wrong or swapped number in it. Check it with the family or a letter")
    return number


def nhs_number_warning(number: str) -> str:
    """What to say about an adult's number that England and Wales cannot have issued; empty when it is right."""
    if not number or nhs.is_valid(number):
        return ""
    return "This NHS number is saved, but it is not one from England or Wales. Check it when you can."


def show_nhs_number(number: str) -> str:
    """'999 000 0018'."""
    return nhs.format(number) if number else ""


def clean_upn(text: str) -> str:
    """Thirteen characters with a check letter; temporary numbers end with a letter (C2)."""
    number = _bare(text)
    if not number:
        return ""
    try:
        return str(pupil.validate(number))
    except InvalidComponent:  # councils that are newer than the library's list
        if pupil.calc_check_digit(number[1:]) == number[0]:
            return number
        raise ValidationError(_UPN_SLIP) from None
    except InvalidChecksum:
        raise ValidationError(_UPN_SLIP) from None
    except NotANumber:
        raise ValidationError(
            "Unique pupil number must be a letter and 12 numbers, or end with a letter, like Z331999926001"
        ) from None


_UPN_SLIP = "Unique pupil number has a wrong letter or number in it. Check it with the school"


def clean_ni_number(text: str, *, is_demo: bool) -> str:
    """Two letters, six numbers, a letter (C3). The prefix QQ belongs to nobody, so only demonstrations take it."""
    number = _bare(text)
    if not number or NI_NUMBER.fullmatch(number) or (is_demo and INVENTED_NI_NUMBER.fullmatch(number)):
        return number
    raise ValidationError("National Insurance number must be 2 letters, 6 numbers and a letter A to D")


def mask_ni_number(number: str) -> str:
    """The last four only: enough to compare, too little to misuse."""
    return f"ends {number[-4:]}" if number else ""


def clean_postcode(text: str) -> str:
    """Capitals and one space before the last three (C4)."""
    bare = _bare(text)
    if not bare:
        return ""
    postcode = f"{bare[:-3]} {bare[-3:]}"
    if postcode in PSEUDO_POSTCODES or POSTCODE.fullmatch(postcode):
        return postcode
    raise ValidationError("Postcode must be a full postcode, like CV99 1AA")


def check_date_of_birth(born_on: date, *, of: str) -> None:
    """Not in the future, not impossibly long ago, and a child's within the ages that early help is for (C7)."""
    today = timezone.localdate()
    if born_on > today:
        raise ValidationError("Date of birth must be today or in the past. For an unborn child choose ‘Unborn child’")
    age = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    if age > OLDEST:
        raise ValidationError(f"Date of birth must be in the last {OLDEST} years")
    if of == PersonKind.CHILD and age > OLDEST_YOUNG_PERSON:
        raise ValidationError(f"This date of birth makes them {age}. Choose ‘Adult’, or correct the date of birth")


def check_expected_on(expected_on: date) -> None:
    """At most 42 weeks ahead, and not so long ago that the child must have been born (C7)."""
    today = timezone.localdate()
    if expected_on > today + LONGEST_PREGNANCY:
        raise ValidationError("Expected date of birth must be within the next 42 weeks")
    if expected_on < today - OVERDUE:
        raise ValidationError("Expected date of birth is more than 4 weeks ago. If the child is born, record the birth")

"""Bank holidays computed from the law, without a network (C8)."""

from collections.abc import Iterable

import holidays

from standards.engine import DayKind, NonWorkingDay

NATIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}


def bank_holidays(years: Iterable[int], nation: str = "england") -> tuple[NonWorkingDay, ...]:
    """The bank holidays of these years by date; England's and Wales's are the same."""
    found = holidays.country_holidays("GB", subdiv=NATIONS[nation], years=years)
    return tuple(
        NonWorkingDay(day, name.replace("(observed)", "(substitute day)"), DayKind.BANK_HOLIDAY)
        for day, name in sorted(found.items())
    )

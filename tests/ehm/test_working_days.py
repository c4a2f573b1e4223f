from datetime import date

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from ehm import working_days
from ehm.models import NonWorkingDay
from ehm.rows.context import acting_as_role
from ehm.rows.roles import PLATFORM


@pytest.mark.parametrize("nation", ["england", "wales"])
@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_bank_holidays_are_the_governments(nation, year):
    published = BankHolidays(use_cached_holidays=True).get_holidays("england-and-wales", year)
    assert set(working_days.bank_holidays(nation, [year])) == {day["date"] for day in published}


def test_a_year_is_filled_once_and_what_was_removed_stays_away(cast):
    with acting_as_role(PLATFORM):
        assert working_days.seed_bank_holidays(cast.north, [2026, 2027]) == 16
        assert working_days.seed_bank_holidays(cast.north, [2026, 2027]) == 0
        assert working_days.seed_bank_holidays(cast.salt, [2026]) == 8
    assert (
        NonWorkingDay.objects.filter(tenant=cast.north, on=date(2027, 12, 27)).get().name.endswith("(substitute day)")
    )


def test_the_calendar_never_runs_out(cast):
    working_days.seed_coming_years()
    last = date.today().year + working_days.YEARS_AFTER
    for tenant in (cast.north, cast.salt, cast.march):
        assert NonWorkingDay.objects.filter(tenant=tenant, on__year=last).count() >= 8

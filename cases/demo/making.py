"""What every maker of invented rows shares: one partnership, its tables, its dice, and the references it has drawn."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from cases.demo.stories import Somebody
from cases.demo.tables import CaseTables
from cases.profile import profile_of
from ehm.demo.organisations import Made
from ehm.models import AgencyKind, Membership
from ehm.models.tenancy import SAID, WRITTEN, drawn_reference

SCHOOLS = (AgencyKind.PRIMARY_SCHOOL, AgencyKind.SECONDARY_SCHOOL)


def working_moment(day: date, chance: random.Random) -> datetime:
    """Some time in the working day of the next weekday."""
    while day.weekday() >= 5:
        day += timedelta(days=1)
    minute = chance.randrange(9 * 60, 16 * 60 + 30)
    return datetime.combine(day, time(minute // 60, minute % 60), UTC)


class Maker:
    """Of one partnership. `contacts_at_most` keeps national data to a size that fits. The same dice are thrown in the
    same order for the same data."""

    def __init__(
        self,
        made: Made,
        tables: CaseTables,
        chance: random.Random,
        now: datetime,
        *,
        permission_id: int,
        contacts_at_most: int = 60,
        open_share: float = 0.17,
    ) -> None:
        self.made, self.t, self.chance, self.now = made, tables, chance, now
        self.today = now.date()
        self.tenant_id = made.tenant.pk
        self.permission_id = permission_id
        self.contacts_at_most, self.open_share = contacts_at_most, open_share
        self.schools = made.of_kind(*SCHOOLS) or made.agencies
        self.practices = made.of_kind(AgencyKind.GP)
        self.helpers = [agency for agency in made.agencies if agency.kind not in (AgencyKind.GP,)]
        self.made_families = 0
        self.nhs_numbers = 0
        self.profile = profile_of(made.tenant)
        self.said_references: set[str] = set()

    def reference(self) -> str:
        return drawn_reference(WRITTEN, self.chance)

    def said_reference(self) -> str:
        """Of a family, a person or an episode; in a large partnership one is drawn twice now and then."""
        while (reference := drawn_reference(SAID, self.chance)) in self.said_references:
            pass
        self.said_references.add(reference)
        return reference

    def working_moment(self, day: date) -> datetime:
        return working_moment(day, self.chance)

    def nhs_number(self) -> str:
        """A number of the range that is never given to anybody, the same for the same child of the same data."""
        while True:
            self.nhs_numbers += 1
            body = f"999{(self.tenant_id * 7919 + self.nhs_numbers) % 1_000_000:06}"
            rest = 11 - sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11
            if rest != 10:
                return f"{body}{rest % 11}"

    def event(
        self,
        what: str,
        at: datetime,
        by: Membership,
        family_id: int,
        episode_id: int | None = None,
        person: Somebody | None = None,
        recorded_at: datetime | None = None,
        **data: Any,
    ) -> int:
        number = self.t.event.new_id()
        self.t.event.add(
            number,
            self.tenant_id,
            what,
            family_id,
            episode_id,
            person.id if person else None,
            by.pk,
            by.agency_id,
            at,
            recorded_at or at,
            Jsonb(data),
        )
        return number

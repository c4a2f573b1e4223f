"""How often strangers may do something. Counted in PostgreSQL, as what programs ask is: no restart forgets it, and
all web machines count together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

HOUR, DAY = 60 * 60, 24 * 60 * 60
COUNT = """
INSERT INTO ehm_apiuse AS used (whose, minute, count) VALUES {}
ON CONFLICT (whose, minute) DO UPDATE SET count = used.count + 1
RETURNING used.whose, used.count
"""


@dataclass(frozen=True)
class Limit:
    """No more than `most` in `seconds`, an hour or a day by the clock. `whose` is kept as a hash only."""

    what: str
    whose: str
    most: int
    seconds: int = HOUR

    @property
    def key(self) -> str:
        return f"{self.what}:{salted_hmac('ehm.limits', self.whose, algorithm='sha256').hexdigest()[:40]}"

    @property
    def since(self) -> datetime:
        now = int(timezone.now().timestamp())
        return datetime.fromtimestamp(now - now % self.seconds, tz=UTC)


def count(*limits: Limit) -> bool:
    """One more of each; whether all of them hold. As the login role, in one statement and always in the same order: two
    at once wait for each other and do not lock up."""
    ordered = sorted(limits, key=lambda one: one.key)
    rows = ", ".join("(%s, %s, 1)" for _ in ordered)
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(rows), [part for one in ordered for part in (one.key, one.since)])
        counts = dict(cursor.fetchall())
    return all(counts[one.key] <= one.most for one in ordered)


def network_of(address: str) -> str:
    """What one visitor can choose freely counts as one: of IPv6 the last half."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ip_network((found, 64), strict=False))

"""No program asks more often than its partnership's site can bear."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.utils import timezone
from rest_framework.exceptions import Throttled

from ehm.models import ApiToken, ApiUse

COUNT = """
INSERT INTO ehm_apiuse AS used (whose, minute, count) VALUES (%s, %s, 1), (%s, %s, 1)
ON CONFLICT (whose, minute) DO UPDATE SET count = used.count + 1
RETURNING used.count
"""


def count_use(token: ApiToken) -> None:
    """One more request of this token, and of its partnership; refused where either has asked enough this minute.
    One statement, always in the same order: two requests at once wait for each other and do not lock up."""
    minute = ApiUse.this_minute()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [f"token:{token.reference}", minute, f"partnership:{token.membership.tenant_id}", minute])
        (of_token,), (of_partnership,) = cursor.fetchall()
    if of_token > settings.API_ASKS_PER_MINUTE or of_partnership > settings.API_PARTNERSHIP_ASKS_PER_MINUTE:
        raise Throttled(wait=60 - (timezone.now() - minute).total_seconds())

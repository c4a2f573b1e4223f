"""The nation's open clocks. Few of the nation's invented families have assessments, plans and reviews, so that they
hold half a million. The clocks of the others are written here: the sweep is measured on the number it is meant for."""

from __future__ import annotations

from django.db import connections, transaction

from ehm.demo.copying import without_triggers
from standards.models import OPEN_STATES, Clock

TO_COME = ("assessment", "plan_meeting", "first_review", "review")
OPEN = "state IN (" + ", ".join(f"'{state}'" for state in OPEN_STATES) + ")"
WRITTEN_ANEW = {
    "reference": "substr(md5(id || %(standard)s), 1, 4) || '-' || substr(md5(id || %(standard)s), 5, 9)",
    "standard": "%(standard)s",
    "started_at": "now()",
    "due_at": "due.at",
    "limit_due_at": "due.at",
    "due_soon_at": "due.at - interval '3 days'",
    "state": "'running'",
    "is_breached": "false",
    "next_evaluation_at": "greatest(due.at - interval '3 days', now())",
}


def fill_up() -> bool:
    """Each child that is to be seen gets one open clock of each standard to come, due some day of the next twelve
    weeks. Returns whether they were still missing."""
    columns = [str(field.column) for field in Clock._meta.concrete_fields if not field.primary_key]
    chosen = ", ".join(WRITTEN_ANEW.get(column, column) for column in columns)
    with transaction.atomic(using="owner"), without_triggers(), connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM standards_clock WHERE standard = 'review' AND subject_kind = 'child')"
        )
        if cursor.fetchone()[0]:
            return False
        for standard in TO_COME:
            cursor.execute(
                f"INSERT INTO standards_clock ({', '.join(columns)}) SELECT {chosen} FROM standards_clock"
                " CROSS JOIN LATERAL (SELECT now() + (abs(hashtextextended(id || %(standard)s, 0)) %% 84 + 1)"
                " * interval '1 day') due (at)"
                f" WHERE standard = 'seen' AND {OPEN}",
                {"standard": standard},
            )
    return True

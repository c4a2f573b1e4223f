"""Moves clocks on as time passes and raises each alert exactly once. Safe to run twice, or on two machines at once."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils import timezone

from ehm.rows.context import acting_as_role
from ehm.rows.roles import SWEEP

BATCH = 10_000
STATEMENT = (Path(__file__).parent / "sweep.sql").read_text()


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did. `alerts` are raised, however many people heard of each."""

    due_soon: int = 0
    overdue: int = 0
    told: int = 0
    seconds: float = 0.0

    @property
    def alerts(self) -> int:
        return self.due_soon + self.overdue


def sweep(at: datetime | None = None) -> Swept:
    """Look at every clock whose moment has come, in batches, each its own transaction."""
    at = at or timezone.now()
    began = time.monotonic()
    due_soon = overdue = told = 0
    while True:
        with acting_as_role(SWEEP), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '60s'")  # by command too, not only in the worker
            cursor.execute(STATEMENT, {"at": at, "batch": BATCH})
            looked_at, soon, late, heard = cursor.fetchone()
        due_soon, overdue, told = due_soon + soon, overdue + late, told + heard
        if looked_at < BATCH:
            return Swept(due_soon, overdue, told, round(time.monotonic() - began, 3))

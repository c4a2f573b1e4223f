"""The sweep over every open clock, beside a bare sequential scan of the same rows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, connections

from bench.filling import OPEN
from standards.sweep import sweep


@dataclass(frozen=True)
class SweepMeasured:
    open_clocks: int
    scan_seconds: float
    transitions: int
    sweep_seconds: float
    again_seconds: float
    backend_mib: float


def measure() -> SweepMeasured:
    """Everything of the first day on which something moves; then the same moment again moves nothing."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM standards_clock WHERE {OPEN}")
        (open_clocks,) = cursor.fetchone()
        cursor.execute("SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off")
        began = time.perf_counter()
        cursor.execute("SELECT count(*) FROM standards_clock WHERE next_evaluation_at <= now() AND due_at IS NOT NULL")
        cursor.fetchone()
        scan = time.perf_counter() - began
    now = datetime.now(UTC)
    sweep(now)  # whatever the data left to be done up to now
    with connections["owner"].cursor() as cursor:  # later than tomorrow where an earlier bench has moved on already
        cursor.execute("SELECT coalesce(min(next_evaluation_at), now()) FROM standards_clock")
        (first,) = cursor.fetchone()
    a_day_later = first + timedelta(days=1)
    moved = sweep(a_day_later)
    again = sweep(a_day_later)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return SweepMeasured(open_clocks, scan, moved.alerts, moved.seconds, again.seconds, _memory(pid))


def _memory(pid: int) -> float:
    """What the server process that ran it holds for itself, in MiB (its share of the shared buffers left out)."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as lines:
            return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024
    except PermissionError:
        return 0.0

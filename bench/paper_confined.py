"""Writes a PDF in a confined process, as `ehm.pdf` does, and says how much memory and processor that took."""

from __future__ import annotations

import resource
from typing import Any

from ehm.pdf import writing


def write(*order: Any) -> tuple[bytes, int, float]:
    """The PDF, the most KiB that the process held, and the seconds that it had the processor."""
    written = writing.write(*order)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return written, used.ru_maxrss, used.ru_utime + used.ru_stime

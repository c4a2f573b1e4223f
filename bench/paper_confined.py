"""Writes a PDF in a confined process, as `ehm.pdf` does, and says how much memory that took."""

from __future__ import annotations

import resource
from typing import Any

from ehm.pdf import writing


def write(html: str, listing: list[list[Any]], body: bytes) -> tuple[bytes, int]:
    """The PDF, and the most KiB that the process held."""
    return writing.write(html, listing, body), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

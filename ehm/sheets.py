"""A list as CSV, for spreadsheets: what somebody typed never becomes a formula there."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ehm.files.serving import HEADERS

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """To be saved. The mark at the beginning lets spreadsheets read our letters."""
    written = StringIO()
    sheet = csv.writer(written, quoting=csv.QUOTE_ALL)
    sheet.writerow(head)
    sheet.writerows([as_text(cell) for cell in row] for row in rows)
    kept_as = content_disposition_header(True, name) or "attachment"
    return HttpResponse(
        "\ufeff" + written.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers=HEADERS | {"Content-Disposition": kept_as},
    )

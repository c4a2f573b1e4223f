"""What decides about a row, written as SQL. Django would build and write the same condition anew for every query, which
costs a page more than asking the database does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, Func

COLUMN = re.compile(r"\{(\w+)\}")


def array(values: Iterable[object]) -> str:
    """Numbers or keys as PostgreSQL writes an array of them. A list would say the same, and take the driver longer than
    all the rest of the query."""
    return "{" + ",".join(map(str, values)) + "}"


class Rule(Func):
    """`sql` with `{column}` where a column of the row stands, and `%s` for each of `values`, for `filter(...)`.

    The text is ours and never holds a value; an `array` is compared with `= ANY(%s)` or `&& %s`."""

    output_field = BooleanField()

    def __init__(self, sql: str, *values: object) -> None:
        self.sql, self.values = sql, values
        self.columns = tuple(dict.fromkeys(COLUMN.findall(sql)))
        super().__init__(*map(F, self.columns))

    def about(self, alias: str) -> str:
        """The text for the rows of a table inside a larger rule."""
        return COLUMN.sub(rf"{alias}.\1", f"({self.sql})")

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        written = [compiler.compile(column)[0] for column in self.get_source_expressions()]
        return f"({self.sql.format(**dict(zip(self.columns, written, strict=True)))})", self.values

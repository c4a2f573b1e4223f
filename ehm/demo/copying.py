"""Many rows at once, streamed with COPY. Triggers are off meanwhile: what they keep is worked out set by set after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connections, models
from psycopg import sql
from psycopg.types.json import Jsonb


class Table:
    """One table's rows on their way. `columns` vary from row to row, `fixed` are the same for all."""

    def __init__(self, model: type[models.Model], columns: str, **fixed: Any) -> None:
        self.name = model._meta.db_table
        wanted = {str(field.column) for field in model._meta.concrete_fields}
        self.columns = columns.split()
        left = wanted - {*self.columns, *fixed}
        for field in model._meta.concrete_fields:
            column = str(field.column)
            if column in left and (field.has_default() or field.blank or field.null):
                fixed[column] = self._default(field)
                left.discard(column)
        if left:
            raise ValueError(f"{self.name}: nothing is said about {', '.join(sorted(left))}")
        self.fixed = tuple(fixed.values())
        self.all_columns = [*self.columns, *fixed]
        self.rows: list[tuple[Any, ...]] = []
        self.written = 0
        self.next_id = 1

    @staticmethod
    def _default(field: models.Field[Any, Any]) -> Any:
        value = field.get_default() if field.has_default() else None if field.null else ""
        return Jsonb(value) if isinstance(field, models.JSONField) else value

    def add(self, *values: Any) -> None:
        self.rows.append(values + self.fixed)

    def new_id(self) -> int:
        self.next_id += 1
        return self.next_id - 1


class Copying:
    """The tables that are being filled, over the owner's connection."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tables
        self.connection = connections["owner"]
        with self.connection.cursor() as cursor:
            for table in tables:
                if "id" in table.columns:
                    cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table.name}")
                    table.next_id = cursor.fetchone()[0]

    def flush(self, at_least: int = 0) -> None:
        for table in self.tables:
            if len(table.rows) > at_least:
                self._copy(table)

    def _copy(self, table: Table) -> None:
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, table.all_columns))
        )
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in table.rows:
                copy.write_row(row)
        table.written += len(table.rows)
        table.rows.clear()

    def finish(self) -> None:
        self.flush()
        with self.connection.cursor() as cursor:
            for table in self.tables:
                if "id" in table.columns:
                    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {table.next_id})")


@contextmanager
def without_triggers() -> Iterator[None]:
    """For the transaction that is open: triggers, history and foreign keys stand still. A test looks for what they
    would have refused (tests/standards/test_demo.py)."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")

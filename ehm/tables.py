"""Reading TOML tables so that every complaint names the place and what is wrong there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


class TableError(ValueError):
    """What is wrong in a file of ours or in a partnership's own settings, in a sentence for whoever wrote it."""


def in_words(names: Iterable[str]) -> str:
    """'a', 'b' and 'c', in alphabetical order."""
    quoted = [f"'{name}'" for name in sorted(names)]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


@dataclass(frozen=True, slots=True)
class Table:
    """One TOML table and the words for where it stands. A value left out is refused unless a default is given.

    Complaints are raised as `error`: each kind of file has its own.
    """

    values: Mapping[str, object]
    where: str
    error: type[TableError] = TableError

    def refused(self, problem: str) -> TableError:
        """The complaint to raise: '`where`: problem.'"""
        return self.error(f"{self.where}: {problem}.")

    def require(self, *keys: str) -> None:
        missing = [key for key in keys if self.values.get(key) in (None, "", [], {})]
        if missing:
            raise self.error(f"{self.where} has no {', no '.join(missing)}.")

    def allow(self, *keys: str) -> None:
        unknown = set(self.values) - set(keys)
        if unknown:
            raise self.error(f"{self.where} holds {in_words(unknown)}, which is not known there.")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self._not(key, "text")
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self._not(key, "true or false")
        return value

    def number(self, key: str, default: int | None = None) -> int:
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._not(key, "a whole number")
        return value

    def moment(self, key: str) -> datetime:
        value = self.values.get(key)
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise self._not(key, "a date and time with its offset, such as 2026-04-01T10:00:00+01:00")
        return value

    def day(self, key: str) -> date:
        value = self.values.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self._not(key, "a date")
        return value

    def choice(self, key: str, among: type[Choice], default: Choice | None = None) -> Choice:
        value = self.values.get(key, default)
        for option in among:
            if option == value:
                return option
        raise self._not(key, f"one of {', '.join(among)}")

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._list(key)
        if not all(isinstance(value, str) for value in values):
            raise self._not(key, "a list of words")
        return tuple(str(value) for value in values)

    def numbers(self, key: str) -> tuple[int, ...]:
        found = tuple(value for value in self._list(key) if isinstance(value, int) and not isinstance(value, bool))
        if len(found) != len(self._list(key)):
            raise self._not(key, "a list of whole numbers")
        return found

    def table(self, key: str) -> "Table":
        value = self.values.get(key, {})
        if not isinstance(value, Mapping):
            raise self._not(key, "a table")
        return Table(value, f"{self.where}, {key}", self.error)

    def tables(self, key: str, *, named_by: str) -> list["Table"]:
        """The tables of a list, each complaining under its own name."""
        found = []
        for number, value in enumerate(self._list(key), start=1):
            if not isinstance(value, Mapping):
                raise self._not(key, "a list of tables")
            name = value.get(named_by)
            found.append(Table(value, f"{self.where}, {key} {f'{name!r}' if name else number}", self.error))
        return found

    def _list(self, key: str) -> list[object]:
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self._not(key, "a list")
        return value

    def _not(self, key: str, wanted: str) -> TableError:
        return self.refused(f"'{key}' is not {wanted}")

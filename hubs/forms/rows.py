"""Lists in one form: so many children, so many adults, each with the same few questions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

Fields = Callable[[], Mapping[str, forms.Field]]
MOST = 15


@dataclass(frozen=True)
class Row:
    """One of them as it is drawn: what is asked of everybody, and what is folded away until it is needed."""

    usual: Sequence[BoundField]
    folded: Sequence[BoundField]
    known: str = ""  # of somebody whom the record knows: the line that stands for them
    is_changed: bool = False  # what is known of them, by whoever asks

    @property
    def is_open(self) -> bool:
        return any(field.errors or field.value() for field in self.folded)

    @property
    def is_unfolded(self) -> bool:
        return self.is_changed or any(field.errors for field in (*self.usual, *self.folded))

    def as_known(self, line: str, changed: Collection[str]) -> Row:
        """Folded into `line` until somebody changes what is known; `changed`: names of fields."""
        names = {field.html_name for field in (*self.usual, *self.folded)}
        return replace(self, known=line, is_changed=not names.isdisjoint(changed))


class Rows:
    """`name` begins the names of the fields, such as child-0-given_name; `first`: how many stand there at once;
    `folded`: keys of what few know."""

    def __init__(self, name: str, fields: Fields, first: int, folded: Sequence[str] = ()) -> None:
        self.name, self.fields, self.first, self.folded = name, fields, first, folded

    def count(self, sent: QueryDict | None, known: int) -> int:
        """How many stand in what was sent, and one more where that was asked for; before, those that are `known`."""
        if sent is None:
            return min(MOST, max(self.first, known))
        numbers = [
            int(number)
            for key in sent
            if key.startswith(f"{self.name}-") and (number := key.split("-")[1]).isascii() and number.isdecimal()
        ]
        there = max((number + 1 for number in numbers if number < MOST), default=self.first)
        return min(MOST, there + (sent.get("more") == self.name))

    def add_to(self, form: forms.Form, sent: QueryDict | None, known: int = 0) -> int:
        count = self.count(sent, known)
        for number in range(count):
            for key, field in self.fields().items():
                form.fields[f"{self.name}-{number}-{key}"] = field
        return count

    def bound(self, form: forms.Form, count: int) -> list[Row]:
        """Without what the form does not ask of them."""
        asked = [key for key in self.fields() if f"{self.name}-0-{key}" in form.fields]
        usual = [key for key in asked if key not in self.folded]
        folded = [key for key in asked if key in self.folded]

        def fields(number: int, keys: Sequence[str]) -> list[BoundField]:
            return [form[f"{self.name}-{number}-{key}"] for key in keys]

        return [Row(fields(number, usual), fields(number, folded)) for number in range(count)]

    def given(self, form: forms.Form, count: int) -> list[tuple[int, dict[str, Any]]]:
        """Number → what was said, of those that are not empty."""
        keys = list(self.fields())
        found = []
        for number in range(count):
            said = {key: form.cleaned_data.get(f"{self.name}-{number}-{key}") for key in keys}
            if any(value not in (None, "", False, []) for value in said.values()):
                found.append((number, said))
        return found

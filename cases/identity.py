"""What must be known of somebody before they are written down, and what cannot be (C7). Forms and actions ask alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from cases import identifiers
from cases.choices import PersonKind


@dataclass(frozen=True)
class Identity:
    kind: str
    given_name: str = ""
    family_name: str = ""
    is_family_name_unknown: bool = False
    date_of_birth: date | None = None
    is_date_of_birth_unknown: bool = False
    expected_on: date | None = None

    def problems(self, *, is_new: bool = True) -> dict[str, str]:
        """Field → sentence; empty when it can be. `is_new` is False for somebody already written down, whose expected
        date of birth may have passed since."""
        return self._of_names() | (self._of_unborn(is_new) if self.kind == PersonKind.UNBORN else self._of_born())

    def _of_names(self) -> dict[str, str]:
        if not self.family_name.strip() and not self.is_family_name_unknown:
            return {"family_name": "Enter the surname, or tick that it is not known"}
        if self.family_name.strip() and self.is_family_name_unknown:
            return {"family_name": "Enter the surname or tick that it is not known, not both"}
        if not self.given_name.strip() and self.is_family_name_unknown and self.kind != PersonKind.UNBORN:
            return {"given_name": "Enter a first name or a surname"}
        return {}

    def _of_unborn(self, is_new: bool) -> dict[str, str]:
        if self.date_of_birth:
            return {"date_of_birth": "An unborn child has an expected date of birth. If born, choose ‘Child’"}
        if self.expected_on is None:
            return {"expected_on": "Enter the expected date of birth"} if is_new else {}
        expected_on = self.expected_on
        return _said("expected_on", lambda: identifiers.check_expected_on(expected_on)) if is_new else {}

    def _of_born(self) -> dict[str, str]:
        if self.expected_on:
            return {"expected_on": "Only an unborn child has an expected date of birth"}
        if self.date_of_birth is None and not self.is_date_of_birth_unknown:
            return {"date_of_birth": "Enter the date of birth, or tick that it is not known"}
        if self.date_of_birth and self.is_date_of_birth_unknown:
            return {"date_of_birth": "Enter the date of birth or tick that it is not known, not both"}
        if self.date_of_birth is None:
            return {}
        born_on = self.date_of_birth
        return _said("date_of_birth", lambda: identifiers.check_date_of_birth(born_on, of=self.kind))


def _said(field: str, check: Callable[[], None]) -> dict[str, str]:
    try:
        check()
    except ValidationError as error:
        return {field: " ".join(error.messages)}
    return {}

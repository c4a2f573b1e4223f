"""Dates and times as people type them, and what is said when they cannot be read."""

import calendar
import datetime
import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from ehm.forms.widgets import DateInput, DateTimeInput

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.\s]?(?P<minute>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?", re.IGNORECASE)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199  # a day or an hour later there is still a day, for clocks and calendars
NAMELESS = {"name": "The date"}


def _date(value: datetime.date) -> datetime.date:
    return timezone.localtime(value).date() if isinstance(value, datetime.datetime) else value


def _is_later(value: datetime.date) -> bool:
    return value > timezone.now() if isinstance(value, datetime.datetime) else value > timezone.localdate()


def in_the_past(value: datetime.date) -> None:
    """Before today."""
    if _date(value) >= timezone.localdate():
        raise ValidationError("%(name)s must be in the past", code="in_the_past", params=NAMELESS)


def not_in_the_future(value: datetime.date) -> None:
    """Today (or now) or before."""
    if _is_later(value):
        raise ValidationError("%(name)s must be today or in the past", code="not_in_the_future", params=NAMELESS)


def in_the_future(value: datetime.date) -> None:
    """After today."""
    if _date(value) <= timezone.localdate():
        raise ValidationError("%(name)s must be in the future", code="in_the_future", params=NAMELESS)


def not_in_the_past(value: datetime.date) -> None:
    """Today or after."""
    if _date(value) < timezone.localdate():
        raise ValidationError("%(name)s must be today or in the future", code="not_in_the_past", params=NAMELESS)


def join(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


class DateField(forms.Field):
    """A calendar date; 'March' and 'mar' are months too. `name` is what its errors call it (else its label)."""

    widget: Any = DateInput
    parts: tuple[str, ...] = ("day", "month", "year")
    name_in_errors = "The date"

    def __init__(
        self, *, validators: Sequence[Callable[[Any], None]] = (), name: str | None = None, **kwargs: Any
    ) -> None:
        self.name = name
        super().__init__(validators=validators, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = self._typed(value)
        if not any(typed):
            if self.required:
                raise self.problem(str(self.error_messages["required"]), *self.parts)
            return None
        missing = [part for part, text in zip(self.parts, typed, strict=True) if not text]
        if missing:
            raise self.problem(f"%(name)s must include a {join(missing)}", *missing)
        result = self.read(*typed)
        self.check(result)
        return result

    def read(self, *typed: str) -> datetime.date:
        day, month, year = typed
        wrong = [] if day.isdecimal() and 1 <= int(day) <= 31 else ["day"]
        number = int(month) if month.isdecimal() else MONTHS.get(month.lower().rstrip("."), 0)
        wrong += [] if 1 <= number <= 12 else ["month"]
        if not wrong and not re.fullmatch(r"\d{4}", year, re.ASCII):
            raise self.problem("%(name)s: year must include 4 numbers", "year")
        wrong += (
            [] if re.fullmatch(r"\d{4}", year, re.ASCII) and EARLIEST_YEAR <= int(year) <= LATEST_YEAR else ["year"]
        )
        if wrong:
            raise self.problem("%(name)s must be a real date", *wrong)
        try:
            return datetime.date(int(year), number, int(day))
        except ValueError:
            raise self.problem("%(name)s must be a real date", "day", "month", "year") from None

    def check(self, value: Any) -> None:
        for validator in self.validators:
            try:
                validator(value)
            except ValidationError as error:
                raise self.problem(str(error.message), *self.parts, code=error.code) from None

    def problem(self, message: str, *parts: str, code: str | None = "invalid") -> ValidationError:
        return ValidationError(message, code=code, params={"name": self.name_in_errors, "parts": parts})

    def _typed(self, value: Any) -> list[str]:
        return [str(part if part is not None else "").strip() for part in value or [""] * len(self.parts)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        if not any(self._typed(data)):
            return initial is not None  # empty is nothing typed, also where a day is asked for
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True


class DateTimeField(DateField):
    """A moment, as local time. Times that the clock skips in spring are refused."""

    widget = DateTimeInput
    parts = ("day", "month", "year", "time")

    def read(self, *typed: str) -> datetime.datetime:
        date = super().read(*typed[:3])
        time = read_time(typed[3])
        if time is None:
            raise self.problem("%(name)s: time must be a time of day, like 14:30 or 2:30pm", "time")
        moment = datetime.datetime.combine(date, time, timezone.get_current_timezone())
        if timezone.localtime(moment.astimezone(datetime.UTC)).time() != time:
            raise self.problem("%(name)s: the clocks went forward over this time, choose another", "time")
        return moment


def read_time(text: str) -> datetime.time | None:
    if text.lower() in ("midday", "noon"):
        return datetime.time(12)
    found = TIME.fullmatch(text)
    if found is None or (found["minute"] is None and found["half"] is None):
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return datetime.time(hour, minute) if hour < 24 and minute < 60 else None

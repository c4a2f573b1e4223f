"""What a program may send, and nothing that only looks like it: no number for a text, no field that is not listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from ehm.actions import Refused
from ehm.forms.dates import EARLIEST_YEAR, LATEST_YEAR
from ehm.rows.actor import Actor

REFERENCE = r"^[0-9A-Za-z]{4}(-[0-9A-Za-z]{4}){1,2}$"
M = TypeVar("M", bound=models.Model)


class Input(serializers.Serializer[Any]):
    """A body. A field that it does not have is refused, not overlooked: nobody believes that it was saved."""

    default_error_messages = {"unknown": "There is no such field here.", "invalid": "Send an object with named fields."}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise ValidationError({"non_field_errors": [self.error_messages["invalid"]]})
        unknown = sorted(set(data) - {name for name, field in self.fields.items() if not field.read_only})
        if unknown:
            raise ValidationError({_sayable(name): [self.error_messages["unknown"]] for name in unknown})
        return super().to_internal_value(data)


def _sayable(name: object) -> str:
    """JSON can name a field by half a character, which no answer can."""
    return str(name).encode(errors="replace").decode()


class Text(serializers.CharField):
    """Text is text. Where something must be said, blanks do not say it."""

    def __init__(self, max_length: int, **options: Any) -> None:
        if not options.get("required", True):
            options.setdefault("default", "")
            options.pop("required")
        if "default" in options:
            options.setdefault("allow_blank", True)
        super().__init__(max_length=max_length, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Flag(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Whole(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, float) and data.is_integer():  # to JSON 3.0 is 3
            data = int(data)
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class OneOf(serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


def of_our_time(value: date) -> None:
    """As the pages take days: clocks and calendars count on from them. Refused like a day to come, which no schema
    describes either."""
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        raise Refused(f"Days are of the years {EARLIEST_YEAR} to {LATEST_YEAR}.")


class Day(serializers.DateField):
    """YYYY-MM-DD."""

    default_validators = [of_our_time]

    FORM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not self.FORM.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class Moment(serializers.DateTimeField):
    """With its offset from Greenwich: 14:30 alone is two moments in a year."""

    default_validators = [of_our_time]

    FORM = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str) or not self.FORM.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ss+hh:mm")
        return super().to_internal_value(value)


@extend_schema_field({"type": "string", "pattern": REFERENCE, "example": "7KD4-Q2MN"})
class Reference(serializers.RegexField):
    """The reference of a record; what it stands for is found, and refused, by `one_of`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(regex=REFERENCE.replace("$", r"\Z"), **options)  # Python's $ lets a line end through

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data)).upper()


class Chosen(serializers.ChoiceField):
    """For reading: one of a set of codes, or nothing yet."""

    def __init__(self, choices: Any, **options: Any) -> None:
        super().__init__(choices=choices, allow_blank=True, read_only=True, **options)


class Named(serializers.Serializer[Any]):
    """Another record, as a word beside this one."""

    reference = serializers.CharField()
    name = serializers.CharField()


class Somebody(serializers.Serializer[Any]):
    """A person who works in the partnership."""

    reference = serializers.CharField()
    name = serializers.CharField(source="display_name")


def one_of(queryset: models.QuerySet[M], actor: Actor, reference: str | None, what: str) -> M | None:
    """The record that a body points at. What is hidden is refused in the words for what does not exist."""
    if reference is None:
        return None
    seen: Any = queryset
    found: M | None = seen.visible_to(actor).filter(reference=reference).first()
    if found is None:
        raise Refused(f"There is no {what} {reference} that you can choose.")
    return found


def each_once(references: Iterable[str]) -> bool:
    seen = list(references)
    return len(set(seen)) == len(seen)

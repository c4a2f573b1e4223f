"""What a list can be narrowed by: what its resource names, and nothing about who anybody is. An address is written to
logs and histories, so names, dates of birth and numbers of people are never part of one."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError as NotAValue
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from ehm.api.fields import REFERENCE, Moment
from ehm.api.paging import KeysetPaging


class AllowListedFilters(DjangoFilterBackend):
    """The filters of `Resource.filterset_class`. An unknown, empty or repeated one is refused: a filter that is
    overlooked would show more than was asked for."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filterset = self.get_filterset_class(view, queryset)
        known = {*(filterset.base_filters if filterset else ()), *KeysetPaging.names}
        wrong = {}
        for name, values in request.query_params.lists():
            if name not in known:
                wrong[name] = ["There is no such filter here."]
            elif len(values) > 1:
                wrong[name] = ["Give it once only."]
            elif values == [""]:
                wrong[name] = ["Give it a value, or leave it out."]
        if wrong:
            raise ValidationError(wrong)
        found: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return found


class MomentField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        if not Moment.FORM.fullmatch(text):
            raise NotAValue("Write a moment as 2026-11-22T14:30:00Z, with its offset.")
        try:
            return Moment().to_internal_value(text)
        except ValidationError as error:
            raise NotAValue("Write a moment as 2026-11-22T14:30:00Z, with its offset.") from error


@extend_schema_field({"type": "string", "format": "date-time"})
class MomentFilter(django_filters.Filter):
    field_class = MomentField


@extend_schema_field({"type": "string", "pattern": REFERENCE})
class ReferenceFilter(django_filters.CharFilter):
    """By the reference of another record."""

    def __init__(self, field_name: str | None = None, **options: Any) -> None:
        validator = RegexValidator(REFERENCE.replace("$", r"\Z"), "A reference looks like 7KD4-Q2MN.")
        super().__init__(field_name=field_name, validators=[validator], strip=False, **options)

    def filter(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter(queryset, value.upper() if value else value)
        return found


@extend_schema_field({"type": "string", "pattern": "^[a-z][a-z0-9_]{0,59}$"})
class WordFilter(django_filters.CharFilter):
    """By an id of ours, such as first_contact."""

    def __init__(self, **options: Any) -> None:
        validator = RegexValidator(r"^[a-z][a-z0-9_]{0,59}\Z", "An id is lower-case words joined by _.")
        super().__init__(validators=[validator], strip=False, **options)


class OneOfFilter(django_filters.ChoiceFilter):
    def __init__(self, choices: Any, **options: Any) -> None:
        super().__init__(choices=choices, null_label=None, **options)


@extend_schema_field({"type": "boolean"})
class FlagFilter(django_filters.TypedChoiceFilter):
    """true or false."""

    def __init__(self, **options: Any) -> None:
        choices = (("true", "true"), ("false", "false"))
        super().__init__(choices=choices, coerce=lambda text: text == "true", empty_value=None, **options)


class Filters(django_filters.FilterSet):
    """Filters, each written out."""

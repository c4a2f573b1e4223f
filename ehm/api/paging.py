"""Pages that follow on from the last row seen: nothing is counted, and a new row moves none to another page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError as NotAValue
from django.db.models import Q, QuerySet
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

SALT = "ehm.api.page"
MOST, USUAL = 100, 50


class KeysetPaging(BasePagination):
    """By one column of the resource's `orders`, and by reference where two rows agree in it."""

    names = ("cursor", "page_size", "order")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.order = _order(request, view.orders)
        size = _size(request)
        column, back = self.order.lstrip("-"), "-" if self.order.startswith("-") else ""
        after = self._after(queryset, column)
        if after:
            queryset = queryset.filter(_beyond(column, "lt" if back else "gt", *after))
        rows = list(queryset.order_by(*dict.fromkeys((self.order, f"{back}reference")))[: size + 1])
        self.next = self._cursor(rows[size - 1], column) if len(rows) > size else None
        return rows[:size]

    def _cursor(self, row: Any, column: str) -> str:
        """Signed: nobody asks for a row by making one up."""
        value = row._meta.get_field(column).value_to_string(row)
        return signing.dumps([self.order, value, row.reference], salt=SALT)

    def _after(self, queryset: QuerySet[Any], column: str) -> tuple[Any, str] | None:
        cursor = self.request.query_params.get("cursor")
        if cursor is None:
            return None
        try:
            order, value, reference = signing.loads(cursor, salt=SALT)
            if order != self.order:
                raise NotFound
            return queryset.model._meta.get_field(column).to_python(value), reference
        except (signing.BadSignature, ValueError, TypeError, NotAValue):
            raise NotFound from None

    def get_paginated_response(self, data: Any) -> Response:
        address = self.request.build_absolute_uri()
        return Response({"next": self.next and replace_query_param(address, "cursor", self.next), "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "Where the next page is; null on the last.",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        def parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
            return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}

        return [
            parameter("cursor", {"type": "string", "minLength": 1}, "From `next` of the page before."),
            parameter(
                "page_size", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "Rows a page."
            ),
            parameter(
                "order", {"type": "string", "enum": list(view.orders), "default": view.orders[0]}, "`-` for backwards."
            ),
        ]


def _beyond(column: str, way: str, value: Any, reference: str) -> Q:
    if column == "reference":
        return Q(**{f"reference__{way}": reference})
    further = Q(**{f"{column}__{way}": value}) | Q(**{f"reference__{way}": reference})
    return Q(**{f"{column}__{way}e": value}) & further


def _order(request: Request, orders: Sequence[str]) -> str:
    order = request.query_params.get("order", orders[0])
    if order not in orders:
        raise ValidationError({"order": [f"Choose one of: {', '.join(orders)}."]})
    return order


def _size(request: Request) -> int:
    asked = request.query_params.get("page_size", str(USUAL))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 5 and 1 <= int(asked) <= MOST):
        raise ValidationError({"page_size": [f"Choose a number from 1 to {MOST}."]})
    return int(asked)

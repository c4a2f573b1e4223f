"""`/api/v1/docs/`: the description of the API as a page. Drawn here, without the scripts and styles from elsewhere that
the usual viewers need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from ehm.actions.tokens import LONGEST_DAYS
from ehm.api.fields import REFERENCE
from ehm.api.problems import TITLES
from ehm.api.schema import description

Schema = dict[str, Any]


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    about: str
    is_required: bool = False


@dataclass(frozen=True)
class Table:
    """`within` is the field that holds these; '' for the whole."""

    label: str
    caption: str
    within: str
    fields: list[Field]
    says_needed: bool = True


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    about: str
    takes: list[Table]
    answers: list[Table]
    anchor: str


@dataclass(frozen=True)
class Group:
    name: str
    operations: list[Operation]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """For anybody, as the schema is. It holds nothing about whoever reads it."""
    context = {
        "groups": groups(),
        "statuses": sorted(TITLES.items()),
        "schema_url": reverse("api:schema"),
        "asks_per_minute": settings.API_ASKS_PER_MINUTE,
        "largest_kb": settings.API_LARGEST_BODY // 1000,
        "longest_days": LONGEST_DAYS,
    }
    return TemplateResponse(request, "api/docs.html", context)


@cache
def groups() -> list[Group]:
    found: dict[str, list[Operation]] = {}
    for path, operations in description()["paths"].items():
        for method in ("get", "post"):
            if method in operations:
                found.setdefault(operations[method]["tags"][0], []).append(_operation(method, path, operations[method]))
    return [Group(name, operations) for name, operations in found.items()]


def _operation(method: str, path: str, operation: Schema) -> Operation:
    name = operation["operationId"]
    asks = [
        Field(one["name"], _kind(one["schema"]), _text(one), one["in"] == "path")
        for one in operation.get("parameters", [])
    ]
    takes = [Table(f"{name}: address and headers", "In the address or the headers", "", asks)] if asks else []
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    status = min(operation["responses"])
    answer = operation["responses"][status].get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        method=method.upper(),
        path=path,
        about=_text(operation),
        takes=takes
        + [Table(f"{name}: to send {inside}", "To send", inside, fields) for inside, fields in _tables(body)],
        answers=[
            Table(f"{name}: answer {inside}", status, inside, fields, says_needed=False)
            for inside, fields in _tables(answer)
        ],
        anchor=name,
    )


def _tables(schema: Schema | None) -> list[tuple[str, list[Field]]]:
    """The fields of an object, and after them those of the objects inside it, each once."""
    tables: dict[str, list[Field]] = {}
    waiting = [("", schema)] if schema else []
    while waiting:
        name, part = waiting.pop(0)
        assert part is not None
        whole = _resolved(part)
        if "properties" not in whole or name in tables:
            continue
        needed = set(whole.get("required", []))
        tables[name] = [
            Field(key, _kind(inside), _text(inside), key in needed) for key, inside in whole["properties"].items()
        ]
        waiting += [(key, inner) for key, inside in whole["properties"].items() if (inner := _inner(inside))]
    return list(tables.items())


def _text(schema: Schema) -> str:
    """Written for people who read it as plain text."""
    return str(schema.get("description", "")).replace("`", "")


def _inner(schema: Schema) -> Schema | None:
    parts = [schema.get("items", {}), *schema.get("oneOf", []), *schema.get("allOf", []), schema]
    return next((part for part in parts if "$ref" in part), None)


def _resolved(schema: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found: Schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _kind(schema: Schema) -> str:
    """'text, at most 120', 'one of open, closed', 'list of …'."""
    if _inner(schema) is not None and "items" not in schema:
        return "object or null" if "oneOf" in schema else "object"
    kinds = schema.get("type", "object")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    words = [_word(kind, schema) for kind in kinds if kind != "null"]
    if "null" in kinds:
        words.append("or null")
    if "default" in schema and schema["default"] not in ("", None):
        words.append(f"(usually {str(schema['default']).replace('True', 'true').replace('False', 'false')})")
    return " ".join(words)


def _word(kind: str, schema: Schema) -> str:
    if "enum" in schema:
        return f"one of {', '.join(str(one) for one in schema['enum'] if one not in ('', None))}"
    match kind, schema.get("format"):
        case "string", "date":
            return "day"
        case "string", "date-time":
            return "moment"
        case "string", "uri":
            return "address"
        case "string", "uuid":
            return "UUID"
        case "string", _:
            longest = schema.get("maxLength")
            return (
                f"text, at most {longest}" if longest else "reference" if schema.get("pattern") == REFERENCE else "text"
            )
        case "boolean", _:
            return "true or false"
        case "array", _:
            inside = schema.get("items", {})
            return "list of objects" if "$ref" in inside else "list of texts"
        case "integer", _:
            return "whole number"
        case "number", _:
            return "number"
    return "object"

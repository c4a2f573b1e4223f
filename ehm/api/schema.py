"""The description of the API, made from the resources themselves: `/api/v1/schema/` for programs, `/docs/` to read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from ehm.api.fields import Input, Text
from ehm.api.problems import TITLES

ANY_TEXT = r"^[^\x00]*$"
SOME_TEXT = r"^[^\x00]*[^\x00\s][^\x00]*$"
PROBLEM = {
    "type": "object",
    "required": ["status", "title", "detail"],
    "properties": {
        "status": {"type": "integer"},
        "title": {"type": "string", "description": "The same for every problem of this status."},
        "detail": {"type": "string", "description": "One plain sentence: what to do, or why it cannot be done."},
        "errors": {
            "type": "array",
            "description": "With status 400: each field that is wrong, such as `people[0].given_name`.",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "theirs": {
            "type": "object",
            "additionalProperties": True,
            "description": "With status 409, where somebody else saved first: what is saved now.",
        },
    },
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its library says no types
    target_class = "ehm.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token from your profile page: `Authorization: Bearer ehm_…`.",
        }


class ProblemAwareSchema(AutoSchema):
    """Every operation says how it can refuse."""

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        answers: dict[str, Any] = super()._get_response_bodies(direction)  # type: ignore[arg-type]  # a Literal
        kind = ResolvedComponent.SCHEMA
        problem = ResolvedComponent("Problem", kind, PROBLEM, "Problem")  # type: ignore[no-untyped-call]  # not ours
        self.registry.register_on_missing(problem)
        codes = [400, 401, 403, 404, 429]
        if self.method == "POST":
            codes += [409, 413, 415]
        for code in sorted(codes):
            content = {"application/json": {"schema": problem.ref}}
            answers[str(code)] = {"description": TITLES[code], "content": content}
        return dict(sorted(answers.items()))

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0]]


def describe_bodies(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """What `Input` and its fields ask and the library does not see: a body has the fields that are named and no
    others, blanks are no text, and a list is not endless."""
    inputs = {f"{found.__name__}Request": found for found in _inputs()}
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                parameter["schema"].pop("x-spec-enum-id", None)
    for name, component in result["components"]["schemas"].items():
        properties = component.get("properties", {})
        for schema in properties.values():
            schema.pop("x-spec-enum-id", None)
        if name not in inputs:
            continue
        component["additionalProperties"] = False
        for field_name, field in inputs[name]().fields.items():
            if isinstance(field, Text):
                properties[field_name]["pattern"] = ANY_TEXT if field.allow_blank else SOME_TEXT
            several: Any = field
            if isinstance(field, serializers.ListSerializer):
                properties[field_name] |= {"minItems": several.min_length or 0, "maxItems": several.max_length}
    return result


def _inputs() -> Iterator[type[Input]]:
    waiting = list(Input.__subclasses__())
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        yield found


@cache
def description() -> dict[str, Any]:
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # nor this
    return found


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1. For anybody: it tells nothing but what the published source tells."""
    return JsonResponse(description())

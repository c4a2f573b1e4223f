"""How the API says no: a status, and sentences for whoever wrote the program or filled in its form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from ehm.actions import Refused, Stale

TITLES = {
    400: "What you sent is not what this address takes",
    401: "No token, or one that is not valid any more",
    403: "You may not do this",
    404: "There is nothing here",
    405: "This address does not take this method",
    409: "This cannot be done now",
    413: "Too long",
    415: "Not JSON",
    429: "Too many requests",
}
DETAILS = {
    400: "Look at the errors, or at /api/v1/docs/.",
    401: "Send a token that you made on your profile page, as ‘Authorization: Bearer …’.",
    403: "Your role, or your part in helping this family, does not allow it.",
    404: "It does not exist, or it is not for you to see.",
    405: "/api/v1/docs/ lists what each address takes.",
    415: "Send JSON, with ‘Content-Type: application/json’.",
}


class Conflict(exceptions.APIException):
    """An action refused: what was asked is well said, and cannot be done."""

    status_code = 409

    def __init__(self, refused: Refused) -> None:
        super().__init__(str(refused))
        self.theirs = refused.theirs if isinstance(refused, Stale) else None


def answer_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. What it does not know is a fault of ours, and Django's to answer."""
    match error:
        case Http404():
            error = exceptions.NotFound()
        case PermissionDenied():
            error = exceptions.PermissionDenied()
        case Refused():
            error = Conflict(error)
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    return Response(_problem(error), status=error.status_code, headers=_headers(error))


def _problem(error: exceptions.APIException) -> dict[str, Any]:
    status = error.status_code
    problem: dict[str, Any] = {"status": status, "title": TITLES.get(status, "This cannot be answered")}
    if isinstance(error, exceptions.ValidationError):
        problem["detail"] = DETAILS[400]
        problem["errors"] = list(_errors(error.detail))
    elif isinstance(error, exceptions.Throttled):
        problem["detail"] = f"Ask again in {_wait(error)} seconds."
    else:
        problem["detail"] = DETAILS.get(status) or _sentence(error.detail)
        if status == 400:
            problem["errors"] = [{"field": "", "message": _sentence(error.detail)}]
    if isinstance(error, Conflict) and error.theirs is not None:
        problem["theirs"] = _plain(error.theirs)
    return problem


def _errors(found: Any, field: str = "") -> Iterator[dict[str, str]]:
    """Every sentence beside the place it is about, such as `people[0].given_name`."""
    if isinstance(found, dict):
        for name, inside in found.items():
            if name == "non_field_errors":
                yield from _errors(inside, field)
            elif isinstance(name, int):
                yield from _errors(inside, f"{field}[{name}]")
            else:
                yield from _errors(inside, f"{field}.{name}" if field else str(name))
    elif isinstance(found, list) and any(isinstance(one, dict) for one in found):
        for place, inside in enumerate(found):
            yield from _errors(inside, f"{field}[{place}]")
    elif isinstance(found, list):
        for one in found:
            yield from _errors(one, field)
    else:
        yield {"field": field, "message": _sentence(found)}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inside) for name, inside in value.items()}
    return value if value is None or isinstance(value, str | bool | int) else str(value)


def _sentence(text: Any) -> str:
    said = str(text)
    return said if said.endswith((".", "?", "!")) else f"{said}."


def _wait(error: exceptions.Throttled) -> int:
    return max(1, int(getattr(error, "wait", None) or 1))


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(_wait(error))
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(error.auth_header)  # type: ignore[attr-defined]  # set by handle_exception
    return headers

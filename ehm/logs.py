"""Log lines that hold no personal data: only fields on a list are written, as JSON, one line each.

Of a message the *template* is written and never its arguments; of an error its kind and where it happened, never
its text; of a request the page's name, never its address, query or body. What another library formats by itself
is withheld unless the library is known to put nothing personal into its templates.
"""

import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

ALLOWED = {
    *("time", "level", "logger", "event", "error", "where"),
    *("request_id", "page", "method", "status", "seconds"),
    *("job", "job_id", "task", "task_id", "attempts", "rows", "alerts", "due_soon", "overdue"),
}
TRUSTED = ("ehm", "cases", "standards", "assessments", "plans", "hubs", "django", "celery", "gunicorn", "py.warnings")
FRAMES = 12

Event = MutableMapping[str, Any]


def is_trusted(logger: str) -> bool:
    return logger.split(".")[0] in TRUSTED or logger in TRUSTED


def from_record(logger: Any, method: str, event: Event) -> Event:
    """A line of the standard library's logging: its template, not its text."""
    record: logging.LogRecord = event["_record"]
    event["event"] = str(record.msg) if is_trusted(record.name) else "(withheld)"
    if isinstance(record.args, dict):  # celery
        event.update(task=record.args.get("name"), task_id=record.args.get("id"))
    return event


def error_without_its_text(logger: Any, method: str, event: Event) -> Event:
    found = event.get("exc_info")
    if found is True or found is None:
        record = event.get("_record")
        found = record.exc_info if record is not None else None
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if found and found[0]:
        event["error"] = found[0].__name__
        frames = traceback.extract_tb(found[2])[-FRAMES:]
        event["where"] = [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno}" for frame in frames]
    return event


def only_allowed(logger: Any, method: str, event: Event) -> Event:
    return {name: value for name, value in event.items() if name in ALLOWED and value is not None}


shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", key="time"),
]


def set_up_structlog() -> None:
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, from_record],
        processors=[error_without_its_text, only_allowed, structlog.processors.JSONRenderer()],
        pass_foreign_args=False,
    )


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "ehm.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "ehm": {"level": "INFO"},
        # Django's own handlers print whole requests, and mail them
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
        "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}

requests = structlog.get_logger("ehm.requests")
PLAIN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestLogMiddleware:
    """One line for each request, and a number that all its lines share and that the answer carries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if PLAIN_ID.fullmatch(given) else str(uuid.uuid4())
        began = time.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            found = request.resolver_match
            requests.info(
                "request",
                page=found.view_name if found else None,
                method=request.method if request.method in ("GET", "HEAD", "POST") else "other",
                status=response.status_code,
                seconds=round(time.monotonic() - began, 3),
            )
        response["X-Request-ID"] = request_id
        return response

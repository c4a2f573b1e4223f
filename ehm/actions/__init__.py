"""What every action shares: how it says no."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404

M = TypeVar("M", bound=models.Model)


class Refused(Exception):
    """The action was allowed but cannot be done now. `str()` is one plain sentence for the person who asked."""


def still_there(rows: models.QuerySet[M] | models.Manager[M], **which: Any) -> M:
    """The row as it is now, for an action on one that its caller has read. In between it may have gone out of sight, or
    be gone: the same 404 then as for one that never was."""
    try:
        return rows.get(**which)
    except ObjectDoesNotExist:
        raise Http404 from None


class Stale(Refused):
    """Somebody else saved the same record first. `theirs` holds what is saved now, field by field."""

    def __init__(self, message: str, theirs: dict[str, object], fingerprint: str = "") -> None:
        super().__init__(message)
        self.theirs = theirs
        self.fingerprint = fingerprint


def fingerprint(record: models.Model, fields: Iterable[str]) -> str:
    """Of what a form showed: a record without a `version` is compared by this."""
    values = {field: str(getattr(record, field)) for field in fields}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


def write(record: models.Model, values: dict[str, Any], *, shown: str) -> list[str]:
    """Save those of `values` that differ, of a record that is locked, unless it is no longer what the form showed.
    Gives the words for what changed."""
    now = fingerprint(record, values)
    if shown != now:
        theirs = {field: getattr(record, field) for field in values}
        sentence = "Somebody else changed this while you had it open. Check what it says now, then save again"
        raise Stale(sentence, theirs, now)
    changed = [field for field, value in values.items() if getattr(record, field) != value]
    for field in changed:
        setattr(record, field, values[field])
    if changed:
        record.save(update_fields=changed)
    return [str(getattr(record._meta.get_field(field), "verbose_name", field)) for field in changed]

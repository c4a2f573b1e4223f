"""`get_visible_or_404`: the same answer for 'not yours' and 'not there'."""

from typing import Any, TypeVar

from django.db import models
from django.http import Http404

from ehm.rows.actor import Actor

M = TypeVar("M", bound=models.Model)


def get_visible_or_404(queryset: models.QuerySet[M], actor: Actor, reference: str, **also: Any) -> M:
    """The row that `actor` may see by its reference. `queryset` needs `visible_to`."""
    seen: Any = queryset
    found: M | None = seen.visible_to(actor).filter(reference=reference.upper().replace("\x00", ""), **also).first()
    if found is None:
        raise Http404
    return found

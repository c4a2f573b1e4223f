"""One question, asked by views, actions and templates alike: may this person do this to that?"""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied

from ehm.rows.actor import Actor

T = TypeVar("T")


def require(may: Callable[[Actor, T], bool], actor: Actor, obj: T) -> None:
    """Refused with 403 when `actor` can see `obj` but may not do this to it."""
    if not may(actor, obj):
        raise PermissionDenied

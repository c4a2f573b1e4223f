"""One question, asked by views, actions and templates alike: may this person do this to that?"""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied

from ehm.models import Partnership, Role
from ehm.rows.actor import Actor

T = TypeVar("T")


def require(may: Callable[[Actor, T], bool], actor: Actor, obj: T) -> None:
    """Refused with 403 when `actor` can see `obj` but may not do this to it."""
    if not may(actor, obj):
        raise PermissionDenied


def can_use_api(actor: Actor, partnership: Partnership) -> bool:
    """Whoever reads cases may let a program do it for them. There is nothing for an administrator there."""
    return actor.reads_cases


def can_have_calendar(actor: Actor, partnership: Partnership) -> bool:
    """Whoever works with families; nothing is due from the others."""
    return actor.writes_cases


def can_administer(actor: Actor, partnership: Partnership) -> bool:
    """Agencies, people, areas, the calendar and the settings of one's own partnership."""
    return actor.is_(Role.ADMINISTRATOR) and actor.tenant_id == partnership.pk


def can_read_administration_log(actor: Actor, partnership: Partnership) -> bool:
    return actor.is_(Role.ADMINISTRATOR, Role.AUDITOR) and actor.tenant_id == partnership.pk

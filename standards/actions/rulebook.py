"""A partnership's own numbers and words for its practice standards."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from ehm import administration_log as log
from ehm.actions import Refused
from ehm.permissions import can_administer, require
from ehm.rows.actor import Actor
from standards.models import RulebookOverride
from standards.partnership import rulebook_with
from standards.redating import count_again
from standards.rulebook import RulebookError, Standard


@transaction.atomic
def change_standard(*, standard: str, values: Mapping[str, object], why: str, by: Actor) -> Standard:
    """Lay values over the published standard, from now on. Clocks that run are counted again, on the record; what has
    ended keeps its outcome."""
    require(can_administer, by, by.partnership)
    if not values:
        raise Refused("Nothing is different from how it is now")
    if not why.strip():
        raise Refused("Say why you change it")
    try:
        changed = rulebook_with(by.partnership, standard, dict(values)).standard(standard)
    except RulebookError as problem:
        raise Refused(str(problem).rstrip(".")) from None
    RulebookOverride.objects.create(
        tenant_id=by.tenant_id, standard=standard, values=dict(values), why=why.strip(), made_by=by.membership
    )
    kind = log.STANDARD_CHANGED if changed.enabled else log.STANDARD_SWITCHED_OFF
    change = log.record(kind, tenant_id=by.tenant_id, by=by, subject=standard, data={"title": changed.title})
    count_again(change, by)
    return changed

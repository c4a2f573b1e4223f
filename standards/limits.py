"""When something of a meeting is due by the partnership's own rulebook and calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from ehm.models import Partnership
from hubs import limits
from standards.engine.calendar import day_in_london
from standards.partnership import calendar_for, rulebook_for
from standards.rulebook import NoSuchStandard


@limits.counts
def due(partnership: Partnership, standard: str, begun: Iterable[datetime]) -> Mapping[datetime, datetime]:
    try:
        found = rulebook_for(partnership).standard(standard)
    except NoSuchStandard:
        return {}
    if not found.enabled:
        return {}
    moments = list(begun)
    calendar = calendar_for(partnership.pk, day_in_london(min(moments)))
    return {at: found.deadline(at, calendar).due_at for at in moments}

"""A partnership's own rulebook and calendar, as they stand now."""

from datetime import date, timedelta

from ehm.models import NonWorkingDay as DayOff
from ehm.models import Partnership
from standards.engine import DayKind, NonWorkingDay, WorkingCalendar
from standards.models import RulebookOverride
from standards.reading import rulebook_of
from standards.rulebook import Rulebook


def rulebook_for(partnership: Partnership) -> Rulebook:
    """The published profile and overlays with the partnership's overrides laid over them, the latest for each part."""
    return rulebook_of(partnership.profile, overlays=partnership.overlays, overrides=overrides_of(partnership))


def rulebook_with(partnership: Partnership, standard: str, values: dict[str, object]) -> Rulebook:
    """What `rulebook_for` would give if these values were laid over it; refused in a sentence where they do not fit."""
    overrides = overrides_of(partnership)
    overrides.setdefault(standard, {}).update(values)
    return rulebook_of(partnership.profile, overlays=partnership.overlays, overrides=overrides)


def overrides_of(partnership: Partnership) -> dict[str, dict[str, object]]:
    overrides: dict[str, dict[str, object]] = {}
    rows = RulebookOverride.objects.filter(tenant=partnership).order_by("made_at", "id")
    for standard, values in rows.values_list("standard", "values"):
        overrides.setdefault(standard, {}).update(values)
    return overrides


def calendar_for(tenant_id: int, since: date) -> WorkingCalendar:
    """The partnership's working days from a little before `since` on."""
    days = DayOff.objects.filter(tenant_id=tenant_id, on__gte=since - timedelta(days=40))
    return WorkingCalendar.of(
        NonWorkingDay(on, name, DayKind(kind)) for on, name, kind in days.values_list("on", "name", "kind")
    )

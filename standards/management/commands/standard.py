"""`manage.py standard due PROFILE STANDARD START`: when something is due, and why, without a database."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from standards.bank_holidays import bank_holidays
from standards.engine import BadLimit, WorkingCalendar
from standards.engine.calendar import LONDON, day_in_london
from standards.engine.limits import HOURLY
from standards.reading import latest_rulebook
from standards.rulebook import NoSuchStandard, RulebookError

YEARS = range(2000, 2101)
START_LOOKS_LIKE = "Write it like 2026-04-01T10:00+01:00"


class Command(BaseCommand):
    help = "Says when a practice standard is due, with each day counted and each left out."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="due")
        due = verbs.add_parser("due", help="when something that starts at START is due")
        due.add_argument("profile", metavar="PROFILE", help="coventry, hull, herefordshire or quality_framework")
        due.add_argument("standard", metavar="STANDARD", help="a standard of that profile, such as first_contact")
        due.add_argument("start", metavar="START", help="a moment, such as 2026-04-01T10:00+01:00")

    def handle(self, *args: Any, profile: str, standard: str, start: str, **options: Any) -> None:
        try:
            rulebook = latest_rulebook(profile)
            rule = rulebook.standard(standard)
            started_at = moment_from(start, needs_time=rule.limit.unit in HOURLY)
            years = range(started_at.year - 1, started_at.year + 21)
            deadline = rule.deadline(started_at, WorkingCalendar.of(bank_holidays(years)))
        except (RulebookError, NoSuchStandard, BadLimit, BadStart) as problem:
            raise CommandError(str(problem)) from None
        explanation = list(rule.explain(deadline))
        if not rule.enabled:
            explanation.insert(0, f"This standard is switched off in {rulebook.id} unless a partnership turns it on.")
        due_at = deadline.due_at.astimezone(LONDON).isoformat()
        self.stdout.write(json.dumps({"due": due_at, "explanation": explanation}, ensure_ascii=False))


class BadStart(ValueError):
    """A start that is no moment, in a sentence."""


def moment_from(written: str, *, needs_time: bool) -> datetime:
    """The moment that was written; without an offset it is London time, and a day alone is its beginning."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise BadStart(f"'{written}' is not a date and time. {START_LOOKS_LIKE}.") from None
    if moment.year not in YEARS:
        raise BadStart(f"'{written}' is not between {YEARS[0]} and {YEARS[-1]}.")
    if "T" not in written.upper() and " " not in written.strip() and needs_time:
        raise BadStart(f"This standard counts hours, so '{written}' needs a time of day. {START_LOOKS_LIKE}.")
    if moment.tzinfo is not None:
        return moment
    earlier, later = (moment.replace(tzinfo=LONDON, fold=fold) for fold in (0, 1))
    if earlier.utcoffset() == later.utcoffset():
        return earlier
    if earlier.astimezone(UTC) - later.astimezone(UTC) > timedelta():
        raise BadStart(f"There is no such time as '{written}': the clocks go forward that night.")
    day = day_in_london(earlier)
    raise BadStart(f"'{written}' comes twice on {day}, when the clocks go back. Add +01:00 or +00:00.")

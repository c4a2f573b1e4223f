import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from standards.sweep import sweep


class Command(BaseCommand):
    help = "One sweep: clocks that have become due soon or overdue, and an alert for each. Prints a line of JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", help="as if it were this moment, such as 2026-04-01T10:00+01:00")

    def handle(self, *args: Any, at: str | None = None, **options: Any) -> None:
        try:
            moment = datetime.fromisoformat(at) if at else timezone.now()
        except ValueError:
            raise CommandError(f"'{at}' is not a moment such as 2026-04-01T10:00+01:00") from None
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        swept = sweep(moment)
        self.stdout.write(
            json.dumps(
                {
                    "due_soon": swept.due_soon,
                    "overdue": swept.overdue,
                    "alerts": swept.alerts,
                    "seconds": swept.seconds,
                }
            )
        )

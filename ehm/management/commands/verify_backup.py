import json
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from ehm import backups


class Command(BaseCommand):
    help = "Restore the backup in PATH on a PostgreSQL of its own and compare every table's count and hash."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *, path: Path, **options: Any) -> None:
        try:
            made, seconds = backups.verify(path)
        except backups.BackupFailed as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(
            json.dumps({"equal": True, "tables": len(made.tables), "rows": made.rows, "seconds": round(seconds, 1)})
        )

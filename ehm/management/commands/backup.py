import json
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from ehm import backups


class Command(BaseCommand):
    help = "Write a backup of the whole database into the new folder PATH."
    requires_system_checks = []  # a database that fails a check most of all needs a backup

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *, path: Path, **options: Any) -> None:
        try:
            made = backups.backup(path)
        except backups.BackupFailed as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(
            json.dumps({"path": str(path), "tables": len(made.tables), "rows": made.rows, "seconds": made.seconds})
        )

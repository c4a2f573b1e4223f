import json
import time
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from ehm import backups
from ehm.rows import roles


class Command(BaseCommand):
    help = "Restore the backup in PATH into the database, all of it or nothing, and compare."
    requires_system_checks = []  # the database is empty or broken: that is why

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--replace", action="store_true", help="lose what the database holds now")

    def handle(self, *, path: Path, replace: bool, **options: Any) -> None:
        began = time.monotonic()
        try:
            made = backups.restore(path, backups.address_of(roles.MIGRATE, "OWNER_DATABASE_URL"), replace=replace)
        except backups.BackupFailed as reason:
            raise CommandError(str(reason)) from None
        seconds = round(time.monotonic() - began, 1)
        self.stdout.write(
            json.dumps({"made_at": made.made_at, "tables": len(made.tables), "rows": made.rows, "seconds": seconds})
        )

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from ehm.rows import catalogue


class Command(BaseCommand):
    help = "Compares the database's row security, keys and rights with what the models and rights.py say."

    def handle(self, *args: Any, **options: Any) -> None:
        found = catalogue.shortcomings(connections["owner"])
        for sentence in found:
            self.stdout.write(sentence)
        self.stdout.write(json.dumps({"shortcomings": len(found)}))
        if found:
            raise CommandError("The database falls short of what the code says. Has every migration run?")

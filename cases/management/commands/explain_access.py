from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases import explaining


class Command(BaseCommand):
    help = "Says why somebody may or may not open a record. Shows references only, never what is in a record."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("reference")

    def handle(self, *args: Any, email: str, reference: str, **options: Any) -> None:
        for sentence in explaining.explain(email, reference):
            self.stdout.write(sentence)

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from ehm.models import Membership, User

ALIAS = "owner"  # the login role makes no accounts


class Command(BaseCommand):
    help = "Lets somebody set up partnerships (they will read no case data). Prints a first password once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an email address") from None
        with transaction.atomic(using=ALIAS):
            user = User.objects.using(ALIAS).filter(email=email).first()
            if user is None:
                password = secrets.token_urlsafe(15)
                user = User.objects.db_manager(ALIAS).create_user(email, password)
                self.stdout.write(f"Password, to be changed after the first sign-in: {password}")
            elif Membership.objects.using(ALIAS).filter(user=user, ended_at=None).exists():
                raise CommandError(f"{email} works in a partnership. Use an address of its own for this")
            user.is_platform_admin = True
            user.save(using=ALIAS, update_fields=["is_platform_admin"])
        self.stdout.write(f"{email} can set up partnerships at /platform/")

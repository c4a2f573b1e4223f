import os
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from psycopg import connect, sql
from psycopg.conninfo import conninfo_to_dict

from ehm.rows import roles

PASSWORDS = {
    roles.APP: "APP_PASSWORD",
    roles.MIGRATE: "MIGRATE_PASSWORD",
    roles.BACKUP: "BACKUP_PASSWORD",
}


class Command(BaseCommand):
    help = (
        "Create or correct EHM's database roles. Prints the SQL; with ADMIN_DATABASE_URL (a superuser's address of"
        " EHM's database) and --apply it is run. Passwords come from APP_PASSWORD, MIGRATE_PASSWORD, BACKUP_PASSWORD."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true")
        parser.add_argument("--database", default="ehm", help="whose rights to close (when printing)")

    def handle(self, *, apply: bool, database: str, **options: Any) -> None:
        if not apply:
            for statement in (*roles.CREATE_ROLES, *roles.close_database(database)):
                self.stdout.write(f"{statement};")
            for role in PASSWORDS:
                self.stdout.write(f"\\password {role}")
            return
        address = os.environ.get("ADMIN_DATABASE_URL")
        if not address:
            raise CommandError("Set ADMIN_DATABASE_URL to a superuser's address of EHM's database.")
        name = str(conninfo_to_dict(address)["dbname"])
        if not name.isidentifier():
            raise CommandError(f"'{name}' is not a plain name for a database.")
        with connect(address, autocommit=True) as link:
            for statement in (*roles.CREATE_ROLES, *roles.close_database(name)):
                link.execute(statement)
            for role, variable in PASSWORDS.items():
                if password := os.environ.get(variable):
                    # Hashed here, so that it never reaches the server's log.
                    hashed = link.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
                    link.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(hashed)))
        given = [role for role, variable in PASSWORDS.items() if os.environ.get(variable)]
        self.stdout.write(f"Roles are there; passwords set for {', '.join(given) or 'none'}.")

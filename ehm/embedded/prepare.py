"""Between the servers' start and the web's: static files, migrations, demo data; each only when something changed.

What the database was last prepared for is kept as the comment of the database itself, so that a restored,
half-made or exchanged database can never be taken for another one.
"""

import fcntl
import hashlib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import psycopg

from ehm.embedded.places import ROOT
from ehm.embedded.progress import step

DEMO_SECONDS = {"small": 20, "city": 120}


def fingerprint(files: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in sorted(files):
        if path.is_file():
            found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()


def of_database() -> str:
    return fingerprint(
        [
            *ROOT.glob("*/migrations/*.py"),
            *ROOT.glob("*/models.py"),
            *ROOT.glob("*/models/*.py"),
            *ROOT.glob("ehm/rows/*"),
            *ROOT.glob("*/rights.py"),
            ROOT / "requirements" / "base.txt",
        ]
    )


def build_static_files() -> None:
    from ehm.assets import build

    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    with (folder / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two data folders may share this one
        try:
            build.build()
        except build.CannotBuild as reason:
            raise SystemExit(str(reason)) from None


def set_up_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ehm.settings")
    django.setup()


def state() -> dict[str, str]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as link:
        row = link.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return dict(json.loads(row[0])) if row and row[0] else {}


def remember(**changes: str) -> None:
    from django.db import connections
    from psycopg import sql

    with connections["owner"].cursor() as cursor:
        name = sql.Identifier(connections["owner"].settings_dict["NAME"])
        text = sql.Literal(json.dumps(state() | changes))
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, text).as_string(None))


def migrate() -> None:
    from django.core.management import call_command

    with step("Bringing the database up to date (about 30 s the first time)"):
        call_command("migrate", database="owner", interactive=False, verbosity=0)


def load_demo(size: str) -> None:
    from django.core.management import call_command

    with step(f"Loading the demo partnerships (about {DEMO_SECONDS.get(size, 60)} s)"):
        call_command("load_demo", size=size, verbosity=0, stdout=sys.stderr)  # one transaction: all of it or none


def prepare_database() -> None:
    before, wanted, size = state(), of_database(), os.environ.get("LOAD_DEMO", "no")
    wants_demo = size != "no" and "demo" not in before
    if before.get("prepared_for") == wanted and not wants_demo:
        return
    set_up_django()
    if before.get("prepared_for") != wanted:
        migrate()
        remember(prepared_for=wanted)
    if wants_demo:
        if not has_partnerships():
            load_demo(size)
        remember(demo=size)


def has_partnerships() -> bool:
    from ehm.models import Partnership

    return Partnership.objects.using("owner").exists()


if __name__ == "__main__":
    build_static_files()
    prepare_database()

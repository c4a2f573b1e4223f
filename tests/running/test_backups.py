"""A backup is only what has been restored elsewhere and compared (R30 of the assurance notes)."""

import json
import shutil

import psycopg
import pytest

from ehm import backups
from ehm.embedded import places
from ehm.embedded.postgres import Postgres
from ehm.rows import roles

ROWS = """
    CREATE TABLE public.note (id bigint PRIMARY KEY, text text);
    INSERT INTO public.note SELECT n, 'note ' || n FROM generate_series(1, 200) n;
    ALTER TABLE public.note ENABLE ROW LEVEL SECURITY;
    CREATE POLICY nobody ON public.note USING (false);
    GRANT SELECT ON public.note TO ehm_app;
    CREATE EXTENSION pg_trgm;
    CREATE FUNCTION public.one() RETURNS int LANGUAGE sql RETURN 1;
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION public.one() TO ehm_app;
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    data = tmp_path_factory.mktemp("backups")
    started = Postgres(data, places.socket_dir(data), {"fsync": "off"})
    started.start()
    yield started
    started.stop()


@pytest.fixture
def database(server, monkeypatch, tmp_path):
    """An empty database `ehm`, owned as in life."""
    with server.connect() as admin:
        admin.execute("DROP DATABASE ehm WITH (FORCE)")
    server._create_roles_and_database()
    monkeypatch.setenv("DATABASE_URL", f"postgresql://ehm_app@/ehm?host={server.sockets}")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for name in ("OWNER_DATABASE_URL", "BACKUP_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return server


def as_owner(server, statement):
    with psycopg.connect(host=str(server.sockets), dbname="ehm", user=roles.MIGRATE, autocommit=True) as link:
        link.execute(f"SET ROLE {roles.OWNER}")
        return link.execute(statement)


def owner_address():
    return backups.address_of(roles.MIGRATE, "OWNER_DATABASE_URL")


@pytest.fixture
def backup(database, tmp_path):
    as_owner(database, ROWS)
    backups.backup(tmp_path / "backup")
    return tmp_path / "backup"


def test_a_backup_holds_the_rows_that_row_security_hides(backup):
    made = backups.read(backup)
    assert made.tables["public.note"][0] == 200 and made.guards["policies"] == 1
    assert backup.stat().st_mode & 0o077 == 0


def test_it_is_verified_on_a_server_of_its_own(backup, tmp_path):
    made, seconds = backups.verify(backup)
    assert made.rows == 200 and seconds > 0
    assert not list(tmp_path.glob("verify-*"))


def test_an_empty_backup_is_refused_when_it_is_made(database, tmp_path, monkeypatch):
    with pytest.raises(backups.BackupFailed, match="no table at all"):
        backups.backup(tmp_path / "empty")
    as_owner(database, ROWS)
    monkeypatch.setenv("BACKUP_DATABASE_URL", f"postgresql://ehm_app@/ehm?host={database.sockets}")
    with pytest.raises(backups.BackupFailed, match="held by row security"):
        backups.backup(tmp_path / "empty")
    assert not (tmp_path / "empty").exists()


def test_restore_puts_everything_back_or_nothing(backup, database, tmp_path):
    as_owner(database, "DELETE FROM note WHERE id <= 100")
    with pytest.raises(backups.BackupFailed, match="not empty"):
        backups.restore(backup, owner_address())
    assert as_owner(database, "SELECT count(*) FROM note").rowcount == 1
    backups.restore(backup, owner_address(), replace=True)
    backups.backup(tmp_path / "again")
    assert backups.read(tmp_path / "again").tables == backups.read(backup).tables


def test_restore_that_fails_leaves_what_was_there(backup, database):
    as_owner(database, "CREATE TABLE later (id int PRIMARY KEY, note bigint REFERENCES note)")
    with pytest.raises(backups.BackupFailed, match="pg_restore failed"):
        backups.restore(backup, owner_address(), replace=True)
    with database.connect("ehm") as admin:
        assert admin.execute("SELECT count(*) FROM note").fetchone() == (200,)


def test_a_damaged_dump_is_noticed_before_anything_is_touched(backup):
    dump = backup / backups.DUMP
    damaged = bytearray(dump.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    dump.write_bytes(damaged)
    with pytest.raises(backups.BackupFailed, match="not the one that its manifest describes"):
        backups.verify(backup)


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found["tables"].update({"public.note": [199, found["tables"]["public.note"][1]]}),
        lambda found: found["tables"].update({"public.note": [200, "1"]}),
        lambda found: found["tables"].update({"public.lost": [0, "0"]}),
        lambda found: found["guards"].update({"policies": 2}),
    ],
)
def test_a_row_or_a_policy_that_is_missing_is_noticed(backup, change):
    found = json.loads((backup / backups.MANIFEST).read_text())
    change(found)
    (backup / backups.MANIFEST).write_text(json.dumps(found))
    with pytest.raises(backups.BackupFailed, match="differ"):
        backups.verify(backup)


def test_what_is_no_backup_is_said_to_be_none(tmp_path):
    tmp_path.joinpath("manifest.json").write_text("{}")
    with pytest.raises(backups.BackupFailed, match="cannot be read"):
        backups.read(tmp_path)
    with pytest.raises(backups.BackupFailed, match="not a backup"):
        backups.read(tmp_path / "nothing")


def test_a_backup_never_overwrites_another(backup):
    with pytest.raises(backups.BackupFailed, match="exists already"):
        backups.backup(backup)


def test_the_backup_role_writes_nothing(backup, database):
    with psycopg.connect(host=str(database.sockets), dbname="ehm", user=roles.BACKUP, autocommit=True) as link:
        link.execute("SET default_transaction_read_only = off")
        for statement in ("DELETE FROM note", "INSERT INTO note VALUES (999)", "DROP TABLE note", "SET ROLE ehm_owner"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute(statement)


def test_roles_are_made_on_another_server_with_hashed_passwords(database, monkeypatch, capsys):
    from django.core.management import call_command

    monkeypatch.setenv("ADMIN_DATABASE_URL", f"postgresql://postgres@/ehm?host={database.sockets}")
    monkeypatch.setenv("APP_PASSWORD", "a password of the tests")
    call_command("create_roles", apply=True)
    call_command("create_roles", apply=True)  # twice is as good as once
    assert "ehm_app" in capsys.readouterr().out
    with database.connect() as admin:
        kept = admin.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'ehm_app'").fetchone()[0]
    assert kept.startswith("SCRAM-SHA-256$") and "tests" not in kept


def test_tools_are_found_without_the_wheel(monkeypatch):
    monkeypatch.setattr(backups.importlib.util, "find_spec", lambda name: None)
    if shutil.which("pg_dump"):
        assert backups.tool("pg_dump") == shutil.which("pg_dump")
    with pytest.raises(backups.BackupFailed, match="not installed"):
        backups.tool("pg_no_such_tool")

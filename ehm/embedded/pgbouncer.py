"""PgBouncer in transaction mode, configured from DATABASE_URL: `python -m ehm.embedded.pgbouncer`.

The same settings serve the container and `make topology`, so that what is tested is what runs. PgBouncer 1.18
(Debian) forgets prepared statements and session settings between transactions: the application uses neither.
"""

import os
import shutil
import sys
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from ehm.embedded import children, places

LISTEN = "127.0.0.1:6432"


def program() -> str:
    found = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if found is None:
        raise SystemExit("PgBouncer is not installed: apt-get install pgbouncer")
    return found


def write(folder: Path, database_url: str, listen: str, *, backends: int = 20) -> Path:
    """The configuration, and beside it the one user that may enter, for this account's eyes only."""
    server = conninfo_to_dict(database_url)
    host, _, port = listen.rpartition(":")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    users, settings = folder / "users.txt", folder / "pgbouncer.ini"
    for path in (users, settings):
        path.touch(mode=0o600)
    user, password = (str(server[name]).replace('"', '""') for name in ("user", "password"))
    users.write_text(f'"{user}" "{password}"\n')
    settings.write_text(
        f"""[databases]
{server["dbname"]} = host={server["host"]} port={server.get("port", 5432)} dbname={server["dbname"]}

[pgbouncer]
listen_addr = {host}
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
pool_mode = transaction
max_client_conn = 1000
default_pool_size = {backends}
query_wait_timeout = 15
server_idle_timeout = 300
server_tls_sslmode = {server.get("sslmode", "prefer")}
ignore_startup_parameters = extra_float_digits,options
log_connections = 0
log_disconnections = 0
"""
    )
    return settings


def command(settings: Path) -> list[str]:
    return children.without_root([program(), "--quiet", str(settings)])


if __name__ == "__main__":
    written = write(
        places.data_dir() / "pgbouncer", os.environ["DATABASE_URL"], os.environ.get("PGBOUNCER_LISTEN", LISTEN)
    )
    arguments = command(written)
    sys.stdout.flush()
    os.execvp(arguments[0], arguments)

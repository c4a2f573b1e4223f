"""Both embedded servers, running: for `make run`, for one command beside them, for the tests."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO

from ehm.embedded import places
from ehm.embedded.postgres import DATABASE, Postgres
from ehm.embedded.progress import step
from ehm.embedded.valkey import Valkey

RETRY_EVERY = 5.0


def only_one(data: Path) -> IO[str]:
    lock = (data / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise SystemExit(f"{data} is in use by another `make run`; stop that one first, or set DATA_DIR.") from None
    return lock


def addresses(sockets: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"postgresql://ehm_app@/{DATABASE}?host={sockets}",
        "BROKER_URL": f"redis+socket://{sockets / 'valkey.sock'}",
    }


class Servers:
    """Those of the two servers whose address the environment does not already name."""

    def __init__(self, data: Path) -> None:
        self.sockets = places.socket_dir(data)
        self.own: list[Postgres | Valkey] = []
        if "DATABASE_URL" not in os.environ:
            self.own.append(Postgres(data, self.sockets))
        if "BROKER_URL" not in os.environ:
            self.own.append(Valkey(data, self.sockets))
        self.next_try = 0.0

    @property
    def addresses(self) -> dict[str, str]:
        return {name: os.environ.get(name, own) for name, own in addresses(self.sockets).items()}

    def start(self) -> None:
        for server in self.own:
            server.start()

    def stop(self) -> None:
        for server in reversed(self.own):
            server.stop()

    def look_after(self) -> None:
        """Start a server again that died under us; the programs find it at the same address."""
        for server in self.own:
            if server.child is None or server.child.poll() is None or time.monotonic() < self.next_try:
                continue
            self.next_try = time.monotonic() + RETRY_EVERY
            try:
                with step(f"{server.name} stopped by itself (see {server.log}); starting it again"):
                    server.start()
            except SystemExit as reason:
                print(f"{reason} Trying again in {RETRY_EVERY:.0f} s.", flush=True)


@contextmanager
def servers(data: Path, *, say: bool = False) -> Iterator[Servers]:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = only_one(data)
    try:
        both = Servers(data)
        try:
            names = " and ".join(server.name for server in both.own)
            with step(f"Starting {names}") if say and names else nullcontext():
                both.start()
            yield both
        finally:
            both.stop()
    finally:
        lock.close()


@contextmanager
def nearby() -> Iterator[None]:
    """For `manage.py`: the servers that the environment names, else those of a `make run` beside us, else our own."""
    if "DATABASE_URL" in os.environ:
        yield
        return
    data = places.data_dir()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    places.keep_secrets(data)
    try:
        only_one(data).close()
    except SystemExit:
        os.environ |= addresses(places.socket_dir(data))
        yield
        return
    with servers(data) as own:
        os.environ |= own.addresses
        yield

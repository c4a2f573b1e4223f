"""A real `make run` in a folder of its own, for the tests of starting and stopping."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = ("DATABASE_URL", "OWNER_DATABASE_URL", "BROKER_URL", "SECRET_KEY", "PORT", "DJANGO_SETTINGS_MODULE")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data, **more):
    kept = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
    return kept | {"DATA_DIR": str(data), "LOAD_DEMO": "no", "PYTHONUNBUFFERED": "1"} | more


def embedded(data, *command, **more):
    """`python -m ehm.embedded COMMAND …`, finished."""
    return subprocess.run(
        [sys.executable, "-m", "ehm.embedded", *command],
        cwd=ROOT,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=300,
    )


def living(data):
    """Every process that was started for this folder: they all inherit its name."""
    wanted = f"DATA_DIR={data}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            continue
    return {pid: command for pid, command in found.items() if command}  # a zombie has no command line


def wait_until(check, patience=60):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if answer := check():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"not so within {patience} seconds")


class Run:
    """`python -m ehm.embedded run` in the background; `said` is all that it has printed."""

    def __init__(self, data, **more):
        self.data, self.port, self.said = data, free_port(), ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ehm.embedded", "run"],
            cwd=ROOT,
            env=environment(data, PORT=str(self.port), **more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.said += line

    def says(self, words, patience=300):
        def look():
            assert self.process.poll() is None or words in self.said, self.said
            return words in self.said

        wait_until(look, patience)

    def ctrl_c(self):
        """As the terminal does it: to the whole group at once."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)

    def pids(self, words):
        return [pid for pid, command in living(self.data).items() if words in command]

    def end(self):
        """Whatever a failed test left behind, by its own numbers only."""
        for pid in living(self.data):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(10)
        self.process.stdout.close()

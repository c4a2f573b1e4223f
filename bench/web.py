"""A web server with one worker, and a browser that keeps its connection and forgets nothing."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from ehm.embedded import children


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


class Site:
    def __init__(self, port: int, process: subprocess.Popen[bytes], started_in: float) -> None:
        self.port, self.process, self.started_in = port, process, started_in

    def memory_of_a_worker(self) -> float:
        """PSS of the heaviest process under the server, in MiB."""
        listed = subprocess.run(["ps", "--ppid", str(self.process.pid), "-o", "pid="], capture_output=True, text=True)
        sizes = []
        for pid in listed.stdout.split():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    sizes.append(int(line.split()[1]) / 1024)
        return max(sizes, default=0.0)


@contextmanager
def served(module: str, log: Path, path: str = "/", **environment: str) -> Iterator[Site]:
    """gunicorn, one worker, on loopback, from start to the first answer of `path`."""
    port, began = free_port(), time.monotonic()
    command = [sys.executable, "-m", "gunicorn", module, "--workers", "1", "--bind", f"127.0.0.1:{port}"]
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        process = children.start([*command, "--keep-alive", "60"], log=log, dies_by=signal.SIGTERM)
    finally:
        os.environ.clear()
        os.environ.update(before)
    try:
        while True:
            if process.poll() is not None or time.monotonic() - began > 60:
                raise SystemExit(f"{module} did not answer; see {log}")
            try:
                link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                link.request("GET", path)
                link.getresponse().read()
                break
            except OSError:
                time.sleep(0.01)
        yield Site(port, process, time.monotonic() - began)
    finally:
        children.stop(process, signal.SIGTERM, patience=10)


class Browser:
    def __init__(self, site: Site) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
        self.cookies: dict[str, str] = {}
        self.body = b""
        self.status = 0
        self.at = ""

    def ask(self, method: str, path: str, form: list[tuple[str, str]] | None = None) -> int:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        self.body = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        self.status, self.at = answer.status, answer.getheader("Location") or path
        return answer.status

    def get(self, path: str) -> str:
        self.ask("GET", path)
        while self.status in (301, 302):
            self.ask("GET", urlsplit(self.at).path)
        if self.status != 200:
            raise SystemExit(f"{path} answered {self.status}")
        return self.body.decode()

    def post(self, path: str, **form: str) -> int:
        return self.ask("POST", path, [("csrfmiddlewaretoken", self.token()), *form.items()])

    def token(self) -> str:
        found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', self.body)
        return found[1].decode() if found else ""

    def fields(self) -> list[tuple[str, str]]:
        """What the page's own form would send unchanged: hidden fields, ticked boxes, chosen options."""
        found = []
        for tag in re.findall(r"<input[^>]*>", self.body.decode()):
            kind = re.search(r'type="(\w+)"', tag)
            name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and (not kind or kind[1] not in ("checkbox", "radio", "submit") or " checked" in tag):
                found.append((name[1], value[1] if value else ""))
        return found

    @property
    def gzipped(self) -> int:
        return len(gzip.compress(self.body, 6))


def median_ms(act: Callable[[], object], times: int) -> float:
    act()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)

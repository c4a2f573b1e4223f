"""A web server in a process of its own, on one port for all its lives: to be killed and started again."""

import os
import signal
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

from django.db import connection

from tests.databases import ROOT
from tests.running.run import free_port

PATIENCE = 60  # seconds


class OwnServer:
    def __init__(self, log):
        self.port = free_port()
        self.url, self.log, self.process = f"http://127.0.0.1:{self.port}", log, None

    def start(self):
        """Returns when it answers."""
        given = urlsplit(os.environ["DATABASE_URL"])
        database = urlunsplit(given._replace(path=f"/{connection.settings_dict['NAME']}"))
        settings = {"DJANGO_SETTINGS_MODULE": "tests.browser.settings", "DATABASE_URL": database}
        serve = [sys.executable, "-W", "ignore", "manage.py", "runserver", "--noreload", "--insecure", "--skip-checks"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*serve, f"127.0.0.1:{self.port}"], cwd=ROOT, env=os.environ | settings, stdout=log, stderr=log
            )
        end = time.monotonic() + PATIENCE
        while not self.answers():
            assert self.process.poll() is None and time.monotonic() < end, self.log.read_text()[-2000:]
            time.sleep(0.1)

    def answers(self):
        try:
            return urlopen(f"{self.url}/healthz/live", timeout=5).status == 200
        except (URLError, ConnectionError, TimeoutError):
            return False

    def kill(self):
        """As when a machine loses its power: nothing is said goodbye to."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

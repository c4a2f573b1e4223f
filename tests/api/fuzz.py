"""`make fuzz`: all of schemathesis against a server: examples, edges, random data, what one answer lets one ask next.

Takes minutes, so `make test` does not collect it.
"""

import os
import subprocess
import sys

import pytest

from tests.api.asking import token_for
from tests.cast import make_cast


@pytest.mark.django_db(transaction=True)
def test_no_fault_is_found_when_asked_for_long(live_server, unlimited, tmp_path):
    _, token = token_for(make_cast().practitioner)
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{live_server.url}/api/v1/schema/"]
    options = [
        "--header",
        f"Authorization: Bearer {token}",
        "--max-examples",
        os.environ["EHM_FUZZ"],
        "--continue-on-failure",
    ]
    asked = subprocess.run(
        [*command, *options, "--no-color", "--seed", "1"], capture_output=True, text=True, cwd=tmp_path
    )
    assert asked.returncode == 0, asked.stdout[-20_000:]

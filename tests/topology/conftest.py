"""Only `make topology` collects these: they take minutes and need PgBouncer."""

import json
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.topology.arrangement import ROOT, arrangement

if os.environ.get("EHM_TOPOLOGY") != "1":
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def topology():
    data = ROOT / ".data" / "topology"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700, parents=True)
    with arrangement(data) as made:
        yield made


@pytest.fixture(scope="session")
def cast(topology):
    """The fixed cast of the tests, and twenty families more in each of two partnerships: references and words."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.topology.make_cast"],
        cwd=ROOT,
        env=os.environ
        | topology.environment
        | {
            "DJANGO_SETTINGS_MODULE": "tests.topology.settings",
            "DATABASE_URL": topology.owner["ADMIN_DATABASE_URL"].replace("//postgres", "//ehm_app"),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout, object_hook=lambda found: SimpleNamespace(**found))

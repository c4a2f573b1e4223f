"""What is written for other machines: the compose file, the image, the environment, the lock files."""

import os
import re
import shutil
import subprocess
import sys

import psycopg
import pytest
import yaml

from ehm.embedded import children, pgbouncer
from tests.running.run import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
SECRETS = ("SECRET_KEY", "PASSWORD")


def environment_of(service):
    return SERVICES[service].get("environment", {})


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="Debian's docker-compose is not installed")
def test_docker_compose_accepts_it(tmp_path):
    filled = tmp_path / "filled.env"
    filled.write_text(re.sub(r"=$", "=something", (ROOT / ".env.example").read_text(), flags=re.M))
    command = ["docker-compose", "--env-file", str(filled), "--file", str(ROOT / "docker-compose.yml"), "config", "-q"]
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, env=bare)
    assert done.returncode == 0, done.stderr
    # and it will not start with a secret left empty
    filled.write_text((ROOT / ".env.example").read_text())
    assert subprocess.run(command, capture_output=True, env=bare).returncode != 0


def test_everything_that_runs_is_there():
    assert set(SERVICES) == {"postgres", "roles", "migrate", "pgbouncer", "valkey", "web", "worker", "beat"}
    for name in ("postgres", "pgbouncer", "valkey", "web"):
        assert "healthcheck" in SERVICES[name]


def test_no_secret_is_in_the_files():
    for name in SERVICES:
        for variable, value in environment_of(name).items():
            if any(word in variable for word in SECRETS):
                assert str(value).startswith("${"), (name, variable)
    for line in (ROOT / ".env.example").read_text().splitlines():
        name, _, value = line.partition("=")
        assert not (any(word in name for word in SECRETS) and value), line


def test_only_the_web_is_reached_from_outside_and_only_through_a_proxy_beside_it():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:8000:8000"]}
    assert COMPOSE["networks"]["inside"]["internal"] is True


@pytest.mark.parametrize("service", ["web", "worker", "beat", "pgbouncer"])
def test_programs_of_ours_get_no_powerful_password(service):
    given = str(environment_of(service))
    assert "POSTGRES_PASSWORD" not in given and "MIGRATE_PASSWORD" not in given
    assert SERVICES[service]["read_only"] and SERVICES[service]["cap_drop"] == ["ALL"]


def test_every_variable_of_the_compose_file_is_explained():
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), flags=re.M))
    manual = (ROOT / "docs" / "operations.md").read_text()
    assert asked == example
    assert [name for name in sorted(example) if f"`{name}`" not in manual] == []


def test_the_image_is_not_root_and_installs_by_hash():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER ehm" in lines
    assert any("--require-hashes -r requirements/base.txt" in line for line in lines)
    kept_out = (ROOT / ".dockerignore").read_text().split()
    assert {".env", ".data", ".git"} <= set(kept_out)


def test_lock_files_name_no_registry_and_hash_everything():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "://" not in text
        for pinned in re.findall(r"^[a-z0-9][^\n]*==[^\n]*", text, flags=re.M):
            assert pinned.endswith("\\"), f"{path.name}: {pinned} has no hash"


@pytest.mark.skipif(not shutil.which("pgbouncer", path="/usr/sbin:/usr/bin"), reason="PgBouncer is not installed")
def test_pgbouncer_accepts_what_we_write_for_it(tmp_path):
    """It starts and asks for the password; that it pools rightly is `make topology`'s business."""
    from tests.running.run import free_port, wait_until

    port = free_port()
    settings = pgbouncer.write(
        tmp_path / "pgbouncer", "postgresql://ehm_app:secret@127.0.0.1:1/ehm", f"127.0.0.1:{port}"
    )
    assert (tmp_path / "pgbouncer" / "users.txt").stat().st_mode & 0o077 == 0
    log = tmp_path / "log"
    child = children.start(pgbouncer.command(settings), log=log, dies_by=children.signal.SIGTERM)
    try:

        def refuses():
            assert child.poll() is None, log.read_text()
            with pytest.raises(psycopg.OperationalError) as said:
                psycopg.connect(f"postgresql://ehm_app:wrong@127.0.0.1:{port}/ehm", connect_timeout=5)
            return "SASL authentication failed" in str(said.value)

        wait_until(refuses, 10)
    finally:
        children.stop(child, children.signal.SIGTERM, 5)


def test_an_old_python_is_told_so():
    """The bootstrap runs before anything is installed, so it may use nothing but the standard library."""
    script = (ROOT / "bin" / "bootstrap.py").read_text()
    compile(script, "bootstrap.py", "exec", dont_inherit=True)
    code = "import sys, runpy; sys.version_info = (3, 9, 0, 'final', 0); sys.argv = ['bootstrap.py', 'base'];"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code + "runpy.run_path('bin/bootstrap.py', run_name='__main__')"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr and "Traceback" not in done.stderr

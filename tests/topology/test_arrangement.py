"""The same code on many machines: signing in at one web server and going on at the other, jobs, health, safety."""

import json
import urllib.request

import psycopg
import pytest

from ehm import safety
from tests.topology.arrangement import PASSWORD, wait_for
from tests.topology.visitor import Visitor


def test_every_web_server_is_ready(topology):
    for web in topology.webs:
        with urllib.request.urlopen(f"{web}/healthz/ready", timeout=10) as answer:
            assert json.load(answer)["ready"]


def test_a_session_is_known_to_every_web_server(topology, cast):
    first, second = topology.webs
    with Visitor(first).sign_in(cast.north.email, PASSWORD) as here, here.on(second) as there:
        for visitor in (here, there):
            status, headers, _ = visitor.request("GET", "/choose/")  # with one place to work in it goes straight on
            assert (status, headers["Location"]) == (302, "/")
    with Visitor(second) as stranger:
        assert stranger.request("GET", "/choose/")[1]["Location"].startswith("/sign-in/")


def test_nothing_signs_in_without_its_password(topology):
    address = topology.environment["DATABASE_URL"]
    with psycopg.connect(address) as link:
        assert link.execute("SELECT session_user").fetchone() == ("ehm_app",)
    password = topology.owner["APP_PASSWORD"]
    for wrong in ("wrong", topology.owner["MIGRATE_PASSWORD"]):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(address.replace(password, wrong))


def test_what_is_set_in_one_transaction_is_gone_in_the_next(topology):
    """Through PgBouncer, on every backend it has: the leak that transaction pooling is known for."""
    links = [psycopg.connect(topology.environment["DATABASE_URL"], prepare_threshold=None) for _ in range(8)]
    try:
        for turn in range(40):
            link, other = links[turn % 8], links[(turn + 3) % 8]
            link.execute("SELECT set_config('ehm.tenant_id', '7', true), set_config('role', 'ehm_agency', true)")
            link.commit()
            seen = other.execute("SELECT current_user, nullif(current_setting('ehm.tenant_id', true), '')").fetchone()
            other.commit()
            assert seen == ("ehm_app", None)
    finally:
        for link in links:
            link.close()


def test_servers_are_as_safe_as_a_real_site_needs(topology):
    said = topology.manage(
        "shell", "-v0", "-c", "from ehm import safety; import json; print(json.dumps(safety.database_facts()))"
    )
    facts = json.loads(said.strip().splitlines()[-1])
    assert safety.broken([*safety.DATABASE_ALWAYS, *safety.DATABASE[:-1]], facts) == []
    info = safety.broker_facts(topology.environment["BROKER_URL"])
    assert safety.broken(safety.BROKER, info) == []


def test_two_beats_do_each_repeating_job_once(topology, cast):
    """Both send each occurrence; the row that only one of them can insert decides."""

    def claims():
        with psycopg.connect(topology.owner["ADMIN_DATABASE_URL"]) as link:
            return link.execute("SELECT count(*), count(DISTINCT (job, due_at)) FROM ehm_beatclaim").fetchone()

    wait_for(lambda: claims()[0] > 0, "a beat", 75)
    every, distinct = claims()
    assert every == distinct


def test_a_backup_of_the_arrangement_restores(topology, cast, tmp_path):
    assert json.loads(topology.manage("backup", str(tmp_path / "backup")).splitlines()[-1])["rows"] > 100
    assert json.loads(topology.manage("verify_backup", str(tmp_path / "backup")).splitlines()[-1])["equal"]

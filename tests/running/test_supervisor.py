"""One command starts everything, one Ctrl-C stops everything, and nothing that happens in between loses anything."""

import os
import signal
import socket
import subprocess
import urllib.request

import pytest

from tests.running.run import Run, embedded, living, wait_until


@pytest.fixture
def start(tmp_path):
    runs = []

    def make(**more):
        runs.append(Run(tmp_path / "data", **more))
        return runs[-1]

    yield make
    for run in runs:
        run.end()


def answers(run):
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port}/healthz/live", timeout=5) as response:
        return response.status == 200


def test_a_working_day_of_the_supervisor(start):
    run = start()
    run.says("Stop with Ctrl-C")
    assert answers(run)
    assert "done in" in run.said and str(run.port) in run.said
    secret = run.data / "secret_key"
    key = secret.read_text()
    assert len(key) > 50 and secret.stat().st_mode & 0o077 == 0

    # A second one in the same folder says so and disturbs nothing.
    second = embedded(run.data, "run")
    assert second.returncode == 1
    assert "in use by another `make run`" in second.stderr and "Traceback" not in second.stderr
    assert answers(run)

    # A program that dies is started again; the others go on.
    (beat,) = run.pids("celery -A ehm --quiet beat")
    os.kill(beat, signal.SIGKILL)
    run.says("beat stopped by signal 9; starting it again")
    wait_until(lambda: [pid for pid in run.pids("celery -A ehm --quiet beat") if pid != beat])
    assert answers(run)

    # Killed outright, it leaves nothing behind.
    run.process.kill()
    run.process.wait()
    wait_until(lambda: not living(run.data))

    # The next start has the same data and key, does none of the slow steps again, and one Ctrl-C ends all of it.
    again = start()
    again.says("Stop with Ctrl-C")
    assert "Bringing the database up to date" not in again.said and "Collecting" not in again.said
    assert secret.read_text() == key
    assert again.ctrl_c() == 0
    assert again.said.rstrip().endswith("stopped.") and "Traceback" not in again.said
    assert not living(again.data)
    assert "was not properly shut down" not in (again.data / "postgres.log").read_text().split("\n", 50)[-1]


def test_ctrl_c_during_the_start_leaves_nothing_running(start):
    run = start()
    run.says("Starting PostgreSQL")
    assert run.ctrl_c() == 0
    assert not living(run.data)
    assert "Traceback" not in run.said


@pytest.mark.parametrize("busy", ["taken", "not a number"])
def test_a_port_that_cannot_be_used_is_one_sentence(tmp_path, busy):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1]) if busy == "taken" else "http"
        done = embedded(tmp_path / "data", "run", PORT=port)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and port in done.stderr
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_half_made_data_folder_heals_itself(tmp_path):
    """A first start that was killed leaves `postgres.half-made`, and perhaps the empty final folder."""
    data = tmp_path / "data"
    (data / "postgres.half-made" / "base").mkdir(parents=True)
    (data / "postgres").mkdir()
    (data / "run").mkdir()
    (data / "run" / ".s.PGSQL.5432.lock").write_text("")
    assert embedded(data, "with", "true").returncode == 0
    assert (data / "postgres" / "PG_VERSION").exists() and not (data / "postgres.half-made").exists()


def test_a_folder_that_was_never_whole_is_not_touched(tmp_path):
    data = tmp_path / "data"
    (data / "postgres" / "base").mkdir(parents=True)
    done = embedded(data, "with", "true")
    assert done.returncode == 1 and "not a whole PostgreSQL folder" in done.stderr
    assert (data / "postgres" / "base").exists()


def test_a_copy_of_a_running_folder_starts(tmp_path):
    """It still names the process that works in the original."""
    copying = f"cp -a {tmp_path / 'data'} {tmp_path / 'copy'}"
    assert embedded(tmp_path / "data", "with", "sh", "-c", copying).returncode == 0
    done = embedded(tmp_path / "copy", "with", "true")
    assert done.returncode == 0, done.stderr


def test_a_damaged_queue_is_put_aside(tmp_path):
    data = tmp_path / "data"
    assert embedded(data, "with", "true").returncode == 0
    for file in (data / "valkey" / "appendonlydir").iterdir():
        file.write_bytes(b"not a queue")
    done = embedded(data, "with", "true")
    assert done.returncode == 0, done.stderr
    assert "could not read its queue" in done.stdout
    assert list(data.glob("valkey.damaged-*"))


def test_a_full_disk_is_one_sentence(tmp_path):
    from ehm.embedded import children, places

    with pytest.raises(SystemExit, match="The disk is nearly full.*nothing is lost"):
        places.refuse_full_disk(tmp_path, 10**12)
    assert "disk is full" in children.meaning("FATAL:  could not write file: No space left on device")


def test_servers_named_by_the_environment_are_left_alone(tmp_path):
    done = embedded(
        tmp_path / "data", "with", "sh", "-c", "echo $DATABASE_URL", DATABASE_URL="postgresql://elsewhere/ehm"
    )
    assert done.stdout.strip() == "postgresql://elsewhere/ehm"
    assert not (tmp_path / "data" / "postgres").exists()


def test_no_other_user_of_the_machine_may_enter(tmp_path):
    data = tmp_path / "data"
    done = embedded(data, "with", "stat", "-c", "%a", str(data), str(data / "run"))
    assert done.stdout.split() == ["700", "700"]
    probe = subprocess.run(["stat", "-c", "%a", data / "postgres"], capture_output=True, text=True)
    assert probe.stdout.strip() == "700"

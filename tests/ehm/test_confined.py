"""What is worked on in a confined process can take no more than its share, and reach nothing."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import billiard
import pytest

from ehm import confined
from tests.ehm import confined_work as work

ROOT = Path(__file__).resolve().parents[2]


def test_it_takes_and_gives_bytes_and_words():
    assert confined.run(work.shout, "né", b"\x00\xff") == ("NÉ", b"\xff\x00", {"length": 2})
    assert confined.run(work.one, b"ab") == b"abab"
    large = os.urandom(1 << 20) * 15
    assert confined.run(work.one, large) == large * 2


def test_a_call_costs_little_once_the_keeper_is_there():
    confined.run(work.one, b"a")
    began = time.monotonic()
    for _ in range(20):
        confined.run(work.one, b"a")
    assert (time.monotonic() - began) / 20 < 0.3  # importing Python alone takes longer on a busy machine


def test_memory_is_limited():
    assert confined.run(work.eat, 50, memory=100_000_000) == 5
    with pytest.raises(confined.TooMuch):
        confined.run(work.eat, 200, memory=100_000_000)


@pytest.mark.parametrize("function", [work.turn_for, work.sleep_for])
def test_time_is_limited(function):
    assert confined.run(function, 0.01, seconds=5) is None
    began = time.monotonic()
    with pytest.raises(confined.TooMuch):
        confined.run(function, 60, seconds=0.3)
    assert time.monotonic() - began < 3


def test_what_ignores_signals_is_stopped_all_the_same():
    with pytest.raises(confined.TooMuch):
        confined.run(work.refuse_to_stop, seconds=0.3)


def test_what_it_says_of_its_own_is_heard():
    with pytest.raises(confined.Unfit, match="^This is not a picture$"):
        confined.run(work.find_unfit)


def test_an_error_says_where_and_nothing_of_what_was_read():
    with pytest.raises(confined.Failed) as failed:
        confined.run(work.stumble)
    assert str(failed.value).startswith("ValueError at tests.ehm.confined_work:")
    assert "Aisha" not in str(failed.value)


@pytest.mark.parametrize("function", [work.crash, work.leave])
def test_what_dies_has_failed_and_the_next_call_works(function):
    with pytest.raises(confined.Failed):
        confined.run(function)
    assert confined.run(work.one, b"a") == b"aa"


def test_an_answer_has_a_limit():
    with pytest.raises(confined.TooMuch):
        confined.run(work.say_much)


def test_it_opens_nothing_unless_told_that_it_may_read():
    with pytest.raises(confined.Failed, match="OSError"):
        confined.run(work.open_file, "/etc/hostname")
    with pytest.raises(confined.Failed, match="OSError"):
        confined.run(work.connect)
    assert confined.run(work.open_file, sys.executable, may_read=True)


def test_it_writes_nothing_even_then(tmp_path):
    target = tmp_path / "written"
    for may_read in (False, True):
        with pytest.raises(confined.Failed, match="OSError"):
            confined.run(work.write_file, str(target), may_read=may_read)
        assert not target.exists() or target.stat().st_size == 0


def test_it_knows_no_secret_and_holds_no_connection(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for it")
    confined.calling._keeper.stop()
    names, descriptors = confined.run(work.tell, may_read=True)
    assert not {name for name in names if "SECRET" in name or "URL" in name or "DJANGO" in name or "PASS" in name}
    assert set(descriptors) <= {0, 1, 2, 3, 4}  # 4: the folder that is being listed


def test_what_is_not_a_function_of_a_module_is_refused():
    with pytest.raises(confined.Failed, match="could not be imported"):
        confined.run(lambda: None)
    assert confined.run(work.one, b"a") == b"aa"


def test_threads_wait_for_each_other():
    found = []
    calls = [threading.Thread(target=lambda: found.append(confined.run(work.one, b"a"))) for _ in range(8)]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert found == [b"aa"] * 8


def _in_a_child(queue):
    queue.put(confined.run(work.number))


@pytest.mark.parametrize("kind", [multiprocessing.get_context("fork"), billiard])
def test_a_workers_process_has_its_own_keeper(kind):
    """Celery's workers are daemons of billiard, and may have no children of their own kind; gunicorn's are forked."""
    _, here = confined.run(work.number)
    queue = kind.SimpleQueue()
    worker = kind.Process(target=_in_a_child, args=(queue,), daemon=True)
    worker.start()
    _, there = queue.get()
    worker.join()
    assert there != here
    assert confined.run(work.number)[1] == here


def test_a_keeper_that_died_is_replaced():
    _, keeper = confined.run(work.number)
    os.kill(keeper, signal.SIGKILL)
    time.sleep(0.1)
    assert confined.run(work.number)[1] != keeper


def test_the_keeper_ends_with_its_process():
    script = (
        "import os, signal; from ehm import confined; from tests.ehm.confined_work import number;"
        "print(confined.run(number)[1], flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    said = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    keeper = int(said.stdout)
    until = time.monotonic() + 5
    while Path(f"/proc/{keeper}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    gone = not Path(f"/proc/{keeper}").exists()
    assert gone or "\nState:\tZ" in Path(f"/proc/{keeper}/status").read_text()

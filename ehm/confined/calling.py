"""The caller's side: one keeper for each process, started when it is first needed."""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, overload

from ehm.confined.keeper import BEGUN, ENDING, NOT_FOUND, OUT_OF_MEMORY, OUT_OF_TIME
from ehm.confined.parts import pack, unpack
from ehm.confined.stopped import Failed, TooMuch, Unfit

R = TypeVar("R")

MEMORY = 400_000_000  # bytes, on top of what Python and the libraries take
SECONDS = 10.0
LARGEST_ANSWER = 64_000_000  # bytes
AT_ONCE = 2  # pieces of work of one process; others wait
LONGEST_IMPORT = 60.0  # seconds until the work begins
LONGEST_QUEUE = 10.0  # seconds: whoever waits holds a transaction
GRACE = 5.0  # seconds: the keeper counts too, and knows better
LIMITS_REACHED = (OUT_OF_MEMORY, OUT_OF_TIME, -signal.SIGKILL, -signal.SIGXCPU, -signal.SIGALRM)

ROOT = Path(__file__).resolve().parents[2]
START = "import sys; sys.path.insert(0, sys.argv[1]); from ehm.confined.keeper import keep; keep(int(sys.argv[2]))"
PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "XDG_CACHE_HOME",
    "FONTCONFIG_PATH",
    "FONTCONFIG_FILE",
)


@overload
def run(
    function: Callable[..., R], /, *args: Any, memory: int = MEMORY, seconds: float = SECONDS, may_read: bool = False
) -> R: ...


@overload
def run(
    function: str, /, *args: Any, memory: int = MEMORY, seconds: float = SECONDS, may_read: bool = False
) -> Any: ...


def run(
    function: Callable[..., Any] | str,
    /,
    *args: Any,
    memory: int = MEMORY,
    seconds: float = SECONDS,
    may_read: bool = False,
) -> Any:
    """What `function` gives for `args`, worked out in a process of its own. `TooMuch`, `Failed`, or `Unfit` as it says.

    A function that should not be imported on this side too is named: 'module:function'. `memory` in bytes, on top of
    what the libraries take; `seconds` of the clock, and of the processor. `may_read`: it may open files (fonts, for
    example), and still writes none.
    """
    name = function if isinstance(function, str) else f"{function.__module__}:{function.__qualname__}"
    order = {"function": name, "memory": memory, "seconds": seconds}
    keeper = _keeper
    if not keeper.places.acquire(timeout=LONGEST_QUEUE):
        raise TooMuch("every place is taken")
    try:
        answer, ending = keeper.order(json.dumps(order | {"may_read": may_read}).encode())
        with answer, open(ending, "rb", buffering=0) as said:
            reply = _exchange(answer, pack(args), seconds)
            return _read(reply, said)
    finally:
        keeper.places.release()


def _exchange(answer: socket.socket, pieces: list[bytes], seconds: float) -> bytearray:
    """Everything that came back; less than a whole answer where the work ended early."""
    reply = bytearray()
    try:
        answer.settimeout(LONGEST_IMPORT)
        if answer.recv(len(BEGUN)) != BEGUN:
            return reply
        until = time.monotonic() + seconds + GRACE
        for piece in pieces:
            answer.settimeout(max(0.01, until - time.monotonic()))
            answer.sendall(piece)
        answer.shutdown(socket.SHUT_WR)
        while True:
            answer.settimeout(max(0.01, until - time.monotonic()))
            piece = answer.recv(1 << 20)
            if not piece:
                return reply
            reply += piece
            if len(reply) > LARGEST_ANSWER:
                raise TooMuch("its answer is too large")
    except TimeoutError:
        raise TooMuch("time") from None
    except ConnectionError:
        return bytearray()


def _read(reply: bytearray, said: Any) -> Any:
    try:
        kind, *values = unpack(reply)
    except (ValueError, TypeError):
        code = _ending(said)
        if code in LIMITS_REACHED:
            raise TooMuch("memory" if code == OUT_OF_MEMORY else "time or memory") from None
        raise Failed("could not be imported" if code == NOT_FOUND else f"ended with {code}") from None
    if kind == "unfit":
        raise Unfit(str(values[0]))
    if kind == "failed":
        raise Failed(str(values[0]))
    return tuple(values) if kind == "tuple" else values[0]


def _ending(said: Any) -> int | None:
    ready = select.poll()
    ready.register(said, select.POLLIN)
    written = said.read(ENDING.size) if ready.poll(GRACE * 1000) else b""
    return ENDING.unpack(written)[0] if len(written) == ENDING.size else None


class _Keeper:
    """The keeper of this process. A process that is forked from this one starts another when it needs one."""

    def __init__(self) -> None:
        self.places = threading.BoundedSemaphore(AT_ONCE)
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.orders: socket.socket | None = None

    def order(self, message: bytes) -> tuple[socket.socket, int]:
        """Our ends of what the work is told and answers through, and of how it ended."""
        with self.lock:
            try:
                return self._send(message)
            except ConnectionError:  # the keeper has died; another takes its place
                self.stop()
                return self._send(message)

    def _send(self, message: bytes) -> tuple[socket.socket, int]:
        orders = self.orders or self._start()
        ours, theirs = socket.socketpair()
        said, ending = os.pipe()
        try:
            socket.send_fds(orders, [message], [theirs.fileno(), ending])
        except BaseException:
            ours.close()
            os.close(said)
            raise
        finally:
            theirs.close()
            os.close(ending)
        return ours, said

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        known = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-c", START, str(ROOT), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=known | {"MALLOC_ARENA_MAX": "1"},  # each arena would take 64 MB of what the work may have
                start_new_session=True,  # a signal for all of us is not for it: it ends when we do
            )
        self.orders = ours
        return ours

    def stop(self) -> None:
        if self.orders is not None:
            self.orders.close()
        if self.process is not None:
            try:
                self.process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.orders = self.process = None

    def forget(self) -> None:
        """In a process that was just forked: the keeper is our parent's."""
        if self.orders is not None:
            self.orders.close()
        if self.process is not None:
            self.process.returncode = 0
        self.__init__()  # type: ignore[misc]  # locks as well: another thread may have held them


_keeper = _Keeper()
os.register_at_fork(after_in_child=_keeper.forget)
atexit.register(_keeper.stop)

"""The keeper: a process with one thread and nothing to hide, copied for each piece of work and watching the copies.

It is told over a socket what to run, with two descriptors: one that the work reads its arguments from and answers to,
one for how the work ended. It ends when that socket closes, which it does when its caller ends in whatever way.
"""

import array
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import struct
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any, NoReturn

from ehm.confined.parts import pack
from ehm.confined.parts import unpack as unpacked
from ehm.confined.stopped import Unfit

ENDING = struct.Struct(">i")
OUT_OF_MEMORY, OUT_OF_TIME, NOT_FOUND = 70, 71, 72
BEGUN = b"!"
LONGEST_ORDER = 4096
MAY_OPEN = 200  # files, of work that may read
ANSWER = 3  # the descriptor; below it stand input, output and errors, which lead nowhere


@dataclass(frozen=True)
class Order:
    function: str
    memory: int
    seconds: float
    may_read: bool


@dataclass
class Child:
    ending: int
    until: float
    was_stopped: bool = False


def keep(control: int) -> None:
    with socket.socket(fileno=control) as orders:
        Keeper(orders).run()


class Keeper:
    def __init__(self, orders: socket.socket) -> None:
        _limit(resource.RLIMIT_NOFILE, 1000)  # closing all of them stays quick
        self.orders = orders
        self.children: dict[int, Child] = {}
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.woken, wake = os.pipe()
        for end in (self.woken, wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def run(self) -> None:
        while True:
            soonest = min((child.until for child in self.children.values()), default=None)
            wait = None if soonest is None else max(0.0, soonest - time.monotonic())
            readable, _, _ = select.select([self.orders.fileno(), self.woken], [], [], wait)
            if self.woken in readable:
                os.read(self.woken, 4096)
            self.stop_late()
            self.reap()
            if self.orders.fileno() in readable and not self.take():
                break
        for number in self.children:
            os.kill(number, signal.SIGKILL)

    def take(self) -> bool:
        message, descriptors = _received(self.orders)
        if not message:
            return False
        answer, ending = descriptors
        try:
            order = Order(**json.loads(message))
            try:
                function = _found(order.function)
            except Exception:  # whatever a module does when it is imported: the keeper goes on
                traceback.print_exc()
                _say(ending, NOT_FOUND)
                os.close(ending)
                return True
            gc.freeze()  # the copies share what is there
            number = os.fork()
            if number == 0:
                os.close(ending)
                _work(function, order, answer)
            self.children[number] = Child(ending, time.monotonic() + order.seconds)
        finally:
            os.close(answer)
        return True

    def stop_late(self) -> None:
        for number, child in self.children.items():
            if child.until <= time.monotonic() and not child.was_stopped:
                child.was_stopped = True
                child.until += 3600
                os.kill(number, signal.SIGKILL)

    def reap(self) -> None:
        for number in list(self.children):
            ended, status = os.waitpid(number, os.WNOHANG)
            if ended:
                child = self.children.pop(number)
                _say(child.ending, OUT_OF_TIME if child.was_stopped else os.waitstatus_to_exitcode(status))
                os.close(child.ending)


def _received(orders: socket.socket) -> tuple[bytes, list[int]]:
    room = socket.CMSG_SPACE(2 * array.array("i").itemsize)
    message, ancillary, _, _ = orders.recvmsg(LONGEST_ORDER, room)
    descriptors = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data)
    return message, list(descriptors)


def _say(ending: int, code: int) -> None:
    try:
        os.write(ending, ENDING.pack(code))
    except OSError:
        pass  # whoever asked has gone


def _found(name: str) -> Callable[..., Any]:
    module, function = name.split(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _work(function: Callable[..., Any], order: Order, answer: int) -> NoReturn:
    """In the copy: shut every door, then work."""
    code = 1
    try:
        _shut(order, answer)
        channel = socket.socket(fileno=ANSWER)
        channel.sendall(BEGUN)
        arguments = bytearray()
        while piece := channel.recv(1 << 20):
            arguments += piece
        values = unpacked(arguments)
        del arguments
        for piece in _outcome(function, values):
            channel.sendall(piece)
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    finally:
        os._exit(code)


def _outcome(function: Callable[..., Any], values: list[Any]) -> list[bytes]:
    try:
        given = function(*values)
    except Unfit as unfit:
        return pack(["unfit", str(unfit)])
    except MemoryError:
        raise
    except Exception as error:
        return pack(["failed", f"{type(error).__name__} at {_place(error)}"])
    return pack(["tuple", *given] if isinstance(given, tuple) else ["one", given])


def _place(error: Exception) -> str:
    """Module and line, and never the message: it may quote what was worked on."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "nowhere" if trace is None else f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"


def _shut(order: Order, answer: int) -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, order.seconds + 1)  # should the keeper die first
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    if answer != ANSWER:
        os.dup2(answer, ANSWER)
    os.closerange(ANSWER + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    os.chdir("/")
    _limit(resource.RLIMIT_AS, _taken() + order.memory)
    _limit(resource.RLIMIT_CPU, ceil(order.seconds), ceil(order.seconds) + 1)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, MAY_OPEN if order.may_read else ANSWER + 1)  # 4: no file and no connection


def _taken() -> int:
    """Address space that Python and the libraries have by now, in bytes."""
    with open("/proc/self/statm") as pages:
        return int(pages.read().split()[0]) * resource.getpagesize()


def _limit(which: int, most: int, at_last: int | None = None) -> None:
    resource.setrlimit(which, (most, most if at_last is None else at_last))

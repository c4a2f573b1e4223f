"""Work for `test_confined.py`, of the kinds that a decoder does when it is given something hostile."""

import os
import resource
import signal
import socket
import time

from ehm import confined
from ehm.files.redrawing import redraw


def shout(text, data):
    return text.upper(), data[::-1], {"length": len(data)}


def one(data):
    return data * 2


def eat(megabytes):
    held = [bytearray(10_000_000) for _ in range(megabytes // 10)]
    return len(held)


def turn_for(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def sleep_for(seconds):
    time.sleep(seconds)


def refuse_to_stop():
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)


def find_unfit():
    raise confined.Unfit("This is not a picture")


def stumble():
    raise ValueError("Aisha Reed, 9")


def crash():
    os.kill(os.getpid(), signal.SIGSEGV)


def leave():
    os._exit(0)


def say_much():
    return b"x" * 70_000_000


def open_file(path):
    with open(path, "rb") as file:
        return file.read(10)


def write_file(path):
    with open(path, "wb") as file:
        file.write(b"x" * 100_000)
    return os.path.getsize(path)


def connect():
    socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def tell():
    return sorted(os.environ), sorted(int(name) for name in os.listdir("/proc/self/fd"))


def peak(data, kind):
    """Bytes of memory that drawing a picture again took at most, with Python and the libraries."""
    redraw(data, kind)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def number():
    return os.getpid(), os.getppid()

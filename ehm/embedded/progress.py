"""'Doing this … done in 2 s', for everything that a person has to wait for."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(sentence: str) -> Iterator[None]:
    print(f"{sentence} … ", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException as reason:
        if not (isinstance(reason, SystemExit) and reason.code == 0):  # Ctrl-C says its own word
            print("not finished", flush=True)
        raise
    print(f"done in {time.monotonic() - began:.1f} s", flush=True)

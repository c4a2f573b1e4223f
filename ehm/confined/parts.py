"""How values travel to a confined process and back: bytes as they are, everything else as JSON.

Never pickle: what comes back was made by a process that read a stranger's file, and unpickling runs what it is given.
"""

import json
import struct
from collections.abc import Sequence
from typing import Any

LENGTH = struct.Struct(">Q")


def pack(values: Sequence[Any]) -> list[bytes]:
    """The pieces to send, in order. Values are bytes, or whatever JSON holds."""
    header = [["bytes", len(value)] if isinstance(value, bytes) else ["json", value] for value in values]
    text = json.dumps(header).encode()
    return [LENGTH.pack(len(text)), text, *(value for value in values if isinstance(value, bytes))]


def unpack(packed: bytes | bytearray) -> list[Any]:
    """What was packed. `ValueError` where that is not whole."""
    if len(packed) < LENGTH.size:
        raise ValueError("no header")
    (length,) = LENGTH.unpack_from(packed)
    at = LENGTH.size + length
    values: list[Any] = []
    for kind, held in json.loads(bytes(packed[LENGTH.size : at])):
        if kind == "json":
            values.append(held)
            continue
        if not 0 <= held <= len(packed) - at:
            raise ValueError("cut short")
        values.append(bytes(packed[at : at + held]))
        at += held
    return values

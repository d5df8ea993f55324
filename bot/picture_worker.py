"""Works on pictures in a process of its own: `python -m bot.picture_worker`, jobs on standard input.

A few bytes of an evil picture can ask for any amount of memory and time. This process may be lost; it knows no token,
no database and nobody's name. A message is a JSON head with the sizes of the bytes that follow it.
"""

import json
import os
import resource
import signal
import struct
import sys
from typing import Any, BinaryIO

MEMORY = 1_200_000_000
MOST = 200_000_000
_HEAD = struct.Struct(">I")

Message = tuple[dict[str, Any], list[bytes]]


def packed(head: dict[str, Any], blobs: list[bytes]) -> bytes:
    words = json.dumps({**head, "blobs": [len(blob) for blob in blobs]}).encode()
    return b"".join((_HEAD.pack(len(words)), words, *blobs))


def _read(stream: BinaryIO) -> Message | None:
    size = stream.read(_HEAD.size)
    if len(size) < _HEAD.size:
        return None
    head = json.loads(stream.read(*_HEAD.unpack(size)))
    return head, [stream.read(length) for length in head["blobs"]]


def _keep(_head: dict[str, Any], blobs: list[bytes]) -> bytes:
    from rules.images.keeping import keep

    kept = keep(blobs[0])
    facts = {name: getattr(kept, name) for name in ("original", "width", "height", "stripes", "bands")}
    return packed(facts, [kept.jpeg, kept.small])


def _rank(head: dict[str, Any], _blobs: list[bytes]) -> bytes:
    """Which fingerprints are most like the first, as their places among the others."""
    from rules.images import Fingerprint

    mine, *others = (Fingerprint(tuple(stripes)) for stripes in head["stripes"])
    likeness = [mine.likeness(other) for other in others]
    order = sorted(range(len(others)), key=lambda place: -likeness[place])
    return packed({"order": order[: head["best"]]}, [])


def _alike(_head: dict[str, Any], blobs: list[bytes]) -> bytes:
    """Which of the small pictures show the same as the first; one that cannot be read is like none."""
    from rules.images import PictureError, compare, unpack

    mine = unpack(blobs[0])
    same = []
    for blob in blobs[1:]:
        try:
            same.append(compare(mine, unpack(blob)).same)
        except PictureError:
            same.append(False)
    return packed({"same": same}, [])


_JOBS = {"keep": _keep, "rank": _rank, "alike": _alike}


def _answer(head: dict[str, Any], blobs: list[bytes]) -> bytes:
    from rules.images import PictureError

    try:
        return _JOBS[head["do"]](head, blobs)
    except PictureError as error:
        return packed({"error": error.reason}, [])
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  whatever a decoder stumbles over
        return packed({"error": "unreadable"}, [])


def main() -> None:
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints may not disturb the talk
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in (signal.SIGINT, signal.SIGTERM):  # who started it ends it, or goes away
        signal.signal(name, signal.SIG_IGN)
    while message := _read(sys.stdin.buffer):
        out.write(_answer(*message))
        out.flush()


if __name__ == "__main__":
    main()

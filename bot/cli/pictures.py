"""`minhchung compare`: which of two pictures is a copy of the other."""

import argparse
import json
import os
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.problems import ProblemError, language
from reports.child_environ import child_environ
from rules.language import text

if TYPE_CHECKING:
    from rules.images import Small

_MAX_BYTES = 64 * 1024 * 1024
_AHEAD = 16  # pairs under way for each core

Told = dict[str, Any]


def compare(arguments: argparse.Namespace) -> int:
    """2 when a picture could not be looked at; all others are compared all the same."""
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
    pairs = (line.rstrip("\r\n").partition("\t")[::2] for line in sys.stdin)
    failed = False
    for told in _in_order(pairs):
        failed = failed or "error" in told
        if "error" in told and not arguments.json:
            print(told["error"], file=sys.stderr, flush=True)
        else:
            print(json.dumps(told, ensure_ascii=False) if arguments.json else _shown(told), flush=True)
    return ProblemError.exit_code if failed else 0


def _in_order(pairs: Iterator[tuple[str, str]]) -> Iterator[Told]:
    """One process a core, and answers in the order of the questions; few pairs are not worth the processes."""
    words = language()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    first = list(islice(pairs, 2))
    if cores == 1 or len(first) < 2:
        yield from (_compared(*pair, words) for pair in (*first, *pairs))
        return
    with _bare_environ(), ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        waiting = deque(pool.submit(_compared, *pair, words) for pair in first)
        while waiting:
            waiting.extend(
                pool.submit(_compared, *pair, words) for pair in islice(pairs, cores * _AHEAD - len(waiting))
            )
            yield waiting.popleft().result()


@contextmanager
def _bare_environ() -> Iterator[None]:
    """What is started meanwhile inherits no secret; each process has a core to itself."""
    ours = dict(os.environ)
    os.environ.clear()
    os.environ.update(child_environ(), OPENBLAS_NUM_THREADS="1")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(ours)


def _compared(a: str, b: str, words: str) -> Told:
    from rules.images import PictureError
    from rules.images import compare as compared

    smalls = []
    for name in (a, b):
        try:
            smalls.append(_small(name))
        except PictureError as error:
            return _failed(a, b, text(f"cli.picture_{error.reason}", words, name=_plain(name)))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return _failed(a, b, text("problem.file", words, name=_plain(name), reason=reason))
        except (ValueError, MemoryError):  # a zero byte in the name; no memory for what it holds
            return _failed(a, b, text("cli.picture_unreadable", words, name=_plain(name)))
    likeness = compared(*smalls)
    return {"a": _plain(a), "b": _plain(b), "same": likeness.same, "score": round(likeness.score, 4)}


@lru_cache(maxsize=64)  # one picture is often held against many
def _small(name: str) -> "Small":
    from rules.images import normalise, read

    return normalise(read(_bytes(Path(name))))


def _bytes(path: Path) -> bytes:
    """Only of ordinary files: a pipe or a device might never end."""
    from rules.images import PictureError

    if not path.is_file():
        path.stat()
        raise PictureError("unreadable")
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise PictureError("too_large")
    return data


def _failed(a: str, b: str, words: str) -> Told:
    return {"a": _plain(a), "b": _plain(b), "same": False, "score": 0, "error": words}


def _plain(name: str) -> str:
    """Bytes that are no letters are shown as such."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _shown(told: Told) -> str:
    sign = "=" if told["same"] else "≠"
    return "\t".join([sign, f"{told['score']:.2f}", told["a"], told["b"]])

"""A bar on the terminal while something takes a while; nothing where nobody looks."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_WIDTH = 24


class Progress:
    """Moves step by step; `steps` is how many there are."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._done = 0
        self._shown = sys.stderr.isatty()

    def at(self, words: str) -> None:
        """What is being done now."""
        full = _WIDTH * self._done // self._steps
        self._write(f"\r\x1b[K[{'█' * full}{'·' * (_WIDTH - full)}] {words}")
        self._done = min(self._done + 1, self._steps)

    def clear(self) -> None:
        self._write("\r\x1b[K")

    def _write(self, words: str) -> None:
        if self._shown:
            sys.stderr.write(words)
            sys.stderr.flush()


@contextmanager
def progress(steps: int) -> Iterator[Progress]:
    bar = Progress(steps)
    try:
        yield bar
    finally:
        bar.clear()

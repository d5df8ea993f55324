"""How far long work has come, on one line of a terminal; nothing where nobody watches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rules.language import text

_WIDTH = 30


class Bar:
    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._shown = ""

    def show(self, share: float, words: str) -> None:
        """`share` is how much is done, of 1."""
        share = min(1.0, share)
        line = f"{'█' * round(share * _WIDTH):·<{_WIDTH}} {share:4.0%} {words}"
        if self._watched and line != self._shown:
            print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = line

    def end(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


class Progress(Bar):
    """Counts; `label` names the texts that say what is being counted."""

    def __init__(self, label: str, language: str) -> None:
        super().__init__()
        self._label = label
        self._language = language

    def tell(self, what: str, done: int, all_: int) -> None:
        self.show(done / all_ if all_ else 1.0, text(f"{self._label}.{what}", self._language))


class Steps(Bar):
    """Moves step by step; `steps` is how many there are."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self._steps = steps
        self._done = 0
        self._words = ""

    def at(self, words: str) -> None:
        """What is being done now."""
        self._words = words
        self.show(self._done / self._steps, words)
        self._done += 1

    def count(self, done: int, all_: int) -> None:
        """How much of it is done."""
        self.show((self._done - 1 + done / all_) / self._steps, self._words)


@contextmanager
def progress(steps: int) -> Iterator[Steps]:
    bar = Steps(steps)
    try:
        yield bar
    finally:
        bar.end()

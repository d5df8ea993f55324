"""How far long work has come, on one line of a terminal; nothing where nobody watches."""

import sys

from rules.language import text

_WIDTH = 30


class Progress:
    """`label` names the texts that say what is being counted."""

    def __init__(self, label: str, language: str) -> None:
        self._label = label
        self._language = language
        self._watched = sys.stderr.isatty()
        self._shown = ""

    def tell(self, what: str, done: int, all_: int) -> None:
        if not self._watched:
            return
        share = min(1.0, done / all_) if all_ else 1.0
        bar = "█" * round(share * _WIDTH)
        words = text(f"{self._label}.{what}", self._language)
        line = f"{bar:·<{_WIDTH}} {share:4.0%} {words}"
        if line != self._shown:
            print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = line

    def end(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

"""How a benchmark is asked to run."""

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    databases: tuple[str, ...]
    folder: Path
    quick: bool = False


def tell(words: str) -> None:
    """Progress goes to standard error: standard output is for programs."""
    print(words, file=sys.stderr, flush=True)

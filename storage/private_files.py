"""Files and folders that only this process's user may read, from their first moment on and whatever the umask."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_FILE, _FOLDER = 0o600, 0o700


def private(path: str, flags: int) -> int:
    """An `opener` for `open`; a file that was there already keeps its rights."""
    return os.open(path, flags, _FILE)


def make_folder(path: Path) -> None:
    """With whatever is missing above it."""
    try:
        path.mkdir(_FOLDER, exist_ok=True)
    except FileNotFoundError:
        make_folder(path.parent)
        path.mkdir(_FOLDER, exist_ok=True)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that has its name only when all of it is on the disk; it takes the place of one that is there."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(path)
    finally:
        Path(unfinished).unlink(missing_ok=True)

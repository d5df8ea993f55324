"""The file store: every file under the hash of what is in it, so that the same is kept once."""

import asyncio
import hashlib
import os
import re
import tempfile
from pathlib import Path

from storage.erased_list import ErasedList

_NAME = re.compile(r"[0-9a-f]{64}(\.[a-z]{1,8})?", re.ASCII)


class MissingFileError(LookupError):
    """Nothing is kept under this name, or nothing that can be read."""


class FileStore:
    """Blocking work is done in threads. A file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.erased = ErasedList(folder)

    async def put(self, data: bytes, *, beside: str = "") -> str:
        """Keep it and say its name; `beside` is the name of another file to which it belongs, with an ending."""
        name = beside or hashlib.sha256(data).hexdigest()
        await asyncio.to_thread(self._write, self._path(name), data)
        return name

    async def get(self, name: str) -> bytes:
        try:
            return await asyncio.to_thread(self._path(name).read_bytes)
        except OSError as error:
            raise MissingFileError(name) from error

    async def remove(self, name: str) -> None:
        await asyncio.to_thread(self._path(name).unlink, missing_ok=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise MissingFileError(name)
        return self._folder / name[:2] / name[2:4] / name

    def _write(self, path: Path, data: bytes) -> None:
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).replace(path)
        except OSError:
            Path(unfinished).unlink(missing_ok=True)
            raise

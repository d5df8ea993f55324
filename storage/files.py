"""The file store: every file under the hash of what is in it, so that the same is kept once.

What is only on its way to somebody (*passing*) bears a name of chance and lies in a folder of its own.
"""

import asyncio
import hashlib
import re
import secrets
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

from storage.privacy.erased_list import ErasedList
from storage.private_files import make_folder, whole_file

_NAME = re.compile(r"[0-9a-f]{64}(\.[a-z]{1,8})?", re.ASCII)
_PASSING = ".out"


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

    async def put_passing(self, data: bytes) -> str:
        """Keep it until it has been sent, and say its name; two of the same are two files."""
        name = secrets.token_hex(32) + _PASSING
        await asyncio.to_thread(self._write, self._path(name), data)
        return name

    async def get(self, name: str) -> bytes:
        try:
            return await asyncio.to_thread(self._path(name).read_bytes)
        except OSError as error:
            raise MissingFileError(name) from error

    async def older_than(self, moment: datetime) -> AsyncIterator[list[str]]:
        """Names of files that were last put here before, some hundred at a time; what a crash left half is removed."""
        for first in await asyncio.to_thread(_folders, self._folder):
            names = await asyncio.to_thread(_old_in, first, moment.timestamp())
            if names:
                yield names

    async def remove(self, name: str) -> None:
        await asyncio.to_thread(self._path(name).unlink, missing_ok=True)

    async def remove_passing(self, name: str) -> None:
        """It has been sent, or never will be; a file that is here to stay is left alone."""
        if name.endswith(_PASSING) and _NAME.fullmatch(name):
            await self.remove(name)

    async def forget_passing(self, older_than: timedelta) -> int:
        """Remove what was never fetched, by the age that the disk tells; how many files that were."""
        return await asyncio.to_thread(self._forget, time.time() - older_than.total_seconds())

    def _forget(self, before: float) -> int:
        old = [path for path in self._folder.glob("passing/*") if path.stat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise MissingFileError(name)
        if name.endswith(_PASSING):
            return self._folder / "passing" / name
        return self._folder / name[:2] / name[2:4] / name

    def _write(self, path: Path, data: bytes) -> None:
        if path.exists():
            path.touch()  # it is wanted again, however old it is
            return
        make_folder(path.parent)
        with whole_file(path) as file:
            file.write(data)


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("??") if path.is_dir())


def _old_in(folder: Path, moment: float) -> list[str]:
    names = []
    for path in folder.glob("??/*"):
        if path.stat().st_mtime >= moment:
            continue
        if _NAME.fullmatch(path.name):
            names.append(path.name)
        elif path.name.startswith("."):
            path.unlink(missing_ok=True)
    return names

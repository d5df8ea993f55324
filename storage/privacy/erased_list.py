"""Who was erased, kept outside the database, so that a backup made before brings nobody back. No names stand there."""

import asyncio
import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from storage.private_files import make_folder, private

NAME = "erased.jsonl"


class ErasedEntry(NamedTuple):
    """The numbers of a person, of their private chats and accounts, each with the moment its row was made.

    After a restore the same number may be somebody else's; the moment tells.
    """

    at: datetime
    person_id: int
    made_at: datetime
    chats: Mapping[int, datetime]
    accounts: Mapping[int, datetime]


class ErasedList:
    """A file beside the pictures; lines are only added."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    async def add(self, entries: Iterable[ErasedEntry]) -> None:
        """On the disk when it returns. A line that is there twice does no harm."""
        await asyncio.to_thread(self._add, [_line(entry) for entry in entries])

    async def read(self) -> list[ErasedEntry]:
        return await asyncio.to_thread(self._read)

    async def content(self) -> bytes:
        """The file as it is, for a backup."""
        return await asyncio.to_thread(self._bytes)

    async def lines(self) -> list[str]:
        return (await self.content()).decode().splitlines()

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""

    def _add(self, lines: list[str]) -> None:
        make_folder(self.path.parent)
        with open(self.path, "a", encoding="utf-8", opener=private) as file:
            file.writelines(f"\n{line}\n" for line in lines)  # a line cut off by a crash ends here
            file.flush()
            os.fsync(file.fileno())

    def _read(self) -> list[ErasedEntry]:
        lines = self._bytes().decode().splitlines()
        return [entry for line in lines if line and (entry := entry_of(line))]


def _line(entry: ErasedEntry) -> str:
    told = {"at": entry.at.isoformat(), "person": entry.person_id, "made_at": entry.made_at.isoformat()}
    return json.dumps(told | {"chats": _written(entry.chats), "accounts": _written(entry.accounts)})


def _written(rows: Mapping[int, datetime]) -> dict[str, str]:
    return {str(number): made.isoformat() for number, made in rows.items()}


def moments(told: Mapping[str, str]) -> dict[int, datetime]:
    """By the number of a row, when it was made, as it was written down."""
    return {int(number): datetime.fromisoformat(made) for number, made in told.items()}


def entry_of(line: str) -> ErasedEntry | None:
    """None for a line that a crash cut off."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    at, made_at = datetime.fromisoformat(told["at"]), datetime.fromisoformat(told["made_at"])
    return ErasedEntry(at, told["person"], made_at, moments(told["chats"]), moments(told["accounts"]))

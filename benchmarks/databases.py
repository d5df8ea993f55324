"""Empty databases for one round each, and a look into them from outside."""

import os
import secrets
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

SERVER = os.environ.get("MINHCHUNG_BENCH_POSTGRES") or "postgresql://postgres@127.0.0.1:5432"
KINDS = ("sqlite", "postgresql")


@asynccontextmanager
async def empty_database(kind: str, folder: Path) -> AsyncIterator[str]:
    """The address of a new database, gone afterwards whoever is still connected."""
    name = f"minhchung_bench_{os.getpid()}_{secrets.token_hex(4)}"
    if kind == "sqlite":
        try:
            yield f"sqlite:///{folder / name}.db"
        finally:
            for file in folder.glob(f"{name}.db*"):
                file.unlink()
        return
    await _on_server(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
    finally:
        await _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _on_server(statement: str) -> None:
    connection = await asyncpg.connect(SERVER)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


class Look:
    """Asks a database for one number, without taking part in what is measured."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._sqlite: sqlite3.Connection | None = None
        self._postgres: asyncpg.Connection | None = None

    async def number(self, query: str) -> int:
        """0 as long as there is no such table."""
        try:
            return int(await self._ask(query) or 0)
        except (sqlite3.OperationalError, asyncpg.UndefinedTableError):
            return 0

    async def _ask(self, query: str) -> int | None:
        if self._url.startswith("sqlite"):
            if self._sqlite is None:
                self._sqlite = sqlite3.connect(sqlite_uri(self._url), uri=True)
            row: tuple[int | None] = self._sqlite.execute(query).fetchone()
            return row[0]
        if self._postgres is None:
            self._postgres = await asyncpg.connect(self._url)
        found: int | None = await self._postgres.fetchval(query)
        return found

    async def close(self) -> None:
        if self._sqlite is not None:
            with closing(self._sqlite):
                self._sqlite = None
        if self._postgres is not None:
            await self._postgres.close()


@asynccontextmanager
async def looking_into(url: str) -> AsyncIterator[Look]:
    look = Look(url)
    try:
        yield look
    finally:
        await look.close()


def sqlite_uri(url: str) -> str:
    return f"file:{url.removeprefix('sqlite:///')}?mode=ro"

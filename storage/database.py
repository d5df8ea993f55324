"""Connections. One writer and many readers on SQLite, a pool on PostgreSQL; nothing of it leaves this package."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import StorageUnavailableError

_BUSY_MS = 15_000
_READERS = 4
_POOL = 8


def async_url(url: str) -> str:
    """The address with the driver we use, whatever driver it names."""
    parsed = make_url(url)
    driver = "sqlite+aiosqlite" if parsed.get_backend_name() == "sqlite" else "postgresql+asyncpg"
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


class Database:
    def __init__(self, url: str) -> None:
        self._url = async_url(url)
        self.is_sqlite = self._url.startswith("sqlite")
        if self.is_sqlite:
            path = make_url(self._url).database
            if path and path != ":memory:":
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._writer = _sqlite(self._url, connections=1, begin="BEGIN IMMEDIATE")
            self._reader = _sqlite(self._url, connections=_READERS, begin="BEGIN")
        else:
            self._writer = self._reader = create_async_engine(
                self._url, pool_size=_POOL, max_overflow=0, pool_pre_ping=True
            )
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: all of it is committed at the end, or nothing."""
        if not self.is_sqlite:
            async with _translated(), self._writer.begin() as connection:
                yield connection
            return
        async with self._turn, _translated(), self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with _translated(), self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def lock(self, name: int) -> AsyncIterator[AsyncConnection | None]:
        """A lock that only one process holds; None when another has it. On SQLite there is one process."""
        if self.is_sqlite:
            yield None
            return
        async with self._writer.connect() as connection:
            held = await connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({int(name)})")
            taken = bool(held.scalar())
            await connection.commit()
            try:
                yield connection if taken else None
            finally:
                if taken:
                    await connection.exec_driver_sql(f"SELECT pg_advisory_unlock({int(name)})")
                    await connection.commit()

    async def close(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """A lost or full database is one kind of error for everybody above."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        if isinstance(error, DBAPIError) and not _is_outage(error):
            raise
        raise StorageUnavailableError(_reason(error)) from error


_OUTAGES = ("locked", "disk", "full", "readonly", "unable to open", "i/o error", "closed", "connection", "shutting down")


def _is_outage(error: DBAPIError) -> bool:
    told = str(error.orig).lower()
    return error.connection_invalidated or any(word in told for word in _OUTAGES)


def _reason(error: DBAPIError | OSError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return f"{type(cause).__name__}: {str(cause).splitlines()[0] if str(cause) else ''}"[:200]


def _sqlite(url: str, *, connections: int, begin: str) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=connections, max_overflow=0, pool_timeout=60)

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin by ourselves, see below
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {_BUSY_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "cache_size = -16000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def began(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", began)
    return engine

"""Connections. One writer and many readers on SQLite, a pool on PostgreSQL; nothing of it leaves this package."""

import asyncio
import contextlib
import fcntl
import hashlib
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage import dialects, sqlite_driver
from storage.errors import StorageFullError
from storage.outages import unavailable
from storage.private_files import make_folder, private

_BUSY_MS = 15_000
_READERS = 4
_JOURNAL_PAGES = 4000
_POOL = 6
_BETWEEN_TRIES = 5.0
WRITER_SETTINGS = {"enable_seqscan": "off"}
"""Writers look up by index only. Their plans are made while the tables are small and kept while they grow."""

StillHeld = Callable[[], Awaitable[bool]]
"""Asks whether a lock is still ours; a lost connection loses it."""


async def _always() -> bool:
    return True


def async_url(url: str) -> str:
    """The address with the driver we use, whatever driver it names."""
    parsed = make_url(url)
    driver = dialects.SQLITE if parsed.get_backend_name() == "sqlite" else dialects.POSTGRESQL
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


class Database:
    def __init__(self, url: str) -> None:
        self._url = async_url(url)
        self.is_sqlite = self._url.startswith("sqlite")
        if self.is_sqlite:
            if self.path:
                make_folder(self.path.parent)
            self._writer = _sqlite(self._url, connections=1, begin="BEGIN IMMEDIATE")
            self._reader = _sqlite(self._url, connections=_READERS, begin="BEGIN", read_only=True)
        else:
            self._writer = _postgresql(self._url, WRITER_SETTINGS)
            self._reader = _postgresql(self._url, {"default_transaction_read_only": "on"})
        # A lock is held for as long as a bot speaks: it takes no connection from those who write.
        self._holder = create_async_engine(self._url, poolclass=NullPool, hide_parameters=True)
        self._turn = asyncio.Lock()
        self._full_at: float | None = None
        self._left_full = False
        self._make_room_at = 0.0

    @property
    def path(self) -> Path | None:
        """SQLite's one file."""
        path = make_url(self._url).database if self.is_sqlite else None
        return Path(path) if path and path != ":memory:" else None

    def was_full(self, seconds: float) -> bool:
        """Whether there was no room for something in so many seconds before now."""
        return self._full_at is not None and time.monotonic() - self._full_at < seconds

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: all of it is committed at the end, or nothing."""
        if not self.is_sqlite:
            async with self._translated(), self._writer.begin() as connection:
                yield connection
            return
        async with self._turn, self._translated():
            if self._left_full:
                await self._make_room()
            async with self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with self._translated(), self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Reads that all see the same moment, whoever writes meanwhile."""
        async with self.read() as connection:
            if not self.is_sqlite:
                await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield connection

    async def empty_journal(self) -> None:
        """Bring all into SQLite's one file and empty the journal beside it; nothing while somebody reads from it."""
        if self.path:
            async with self._translated():
                await asyncio.to_thread(_checkpoint, self.path)

    async def _make_room(self) -> None:
        """After a full disk the journal goes into the file first: it may be all the room there is, and would grow."""
        if self.path and time.monotonic() >= self._make_room_at:
            self._make_room_at = time.monotonic() + _BETWEEN_TRIES
            with contextlib.suppress(sqlite3.Error):  # too little room still; what is to be written tells
                await asyncio.to_thread(_checkpoint, self.path)
                self._left_full = False

    def beside(self, name: str) -> Path | None:
        """A file beside the one of SQLite."""
        path = make_url(self._url).database
        return Path(path).with_name(name) if self.is_sqlite and path else None

    @asynccontextmanager
    async def lock(self, name: str) -> AsyncIterator[StillHeld | None]:
        """A lock only one process holds, given up when it dies; None when another has it."""
        async with self._file_lock(name) if self.is_sqlite else self._advisory_lock(name) as held:
            yield held

    @asynccontextmanager
    async def _file_lock(self, name: str) -> AsyncIterator[StillHeld | None]:
        path = Path(f"{make_url(self._url).database}.{name}.lock")
        async with self._translated():
            lock = open(path, "w", opener=private)  # noqa: ASYNC230, SIM115  a small file, once
        with lock as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
            else:
                yield _always

    @asynccontextmanager
    async def _advisory_lock(self, name: str) -> AsyncIterator[StillHeld | None]:
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        async with self._translated(), self._holder.connect() as connection:
            taken = bool(
                await connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": number})
            )
            await connection.commit()

            async def still_held() -> bool:
                try:
                    await connection.execute(text("SELECT 1"))
                    await connection.commit()
                except (DBAPIError, OSError):
                    return False
                return True

            try:
                yield still_held if taken else None
            finally:
                # Closing the session for good gives the lock up, whatever state it is in.
                await connection.invalidate()

    @asynccontextmanager
    async def _translated(self) -> AsyncIterator[None]:
        """A lost or full database is one kind of error for everybody above."""
        try:
            yield
        except (DBAPIError, PoolTimeout, OSError) as error:
            lost = unavailable(error)
            if isinstance(lost, StorageFullError):
                self._full_at, self._left_full = time.monotonic(), self.is_sqlite
            if lost:
                raise lost from error
            raise

    async def close(self) -> None:
        await self._holder.dispose()
        await self._writer.dispose()
        await self._reader.dispose()


def _checkpoint(path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=1.0)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _postgresql(url: str, settings: dict[str, str]) -> AsyncEngine:
    return create_async_engine(
        url,
        connect_args={"server_settings": settings},
        pool_size=_POOL,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        execution_options={"compiled_cache": dialects.COMPILED},
    )


def _sqlite(url: str, *, connections: int, begin: str, read_only: bool = False) -> AsyncEngine:
    engine = create_async_engine(
        url,
        connect_args={"async_creator_fn": sqlite_driver.connect},
        pool_size=connections,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,
        execution_options={"compiled_cache": dialects.COMPILED},
    )

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin by ourselves, see below
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {_BUSY_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "cache_size = -16000",
            f"wal_autocheckpoint = {_JOURNAL_PAGES}",
            f"journal_size_limit = {_JOURNAL_PAGES * 4096}",  # a small one is emptied into little room
            "secure_delete = ON",  # what is deleted is overwritten, not only forgotten
            f"query_only = {int(read_only)}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def began(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", began)
    return engine

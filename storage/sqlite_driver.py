"""SQLite's statements cost one trip to the connection's thread, not four.

SQLAlchemy opens a cursor, executes, fetches everything and closes the cursor, and aiosqlite sends each of these to its
thread. For a batch of small statements the trips cost more than the statements.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Self

import aiosqlite

from storage.private_files import private

_Parameters = Iterable[Any]
_making = threading.Lock()


class OneTripCursor:
    """What SQLAlchemy needs of an aiosqlite cursor. Rows are fetched along with the statement."""

    def __init__(self, connection: "OneTripConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def execute(self, sql: str, parameters: _Parameters = ()) -> Self:
        return await self._run(lambda connection: connection.execute(sql, parameters))  # type: ignore[arg-type]

    async def executemany(self, sql: str, parameters: Iterable[_Parameters]) -> Self:
        return await self._run(lambda connection: connection.executemany(sql, parameters))  # type: ignore[arg-type]

    async def _run(self, statement: Callable[[sqlite3.Connection], sqlite3.Cursor]) -> Self:
        def trip(connection: sqlite3.Connection) -> sqlite3.Cursor:
            cursor = statement(connection)
            self._rows = cursor.fetchall() if cursor.description else []
            return cursor

        done = await self._connection.travel(trip)
        self.description, self.rowcount, self.lastrowid = done.description, done.rowcount, done.lastrowid
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        self._rows = []


class OneTripConnection(aiosqlite.Connection):
    def cursor(self) -> OneTripCursor:  # type: ignore[override]
        return OneTripCursor(self)

    async def travel(self, trip: Callable[[sqlite3.Connection], sqlite3.Cursor]) -> sqlite3.Cursor:
        done: sqlite3.Cursor = await self._execute(lambda: trip(self._conn))  # type: ignore[no-untyped-call]
        return done


def connect(*arguments: Any, **options: Any) -> OneTripConnection:
    """What SQLAlchemy's `async_creator` expects: a connection still to be awaited."""
    connection = OneTripConnection(lambda: _opened(*arguments, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001  as SQLAlchemy does with aiosqlite's own connections
    return connection


def _opened(path: str, **options: Any) -> sqlite3.Connection:
    """SQLite would make the file as the umask allows; the files beside it get the rights of this one."""
    if not options.get("uri") and path != ":memory:":
        # Closing a file gives up all locks that this process has on it, so one that may be in use is never opened here.
        with _making, suppress(OSError):  # SQLite says better what is wrong
            os.close(private(path, os.O_CREAT | os.O_EXCL | os.O_RDWR))
    connection: sqlite3.Connection = sqlite3.connect(path, **options)
    return connection

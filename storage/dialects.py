"""Dialects that count as one however many engines there are, and hand over only what a database can keep.

SQLAlchemy finds a compiled statement again by the statement and the dialect *object*. A process has several engines
to one ledger (a writer and readers), and tests open thousands of ledgers: each would compile every statement anew.
What a statement is given passes `storage/binding.py` here, just before the driver, whether types are known or not.
"""

from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import AsyncpgInteger, PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.types import Integer
from sqlalchemy.util import LRUCache

from storage.binding import bound, of_32_bits

SQLITE = "sqlite+shared"
POSTGRESQL = "postgresql+shared"
COMPILED: LRUCache[Any, Any] = LRUCache(2_000)
"""The engines' `compiled_cache`."""


class _Bound(DefaultDialect):
    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        super().do_execute(cursor, statement, bound(parameters), context)  # type: ignore[no-untyped-call]

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        super().do_executemany(cursor, statement, bound(parameters), context)  # type: ignore[no-untyped-call]


class SharedSQLite(_Bound, SQLiteDialect_aiosqlite):
    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is SharedSQLite

    def __hash__(self) -> int:
        return hash(SharedSQLite)

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:
        """SQLAlchemy tells by words of the driver's own; what SQLite says may quote anybody's."""
        by_sqlite = getattr(e, "sqlite_errorcode", None) is not None
        return not by_sqlite and super().is_disconnect(e, connection, cursor)


class _Number(AsyncpgInteger):
    def bind_processor(self, _dialect: Any) -> Any:
        return lambda value: value if value is None else of_32_bits(value)


class SharedPostgreSQL(_Bound, PGDialect_asyncpg):
    supports_statement_cache = True
    colspecs = {**PGDialect_asyncpg.colspecs, Integer: _Number}  # noqa: RUF012  as SQLAlchemy has it

    def __eq__(self, other: object) -> bool:
        return type(other) is SharedPostgreSQL

    def __hash__(self) -> int:
        return hash(SharedPostgreSQL)


registry.register("sqlite.shared", __name__, SharedSQLite.__name__)
registry.register("postgresql.shared", __name__, SharedPostgreSQL.__name__)

"""Dialects that count as one however many engines there are, so that their engines share compiled statements.

SQLAlchemy finds a compiled statement again by the statement and the dialect *object*. A process has several engines
to one ledger (a writer and readers), and tests open thousands of ledgers: each would compile every statement anew.
"""

from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.util import LRUCache

SQLITE = "sqlite+shared"
POSTGRESQL = "postgresql+shared"
COMPILED: LRUCache[Any, Any] = LRUCache(2_000)
"""The engines' `compiled_cache`."""


class SharedSQLite(SQLiteDialect_aiosqlite):
    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is SharedSQLite

    def __hash__(self) -> int:
        return hash(SharedSQLite)

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:
        """SQLAlchemy tells by words of the driver's own; what SQLite says may quote anybody's."""
        by_sqlite = getattr(e, "sqlite_errorcode", None) is not None
        return not by_sqlite and super().is_disconnect(e, connection, cursor)


class SharedPostgreSQL(PGDialect_asyncpg):
    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is SharedPostgreSQL

    def __hash__(self) -> int:
        return hash(SharedPostgreSQL)


registry.register("sqlite.shared", __name__, SharedSQLite.__name__)
registry.register("postgresql.shared", __name__, SharedPostgreSQL.__name__)

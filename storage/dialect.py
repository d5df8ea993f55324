"""The few words in which SQLite and PostgreSQL differ."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Executable, Table, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database


def insert(database: Database, table: Table) -> Any:
    return sqlite.insert(table) if database.is_sqlite else postgresql.insert(table)


def insert_or_ignore(database: Database, table: Table) -> Any:
    return insert(database, table).on_conflict_do_nothing()


async def new_ids(connection: AsyncConnection, table: Table, how_many: int) -> range | list[int]:
    """Numbers for rows about to be inserted in bulk. On SQLite this transaction is the only writer."""
    if connection.dialect.name == "sqlite":
        last = await connection.scalar(_last_id(table)) or 0
        return range(last + 1, last + 1 + how_many)
    query = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :how_many)")
    return list(await connection.scalars(query, {"table": table.name, "how_many": how_many}))


def _last_id(table: Table) -> Executable:
    """The highest number ever given, also to rows that are gone, where numbers are never to be used again."""
    if table.dialect_options["sqlite"]["autoincrement"]:
        return text("SELECT seq FROM sqlite_sequence WHERE name = :table").bindparams(table=table.name)
    return select(func.max(table.c.id))


async def insert_many(
    database: Database,
    connection: AsyncConnection,
    table: Table,
    rows: Sequence[dict[str, Any]],
    *,
    ignore: bool = False,
) -> None:
    """Many rows of the same columns, handed to the driver as they are: the busiest statements there are."""
    if not rows:
        return
    names = tuple(rows[0])
    statement = _insert_text(database.is_sqlite, table, names, ignore)
    pick: Callable[[dict[str, Any]], tuple[Any, ...]] = itemgetter(*names)
    values = [pick(row) for row in rows]
    await connection.exec_driver_sql(
        statement, [_plain(row) for row in values] if database.is_sqlite else values
    )


@lru_cache
def _insert_text(for_sqlite: bool, table: Table, names: tuple[str, ...], ignore: bool) -> str:
    if for_sqlite:
        places = ", ".join("?" for _ in names)
    else:
        places = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    columns = ", ".join(f'"{name}"' for name in names)
    clash = " ON CONFLICT DO NOTHING" if ignore else ""
    return f'INSERT INTO "{table.name}" ({columns}) VALUES ({places}){clash}'  # noqa: S608  names of our own tables


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """SQLite keeps times and days as text, in the form in which SQLAlchemy reads them."""
    return tuple(_as_text(value) if isinstance(value, date) else value for value in row)


@lru_cache(maxsize=256)
def _as_text(value: date) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat()

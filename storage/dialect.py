"""The few words in which SQLite and PostgreSQL differ."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, Table, bindparam, func, literal, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.binding import bound
from storage.database import Database


def among(database: Database, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column` is one of the values handed over as `name`.

    PostgreSQL gets them as one array to join with: a list of hundreds of parameters makes it compare row by row as
    long as it has no statistics.
    """
    if database.is_sqlite:
        return column.in_(bindparam(name, expanding=True))
    return column.in_(select(func.unnest(bindparam(name, type_=postgresql.ARRAY(column.type)))))


def one_of(
    connection: AsyncConnection, column: ColumnElement[Any], values: Sequence[int] | Sequence[str]
) -> ColumnElement[bool]:
    """`column` is one of these, however many there are: they travel as one parameter."""
    if connection.dialect.name == "sqlite":
        each = func.json_each(json.dumps(bound(list(values)))).table_valued("value")
        return column.in_(select(each.c.value))
    return column.in_(select(func.unnest(literal(list(values), postgresql.ARRAY(column.type)))))


def insert(database: Database, table: Table) -> Any:
    return sqlite.insert(table) if database.is_sqlite else postgresql.insert(table)


def insert_or_ignore(database: Database, table: Table) -> Any:
    return insert(database, table).on_conflict_do_nothing()


def insert_found_or_ignore(database: Database, table: Table, names: Sequence[str], found: Select[Any]) -> Any:
    """What a query finds, where it is not there yet."""
    return insert(database, table).from_select(names, found).on_conflict_do_nothing()


async def new_ids(connection: AsyncConnection, table: Table, how_many: int) -> range | list[int]:
    """Numbers for rows about to be inserted in bulk. On SQLite this transaction is the only writer."""
    if connection.dialect.name == "sqlite":
        last = await connection.scalar(_last_id(table)) or 0
        return range(last + 1, last + 1 + how_many)
    query = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :how_many)")
    return list(await connection.scalars(query, {"table": table.name, "how_many": how_many}))


async def hold(connection: AsyncConnection, *tables: Table) -> None:
    """Nobody else changes these tables until this transaction ends; on SQLite it is the only writer anyway."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in tables)
        await connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def _last_id(table: Table) -> Executable:
    """The highest number ever given, also to rows that are gone, where numbers are never to be used again."""
    if table.dialect_options["sqlite"]["autoincrement"]:
        return text("SELECT seq FROM sqlite_sequence WHERE name = :table").bindparams(table=table.name)
    return select(func.max(table.c.id))

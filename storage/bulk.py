"""Many rows at once, handed to the driver as they are: the busiest statements there are.

SQLite gets a list of rows for one prepared statement, PostgreSQL one array a column in a single round trip.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Integer, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.storable import LONGEST_WORD
from storage.binding import BIGGEST_OF_32, in_utc, of_32_bits
from storage.tables.columns import Word, short_enough

_IGNORE = " ON CONFLICT DO NOTHING"
_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]


async def insert_many(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]], *, ignore: bool = False
) -> int:
    """Insert rows of the same columns; with `ignore`, what is there already stays as it is. How many were inserted."""
    return await _write(connection, table, rows, _IGNORE if ignore else "")


async def add_many(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]], amount: str
) -> None:
    """Add to the rows' `amount`, opening those that are not there yet."""
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
    clash = (
        f' ON CONFLICT ({keys}) DO UPDATE SET "{amount}" = "{table.name}"."{amount}" + excluded."{amount}"'
    )
    await _write(connection, table, rows, clash)


async def update_many(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]], keys: Sequence[str] = ("id",)
) -> None:
    """Give the rows with these keys their other values."""
    if not rows:
        return
    names = (*(name for name in rows[0] if name not in keys), *keys)
    values = _fitting(connection, table, names, [itemgetter(*names)(row) for row in rows])
    if connection.dialect.name == "sqlite":
        statement = _sqlite_update(table.name, names, len(keys))
        await connection.exec_driver_sql(statement, [_plain(row) for row in values])
    else:
        statement = _postgresql_update(table, names, len(keys))
        await connection.exec_driver_sql(statement, tuple(map(list, zip(*values, strict=True))))


async def _write(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]], clash: str
) -> int:
    if not rows:
        return 0
    names = tuple(rows[0])
    values = _fitting(connection, table, names, [itemgetter(*names)(row) for row in rows])
    if connection.dialect.name == "sqlite":
        statement = _for_sqlite(table.name, names) + clash
        done = await connection.exec_driver_sql(statement, [_plain(row) for row in values])
    else:
        statement = _for_postgresql(table, names) + clash
        done = await connection.exec_driver_sql(statement, tuple(map(list, zip(*values, strict=True))))
    return done.rowcount


def _fitting(
    connection: AsyncConnection, table: Table, names: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Rows whose words an index takes, and whose numbers a column; else SQLAlchemy sees to it by the types."""
    words, numbers = _limited(table, names)
    limits: dict[int, Callable[[Any], Any]] = {
        at: short_enough for at in words if max(len(row[at] or "") for row in rows) > LONGEST_WORD
    }
    if connection.dialect.name != "sqlite":
        limits |= {at: of_32_bits for at in numbers if max(abs(row[at] or 0) for row in rows) > BIGGEST_OF_32}
    if not limits:
        return rows
    return [
        tuple(limits[at](value) if at in limits and value else value for at, value in enumerate(row))
        for row in rows
    ]


@lru_cache
def _limited(table: Table, names: tuple[str, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where in a row the words and the numbers stand of which a column takes only so much."""
    kinds = [table.c[name].type for name in names]
    words = tuple(at for at, kind in enumerate(kinds) if isinstance(kind, Word))
    return words, tuple(at for at, kind in enumerate(kinds) if type(kind) is Integer)


@lru_cache
def _for_sqlite(table: str, names: tuple[str, ...]) -> str:
    places = ", ".join("?" for _ in names)
    return f'INSERT INTO "{table}" ({_listed(names)}) VALUES ({places})'  # noqa: S608  names of our own tables


@lru_cache
def _for_postgresql(table: Table, names: tuple[str, ...]) -> str:
    columns = _listed(names)
    return f'INSERT INTO "{table.name}" ({columns}) SELECT * FROM unnest({_arrays(table, names)})'  # noqa: S608  likewise


@lru_cache
def _sqlite_update(table: str, names: tuple[str, ...], keys: int) -> str:
    places = [f'"{name}" = ?' for name in names]
    changes, which = ", ".join(places[:-keys]), " AND ".join(places[-keys:])
    return f'UPDATE "{table}" SET {changes} WHERE {which}'  # noqa: S608  likewise


@lru_cache
def _postgresql_update(table: Table, names: tuple[str, ...], keys: int) -> str:
    changes = ", ".join(f'"{name}" = new."{name}"' for name in names[:-keys])
    which = " AND ".join(f'"{table.name}"."{name}" = new."{name}"' for name in names[-keys:])
    arrays = f"unnest({_arrays(table, names)}) AS new({_listed(names)})"
    return f'UPDATE "{table.name}" SET {changes} FROM {arrays} WHERE {which}'  # noqa: S608  likewise


def _arrays(table: Table, names: tuple[str, ...]) -> str:
    kinds = (table.c[name].type.compile(_POSTGRESQL) for name in names)
    return ", ".join(f"${number}::{kind}[]" for number, kind in enumerate(kinds, 1))


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """SQLite keeps times and days as text, in the form in which SQLAlchemy reads them."""
    return tuple(_as_text(value) if isinstance(value, date) else value for value in row)


@lru_cache(maxsize=256)
def _as_text(value: date) -> str:
    if isinstance(value, datetime):
        return in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat()

"""Totals kept beside the ledger, in the same transactions."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Counter

_counter = Counter.__table__  # type: ignore[attr-defined]


async def count_up(connection: AsyncConnection, growth: Mapping[str, int]) -> None:
    """Add to counters, always in the same order so that two processes never wait for each other in a ring."""
    rows = [{"name": name, "value": growth[name]} for name in sorted(growth) if growth[name]]
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(_counter)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["name"], set_={"value": _counter.c.value + statement.excluded.value}
        ),
        rows,
    )


async def read_counters(connection: AsyncConnection) -> dict[str, int]:
    rows = await connection.execute(select(_counter.c.name, _counter.c.value))
    return dict(rows.all())

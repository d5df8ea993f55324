"""Totals kept beside the ledger, in the same transactions."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.bulk import add_many, insert_many, update_many
from storage.tables.upkeep import COUNTERS


async def count_up(connection: AsyncConnection, growth: Mapping[str, int]) -> None:
    """Add to counters, always in the same order so that two processes never wait for each other in a ring."""
    rows = [{"name": name, "value": growth[name]} for name in sorted(growth) if growth[name]]
    await add_many(connection, COUNTERS, rows, "value")


async def set_to(connection: AsyncConnection, name: str, value: int) -> None:
    await insert_many(connection, COUNTERS, [{"name": name, "value": value}], ignore=True)
    await update_many(connection, COUNTERS, [{"name": name, "value": value}], keys=("name",))


async def read_counters(connection: AsyncConnection) -> dict[str, int]:
    rows = await connection.execute(select(COUNTERS.c.name, COUNTERS.c.value))
    return dict(rows.all())

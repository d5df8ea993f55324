"""What units can be. Levels are data: a list of units may bring new ones."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.unit_list import DEFAULT_LEVEL
from storage.bulk import insert_many
from storage.tables.organisation import LEVELS

_RANK_OF_SCHOOLS = 30


class LevelRecord(NamedTuple):
    """The smaller the rank, the nearer to the top."""

    code: str
    name: str
    rank: int


async def all_levels(connection: AsyncConnection) -> list[LevelRecord]:
    """From the top down."""
    columns = (LEVELS.c.code, LEVELS.c.name, LEVELS.c.rank)
    query = select(*columns).order_by(LEVELS.c.rank, LEVELS.c.code)
    return [LevelRecord(*row) for row in await connection.execute(query)]


async def open_levels(connection: AsyncConnection, names: Mapping[str, str]) -> int:
    """Those by code that are not known yet, beside the schools; how many there were."""
    known = {level.code: level.rank for level in await all_levels(connection)}
    rank = known.get(DEFAULT_LEVEL, _RANK_OF_SCHOOLS)
    fresh = [{"code": code, "name": name, "rank": rank} for code, name in names.items() if code not in known]
    return await insert_many(connection, LEVELS, fresh, ignore=True)

"""What units want differently. The nearest unit that says something decides; where none does, the default holds."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.organisation.tree import unit_paths_of
from storage.tables.organisation import UNIT_SETTINGS
from storage.transaction import Transaction


class Told(NamedTuple):
    """What holds, and the unit that said so."""

    value: str
    unit_id: int


async def switched_on(connection: AsyncConnection, name: str, unit_ids: Sequence[int]) -> list[int]:
    """Those of some units for which a switch is on; it is where nobody says anything else."""
    paths = await unit_paths_of(connection, unit_ids)
    above = sorted({each for unit_id in unit_ids if unit_id in paths for each in paths[unit_id].unit_ids})
    query = select(UNIT_SETTINGS.c.unit_id, UNIT_SETTINGS.c.value).where(
        UNIT_SETTINGS.c.name == name, dialect.one_of(connection, UNIT_SETTINGS.c.unit_id, above)
    )
    said: dict[int, str] = dict((await connection.execute(query)).all())
    found = []
    for unit_id in unit_ids:
        path = paths[unit_id].unit_ids if unit_id in paths else ()
        told = [said[each] for each in path if each in said]
        if path and (told[-1] if told else "on") == "on":
            found.append(unit_id)
    return found


class UnitSettings:
    """Settings of units."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def of(self, path: Sequence[int]) -> dict[str, str]:
        """What holds for the last of these units; `path` begins at the top of the tree (`Standpoint.unit_ids`)."""
        return {name: told.value for name, told in (await self.told(path)).items()}

    async def told(self, path: Sequence[int]) -> dict[str, Told]:
        """The same with the unit that said it."""
        query = select(UNIT_SETTINGS.c.unit_id, UNIT_SETTINGS.c.name, UNIT_SETTINGS.c.value).where(
            dialect.one_of(self._at.connection, UNIT_SETTINGS.c.unit_id, path)
        )
        said = {(unit_id, name): value for unit_id, name, value in await self._at.connection.execute(query)}
        return {
            name: Told(value, unit)
            for unit in path
            for (unit_id, name), value in said.items()
            if unit_id == unit
        }

    async def said(self, name: str, unit_ids: Sequence[int]) -> dict[int, str]:
        """What each of these units says itself about one setting; those that say nothing are not there."""
        query = select(UNIT_SETTINGS.c.unit_id, UNIT_SETTINGS.c.value).where(
            UNIT_SETTINGS.c.name == name,
            dialect.one_of(self._at.connection, UNIT_SETTINGS.c.unit_id, unit_ids),
        )
        rows = await self._at.connection.execute(query)
        return {row.unit_id: row.value for row in rows}

    async def put(self, unit_id: int, name: str, value: str, by: str) -> None:
        said = dialect.insert(self._at.database, UNIT_SETTINGS).values(
            unit_id=unit_id, name=name, value=value, made_by=by, made_at=self._at.now
        )
        newer = {column: said.excluded[column] for column in ("value", "made_by", "made_at")}
        await self._at.connection.execute(
            said.on_conflict_do_update(index_elements=["unit_id", "name"], set_=newer)
        )

    async def clear(self, unit_id: int, name: str) -> None:
        """From now on the unit above decides, or the default."""
        await self._at.connection.execute(
            delete(UNIT_SETTINGS).where(UNIT_SETTINGS.c.unit_id == unit_id, UNIT_SETTINGS.c.name == name)
        )

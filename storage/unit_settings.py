"""What units want differently. The nearest unit that says something decides; where none does, the default holds."""

from collections.abc import Sequence

from sqlalchemy import select

from storage import dialect
from storage.organisation_tables import UnitSetting
from storage.transaction import Transaction

_setting = UnitSetting.__table__  # type: ignore[attr-defined]


class UnitSettings:
    """The desk's verbs about settings of units."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def of(self, path: Sequence[int]) -> dict[str, str]:
        """What holds for the last of these units; `path` begins at the top of the tree (`Standpoint.unit_ids`)."""
        query = select(_setting.c.unit_id, _setting.c.name, _setting.c.value).where(
            dialect.one_of(self._at.connection, _setting.c.unit_id, path)
        )
        told = {(unit_id, name): value for unit_id, name, value in await self._at.connection.execute(query)}
        return {name: value for unit in path for (unit_id, name), value in told.items() if unit_id == unit}

    async def put(self, unit_id: int, name: str, value: str, by: str) -> None:
        said = dialect.insert(self._at.database, _setting).values(
            unit_id=unit_id, name=name, value=value, made_by=by, made_at=self._at.now
        )
        newer = {column: said.excluded[column] for column in ("value", "made_by", "made_at")}
        await self._at.connection.execute(
            said.on_conflict_do_update(index_elements=["unit_id", "name"], set_=newer)
        )

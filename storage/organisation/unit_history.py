"""What units were and are, as it stands in the ledger."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.tree_history import History, Past, Shape
from storage.bulk import insert_many, update_many
from storage.dialect import one_of
from storage.organisation_tables import UnitPast
from storage.tables import Unit

_unit = Unit.__table__  # type: ignore[attr-defined]
_past = UnitPast.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit from `since` (or always) until before `until`, if it is dissolved."""

    id: int
    code: str
    provisional: bool
    since: date | None
    until: date | None
    history: History

    def exists_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def changed(self, since: date, **told: object) -> History:
        """Of what a unit was before somebody knew it, nothing is kept."""
        if self.provisional:
            return History((), self.history.now._replace(**told))  # type: ignore[arg-type]
        return self.history.changed(since, **told)


async def known_units(connection: AsyncConnection) -> dict[int, KnownUnit]:
    """All there ever were."""
    past: dict[int, list[Past]] = defaultdict(list)
    for row in await connection.execute(select(_past).order_by(_past.c.unit_id, _past.c.until)):
        past[row.unit_id].append(Past(row.until, Shape(row.name, row.level, row.parent_id)))
    columns = (
        *(_unit.c.id, _unit.c.code, _unit.c.provisional, _unit.c.since, _unit.c.until),
        *(_unit.c.name, _unit.c.level, _unit.c.parent_id),
    )
    return {
        row.id: KnownUnit(*row[:5], History(tuple(past.get(row.id, ())), Shape(*row[5:])))
        for row in await connection.execute(select(*columns).order_by(_unit.c.id))
    }


async def write_histories(connection: AsyncConnection, histories: Mapping[int, History]) -> None:
    """These take the place of what was known of the units; somebody knows all of them now."""
    ids = list(histories)
    await connection.execute(delete(_past).where(one_of(connection, _past.c.unit_id, ids)))
    rows = [
        {"unit_id": unit_id, "until": each.until, **each.shape._asdict()}
        for unit_id, history in histories.items()
        for each in history.past
    ]
    await insert_many(connection, _past, rows)
    told = [{"id": unit_id, "provisional": False, **one.now._asdict()} for unit_id, one in histories.items()]
    await update_many(connection, _unit, told)

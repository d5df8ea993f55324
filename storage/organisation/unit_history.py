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
from storage.tables.organisation import UNITS, UNITS_PAST


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
    for row in await connection.execute(
        select(UNITS_PAST).order_by(UNITS_PAST.c.unit_id, UNITS_PAST.c.until)
    ):
        past[row.unit_id].append(Past(row.until, Shape(row.name, row.level, row.parent_id)))
    columns = (
        *(UNITS.c.id, UNITS.c.code, UNITS.c.provisional, UNITS.c.since, UNITS.c.until),
        *(UNITS.c.name, UNITS.c.level, UNITS.c.parent_id),
    )
    return {
        row.id: KnownUnit(*row[:5], History(tuple(past.get(row.id, ())), Shape(*row[5:])))
        for row in await connection.execute(select(*columns).order_by(UNITS.c.id))
    }


async def write_histories(connection: AsyncConnection, histories: Mapping[int, History]) -> None:
    """These take the place of what was known of the units; somebody knows all of them now."""
    ids = list(histories)
    await connection.execute(delete(UNITS_PAST).where(one_of(connection, UNITS_PAST.c.unit_id, ids)))
    rows = [
        {"unit_id": unit_id, "until": each.until, **each.shape._asdict()}
        for unit_id, history in histories.items()
        for each in history.past
    ]
    await insert_many(connection, UNITS_PAST, rows)
    told = [{"id": unit_id, "provisional": False, **one.now._asdict()} for unit_id, one in histories.items()]
    await update_many(connection, UNITS, told)

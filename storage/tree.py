"""Where units stand in the tree of today."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.scopes import Place
from storage.records import UnitRecord
from storage.tables import Unit

_unit = Unit.__table__  # type: ignore[attr-defined]
UNIT_COLUMNS = (_unit.c.id, _unit.c.code, _unit.c.name, _unit.c.level, _unit.c.parent_id)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A unit with those above it, the top of the tree first."""

    path: tuple[UnitRecord, ...]

    @property
    def unit(self) -> UnitRecord:
        return self.path[-1]

    @property
    def root(self) -> UnitRecord:
        return self.path[0]

    @property
    def unit_ids(self) -> tuple[int, ...]:
        return tuple(unit.id for unit in self.path)

    @property
    def place(self) -> Place:
        return Place(self.unit.level, tuple(unit.code for unit in self.path))


def standpoints(units: Iterable[UnitRecord]) -> dict[int, Standpoint]:
    """By unit; a unit whose parent is not among them stands at the top, and a ring is cut where it closes."""
    known = {unit.id: unit for unit in units}
    found: dict[int, Standpoint] = {}
    for unit in known.values():
        above: list[UnitRecord] = []
        step: UnitRecord | None = unit
        while step is not None and step not in above and step.id not in found:
            above.append(step)
            step = known.get(step.parent_id) if step.parent_id else None
        path = found[step.id].path if step is not None and step.id in found else ()
        for one in reversed(above):
            path = (*path, one)
            found[one.id] = Standpoint(path)
    return found


async def standpoint(connection: AsyncConnection, unit_id: int) -> Standpoint | None:
    """Of one unit, in one question."""
    above = select(_unit.c.id, _unit.c.parent_id).where(_unit.c.id == unit_id).cte(recursive=True)
    above = above.union(select(_unit.c.id, _unit.c.parent_id).join(above, _unit.c.id == above.c.parent_id))
    query = select(*UNIT_COLUMNS).where(_unit.c.id.in_(select(above.c.id)))
    return standpoints([UnitRecord(*row) for row in await connection.execute(query)]).get(unit_id)

"""Where units stand in the tree of today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.scopes import Place
from storage.dialect import one_of
from storage.records import UnitRecord
from storage.tables.organisation import UNITS

UNIT_COLUMNS = tuple(UNITS.c[name] for name in ("id", "code", "name", "level", "parent_id", "provisional"))


@dataclass(frozen=True, slots=True)
class UnitPath:
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


def unit_paths(units: Iterable[UnitRecord]) -> dict[int, UnitPath]:
    """By unit; a unit whose parent is not among them stands at the top, and a ring is cut where it closes."""
    known = {unit.id: unit for unit in units}
    found: dict[int, UnitPath] = {}
    for unit in known.values():
        above: list[UnitRecord] = []
        step: UnitRecord | None = unit
        while step is not None and step not in above and step.id not in found:
            above.append(step)
            step = known.get(step.parent_id) if step.parent_id else None
        path = found[step.id].path if step is not None and step.id in found else ()
        for one in reversed(above):
            path = (*path, one)
            found[one.id] = UnitPath(path)
    return found


class Tree:
    """All units of today. Where one stands is worked out when it is asked for: there may be forty thousand."""

    def __init__(self, units: Iterable[UnitRecord]) -> None:
        self._units = {unit.id: unit for unit in units}
        self._above = frozenset(unit.parent_id for unit in self._units.values() if unit.parent_id)

    @property
    def unit_ids(self) -> Iterable[int]:
        return self._units.keys()

    def has_below(self, unit_id: int) -> bool:
        return unit_id in self._above

    def path_of(self, unit_id: int) -> UnitPath:
        """KeyError for no unit."""
        path = [self._units[unit_id]]
        while (above := self._units.get(path[-1].parent_id or 0)) and above not in path:
            path.append(above)
        return UnitPath(tuple(reversed(path)))


async def all_units(connection: AsyncConnection) -> list[UnitRecord]:
    """As they are today, or were when they were dissolved."""
    return [UnitRecord(*row) for row in await connection.execute(select(*UNIT_COLUMNS).order_by(UNITS.c.id))]


async def unit_paths_of(connection: AsyncConnection, unit_ids: Sequence[int]) -> dict[int, UnitPath]:
    """Of some units and of all above them, in one question."""
    columns = (UNITS.c.id, UNITS.c.parent_id)
    above = select(*columns).where(one_of(connection, UNITS.c.id, unit_ids)).cte(recursive=True)
    above = above.union(select(*columns).join(above, UNITS.c.id == above.c.parent_id))
    query = select(*UNIT_COLUMNS).where(UNITS.c.id.in_(select(above.c.id)))
    return unit_paths([UnitRecord(*row) for row in await connection.execute(query)])


async def below(connection: AsyncConnection, unit_ids: Sequence[int]) -> list[int]:
    """Some units with all that stand below them."""
    found = select(UNITS.c.id).where(one_of(connection, UNITS.c.id, unit_ids)).cte(recursive=True)
    found = found.union(select(UNITS.c.id).join(found, UNITS.c.parent_id == found.c.id))
    return list(await connection.scalars(select(found.c.id).order_by(found.c.id)))

"""Which units there are, what they are called and what stands above and below them."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select

from rules.calendar import Period
from storage.organisation import tree, tree_then
from storage.organisation.tree import UNIT_COLUMNS, UnitPath
from storage.records import UnitRecord
from storage.tables.organisation import UNITS
from storage.transaction import Transaction


class Units:
    def __init__(self, at: Transaction) -> None:
        self._at = at
        self._known: dict[int, UnitRecord] = {}

    async def all(self) -> list[UnitRecord]:
        """As they are today, or were when they were dissolved."""
        return await tree.all_units(self._at.connection)

    async def by_id(self) -> Mapping[int, UnitRecord]:
        """All of them, read once in a transaction."""
        if not self._known:
            self._known = {unit.id: unit for unit in await self.all()}
        return self._known

    def forget(self) -> None:
        self._known = {}

    async def one(self, unit_id: int) -> UnitRecord | None:
        query = select(*UNIT_COLUMNS).where(UNITS.c.id == unit_id)
        row = (await self._at.connection.execute(query)).first()
        return UnitRecord(*row) if row else None

    async def named(self, name: str) -> UnitRecord | None:
        """By its code in any case, or by its name as it is written, as long as only one has it.

        What a group calls itself is nobody's name: units opened under a title are found by their code alone.
        """
        code = UNITS.c.code == name.upper()
        query = select(*UNIT_COLUMNS, code).where(
            or_(code, (UNITS.c.name == name) & UNITS.c.provisional.is_(False))
        )
        rows = await self._at.connection.execute(query.order_by(UNITS.c.id))
        found = [(UnitRecord(*row[:-1]), row[-1]) for row in rows]
        by_code = [unit for unit, is_code in found if is_code]
        by_name = [unit for unit, _ in found]
        return next(iter(by_code), by_name[0] if len(by_name) == 1 else None)

    async def below(self, unit_ids: Sequence[int]) -> list[int]:
        """Some units with all that stand below them."""
        return await tree.below(self._at.connection, unit_ids)

    async def path_of(self, unit_id: int) -> UnitPath | None:
        """A unit with all that stand above it."""
        return (await tree.unit_paths_of(self._at.connection, [unit_id])).get(unit_id)

    async def in_period(self, period: Period, today: date) -> list[UnitRecord]:
        """The units that there were in a period, as they were when it ended, or are if it is not over."""
        return await tree_then.units_then(self._at.connection, tree_then.then(period, today))

    async def real(self) -> frozenset[int]:
        """The units that somebody set up, without those that groups have opened, and those that are no more."""
        there = or_(UNITS.c.until.is_(None), UNITS.c.until > self._at.now.date())
        query = select(UNITS.c.id).where(UNITS.c.provisional.is_(False), there)
        return frozenset(await self._at.connection.scalars(query))

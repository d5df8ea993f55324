"""Where units stood in the tree of a day in the past, and which of them there were."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.calendar import Period
from rules.tree_history import Shape
from storage.dialect import one_of
from storage.organisation import tree
from storage.organisation.tree import UNIT_COLUMNS, UnitPath, unit_paths
from storage.records import UnitRecord
from storage.tables.organisation import UNITS, UNITS_PAST
from storage.tables.people import MEMBERSHIPS


class Then(NamedTuple):
    """The tree of a day, with the units that there were in a period.

    As long as nothing has changed since that day, and that is nearly always, the tree of today is asked.
    """

    day: date
    period: Period


def then(period: Period, today: date) -> Then:
    """A period is looked at as it ended, or as it stands if it is not over."""
    return Then(min(period.last, today), period)


async def units_then(connection: AsyncConnection, time: Then) -> list[UnitRecord]:
    """All of them."""
    query = select(*UNIT_COLUMNS).where(_existed(time.period)).order_by(UNITS.c.id)
    units = [UnitRecord(*row) for row in await connection.execute(query)]
    return _as_they_were(units, await _changed_since(connection, time.day))


async def unit_paths_then(
    connection: AsyncConnection, time: Then, unit_ids: Sequence[int]
) -> dict[int, UnitPath]:
    """Of those of some units that there were, in the order in which they were asked for."""
    if await _changed_since(connection, time.day):
        known = unit_paths(await units_then(connection, time))
        return {unit_id: known[unit_id] for unit_id in unit_ids if unit_id in known}
    known = await tree.unit_paths_of(connection, unit_ids)
    existing = select(UNITS.c.id).where(one_of(connection, UNITS.c.id, unit_ids), _existed(time.period))
    there = set(await connection.scalars(existing))
    return {unit_id: known[unit_id] for unit_id in unit_ids if unit_id in there}


async def unit_paths_below(connection: AsyncConnection, time: Then, root_id: int) -> dict[int, UnitPath]:
    """Of a unit and all that stood below it, the unit itself first; nothing if there was no such unit."""
    if await _changed_since(connection, time.day):
        known = unit_paths(await units_then(connection, time))
        found = [unit_id for unit_id, paths in known.items() if root_id in paths.unit_ids]
    else:
        units = await _below_today(connection, time.period, root_id)
        above = await tree.unit_paths_of(connection, [root_id])
        known = unit_paths([*(path.unit for path in above.values()), *units])
        found = [unit.id for unit in units]
    if root_id not in found:
        return {}
    return {unit_id: known[unit_id] for unit_id in sorted(found, key=lambda each: (each != root_id, each))}


async def _below_today(connection: AsyncConnection, period: Period, root_id: int) -> list[UnitRecord]:
    found = select(UNITS.c.id).where(UNITS.c.id == root_id).cte(recursive=True)
    found = found.union(select(UNITS.c.id).join(found, UNITS.c.parent_id == found.c.id))
    query = select(*UNIT_COLUMNS).where(UNITS.c.id.in_(select(found.c.id)), _existed(period))
    return [UnitRecord(*row) for row in await connection.execute(query)]


def _existed(period: Period) -> ColumnElement[bool]:
    """A unit that was opened later counts all the same where somebody turned out to have belonged to it."""
    somebody = select(MEMBERSHIPS.c.id).where(
        MEMBERSHIPS.c.unit_id == UNITS.c.id,
        MEMBERSHIPS.c.since < period.after,
        or_(MEMBERSHIPS.c.until.is_(None), MEMBERSHIPS.c.until > period.first),
    )
    return and_(
        or_(UNITS.c.until.is_(None), UNITS.c.until > period.first),
        or_(UNITS.c.since.is_(None), UNITS.c.since < period.after, somebody.exists()),
    )


async def _changed_since(connection: AsyncConnection, day: date) -> Mapping[int, Shape]:
    """What those units were on a day that have changed since."""
    query = select(UNITS_PAST.c.unit_id, UNITS_PAST.c.name, UNITS_PAST.c.level, UNITS_PAST.c.parent_id)
    rows = await connection.execute(query.where(UNITS_PAST.c.until > day).order_by(UNITS_PAST.c.until.desc()))
    return {row.unit_id: Shape(row.name, row.level, row.parent_id) for row in rows}


def _as_they_were(units: Iterable[UnitRecord], changed: Mapping[int, Shape]) -> list[UnitRecord]:
    return [replace(unit, **changed[unit.id]._asdict()) if unit.id in changed else unit for unit in units]

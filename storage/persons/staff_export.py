"""The listed people of units, as a staff list tells them."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import one_of
from storage.organisation import tree
from storage.tables.organisation import UNITS
from storage.tables.people import MEMBERSHIPS, PEOPLE


class StaffMember(NamedTuple):
    """`since` is the day of joining, None where nobody knows it."""

    name: str
    code: str
    unit: str
    unit_code: str
    position: str
    since: date | None


async def staff_below(connection: AsyncConnection, unit_id: int | None, day: date) -> list[StaffMember]:
    """Everybody listed who belongs to a unit or to what stands below it from a day on, or to any unit."""
    columns = (PEOPLE.c.name, PEOPLE.c.code, UNITS.c.name.label("unit"), UNITS.c.code.label("unit_code"))
    query = (
        select(*columns, MEMBERSHIPS.c.position, MEMBERSHIPS.c.since, MEMBERSHIPS.c.seen)
        .join(MEMBERSHIPS, MEMBERSHIPS.c.person_id == PEOPLE.c.id)
        .join(UNITS, UNITS.c.id == MEMBERSHIPS.c.unit_id)
        .where(or_(MEMBERSHIPS.c.until.is_(None), MEMBERSHIPS.c.until > day))
        .where(PEOPLE.c.provisional.is_(False), PEOPLE.c.erased_at.is_(None))
        .order_by(UNITS.c.code, PEOPLE.c.id)
    )
    if unit_id is not None:
        units = await tree.below(connection, [unit_id])
        query = query.where(one_of(connection, MEMBERSHIPS.c.unit_id, units))
    return [StaffMember(*row[:5], None if row.seen else row.since) for row in await connection.execute(query)]

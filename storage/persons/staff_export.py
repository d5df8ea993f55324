"""The listed people of units, as a staff list tells them."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import one_of
from storage.organisation import tree
from storage.tables import Membership, Person, Unit

_unit = Unit.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]
_membership = Membership.__table__  # type: ignore[attr-defined]


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
    columns = (_person.c.name, _person.c.code, _unit.c.name.label("unit"), _unit.c.code.label("unit_code"))
    query = (
        select(*columns, _membership.c.position, _membership.c.since, _membership.c.seen)
        .join(_membership, _membership.c.person_id == _person.c.id)
        .join(_unit, _unit.c.id == _membership.c.unit_id)
        .where(or_(_membership.c.until.is_(None), _membership.c.until > day))
        .where(_person.c.provisional.is_(False), _person.c.erased_at.is_(None))
        .order_by(_unit.c.code, _person.c.id)
    )
    if unit_id is not None:
        units = await tree.below(connection, [unit_id])
        query = query.where(one_of(connection, _membership.c.unit_id, units))
    return [StaffMember(*row[:5], None if row.seen else row.since) for row in await connection.execute(query)]

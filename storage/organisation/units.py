"""Units: opened under a group's title when nobody has connected the group yet, moved and merged later."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.unit_codes import code_from_title
from storage.bulk import add_many
from storage.organisation import closes, rulebook
from storage.publishing import features, page_queries
from storage.tables.messages import CHATS, FILE_JOBS
from storage.tables.organisation import CODES, ROLE_GRANTS, UNIT_SETTINGS, UNITS, UNITS_PAST
from storage.tables.people import MEMBERSHIPS
from storage.tables.proof import EVIDENCE, REVIEWS, TALLIES
from storage.tables.publishing import PAGES
from storage.tables.upkeep import AUDIT_LOG
from storage.tables.week import WEEK_CLOSES


async def open_unit(connection: AsyncConnection, title: str, now: datetime) -> int:
    """A unit of its own for a group nobody has connected."""
    return await _insert(connection, await _free_code(connection, code_from_title(title)), title, now)


async def _free_code(connection: AsyncConnection, wanted: str) -> str:
    taken = set(
        await connection.scalars(select(UNITS.c.code).where(UNITS.c.code.startswith(wanted, autoescape=True)))
    )
    number = 1
    code = wanted
    while code in taken:
        number += 1
        code = f"{wanted}-{number}"
    return code


async def _insert(
    connection: AsyncConnection, code: str, name: str, now: datetime, *, nowhere: bool = False
) -> int:
    opened = {"code": code, "name": name, "since": now.date(), "created_at": now}
    row = await connection.execute(
        insert(UNITS)
        .values(level="school", provisional=True, nowhere=nowhere, **opened)
        .returning(UNITS.c.id)
    )
    return int(row.scalar_one())


async def unknown_unit(connection: AsyncConnection, now: datetime, *, create: bool = True) -> int:
    """Where proof is kept of people whose unit is not known yet; its mark finds it, whatever others are called."""
    found = await connection.scalar(select(UNITS.c.id).where(UNITS.c.nowhere))
    if found is None and create:
        name = "Chưa rõ đơn vị"
        found = await _insert(
            connection, await _free_code(connection, code_from_title(name)), name, now, nowhere=True
        )
    return int(found or 0)


async def rename_provisional(connection: AsyncConnection, unit_id: int, name: str) -> None:
    await connection.execute(
        update(UNITS).where(UNITS.c.id == unit_id, UNITS.c.provisional).values(name=name)
    )


async def move_person(connection: AsyncConnection, person_id: int, old_unit: int, new_unit: int) -> None:
    """Everything a person handed in moves along to the unit they turn out to belong to."""
    await connection.execute(
        update(EVIDENCE)
        .where(EVIDENCE.c.person_id == person_id, EVIDENCE.c.unit_id == old_unit)
        .values(unit_id=new_unit)
    )
    await connection.execute(
        update(REVIEWS)
        .where(REVIEWS.c.person_id == person_id, REVIEWS.c.unit_id == old_unit)
        .values(unit_id=new_unit)
    )
    mine = (TALLIES.c.person_id == person_id) & (TALLIES.c.unit_id == old_unit)
    await add_tallies(connection, mine, new_unit)
    await connection.execute(
        delete(MEMBERSHIPS).where(MEMBERSHIPS.c.person_id == person_id, MEMBERSHIPS.c.unit_id == old_unit)
    )


async def merge(connection: AsyncConnection, old_unit: int, new_unit: int) -> None:
    """Two units were one all the time (for those that become one on a day see unit_changes.py).

    What both have closed of weeks will be corrected.
    """
    named = select(UNITS.c.id, UNITS.c.code).where(UNITS.c.id.in_([old_unit, new_unit]))
    codes: dict[int, str] = dict((await connection.execute(named)).all())
    await connection.execute(update(EVIDENCE).where(EVIDENCE.c.unit_id == old_unit).values(unit_id=new_unit))
    await add_tallies(connection, TALLIES.c.unit_id == old_unit, new_unit)
    await _move_members(connection, old_unit, new_unit)
    for column in (
        CHATS.c.unit_id, PAGES.c.unit_id, REVIEWS.c.unit_id, UNITS.c.parent_id, ROLE_GRANTS.c.unit_id, CODES.c.unit_id,
        FILE_JOBS.c.unit_id, AUDIT_LOG.c.unit_id, UNITS_PAST.c.parent_id,
    ):  # fmt: skip
        await connection.execute(update(column.table).where(column == old_unit).values({column: new_unit}))
    await _move_settings(connection, old_unit, new_unit)
    await features.move_unit(connection, old_unit, new_unit)
    await page_queries.changed(connection)
    await rulebook.move_unit(connection, old_unit, new_unit)
    await rulebook.move_scopes(connection, codes[old_unit], codes[new_unit])
    await _move_weeks(connection, old_unit, new_unit)
    await closes.reckon_again(connection, new_unit)
    await connection.execute(delete(UNITS_PAST).where(UNITS_PAST.c.unit_id == old_unit))
    await connection.execute(delete(UNITS).where(UNITS.c.id == old_unit, UNITS.c.provisional))


async def _move_members(connection: AsyncConnection, old_unit: int, new_unit: int) -> None:
    """Whoever belongs to both has belonged to the one since the earlier day."""
    both = select(MEMBERSHIPS.c.person_id).where(
        MEMBERSHIPS.c.unit_id == new_unit, MEMBERSHIPS.c.until.is_(None)
    )
    query = select(MEMBERSHIPS.c.person_id, func.min(MEMBERSHIPS.c.since)).where(
        MEMBERSHIPS.c.unit_id == old_unit, MEMBERSHIPS.c.person_id.in_(both)
    )
    for person_id, since in (await connection.execute(query.group_by(MEMBERSHIPS.c.person_id))).all():
        mine = (MEMBERSHIPS.c.person_id == person_id) & (MEMBERSHIPS.c.unit_id == new_unit)
        await connection.execute(
            update(MEMBERSHIPS)
            .where(mine, MEMBERSHIPS.c.until.is_(None), MEMBERSHIPS.c.since > since)
            .values(since=since)
        )
        await connection.execute(
            delete(MEMBERSHIPS).where(mine, MEMBERSHIPS.c.until.is_not(None), MEMBERSHIPS.c.since >= since)
        )
    await connection.execute(
        delete(MEMBERSHIPS).where(MEMBERSHIPS.c.unit_id == old_unit, MEMBERSHIPS.c.person_id.in_(both))
    )
    twin = MEMBERSHIPS.alias()
    clash = select(twin.c.id).where(
        twin.c.unit_id == old_unit,
        twin.c.person_id == MEMBERSHIPS.c.person_id,
        twin.c.since == MEMBERSHIPS.c.since,
    )
    await connection.execute(delete(MEMBERSHIPS).where(MEMBERSHIPS.c.unit_id == new_unit, clash.exists()))
    await connection.execute(
        update(MEMBERSHIPS).where(MEMBERSHIPS.c.unit_id == old_unit).values(unit_id=new_unit)
    )


async def _move_settings(connection: AsyncConnection, old_unit: int, new_unit: int) -> None:
    """What the new one has decided for itself stands."""
    there = select(UNIT_SETTINGS.c.name).where(UNIT_SETTINGS.c.unit_id == new_unit)
    await connection.execute(
        delete(UNIT_SETTINGS).where(UNIT_SETTINGS.c.unit_id == old_unit, UNIT_SETTINGS.c.name.in_(there))
    )
    await connection.execute(
        update(UNIT_SETTINGS).where(UNIT_SETTINGS.c.unit_id == old_unit).values(unit_id=new_unit)
    )


async def _move_weeks(connection: AsyncConnection, old_unit: int, new_unit: int) -> None:
    """Closed weeks that both units have stay those of the new one, which its next correction puts right."""
    there = select(WEEK_CLOSES.c.week).where(WEEK_CLOSES.c.unit_id == new_unit)
    await connection.execute(
        delete(WEEK_CLOSES).where(WEEK_CLOSES.c.unit_id == old_unit, WEEK_CLOSES.c.week.in_(there))
    )
    await connection.execute(
        update(WEEK_CLOSES).where(WEEK_CLOSES.c.unit_id == old_unit).values(unit_id=new_unit)
    )


async def add_tallies(connection: AsyncConnection, which: object, new_unit: int) -> None:
    columns = (TALLIES.c.person_id, TALLIES.c.day, TALLIES.c.action, TALLIES.c.count)
    rows = [
        {
            "person_id": row.person_id,
            "unit_id": new_unit,
            "day": row.day,
            "action": row.action,
            "count": row.count,
        }
        for row in await connection.execute(select(*columns).where(which))  # type: ignore[arg-type]
    ]
    await connection.execute(delete(TALLIES).where(which))  # type: ignore[arg-type]
    await add_many(connection, TALLIES, rows, "count")

"""Units: opened under a group's title when nobody has connected the group yet, moved and merged later."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.unit_codes import code_from_title
from storage.bulk import add_many
from storage.organisation import closes, rulebook
from storage.organisation_tables import Code, FileJob, RoleGrant, UnitPast, UnitSetting
from storage.proof_tables import Review
from storage.publishing import features, pages
from storage.tables import Audit, Chat, Evidence, Membership, Page, Tally, Unit, WeekClose

_unit = Unit.__table__  # type: ignore[attr-defined]
_chat = Chat.__table__  # type: ignore[attr-defined]
_evidence = Evidence.__table__  # type: ignore[attr-defined]
_membership = Membership.__table__  # type: ignore[attr-defined]
_tally = Tally.__table__  # type: ignore[attr-defined]
_page = Page.__table__  # type: ignore[attr-defined]
_review = Review.__table__  # type: ignore[attr-defined]
_week_close = WeekClose.__table__  # type: ignore[attr-defined]
_audit = Audit.__table__  # type: ignore[attr-defined]
_grant = RoleGrant.__table__  # type: ignore[attr-defined]
_code = Code.__table__  # type: ignore[attr-defined]
_setting = UnitSetting.__table__  # type: ignore[attr-defined]
_past = UnitPast.__table__  # type: ignore[attr-defined]
_job = FileJob.__table__  # type: ignore[attr-defined]


async def open_unit(connection: AsyncConnection, title: str, now: datetime) -> int:
    """A unit of its own for a group nobody has connected."""
    return await _insert(connection, await _free_code(connection, code_from_title(title)), title, now)


async def _free_code(connection: AsyncConnection, wanted: str) -> str:
    taken = set(
        await connection.scalars(select(_unit.c.code).where(_unit.c.code.startswith(wanted, autoescape=True)))
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
        insert(_unit)
        .values(level="school", provisional=True, nowhere=nowhere, **opened)
        .returning(_unit.c.id)
    )
    return int(row.scalar_one())


async def unknown_unit(connection: AsyncConnection, now: datetime, *, create: bool = True) -> int:
    """Where proof is kept of people whose unit is not known yet; its mark finds it, whatever others are called."""
    found = await connection.scalar(select(_unit.c.id).where(_unit.c.nowhere))
    if found is None and create:
        name = "Chưa rõ đơn vị"
        found = await _insert(
            connection, await _free_code(connection, code_from_title(name)), name, now, nowhere=True
        )
    return int(found or 0)


async def rename_provisional(connection: AsyncConnection, unit_id: int, name: str) -> None:
    await connection.execute(
        update(_unit).where(_unit.c.id == unit_id, _unit.c.provisional).values(name=name)
    )


async def move_person(connection: AsyncConnection, person_id: int, old_unit: int, new_unit: int) -> None:
    """Everything a person handed in moves along to the unit they turn out to belong to."""
    await connection.execute(
        update(_evidence)
        .where(_evidence.c.person_id == person_id, _evidence.c.unit_id == old_unit)
        .values(unit_id=new_unit)
    )
    await connection.execute(
        update(_review)
        .where(_review.c.person_id == person_id, _review.c.unit_id == old_unit)
        .values(unit_id=new_unit)
    )
    mine = (_tally.c.person_id == person_id) & (_tally.c.unit_id == old_unit)
    await add_tallies(connection, mine, new_unit)
    await connection.execute(
        delete(_membership).where(_membership.c.person_id == person_id, _membership.c.unit_id == old_unit)
    )


async def merge(connection: AsyncConnection, old_unit: int, new_unit: int) -> None:
    """Two units were one all the time (for those that become one on a day see unit_changes.py).

    What both have closed of weeks will be corrected.
    """
    named = select(_unit.c.id, _unit.c.code).where(_unit.c.id.in_([old_unit, new_unit]))
    codes: dict[int, str] = dict((await connection.execute(named)).all())
    await connection.execute(
        update(_evidence).where(_evidence.c.unit_id == old_unit).values(unit_id=new_unit)
    )
    await add_tallies(connection, _tally.c.unit_id == old_unit, new_unit)
    await _move_members(connection, old_unit, new_unit)
    for column in (
        _chat.c.unit_id, _page.c.unit_id, _review.c.unit_id, _unit.c.parent_id, _grant.c.unit_id, _code.c.unit_id,
        _job.c.unit_id, _audit.c.unit_id, _past.c.parent_id,
    ):  # fmt: skip
        await connection.execute(update(column.table).where(column == old_unit).values({column: new_unit}))
    await _move_settings(connection, old_unit, new_unit)
    await features.move_unit(connection, old_unit, new_unit)
    await pages.changed(connection)
    await rulebook.move_unit(connection, old_unit, new_unit)
    await rulebook.move_scopes(connection, codes[old_unit], codes[new_unit])
    await _move_weeks(connection, old_unit, new_unit)
    await closes.reckon_again(connection, new_unit)
    await connection.execute(delete(_past).where(_past.c.unit_id == old_unit))
    await connection.execute(delete(_unit).where(_unit.c.id == old_unit, _unit.c.provisional))


async def _move_members(connection: AsyncConnection, old_unit: int, new_unit: int) -> None:
    """Whoever belongs to both has belonged to the one since the earlier day."""
    both = select(_membership.c.person_id).where(
        _membership.c.unit_id == new_unit, _membership.c.until.is_(None)
    )
    query = select(_membership.c.person_id, func.min(_membership.c.since)).where(
        _membership.c.unit_id == old_unit, _membership.c.person_id.in_(both)
    )
    for person_id, since in (await connection.execute(query.group_by(_membership.c.person_id))).all():
        mine = (_membership.c.person_id == person_id) & (_membership.c.unit_id == new_unit)
        await connection.execute(
            update(_membership)
            .where(mine, _membership.c.until.is_(None), _membership.c.since > since)
            .values(since=since)
        )
        await connection.execute(
            delete(_membership).where(mine, _membership.c.until.is_not(None), _membership.c.since >= since)
        )
    await connection.execute(
        delete(_membership).where(_membership.c.unit_id == old_unit, _membership.c.person_id.in_(both))
    )
    twin = _membership.alias()
    clash = select(twin.c.id).where(
        twin.c.unit_id == old_unit,
        twin.c.person_id == _membership.c.person_id,
        twin.c.since == _membership.c.since,
    )
    await connection.execute(delete(_membership).where(_membership.c.unit_id == new_unit, clash.exists()))
    await connection.execute(
        update(_membership).where(_membership.c.unit_id == old_unit).values(unit_id=new_unit)
    )


async def _move_settings(connection: AsyncConnection, old_unit: int, new_unit: int) -> None:
    """What the new one has decided for itself stands."""
    there = select(_setting.c.name).where(_setting.c.unit_id == new_unit)
    await connection.execute(
        delete(_setting).where(_setting.c.unit_id == old_unit, _setting.c.name.in_(there))
    )
    await connection.execute(update(_setting).where(_setting.c.unit_id == old_unit).values(unit_id=new_unit))


async def _move_weeks(connection: AsyncConnection, old_unit: int, new_unit: int) -> None:
    """Closed weeks that both units have stay those of the new one, which its next correction puts right."""
    there = select(_week_close.c.week).where(_week_close.c.unit_id == new_unit)
    await connection.execute(
        delete(_week_close).where(_week_close.c.unit_id == old_unit, _week_close.c.week.in_(there))
    )
    await connection.execute(
        update(_week_close).where(_week_close.c.unit_id == old_unit).values(unit_id=new_unit)
    )


async def add_tallies(connection: AsyncConnection, which: object, new_unit: int) -> None:
    columns = (_tally.c.person_id, _tally.c.day, _tally.c.action, _tally.c.count)
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
    await connection.execute(delete(_tally).where(which))  # type: ignore[arg-type]
    await add_many(connection, _tally, rows, "count")

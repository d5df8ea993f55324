"""Which unit a group belongs to: connected with another, moved, on its own again."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messages.reach import CHAT_ADMINS
from storage.organisation import units
from storage.organisation.unit_settings import switched_on
from storage.organisation_tables import Code, RoleGrant, UnitSetting
from storage.records import ChatRecord
from storage.tables import Chat, Unit

_code = Code.__table__  # type: ignore[attr-defined]
_grant = RoleGrant.__table__  # type: ignore[attr-defined]
_setting = UnitSetting.__table__  # type: ignore[attr-defined]
_chat = Chat.__table__  # type: ignore[attr-defined]
_unit = Unit.__table__  # type: ignore[attr-defined]


class Bond(StrEnum):
    """How a group stands to the unit it counts for."""

    NONE = "none"
    OWN = "own"
    """A unit that was opened under the group's title, and is no other group's."""
    REAL = "real"


async def bond_of(connection: AsyncConnection, chat: ChatRecord) -> Bond:
    if chat.unit_id is None:
        return Bond.NONE
    provisional = await connection.scalar(select(_unit.c.provisional).where(_unit.c.id == chat.unit_id))
    others = select(func.count()).where(
        _chat.c.unit_id == chat.unit_id, _chat.c.id != chat.id, _chat.c.moved_to_id.is_(None)
    )
    return Bond.OWN if provisional and not await connection.scalar(others) else Bond.REAL


async def connect(connection: AsyncConnection, chat: ChatRecord, unit_id: int, now: datetime) -> None:
    """What a group of its own has gathered belongs to the unit; what was handed in for another unit stays there.

    Where the administrators of groups have no rights, nothing of what they had decided for the group comes along.
    """
    if await bond_of(connection, chat) is Bond.OWN and chat.unit_id:
        if not await switched_on(connection, CHAT_ADMINS, [unit_id]):
            await _forget_decisions(connection, chat.unit_id, now)
        await units.merge(connection, chat.unit_id, unit_id)
    await _set_unit(connection, chat, unit_id)


async def _forget_decisions(connection: AsyncConnection, unit_id: int, now: datetime) -> None:
    still = or_(_grant.c.until.is_(None), _grant.c.until > now)
    await connection.execute(update(_grant).where(_grant.c.unit_id == unit_id, still).values(until=now))
    await connection.execute(delete(_code).where(_code.c.unit_id == unit_id))
    await connection.execute(delete(_setting).where(_setting.c.unit_id == unit_id))


async def disconnect(connection: AsyncConnection, chat: ChatRecord, unit_id: int | None) -> None:
    """From now on a group counts for a unit of its own, or for none."""
    await _set_unit(connection, chat, unit_id)


async def real_units(connection: AsyncConnection, today: date) -> frozenset[int]:
    """Those that somebody set up and that are there today."""
    there = or_(_unit.c.until.is_(None), _unit.c.until > today)
    return frozenset(
        await connection.scalars(select(_unit.c.id).where(_unit.c.provisional.is_(False), there))
    )


async def _set_unit(connection: AsyncConnection, chat: ChatRecord, unit_id: int | None) -> None:
    await connection.execute(update(_chat).where(_chat.c.id == chat.id).values(unit_id=unit_id))

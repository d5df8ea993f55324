"""Which unit a group belongs to: connected with another, moved, on its own again."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messages.reach import CHAT_ADMINS
from storage.organisation import closes, rulebook, units
from storage.organisation.unit_settings import switched_on
from storage.organisation_tables import Code, RoleGrant, UnitSetting
from storage.publishing import pages
from storage.records import ChatRecord
from storage.tables import (
    Chat,
    Evidence,
    Exemption,
    Feature,
    Membership,
    Page,
    Person,
    ReminderChange,
    Unit,
)

_code = Code.__table__  # type: ignore[attr-defined]
_grant = RoleGrant.__table__  # type: ignore[attr-defined]
_setting = UnitSetting.__table__  # type: ignore[attr-defined]
_chat = Chat.__table__  # type: ignore[attr-defined]
_unit = Unit.__table__  # type: ignore[attr-defined]
_evidence = Evidence.__table__  # type: ignore[attr-defined]
_exemption = Exemption.__table__  # type: ignore[attr-defined]
_feature = Feature.__table__  # type: ignore[attr-defined]
_membership = Membership.__table__  # type: ignore[attr-defined]
_page = Page.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]
_reminder = ReminderChange.__table__  # type: ignore[attr-defined]
BY_COMMAND = "cli"


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


async def connect(
    connection: AsyncConnection, chat: ChatRecord, unit_id: int, now: datetime, *, forget: bool = False
) -> None:
    """What a group of its own has gathered belongs to the unit; what was handed in for another unit stays there.

    Nothing of what its administrators had decided for the group comes along where that is to be forgotten, or where the
    administrators of groups have no rights.
    """
    if await bond_of(connection, chat) is Bond.OWN and chat.unit_id:
        if forget or not await switched_on(connection, CHAT_ADMINS, [unit_id]):
            await _forget_decisions(connection, chat.unit_id, now)
        await units.merge(connection, chat.unit_id, unit_id)
    await _set_unit(connection, chat, unit_id)


async def _forget_decisions(connection: AsyncConnection, unit_id: int, now: datetime) -> None:
    """Roles, codes and settings, what is asked of its people and when, its pages and which of them are featured."""
    still = or_(_grant.c.until.is_(None), _grant.c.until > now)
    await connection.execute(update(_grant).where(_grant.c.unit_id == unit_id, still).values(until=now))
    chosen = or_(_feature.c.unit_id == unit_id, _feature.c.root_id == unit_id)
    await connection.execute(delete(_feature).where(chosen, _feature.c.announced_at.is_(None)))
    code = select(_unit.c.code).where(_unit.c.id == unit_id).scalar_subquery()
    for decided in (
        delete(_code).where(_code.c.unit_id == unit_id),
        delete(_setting).where(_setting.c.unit_id == unit_id),
        delete(_exemption).where(_exemption.c.unit_id == unit_id, _exemption.c.made_by != BY_COMMAND),
        delete(_reminder).where(_reminder.c.code == code),
    ):
        await connection.execute(decided)
    ours = and_(_page.c.unit_id == unit_id, _page.c.until.is_(None))
    await connection.execute(update(_page).where(ours).values(until=now.date()))
    await pages.changed(connection)
    await rulebook.changed(connection)


async def take_along(connection: AsyncConnection, chat: ChatRecord, old_unit: int, new_unit: int) -> None:
    """A group never was one of a unit's: who is on no list and was seen in no other group leaves with all of theirs."""
    seen = select(_evidence.c.person_id).join(_chat, _chat.c.id == _evidence.c.chat_pk)
    seen = seen.where(_evidence.c.unit_id == old_unit, _chat.c.kind == "group")
    here = func.coalesce(_chat.c.moved_to_id, _chat.c.id) == chat.id
    found = select(_person.c.id).where(
        _person.c.provisional, _person.c.id.in_(seen.where(here)), _person.c.id.not_in(seen.where(~here))
    )
    for person_id in list(await connection.scalars(found.order_by(_person.c.id))):
        theirs = and_(_membership.c.person_id == person_id, _membership.c.unit_id == old_unit)
        await connection.execute(update(_membership).where(theirs).values(unit_id=new_unit))
        await units.move_person(connection, person_id, old_unit, new_unit)
    await closes.reckon_again(connection, old_unit)
    await closes.reckon_again(connection, new_unit)


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

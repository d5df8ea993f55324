"""Which unit a group belongs to: connected with another, moved, on its own again."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messages.recipients import CHAT_ADMINS_HAVE_RIGHTS
from storage.organisation import closes, rulebook, units
from storage.organisation.unit_settings import switched_on
from storage.publishing import page_queries
from storage.records import ChatRecord
from storage.tables.messages import CHATS
from storage.tables.organisation import CODES, ROLE_GRANTS, UNIT_SETTINGS, UNITS
from storage.tables.people import EXEMPTIONS, MEMBERSHIPS, PEOPLE
from storage.tables.proof import EVIDENCE
from storage.tables.publishing import FEATURES, PAGES
from storage.tables.week import REMINDER_CHANGES
from storage.transaction import Transaction

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
    provisional = await connection.scalar(select(UNITS.c.provisional).where(UNITS.c.id == chat.unit_id))
    others = select(func.count()).where(
        CHATS.c.unit_id == chat.unit_id, CHATS.c.id != chat.id, CHATS.c.moved_to_id.is_(None)
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
        if forget or not await switched_on(connection, CHAT_ADMINS_HAVE_RIGHTS, [unit_id]):
            await _forget_decisions(connection, chat.unit_id, now)
        await units.merge(connection, chat.unit_id, unit_id)
    await _set_unit(connection, chat, unit_id)


async def _forget_decisions(connection: AsyncConnection, unit_id: int, now: datetime) -> None:
    """Roles, codes and settings, what is asked of its people and when, its pages and which of them are featured."""
    still = or_(ROLE_GRANTS.c.until.is_(None), ROLE_GRANTS.c.until > now)
    await connection.execute(
        update(ROLE_GRANTS).where(ROLE_GRANTS.c.unit_id == unit_id, still).values(until=now)
    )
    chosen = or_(FEATURES.c.unit_id == unit_id, FEATURES.c.root_id == unit_id)
    await connection.execute(delete(FEATURES).where(chosen, FEATURES.c.announced_at.is_(None)))
    code = select(UNITS.c.code).where(UNITS.c.id == unit_id).scalar_subquery()
    for decided in (
        delete(CODES).where(CODES.c.unit_id == unit_id),
        delete(UNIT_SETTINGS).where(UNIT_SETTINGS.c.unit_id == unit_id),
        delete(EXEMPTIONS).where(EXEMPTIONS.c.unit_id == unit_id, EXEMPTIONS.c.made_by != BY_COMMAND),
        delete(REMINDER_CHANGES).where(REMINDER_CHANGES.c.code == code),
    ):
        await connection.execute(decided)
    ours = and_(PAGES.c.unit_id == unit_id, PAGES.c.until.is_(None))
    await connection.execute(update(PAGES).where(ours).values(until=now.date()))
    await page_queries.changed(connection)
    await rulebook.changed(connection)


async def _set_unit(connection: AsyncConnection, chat: ChatRecord, unit_id: int | None) -> None:
    await connection.execute(update(CHATS).where(CHATS.c.id == chat.id).values(unit_id=unit_id))


class Connecting:
    """Groups and the units they count for."""

    def __init__(self, at: Transaction, forget: Callable[[], None], *, open_enrolment: bool) -> None:
        self._at = at
        self._forget = forget
        self._open_enrolment = open_enrolment

    async def bond_of(self, chat: ChatRecord) -> Bond:
        return await bond_of(self._at.connection, chat)

    async def connect(self, chat: ChatRecord, unit_id: int) -> None:
        """A group belongs to a unit; what it has gathered as a unit of its own goes along."""
        await self._at.flush()
        await connect(self._at.connection, chat, unit_id, self._at.now)
        self._forget()

    async def disconnect(self, chat: ChatRecord, *, never_was: bool = False) -> None:
        """A group is on its own again; where enrolment is closed it counts for nobody.

        What was handed in there stays with the unit, unless the group `never_was` one of the unit's.
        """
        await self._at.flush()
        unit_id = None
        if self._open_enrolment:
            unit_id = await units.open_unit(self._at.connection, chat.title or chat.chat_id, self._at.now)
        await _set_unit(self._at.connection, chat, unit_id)
        if never_was and chat.unit_id and unit_id:
            await self._take_along(chat, chat.unit_id, unit_id)
        self._forget()

    async def _take_along(self, chat: ChatRecord, old_unit: int, new_unit: int) -> None:
        """Who is on no list and was seen in no other group of the old unit leaves with all of theirs."""
        connection = self._at.connection
        seen = select(EVIDENCE.c.person_id).join(CHATS, CHATS.c.id == EVIDENCE.c.chat_pk)
        seen = seen.where(EVIDENCE.c.unit_id == old_unit, CHATS.c.kind == "group")
        here = func.coalesce(CHATS.c.moved_to_id, CHATS.c.id) == chat.id
        found = select(PEOPLE.c.id).where(
            PEOPLE.c.provisional, PEOPLE.c.id.in_(seen.where(here)), PEOPLE.c.id.not_in(seen.where(~here))
        )
        for person_id in list(await connection.scalars(found.order_by(PEOPLE.c.id))):
            theirs = and_(MEMBERSHIPS.c.person_id == person_id, MEMBERSHIPS.c.unit_id == old_unit)
            await connection.execute(update(MEMBERSHIPS).where(theirs).values(unit_id=new_unit))
            await units.move_person(connection, person_id, old_unit, new_unit)
        await closes.reckon_again(connection, old_unit)
        await closes.reckon_again(connection, new_unit)
